"""From the counts that SQL makes to the tallies that figures are made from.

Questions are counted over the survey versions that belong together; those over the same versions in one go. Drafts of
answers to anonymous surveys are opened, and join the counts.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import db.tallies
from bot.insight.figures import QuestionTally
from bot.services.drafts import sealed_of
from bot.services.library import Library
from bot.survey.definitions import Question, Survey
from db.tallies import Alike, QuestionCounts


@dataclass(frozen=True, slots=True)
class Counted:
    """A question, and the survey versions (ids) over which it is counted."""

    question: Question
    survey_ids: tuple[int, ...]


Sealed = Mapping[int, Mapping[Alike, int]]
"""How often what was answered in drafts, by survey version."""


def count_sealed(tx: sqlite3.Connection, library: Library, webinar_id: int, versions: Mapping[int, Survey]) -> Sealed:
    """What the drafts that lie sealed add up to, opened one after the other.

    Raises:
        NoKey: there are any and there is no key.
    """
    found: dict[int, Counter[Alike]] = defaultdict(Counter)
    for response, answers in sealed_of(tx, library.seal, webinar_id=webinar_id, versions=versions):
        found[response.survey_id].update(
            Alike(key, answer.state, answer.picks, answer.number) for key, answer in answers.items()
        )
    return found


def tallies_of(
    tx: sqlite3.Connection, webinar_id: int, asked: Sequence[Counted], sealed: Sealed
) -> list[QuestionTally]:
    """The tally of each question, in the order given, of answers in rows and of those ``sealed``. Keys must differ."""
    together: dict[tuple[int, ...], list[Question]] = defaultdict(list)
    for each in asked:
        together[each.survey_ids].append(each.question)
    found: dict[str, QuestionTally] = {}
    for survey_ids, questions in together.items():
        counts = db.tallies.questions(
            tx,
            webinar_id=webinar_id,
            survey_ids=survey_ids,
            non_substantive={question.key: _non_substantive(question) for question in questions},
            besides=sealed,
        )
        for question in questions:
            found[question.key] = _tally(question, counts.get(question.key))
    return [found[each.question.key] for each in asked]


def _tally(question: Question, counts: QuestionCounts | None) -> QuestionTally:
    if counts is None:
        return QuestionTally(question, box_people=_box_people(question, {}))
    return QuestionTally(
        question=question,
        shown=counts.shown,
        answered=counts.answered,
        skipped=counts.skipped,
        left=counts.left,
        base=counts.base if question.options else counts.answered,
        counts=counts.counts,
        numbers=counts.numbers,
        themes=counts.themes,
        theme_people=counts.theme_people,
        box_people=_box_people(question, counts.together),
    )


def _non_substantive(question: Question) -> frozenset[str]:
    return frozenset(option.key for option in question.options if not option.substantive)


def _box_people(question: Question, together: Mapping[tuple[str, ...], int]) -> Mapping[str, int]:
    """By box, how many people chose at least one of its options, where several may be chosen."""
    if not question.picks_several:
        return {}
    return {
        box.key: sum(count for picks, count in together.items() if not set(box.options).isdisjoint(picks))
        for box in question.boxes
    }
