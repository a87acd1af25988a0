"""The desk: one open question of a webinar, what people wrote to it, and how it is coded, as one person may see it.

Each reading is one snapshot and asks anew who may. Answers stand in alphabetical order, which says nothing of who wrote
them; what fewer people wrote than the limit is not shown. A codebook belongs to a survey's question, and so to every
webinar that asks it: whoever codes sees the themes of the webinars that are theirs, and those that nobody uses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import db.codings
import db.theme_changes
import db.themes
from bot.insight.withholding import is_withheld
from bot.services.access import Access, Act, Operator, Reader
from bot.services.canonical import digest
from bot.services.coding.asked import Asked, NotOpen, Where, asked_by, mark_of
from bot.services.drafts import NO_LANGUAGE, sealed_of
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising.perusing import TooFewWrote
from bot.survey.definitions import Question
from db.codings import Coded
from db.themes import ThemeRow
from db.webinars import WebinarRow

FIRST, SECOND = 1, 2


class NoSuchAnswer(Refusal):
    """The button is of an answer that was changed or deleted."""

    def __init__(self) -> None:
        super().__init__("This answer is not there any more.")


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """What somebody wrote. Buttons know it by ``mark``, which tells nothing of who, or when."""

    response_id: int
    mark: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme as it is told. ``group`` is the one it is folded into, by number; ``holds`` are those folded into it.

    ``people`` on the desk have it. ``elsewhere``: it is given to answers of webinars that are not theirs who look.
    """

    id: int
    label: str
    group: int | None
    holds: tuple[int, ...]
    people: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """All of it. ``coded`` is by response and coder; ``sealed`` answers cannot be coded yet: the operator is told."""

    webinar: WebinarRow
    place: int
    zone: str
    languages: tuple[str, ...]
    survey_key: str
    survey_ids: tuple[int, ...]
    question: Question
    answers: tuple[OpenAnswer, ...]
    coded: Mapping[tuple[int, int], Coded]
    themes: tuple[Theme, ...]
    root: Mapping[int, int]
    sealed: int
    revision: int

    @property
    def where(self) -> Where:
        """Which question it is."""
        return Where(self.webinar.id, self.survey_key, self.question.key)

    def answer(self, mark: str) -> OpenAnswer:
        """The answer with that mark. Raises: NoSuchAnswer."""
        found = next((each for each in self.answers if each.mark == mark), None)
        if found is None:
            raise NoSuchAnswer
        return found

    def theme(self, theme_id: int) -> Theme:
        """The theme with that number. Raises: NoSuchTheme."""
        found = next((each for each in self.themes if each.id == theme_id), None)
        if found is None:
            raise NoSuchTheme
        return found

    def labelled(self, label: str) -> Theme | None:
        """The theme of that name, whatever its capitals."""
        return next((each for each in self.themes if each.label.casefold() == label.casefold()), None)

    def of(self, answer: OpenAnswer, coder: int) -> Coded | None:
        """How that person coded it; None: not yet."""
        return self.coded.get((answer.response_id, coder))

    def seen(self, answer: OpenAnswer, coder: int) -> str:
        """What tells this coding from one that somebody made meanwhile."""
        coded = self.of(answer, coder)
        return digest("" if coded is None else str(sorted(coded.themes)))[:6]

    def theirs(self, coder: int, by: Reader) -> tuple[OpenAnswer, ...]:
        """The answers that ``by`` may code as that coder: nobody is their own second."""
        return tuple(each for each in self.answers if not self.is_own(each, coder, by))

    def is_own(self, answer: OpenAnswer, coder: int, by: Reader) -> bool:
        """Whether ``by`` coded it as the other coder."""
        other = self.of(answer, FIRST + SECOND - coder)
        return not isinstance(by, Operator) and other is not None and other.by == by.telegram_id


class NoSuchTheme(Refusal):
    """The button is of a theme that was merged or taken away."""

    def __init__(self) -> None:
        super().__init__("This theme is not there any more; somebody has merged it or taken it away.")


def desk_of(tx: sqlite3.Connection, access: Access, library: Library, by: Reader, where: Where, *, limit: int) -> Desk:
    """The desk as ``by`` may see it.

    Raises: what ``asked_by`` does, and TooFewWrote.
    """
    asked = asked_by(tx, access, library, by, where)
    written = asked.written(tx)
    _require_enough(asked, len(written), limit)
    sealed = _sealed(tx, library, asked) if isinstance(by, Operator) else 0
    return _desk(tx, access, library, by, asked, written, sealed=sealed)


