"""A survey that a webinar asks, with all its versions: which speaks, and which answers may be counted together.

Usually that is the webinar's own survey; a follow-up may bring another one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import db.drafts
import db.surveys
import db.tallies
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.survey.definitions import Identity, Question, Survey
from bot.survey.sameness import agree
from db.webinars import WebinarRow


class NotAsked(Refusal):
    """The webinar does not ask that survey."""

    def __init__(self, survey: str, *, webinar: str, asked: Sequence[str]) -> None:
        super().__init__(
            "The webinar {webinar} does not ask a survey {survey}; it asks {asked}.",
            webinar=webinar,
            survey=survey[:80],
            asked=", ".join(asked),
        )


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version of one survey key. ``by_id`` is in order of publication; ``numbers`` count from 1.

    ``identity`` is pseudonymous if that was promised to anybody who answered at this webinar. ``languages`` are those
    that the webinar offers; one that it has stopped to offer is not looked at any more.
    """

    current_id: int
    by_id: Mapping[int, Survey]
    numbers: Mapping[int, int]
    identity: Identity
    languages: tuple[str, ...]

    @property
    def current(self) -> Survey:
        """The version that new responses to the webinar begin with."""
        return self.by_id[self.current_id]

    def agreeing(self, question: Question) -> tuple[int, ...]:
        """The ids of the versions whose answers to ``question`` may be counted together."""
        return tuple(key for key, survey in self.by_id.items() if self.agree(question, survey.question(question.key)))

    def agree(self, one: Question, other: Question | None) -> bool:
        """Whether answers to both may be counted together at this webinar; see ``sameness``."""
        return agree(one, other, languages=self.languages)

    def questions(self) -> Iterator[Question]:
        """The current version's questions, then those of earlier ones, the latest first; each key once."""
        seen: set[str] = set()
        for survey in (self.current, *reversed(list(self.by_id.values()))):
            for question in survey.questions:
                if question.key not in seen:
                    seen.add(question.key)
                    yield question


def versions_of(tx: sqlite3.Connection, library: Library, row: WebinarRow, *, survey: str | None = None) -> Versions:
    """The versions of the webinar's own survey, or of the one with the key ``survey``.

    Of the own survey the version that the webinar is set to is current; of one that a follow-up brings, the latest.

    Raises:
        NotAsked: the webinar does not ask ``survey``, and nobody there was ever asked it.
    """
    own = library.survey(tx, row.survey_id).key
    key = own if survey is None else survey
    if key != own:
        _require_asked(tx, library, row, key, own=own)
    rows = db.surveys.versions(tx, key)
    current_id = row.survey_id if key == own else rows[-1].id
    by_id = {each.id: library.survey(tx, each.id) for each in rows}
    guarded = [each for each, version in by_id.items() if version.identity != "identified"]
    promised = (
        current_id in guarded
        or db.drafts.any_of(tx, webinar_id=row.id, survey_ids=guarded)
        or _anybody_saw(tx, row.id, guarded)
    )
    return Versions(
        current_id=current_id,
        by_id=by_id,
        numbers={each.id: each.version for each in rows},
        identity="pseudonymous" if promised else "identified",
        languages=library.webinar(row).languages,
    )


def _require_asked(tx: sqlite3.Connection, library: Library, row: WebinarRow, key: str, *, own: str) -> None:
    """A survey that is no longer in the plan can be read as long as there are responses to it."""
    brought = [each.survey for each in library.webinar(row).follow_ups if each.survey is not None]
    asked = [each for each in dict.fromkeys([own, *brought]) if db.surveys.latest(tx, each) is not None]
    if key not in asked and not db.tallies.responses(tx, webinar_id=row.id, survey_key=key).entered:
        raise NotAsked(key, webinar=row.key, asked=asked)


def _anybody_saw(tx: sqlite3.Connection, webinar_id: int, survey_ids: list[int]) -> bool:
    return bool(db.tallies.questions(tx, webinar_id=webinar_id, survey_ids=survey_ids, non_substantive={}))
