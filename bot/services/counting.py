"""From the counts that SQL makes to the tallies that figures are made from.

Questions are counted over the survey versions that belong together; those over the same versions in one go. Drafts of
answers to anonymous surveys are opened, and join the counts. Where a survey asks who attended, those who do not say
that they did are counted once more by themselves, and taken away from the questions that are not theirs to judge.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import db.tallies
from bot.insight.coded import CodingTally, GroupTally, PairTally, SecondTally, ThemeTally
from bot.insight.figures import QuestionTally, Seen
from bot.services.drafts import sealed_of
from bot.services.library import Library
from bot.survey.answers import Answers
from bot.survey.attendance import asked_of_all_who_attended, asks_attendance, counts_everybody
from bot.survey.definitions import Question, Survey
from bot.survey.rules import ABSENT, ATTENDED
from db.codings import CodingCounts
from db.responses import ResponseRow
from db.tallies import Absent, Alike, Nay, QuestionCounts

NAY = Nay(ATTENDED, ABSENT)
_NOBODY = Absent(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """A question, and the survey versions (ids) over which it is counted. ``asking`` are those that ask who attended;
    empty: everybody counts. ``bounded``: everybody who attended is asked it, and nobody else counts. ``conditional``:
    some who attended are not asked.
    """

    question: Question
    survey_ids: tuple[int, ...]
    asking: tuple[int, ...] = ()
    bounded: bool = False
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was answered in drafts, by survey version: by everybody, and by those who do not say that they attended."""

    everybody: Mapping[int, Mapping[Alike, int]] = field(default_factory=dict)
    apart: Mapping[int, Mapping[Alike, int]] = field(default_factory=dict)
    absent: Absent = _NOBODY


def counted_as(question: Question, survey: Survey, versions: Mapping[int, Survey], ids: tuple[int, ...]) -> Counted:
    """How ``question`` of ``survey`` is counted over the versions ``ids``, which ask the same."""
    of_all = asked_of_all_who_attended(survey, question)
    if counts_everybody(survey, question):
        return Counted(question, ids, bounded=of_all and not asks_attendance(survey), conditional=not of_all)
    asking = tuple(each for each in ids if asks_attendance(versions[each]))
    return Counted(question, ids, asking, bounded=of_all, conditional=not of_all)


def count_sealed(tx: sqlite3.Connection, library: Library, webinar_id: int, versions: Mapping[int, Survey]) -> Sealed:
    """What the drafts that lie sealed add up to, opened one after the other.

    Raises:
        NoKey: there are any and there is no key.
    """
    everybody: dict[int, Counter[Alike]] = defaultdict(Counter)
    apart: dict[int, Counter[Alike]] = defaultdict(Counter)
    absent: Counter[tuple[bool, bool]] = Counter()
    asking = {each for each, survey in versions.items() if asks_attendance(survey)}
    for response, answers in sealed_of(tx, library.seal, webinar_id=webinar_id, versions=versions):
        alike = [Alike(key, answer.state, answer.picks, answer.number) for key, answer in answers.items()]
        everybody[response.survey_id].update(alike)
        said = answers.get(ATTENDED)
        if response.survey_id in asking and said is not None and is_apart(answers):
            apart[response.survey_id].update(alike)
            absent[said.state == "answered", response.finished_at is not None] += _began(response)
    told = Absent(absent[True, True], absent[True, False], absent[False, True], absent[False, False])
    return Sealed(everybody, apart, told)


def is_apart(answers: Answers) -> bool:
    """Whether who gave these answers was asked who attended, and does not say that they did."""
    said = answers.get(ATTENDED)
    return said is not None and (said.state != "answered" or ABSENT in said.picks)


def _began(response: ResponseRow) -> int:
    return int(response.started_at is not None)


def count_absent(tx: sqlite3.Connection, webinar_id: int, versions: Mapping[int, Survey], sealed: Sealed) -> Absent:
    """How many of the responses to ``versions`` do not say that they attended, where they are asked."""
    asking = tuple(each for each, survey in versions.items() if asks_attendance(survey))
    stored = db.tallies.absent(tx, webinar_id=webinar_id, survey_ids=asking, nay=NAY)
    return Absent(*(one + other for one, other in zip(stored, sealed.absent, strict=True)))


def tallies_of(
    tx: sqlite3.Connection, webinar_id: int, asked: Sequence[Counted], sealed: Sealed
) -> list[QuestionTally]:
    """The tally of each question, in the order given, of answers in rows and of those ``sealed``. Keys must differ."""
    together: dict[tuple[int, ...], list[Counted]] = defaultdict(list)
    for each in asked:
        together[each.survey_ids].append(each)
    found: dict[str, QuestionTally] = {}
    for survey_ids, group in together.items():
        unsaid = {each.question.key: _non_substantive(each.question) for each in group}
        everybody = db.tallies.questions(
            tx, webinar_id=webinar_id, survey_ids=survey_ids, non_substantive=unsaid, besides=sealed.everybody
        )
        asking = tuple({key: None for each in group for key in each.asking})
        apart = db.tallies.questions(
            tx, webinar_id=webinar_id, survey_ids=asking, non_substantive=unsaid, besides=sealed.apart, apart=NAY
        )
        for each in group:
            key = each.question.key
            found[key] = _tally(each, everybody.get(key, _NONE), apart.get(key, _NONE) if each.asking else None)
    return [found[each.question.key] for each in asked]


_NONE = QuestionCounts(0, 0, 0, 0, 0, {}, (), (), 0, {})


def _tally(counted: Counted, everybody: QuestionCounts, apart: QuestionCounts | None) -> QuestionTally:
    question = counted.question
    counts = everybody if apart is None else everybody.less(apart)
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
        apart=None if apart is None else apart.shown,
        everybody=Seen(everybody.answered, everybody.skipped, everybody.left),
        bounded=counted.bounded,
        conditional=counted.conditional,
        coding=_coding(counts.coding),
    )


def _coding(counts: CodingCounts) -> CodingTally:
    return CodingTally(
        coded=counts.coded,
        people=counts.people,
        themes=tuple(ThemeTally(*each) for each in counts.themes),
        groups=tuple(GroupTally(*each) for each in counts.groups),
        second=SecondTally(counts.both, counts.revised, tuple(PairTally(*each) for each in counts.pairs))
        if counts.both
        else None,
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
