"""Which open question of a webinar is meant, and whether somebody may read now what people wrote to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

import db.codings
from bot.services.access import Access, Act, Operator, Reader
from bot.services.canonical import digest
from bot.services.errors import Refusal
from bot.services.exporting import require_answers, require_unsealed
from bot.services.library import Library
from bot.services.organising.perusing import surveys_asked
from bot.services.versions import Versions, versions_of
from bot.survey.definitions import Question
from db.webinars import WebinarRow


class NotOpen(Refusal):
    """No such question, or one that nobody writes to."""

    def __init__(self, question: str, known: tuple[str, ...]) -> None:
        super().__init__(
            "“{question}” is no open question of this survey, and only those are given themes. It has: {known}.",
            question=question,
            known=", ".join(known) or "-",
        )


@dataclass(frozen=True, slots=True)
class Where:
    """Which question: of a webinar (its number, code or key), a survey of it (by place or key; None: its own).

    ``question`` is its key, or what ``mark_of`` makes of it.
    """

    webinar: int | str
    survey: int | str | None
    question: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a webinar's survey, and the versions (``agreeing``) that ask it alike."""

    row: WebinarRow
    place: int
    versions: Versions
    question: Question
    agreeing: tuple[int, ...]

    def written(
        self, tx: sqlite3.Connection, responses: Collection[int] | None = None, *, most: int | None = None
    ) -> list[tuple[int, str, str]]:
        """What people wrote to it, as ``db.codings`` finds it."""
        return db.codings.written(
            tx,
            webinar_id=self.row.id,
            survey_ids=self.agreeing,
            question=self.question.key,
            responses=responses,
            most=most,
        )


def mark_of(question: str) -> str:
    """What buttons know a question by."""
    return digest(question)[:6]


def asked_by(tx: sqlite3.Connection, access: Access, library: Library, by: Reader, where: Where) -> Asked:
    """That question, to which ``by`` may read what people wrote.

    Raises:
        NotAllowed: they may not.
        UnknownWebinar, NotAsked, NotOpen, AnswersDeleted.
        StillSealed: the survey is anonymous, answers are not mixed yet, and ``by`` does not run the bot.
    """
    row = access.at(tx, by, Act.ROWS, where.webinar)
    require_answers(tx, library, row)
    keys = surveys_asked(tx, library, row)
    key = where.survey if isinstance(where.survey, str) else _at(keys, where.survey or 0)
    versions = versions_of(tx, library, row, survey=key)
    question = _question(versions, where.question)
    if not isinstance(by, Operator):
        require_unsealed(tx, row, versions)
    place = keys.index(versions.current.key) if versions.current.key in keys else 0
    return Asked(row, place, versions, question, versions.agreeing(question))


def _at(keys: list[str], place: int) -> str:
    return keys[place] if 0 <= place < len(keys) else keys[0]


def _question(versions: Versions, named: str) -> Question:
    known = tuple(each for each in versions.questions() if each.kind == "open")
    found = next((each for each in known if named in (each.key, mark_of(each.key))), None)
    if found is None:
        raise NotOpen(named, tuple(each.key for each in known))
    return found
