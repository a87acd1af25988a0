"""Editions over time: readers who may not read rows see figures that advance by enough people at a time.

What they see is stored before it is shown, so that nobody sees anything between two editions, whoever reads and when,
and also after closing and freezing. Who was erased stays counted in an edition until one of more people follows: its
figures are nobody's, and taking one person out of them would tell what that person said.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import msgspec

import db.editions
from bot.insight.editions import Counts, Edition, advanced, newer, place_of, told_responses, told_tally, untold
from bot.insight.summary import Summary
from bot.insight.tallies import QuestionTally, ResponsesTally
from bot.services.versions import Versions
from bot.survey.definitions import Survey

Result = TypeVar("Result")

_read = msgspec.json.Decoder(Edition).decode
_write = msgspec.json.Encoder(order="sorted").encode


class Stored(Protocol):
    """A store, or the storage over it."""

    async def read(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What ``work`` returns, from one snapshot."""
        ...

    async def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """What ``work`` returns, once it is committed."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told now: counts in place of those there are. ``untold`` are the keys of questions not told yet.

    ``newer``: so many answers to one question are not in it yet.
    """

    responses: ResponsesTally
    questions: list[QuestionTally]
    votes: Mapping[str, tuple[int, int]]
    untold: frozenset[str]
    newer: int

    def hidden(self, summary: Summary) -> Summary:
        """``summary``, made of these counts, without what is not told yet."""
        questions = tuple(untold(each) if each.key in self.untold else each for each in summary.questions)
        return replace(
            summary,
            questions=questions,
            funnel=tuple(each for each in summary.funnel if each.key not in self.untold),
        )


class Steps:
    """The editions of one reading. What is told for the first time in it is due: it is stored before it is shown."""

    def __init__(self) -> None:
        self._due: dict[tuple[int, str], tuple[str | None, str]] = {}

    def told(
        self,
        tx: sqlite3.Connection,
        webinar_id: int,
        survey: Survey,
        versions: Versions,
        *,
        responses: ResponsesTally,
        questions: Sequence[QuestionTally],
        votes: Mapping[str, tuple[int, int]],
        limit: int,
    ) -> Told:
        """What may be told of these counts of ``survey``, the current one of ``versions``, beside what was."""
        stored = db.editions.find(tx, webinar_id, survey.key)
        earlier = Edition() if stored is None else _read(stored)
        places = {each.key: place_of(each.key, _origin(versions, each.key)) for each in survey.questions}
        now = Counts(responses, questions, votes, places)
        edition = advanced(earlier, now, survey, limit=limit)
        counts = _write(edition).decode()
        if counts != (stored or _write(Edition()).decode()):
            self._due[webinar_id, survey.key] = stored, counts
        return _told(edition, now, survey)

    def keep(self, tx: sqlite3.Connection) -> bool:
        """What is due is stored; False: not all of it, as something else was told meanwhile."""
        kept = [
            db.editions.follow(tx, webinar_id, survey_key, earlier=earlier, counts=counts)
            for (webinar_id, survey_key), (earlier, counts) in self._due.items()
        ]
        return all(kept)

    @property
    def is_due(self) -> bool:
        """Whether something is to be stored."""
        return bool(self._due)


async def in_steps(store: Stored, work: Callable[[sqlite3.Connection, Steps], Result]) -> Result:
    """What ``work`` reads in one snapshot, once all that is told by it for the first time is stored."""
    while True:
        steps = Steps()
        found = await store.read(lambda tx: work(tx, steps))  # noqa: B023 - it is called at once
        if not steps.is_due or await store.write(steps.keep):
            return found


def _told(edition: Edition, now: Counts, survey: Survey) -> Told:
    found = {each.question.key: told_tally(edition, now, each) for each in now.questions}
    return Told(
        responses=told_responses(edition, now, survey),
        questions=[found[each.question.key] or QuestionTally(each.question) for each in now.questions],
        votes=edition.votes,
        untold=frozenset(key for key, each in found.items() if each is None),
        newer=newer(edition, now),
    )


def _origin(versions: Versions, key: str) -> int:
    """The number of the first version that asks the question as the current one does."""
    question = versions.current.question(key)
    assert question is not None
    return min(
        (versions.numbers[each] for each in versions.agreeing(question)), default=versions.numbers[versions.current_id]
    )
