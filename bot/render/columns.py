"""Tables of plain text: labels wrapped to one column, counts aligned to the right, what they mean after them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

LABEL = 48

Row = tuple[str, str, str]
"""A label, a count, and what the count means as a share."""


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines."""
    wrapped = [(wrap(label, LABEL) or [""], count, share) for label, count, share in rows]
    wide = max((len(line) for lines, _, _ in wrapped for line in lines), default=0)
    deep = max((len(count) for _, count, _ in wrapped), default=0)
    told = []
    for lines, count, share in wrapped:
        told.append(f"  {lines[0]:<{wide}}  {count:>{deep}}  {share}")
        told += [f"    {line}" for line in lines[1:]]
    return told


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells, the first aligned to the left and the others to the right."""
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    return [
        "  ".join([f"{row[0]:<{wide[0]}}", *(f"{cell:>{wide[i]}}" for i, cell in enumerate(row[1:], start=1))])
        for row in rows
    ]
