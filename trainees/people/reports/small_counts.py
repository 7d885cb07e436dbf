"""Small counts in what is handed out: none from 1 to 4 is shown, and none can be computed.

One measure has a total and several tables that divide it. A hidden number could be had from the
total and the rest of its table; so larger ones are hidden beside it, until each hidden number could
be another one, even for a reader who knows this rule.
"""

from collections.abc import Sequence

# Below this a count may tell of somebody.
SMALLEST_SHOWN = 5
SMALL = f"<{SMALLEST_SHOWN}"
# Not small, but it would give a small one away.
BESIDE = "*"
Number = int | str
_LARGEST_SMALL = SMALLEST_SHOWN - 1


def is_small(count: int) -> bool:
    """Whether the count may tell of somebody; that there is nobody tells of nobody."""
    return 0 < count < SMALLEST_SHOWN


def protect(total: int, tables: Sequence[Sequence[int]]) -> tuple[Number, list[list[Number]]]:
    """The total of one measure and its tables as they may be handed out.

    Where a table cannot keep its secret beside the total, nothing of the measure is shown: the
    other tables would give the total away.
    """
    hidden = [_hidden(table) for table in tables]
    if is_small(total) or any(rows is None for rows in hidden):
        sign = SMALL if is_small(total) else BESIDE
        return sign, [[sign] * len(table) for table in tables]
    return total, [
        [_shown(count, at in (rows or ())) for at, count in enumerate(table)]
        for table, rows in zip(tables, hidden, strict=True)
    ]


def _shown(count: int, is_hidden: bool) -> Number:  # noqa: FBT001 - one number, one answer
    if not is_hidden:
        return count
    return SMALL if is_small(count) else BESIDE


def _hidden(table: Sequence[int]) -> set[int] | None:
    """The rows to hide; None where even all together would give one away."""
    small = {at for at, count in enumerate(table) if is_small(count)}
    others = sorted((count, at) for at, count in enumerate(table) if count >= SMALLEST_SHOWN)
    beside: set[int] = set()
    while not _could_be_others(table, small, beside):
        if not others:
            return None
        beside.add(others.pop(0)[1])
    return small | beside


def _could_be_others(table: Sequence[int], small: set[int], beside: set[int]) -> bool:
    """Whether every hidden number could be another one, given the sum of them all.

    A small one is 1 to 4 for whoever knows the rule, one beside it 5 or more.
    """
    if not small:
        return True
    spare = sum(table[at] for at in small | beside) - len(small) - SMALLEST_SHOWN * len(beside)
    if beside:
        return spare > 0
    return len(small) > 1 and 0 < spare < len(small) * (_LARGEST_SMALL - 1)
