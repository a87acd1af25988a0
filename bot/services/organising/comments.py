"""Comments: what people wrote to the questions of a webinar's own survey, as far as it may be shown and has an author.

Alphabetically, which says nothing of who wrote it or what else they said; never what fewer people wrote than the limit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import db.frozen
import db.tallies
from bot.insight.withholding import is_withheld
from bot.services.canonical import digest
from bot.services.library import Library
from bot.services.versions import versions_of
from bot.survey.definitions import Question, Survey, Wording
from db.answers import AnswerRow
from db.responses import ResponseRow
from db.webinars import WebinarRow

WhyNot = Literal["anonymous", "deleted", "few"]
"""Answers belong to nobody; are deleted; or there are none or too few to be shown."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote to the question ``ask``. Buttons know it by ``label`` and ``mark``."""

    place: tuple[int, str]
    label: str
    mark: str
    ask: Wording
    text: str


@dataclass(frozen=True, slots=True)
class Comments:
    """Question by question. ``withheld``: to some question so few wrote that it would give them away."""

    shown: tuple[Comment, ...]
    withheld: bool


def comments_of(tx: sqlite3.Connection, library: Library, row: WebinarRow, *, limit: int) -> Comments:
    """The comments whose authors can be told. Answers to an anonymous version of the survey have none."""
    versions = versions_of(tx, library, row)
    shown: list[Comment] = []
    withheld = False
    for question in versions.questions():
        if question.kind != "open" and not question.other:
            continue
        owned = tuple(each for each in versions.agreeing(question) if not _is_anonymous(versions.by_id[each]))
        found = list(_written(tx, row, owned, question))
        if is_withheld(len(found), identity=versions.identity, limit=limit):
            withheld = True
            continue
        own = [
            Comment((response.id, question.key), response.label, digest(question.key)[:8], question.ask, text)
            for response, text in found
            if response.attendee_id is not None
        ]
        shown += sorted(own, key=lambda each: (each.text.casefold(), each.label))
    return Comments(tuple(shown), withheld)


def why_not(tx: sqlite3.Connection, library: Library, row: WebinarRow, *, limit: int) -> WhyNot | None:
    """Why nobody can be told what came of their comment; None: they can."""
    if db.frozen.moment(tx, row.id) is not None:
        return "deleted"
    if _is_anonymous(versions_of(tx, library, row).current):
        return "anonymous"
    return None if comments_of(tx, library, row, limit=limit).shown else "few"


def _is_anonymous(survey: Survey) -> bool:
    return survey.identity == "anonymous"


def _written(
    tx: sqlite3.Connection, row: WebinarRow, versions: tuple[int, ...], question: Question
) -> Iterator[tuple[ResponseRow, str]]:
    for response, answers in db.tallies.rows(tx, webinar_id=row.id, survey_ids=versions):
        stored: AnswerRow | None = answers.get(question.key)
        if stored is not None and stored.state == "answered" and stored.text:
            yield response, stored.text
