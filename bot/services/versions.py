"""A webinar's survey with all its versions: which speaks, and which answers may be counted together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import db.surveys
import db.tallies
from bot.services.library import Library
from bot.survey.definitions import Identity, Question, Survey
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version of one survey key. ``by_id`` is in order of publication; ``numbers`` count from 1.

    ``identity`` is pseudonymous if that was promised to anybody who answered at this webinar.
    """

    current_id: int
    by_id: Mapping[int, Survey]
    numbers: Mapping[int, int]
    identity: Identity

    @property
    def current(self) -> Survey:
        """The version that new responses to the webinar begin with."""
        return self.by_id[self.current_id]

    def agreeing(self, question: Question) -> tuple[int, ...]:
        """The ids of the versions whose answers to ``question`` may be counted together."""
        return tuple(key for key, survey in self.by_id.items() if agree(question, survey.question(question.key)))

    def questions(self) -> Iterator[Question]:
        """The current version's questions, then those of earlier ones, the latest first; each key once."""
        seen: set[str] = set()
        for survey in (self.current, *reversed(list(self.by_id.values()))):
            for question in survey.questions:
                if question.key not in seen:
                    seen.add(question.key)
                    yield question


def versions_of(tx: sqlite3.Connection, library: Library, row: WebinarRow) -> Versions:
    """The versions of the survey that the webinar asks."""
    rows = db.surveys.versions(tx, library.survey(tx, row.survey_id).key)
    by_id = {each.id: library.survey(tx, each.id) for each in rows}
    guarded = [key for key, survey in by_id.items() if survey.identity != "identified"]
    promised = row.survey_id in guarded or _anybody_saw(tx, row.id, guarded)
    return Versions(
        current_id=row.survey_id,
        by_id=by_id,
        numbers={each.id: each.version for each in rows},
        identity="pseudonymous" if promised else "identified",
    )


def _anybody_saw(tx: sqlite3.Connection, webinar_id: int, survey_ids: list[int]) -> bool:
    return bool(db.tallies.questions(tx, webinar_id=webinar_id, survey_ids=survey_ids, non_substantive={}))


def agree(one: Question, other: Question | None) -> bool:
    """Whether answers to both may be counted together: key, kind, wording and options are the same."""
    if other is None:
        return False
    return (one.key, one.kind, one.ask, one.options) == (other.key, other.kind, other.ask, other.options)
