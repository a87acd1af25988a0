"""A cross-table as plain text for a terminal: lettered groups, counts with shares below their base, and the judgement.

English, since the command line is. What is withheld says so, and so does what is not tested.
"""

from __future__ import annotations

from textwrap import wrap
from typing import assert_never

from bot.insight.crossing import Across, Category, Cell, Crossing, Why
from bot.insight.rounding import nearest
from bot.render.quoting import named, quoted

_WIDTH = 92
_LABEL = 34
_CELL = 11
_SCORES = {"promoters": "9 to 10 (promoters)", "passives": "7 to 8 (passives)", "detractors": "0 to 6 (detractors)"}


def crossing_text(table: Crossing, *, title: str) -> str:
    """The whole table as lines of text, without a line break at the end."""
    parts = [
        [*_ask(table.rows, title), "by", *_ask(table.columns, title)],
        _groups(table, title),
        *_blocks(table, title),
        _notes(table),
        _judgement(table),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts)


def _ask(question: Across, title: str) -> list[str]:
    return [*wrap(quoted(question.ask, webinar=title), _WIDTH), f"  {question.key} ({named(question.kind)})"]


def _groups(table: Crossing, title: str) -> list[str]:
    told = [f"{table.base} people answered both."]
    for place, group in enumerate(table.groups):
        base = "withheld" if group.base is None else f"{group.base} people"
        told.append(f"  {_letter(place)}  {_label(group.category, table.columns, title)}: {base}")
    return told


def _blocks(table: Crossing, title: str) -> list[list[str]]:
    """The table, so many columns beside one another as there is room for."""
    heads = ["all", *(_letter(place) for place in range(len(table.groups)))]
    rows = [(_label(line.category, table.rows, title), [line.total, *line.cells]) for line in table.lines]
    wide = (_WIDTH - _LABEL - 2) // _CELL
    return [
        [
            " " * (_LABEL + 2) + "".join(f"{head:>{_CELL}}" for head in heads[first : first + wide]),
            *(line for label, cells in rows for line in _line(label, [_told(c) for c in cells[first : first + wide]])),
        ]
        for first in range(0, len(heads), wide)
    ]


def _line(label: str, cells: list[str]) -> list[str]:
    first, *others = wrap(label, _LABEL) or [""]
    return [f"  {first:<{_LABEL}}" + "".join(f"{cell:>{_CELL}}" for cell in cells), *(f"    {line}" for line in others)]


def _told(cell: Cell | None) -> str:
    if cell is None:
        return "withheld"
    return str(cell.count) if cell.percent is None else f"{cell.count} {cell.percent:>4} %"


def _label(category: Category, question: Across, title: str) -> str:
    if not category.labels:
        return _SCORES[category.key]
    joint = " and/or " if question.picks_several else " or "
    return joint.join(quoted(label, webinar=title) for label in category.labels)


def _letter(place: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def _notes(table: Crossing) -> list[str]:
    notes = ["Shares are of the people in each column, rounded, so they need not add up to 100."]
    if table.rows.picks_several or table.columns.picks_several:
        notes.append("One person may be in several rows or columns where several answers are possible.")
    if not table.narrow:
        notes.append(
            f"Fewer than {table.limit} people gave no answer to the first question that counts. Their answers to the"
            " second would be told, so columns and total are of everybody, whether or not they answered the first."
        )
    if table.withheld:
        notes.append(
            f"Withheld: groups of fewer than {table.limit} people, and what they could be computed from by subtraction."
        )
    return [line for note in notes for line in wrap(note, _WIDTH)]


def _judgement(table: Crossing) -> list[str]:
    told = []
    if table.association is not None:
        plain = f"{nearest(table.association.plain, places=2):.2f}"
        told.append(
            f"Cramér's V {nearest(table.association.v, places=2):.2f} (corrected for bias; uncorrected {plain})"
        )
    tested = table.tested
    if tested is not None and tested.statistic is not None:
        statistic = f"{nearest(tested.statistic, places=2):.2f}"
        told.append(f"chi-square {statistic}, {tested.degrees} degrees of freedom, p {_p(tested.p)}")
    elif tested is not None:
        told.append(f"Fisher's exact test, two-sided, p {_p(tested.p)}")
    if table.why is not None:
        told += wrap(f"No test: {_because(table.why)}.", _WIDTH)
    return told


def _p(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{nearest(p, places=3):.3f}"


def _because(why: Why) -> str:
    match why:
        case "nobody":
            return "nobody has answered both questions"
        case "several":
            return "several answers are possible, so people are in more than one row or column"
        case "withheld":
            return "parts of the table are withheld, and a figure over all of it would tell of them"
        case "alike":
            return "all who answered both said the same to one of them"
        case "sparse":
            return "too few people are expected in too many cells for chi-square (Cochran's rule)"
        case _:
            assert_never(why)
