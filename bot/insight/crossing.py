"""Two questions of one survey across: what did those who said this there say here, and do the two hang together.

Columns are groups of people, and each column's shares are of those in it. What would show a group of fewer people than
the limit, of either question, or let it be computed together with the summary, is withheld by ``withholding``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.insight.association import Association, Tested, association, independence
from bot.insight.intervals import wilson
from bot.insight.rounding import percent
from bot.insight.withholding import LIMIT, concealed
from bot.survey.definitions import Identity, Kind, Question

Picks = frozenset[str]
"""What somebody picked that is substantive; empty: nothing, as they were not asked, skipped it or have no opinion."""

Unions = Mapping[str, Sequence[tuple[str, ...]]]
"""By question, options to be counted together."""

Why = Literal["nobody", "several", "withheld", "alike", "sparse"]
"""Why there is no test: nobody answered both; one may pick several; parts are withheld; all said the same; few said."""

_SCORES = {"promoters": range(9, 11), "passives": range(7, 9), "detractors": range(7)}


@dataclass(frozen=True, slots=True)
class CrossTally:
    """How many people picked what of both questions, those who answered only one of them included."""

    rows: Question
    columns: Question
    people: Mapping[tuple[Picks, Picks], int]


@dataclass(frozen=True, slots=True)
class Category:
    """An option, a group of scores (without ``labels``), or several options ``together``, counted in people."""

    key: str
    labels: tuple[str, ...]
    options: Picks
    together: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """People in a row of a column; the share, with its Wilson 95 % interval, is of its base (None with base 0)."""

    count: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A group of people. ``base`` is None if it is withheld."""

    category: Category
    base: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """What they said. ``total``: of all who answered both, None if that is withheld; ``cells`` are of the columns."""

    category: Category
    withheld: bool
    total: Cell | None
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """One of the two questions, as it is asked."""

    key: str
    kind: Kind
    ask: str

    @property
    def picks_several(self) -> bool:
        """Whether one respondent may be in several of its rows or columns."""
        return self.kind in ("multiple", "materials")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A cross-table of ``base`` people who answered both questions.

    ``narrow``: each column's base has answered both. Otherwise so few left the row question open that their answers to
    the other one would be told by that base; it is of all in the column then, whether or not they answered the rows.
    ``why`` there is no test; None if there is one.
    """

    rows: Across
    columns: Across
    limit: int
    base: int
    narrow: bool
    groups: tuple[Column, ...]
    lines: tuple[Line, ...]
    association: Association | None = None
    tested: Tested | None = None
    why: Why | None = None

    @property
    def withheld(self) -> bool:
        """Whether anything is."""
        return any(group.base is None for group in self.groups) or any(line.withheld for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Side:
    """Of one question its categories, and which (by place) are shown; ``whole``: so are all of them together."""

    categories: tuple[Category, ...]
    shown: frozenset[int]
    whole: bool


def crossing(
    tally: CrossTally,
    *,
    languages: tuple[str, ...],
    identity: Identity,
    limit: int = LIMIT,
    unions: Unions | None = None,
) -> Crossing:
    """The cross-table of ``tally``, worded in the first of ``languages`` there is.

    Boxes of several options and ``unions`` are rows and columns of their own. Scores from 0 to 10 are in three groups.
    """
    least, people = 1 if identity == "identified" else limit, tally.people
    turned = {(column, row): count for (row, column), count in people.items()}
    rows = _side(_categories(tally.rows, languages, unions or {}), people, least)
    columns = _side(_categories(tally.columns, languages, unions or {}), turned, least)
    # A base of all in the column is what the summary tells of its question, which it withholds if few answered that.
    told = rows.whole or sum(count for (_, column), count in people.items() if column) >= least
    groups = tuple(
        Column(each, _people(turned, each, all_of_it=not rows.whole) if told and place in columns.shown else None)
        for place, each in enumerate(columns.categories)
    )
    made = Crossing(
        rows=_across(tally.rows, languages),
        columns=_across(tally.columns, languages),
        limit=limit,
        base=sum(count for (row, column), count in people.items() if row and column),
        narrow=rows.whole,
        groups=groups,
        lines=tuple(_line(tally, place, rows, columns.whole, groups) for place in range(len(rows.categories))),
    )
    return _judged(made)


def _across(question: Question, languages: tuple[str, ...]) -> Across:
    return Across(question.key, question.kind, question.ask.spoken(*languages))


def _categories(question: Question, languages: tuple[str, ...], unions: Unions) -> tuple[Category, ...]:
    """Its options or groups of scores, then its boxes of several options, then the unions that are asked for."""
    labels = {option.key: option.label.spoken(*languages) for option in question.options}
    if question.kind == "nps":
        single = [Category(key, (), frozenset(map(str, scores))) for key, scores in _SCORES.items()]
    else:
        single = [Category(o.key, (labels[o.key],), frozenset((o.key,))) for o in question.options if o.substantive]
    several = {box.key: box.options for box in question.boxes if len(box.options) > 1}
    several |= {"+".join(options): options for options in unions.get(question.key, ())}
    return (
        *single,
        *(
            Category(key, tuple(labels[option] for option in options), frozenset(options), together=True)
            for key, options in several.items()
        ),
    )


def _side(categories: tuple[Category, ...], people: Mapping[tuple[Picks, Picks], int], limit: int) -> _Side:
    """What is shown of the question that is first in ``people``.

    Its groups tell how the other question's answers fall on them. What all said to that, whether or not they answered
    this one, is in the summary; how it falls on those who answered both, is a group like any other.
    """
    sizes: dict[Picks, int] = {}
    for (own, other), count in people.items():
        if other:
            sizes[own] = sizes.get(own, 0) + count
    parts = list(sizes)
    groups = [frozenset(place for place, own in enumerate(parts) if own & each.options) for each in categories]
    groups.append(frozenset(place for place, own in enumerate(parts) if own))
    told = [frozenset(range(len(parts)))]
    hidden = concealed([sizes[own] for own in parts], groups, told=told, limit=limit)
    shown = frozenset(range(len(categories))) - hidden
    return _Side(categories, shown, whole=len(categories) not in hidden)


def _people(people: Mapping[tuple[Picks, Picks], int], category: Category, *, all_of_it: bool) -> int:
    """So many of the first question's people are in ``category``: of those who answered both, or all of it."""
    return sum(count for (own, other), count in people.items() if own & category.options and (other or all_of_it))