def desk_with(
    tx: sqlite3.Connection,
    access: Access,
    library: Library,
    by: Reader,
    where: Where,
    *,
    responses: Collection[int],
    limit: int,
) -> Desk:
    """The same with no other answers on it than those of ``responses``, and what is sealed is not counted.

    Whatever changes something reads no more than this, since nobody else can write meanwhile.
    """
    asked = asked_by(tx, access, library, by, where)
    _require_enough(asked, len(asked.written(tx, most=limit)), limit)
    return _desk(tx, access, library, by, asked, asked.written(tx, responses), responses=responses)


def _require_enough(asked: Asked, written: int, limit: int) -> None:
    if is_withheld(written, identity=asked.versions.identity, limit=limit):
        raise TooFewWrote(limit)


def _desk(
    tx: sqlite3.Connection,
    access: Access,
    library: Library,
    by: Reader,
    asked: Asked,
    written: list[tuple[int, str, str]],
    *,
    responses: Collection[int] | None = None,
    sealed: int = 0,
) -> Desk:
    row, key, question, webinar = asked.row, asked.versions.current.key, asked.question, library.webinar(asked.row)
    own = webinar.languages[0]
    answers = [
        OpenAnswer(
            response, digest(f"{response} {question.key} {text}")[:8], own if said == NO_LANGUAGE else said, text
        )
        for response, said, text in written
    ]
    book = db.themes.of_question(tx, key, question.key)
    root = db.themes.roots(book)
    coded = db.codings.of_question(
        tx, webinar_id=row.id, survey_ids=asked.agreeing, question=question.key, root=root, responses=responses
    )
    return Desk(
        webinar=row,
        place=asked.place,
        zone=webinar.timezone,
        languages=webinar.languages,
        survey_key=key,
        survey_ids=asked.agreeing,
        question=question,
        answers=tuple(sorted(answers, key=lambda each: (each.text.casefold(), each.mark))),
        coded=coded,
        themes=_themes(tx, access, by, book, coded),
        root=root,
        sealed=sealed,
        revision=db.theme_changes.revision(tx, key, question.key),
    )


def _sealed(tx: sqlite3.Connection, library: Library, asked: Asked) -> int:
    by_id = {each: asked.versions.by_id[each] for each in asked.agreeing}
    drafts = (
        drafted.get(asked.question.key)
        for _, drafted in sealed_of(tx, library.seal, webinar_id=asked.row.id, versions=by_id)
    )
    return sum(answer is not None and answer.state == "answered" and bool(answer.text) for answer in drafts)


def _themes(
    tx: sqlite3.Connection,
    access: Access,
    by: Reader,
    book: list[ThemeRow],
    coded: Mapping[tuple[int, int], Coded],
) -> tuple[Theme, ...]:
    """Alphabetically, those of webinars that are theirs who look, those that nobody uses, and the groups of these."""
    if not book:
        return ()
    root, group = db.themes.roots(book), db.themes.groups(book)
    mine = frozenset(each.id for each in access.webinars(tx, by, Act.ROWS))
    at: dict[int, set[int]] = {}
    for theme, webinars in db.themes.used(tx, book[0].survey_key, book[0].question).items():
        at.setdefault(root[theme], set()).update(webinars)
    seen = {row.id for row in book if root[row.id] == row.id and (row.id not in at or at[row.id] & mine)}
    seen |= {group[theme] for theme in seen if theme in group}
    people: dict[int, int] = {}
    for (_, coder), each in coded.items():
        for theme in each.themes if coder == FIRST else ():
            people[theme] = people.get(theme, 0) + 1
    holds = {each: tuple(t.id for t in book if group.get(t.id) == each and t.id != each) for each in seen}
    return tuple(
        Theme(
            id=row.id,
            label=row.label,
            group=group[row.id] if row.id in group and group[row.id] != row.id else None,
            holds=holds[row.id],
            people=people.get(row.id, 0),
            elsewhere=bool(at.get(row.id, set()) - mine),
        )
        for row in sorted(book, key=lambda each: (each.label.casefold(), each.label))
        if row.id in seen
    )


__all__ = [
    "FIRST",
    "SECOND",
    "Desk",
    "NoSuchAnswer",
    "NoSuchTheme",
    "NotOpen",
    "OpenAnswer",
    "Theme",
    "Where",
    "desk_of",
    "desk_with",
    "mark_of",
]
