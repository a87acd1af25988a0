"""A cross-table as organisers read it in chat: one group of people after the other, with what they said.

Figures come rounded from ``insight``. What does not fit is left out from the end, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.crossing import Across, Category, Cell, Crossing
from bot.insight.rounding import nearest
from bot.render.chart_words import chart_words
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.render.texts import Texts, unmarked, utf16_units

CARD_UNITS = 3500
"""UTF-16 units of the card; Telegram takes 4,096."""

ASK_UNITS = 300
LABEL_UNITS = 80


@dataclass(frozen=True, slots=True)
class Said:
    """What so many people of a group said."""

    label: str
    count: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people; ``base`` None: it is withheld."""

    label: str
    base: int | None
    said: tuple[Said, ...]


def crossing_card(texts: Texts, language: str, table: Crossing, *, title: str) -> str:
    """The whole table in words, short enough for one message."""
    groups = _groups(table, title, language)
    text = ""
    for told in range(len(groups), -1, -1):
        text = texts.render(
            "organisers/crossing.html.j2",
            language,
            ask=shortened(quoted(table.rows.ask, webinar=title), ASK_UNITS),
            by=shortened(quoted(table.columns.ask, webinar=title), ASK_UNITS),
            table=table,
            groups=groups[:told],
            more=len(groups) - told,
            several=table.rows.picks_several or table.columns.picks_several,
            v=None if table.association is None else nearest(table.association.v, places=2),
            p=None if table.tested is None else nearest(table.tested.p, places=3),
        )
        if utf16_units(unmarked(text)) <= CARD_UNITS:
            return text
    return text


def _groups(table: Crossing, title: str, language: str) -> list[Group]:
    return [
        Group(
            label=_label(group.category, table.columns, title, language),
            base=group.base,
            said=tuple(
                Said(_label(line.category, table.rows, title, language), cell.count, cell.percent)
                for line in table.lines
                if (cell := _cell(line.cells, place)) is not None and group.base
            ),
        )
        for place, group in enumerate(table.groups)
    ]


def _cell(cells: tuple[Cell | None, ...], place: int) -> Cell | None:
    return cells[place]


def _label(category: Category, question: Across, title: str, language: str) -> str:
    """An option's label, those of several (with "Σ" before them, as boxes have), or the name of a group of scores."""
    if not category.labels:
        return chart_words(language)[category.key]
    joined = (" ∪ " if question.picks_several else " + ").join(
        quoted(label, webinar=title) for label in category.labels
    )
    return shortened(f"Σ {joined}" if category.together else joined, LABEL_UNITS)
