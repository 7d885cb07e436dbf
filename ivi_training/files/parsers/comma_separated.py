"""CSV: the cells as text, written as JSON."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from ivi_training.files.parsers.refusal import Refused

Rows = list[list[str]]


def text(content: bytes, limits: dict[str, int]) -> bytes:
    """The rows of a CSV file; `no_sheet` where it is none."""
    try:
        # NUL is in no text; Python's reader would take it.
        plain = content.replace(b"\0", b"\xff").decode("utf-8-sig")
        rows = few(csv.reader(StringIO(plain)), limits)
    except (ValueError, csv.Error):
        raise Refused("no_sheet") from None
    return json.dumps([rows]).encode()


def few(found: Iterable[list[str]], limits: dict[str, int]) -> Rows:
    """As many as are read, without the empty cells at their ends; refused beyond."""
    rows: Rows = []
    cells = 0
    for row in found:
        while row and not row[-1]:
            row.pop()
        rows.append(row)
        cells += len(row)
        if len(rows) > limits["rows"]:
            raise Refused("too_many_rows", limit=limits["rows"])
        if cells > limits["cells"]:
            raise Refused("too_many_cells")
    return rows