def _line(tally: CrossTally, place: int, rows: _Side, all_columns: bool, groups: tuple[Column, ...]) -> Line:
    category = rows.categories[place]
    if place not in rows.shown:
        return Line(category, True, None, (None,) * len(groups))
    cells = tuple(
        None if group.base is None else _cell(_meet(tally, category, group.category), group.base) for group in groups
    )
    of_all = sum(count for (row, column), count in tally.people.items() if column and (row or not rows.whole))
    total = _cell(_people(tally.people, category, all_of_it=False), of_all) if all_columns else None
    return Line(category, False, total, cells)


def _meet(tally: CrossTally, one: Category, other: Category) -> int:
    found = (count for (row, column), count in tally.people.items() if row & one.options and column & other.options)
    return sum(found)


def _cell(count: int, base: int) -> Cell:
    interval = wilson(count, base)
    return Cell(count) if interval is None else Cell(count, count / base, *interval, percent(count, base))


def _judged(made: Crossing) -> Crossing:
    """With how strongly the questions hang together, over their single options as far as all of them are shown."""
    if not made.base:
        return replace(made, why="nobody")
    if made.rows.picks_several or made.columns.picks_several:
        return replace(made, why="several")
    places = [place for place, group in enumerate(made.groups) if not group.category.together]
    table = [[line.cells[place] for place in places] for line in made.lines if not line.category.together]
    counts = [[cell.count for cell in row if cell is not None] for row in table]
    if any(None in row for row in table):
        return replace(made, why="withheld")
    bond = association(counts)
    if bond is None:
        return replace(made, why="alike")
    tested = independence(counts)
    return replace(made, association=bond, tested=tested, why=None if tested else "sparse")
