"""No count from 1 to 4 is shown, and none can be computed from totals and the other rows."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainees.people.reports.small_counts import BESIDE, SMALL, Number, protect

ROWS = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def regrouped(counts: list[int], ends: list[int]) -> list[int]:
    """The same people in another table."""
    table: list[int] = [0] * (max(ends) + 1)
    for count, end in zip(counts, ends, strict=False):
        table[end] += count
    return table


def could_be(shown: list[Number], total: int) -> list[set[int]]:
    """Every value that a reader who knows the rule cannot rule out, row by row."""
    ranges = {SMALL: range(1, 5), BESIDE: range(5, total + 1)}
    choices = [ranges[one] if isinstance(one, str) else [one] for one in shown]
    fits = [values for values in product(*choices) if sum(values) == total]
    return [set(column) for column in zip(*fits, strict=True)]


@settings(max_examples=300, deadline=None)
@given(ROWS, st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_no_hidden_number_can_be_recovered(counts: list[int], ends: list[int]):
    tables = [counts, regrouped(counts, ends)]
    total, shown = protect(sum(counts), tables)
    if isinstance(total, str):
        assert all(one == total for table in shown for one in table)
        return
    for table, given_counts in zip(shown, tables, strict=True):
        for values, one, count in zip(could_be(table, total), table, given_counts, strict=True):
            assert one == count or isinstance(one, str)
            assert not 0 < count < 5 or isinstance(one, str)
            assert isinstance(one, int) or (count in values and len(values) > 1)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 30, 8], [12, 30, 8]),
        ([0, 30], [0, 30]),
        ([12, 30, 3], ["*", 30, "<5"]),  # else 45 - 42
        ([12, 2, 3], [12, "<5", "<5"]),  # 1 and 4, or 2 and 3
        ([12, 6, 1, 1], [12, "*", "<5", "<5"]),  # two from 1 to 4 that make 2 are known
        ([5, 1, 40], ["*", "<5", "*"]),  # a 5 beside a 1 makes 6, which is 5 and 1 alone
    ],
)
def test_as_few_as_need_be_are_hidden(counts: list[int], shown: list[Number]):
    assert protect(sum(counts), [counts]) == (sum(counts), [shown])


def test_total_that_is_small_hides_everything():
    assert protect(3, [[3, 0], [1, 2]]) == ("<5", [["<5", "<5"], ["<5", "<5"]])


def test_table_that_cannot_keep_its_secret_takes_the_total_and_the_others_with_it():
    assert protect(5, [[4, 1], [5]]) == (5, [["<5", "<5"], [5]])
    assert protect(8, [[4, 4], [8]]) == ("*", [["*", "*"], ["*"]])
