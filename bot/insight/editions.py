"""Figures in editions, for those who may not read rows: each is told until the next differs from it by enough people.

Who reads figures before and after one person's answer would read that answer off their difference. So a question's
counts are told anew only when they are the same, or when at least ``limit`` more people have answered; as editions only
grow, any two differ by that many. A question that a rule asks of some only, tells how many gave the answers of that
rule: it is told as of a moment at which the questions of its rule are told, too, and never before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from bot.insight.summary import NpsFigures, OptionFigures, QuestionFigures
from bot.insight.tallies import QuestionTally, ResponsesTally
from bot.insight.withholding import LIMIT
from bot.survey.attendance import asks_attendance
from bot.survey.definitions import Question, Survey, Wording
from bot.survey.rules import ATTENDED, mentioned


class Edition(msgspec.Struct, frozen=True):
    """What was told last: the counts of each question by its place, and of responses; yes and no to each follow-up.

    A question's place is its key and its origin, the first version of the survey that asks it in these words.
    """

    questions: dict[str, QuestionTally] = {}
    responses: ResponsesTally | None = None
    votes: dict[str, tuple[int, int]] = {}


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is now. ``places`` are those of the questions, by key."""

    responses: ResponsesTally
    questions: Sequence[QuestionTally]
    votes: Mapping[str, tuple[int, int]]
    places: Mapping[str, str]


def place_of(key: str, origin: int) -> str:
    """The place of a question in an edition."""
    return f"{key}@{origin}"


def advanced(edition: Edition, now: Counts, survey: Survey, *, limit: int = LIMIT) -> Edition:
    """The edition that may be told now, having been told ``edition``; ``survey`` is the version that ``now`` is of."""
    asked = {tally.question.key: tally for tally in now.questions}
    told: dict[str, QuestionTally] = dict(edition.questions)
    current: dict[str, bool] = {}

    def bring_up(key: str) -> bool:
        """Whether what is told of that question is what there is now, once it was advanced if it may be."""
        if key not in current:
            current[key] = False  # a rule that leads back to itself is never fulfilled
            place, tally = now.places[key], _kept(asked[key])
            found = told.get(place)
            same = found is not None and _alike(found, tally)
            rule = [bring_up(each) for each in _depends(survey, asked[key].question) if each in asked]
            current[key] = same or (all(rule) and _are_enough(found, tally, limit))
            if current[key]:
                told[place] = tally
        return current[key]

    for key in asked:
        bring_up(key)
    attended = current[ATTENDED] if asks_attendance(survey) else None
    responses = _responses(edition.responses, now.responses, attended, limit)
    votes = dict(edition.votes)
    for key, (yes, no) in now.votes.items():
        if yes + no >= sum(votes.get(key, (0, 0))) + limit:
            votes[key] = (yes, no)
    return Edition(told, responses, votes)


def told_tally(edition: Edition, now: Counts, tally: QuestionTally) -> QuestionTally | None:
    """The counts of the question of ``tally`` as they are told; None: nothing is yet."""
    found = edition.questions.get(now.places[tally.question.key])
    return None if found is None else replace(found, question=tally.question)


def told_responses(edition: Edition, now: Counts, survey: Survey) -> ResponsesTally:
    """The counts of responses as they are told: exact, unless the survey asks who attended."""
    if not asks_attendance(survey):
        return now.responses
    exact = now.responses
    none = ResponsesTally(exact.entered, 0, 0, absent=0, invited=exact.invited, of_attendees=exact.of_attendees)
    return replace(edition.responses or none, entered=exact.entered, invited=exact.invited)


def newer(edition: Edition, now: Counts) -> int:
    """How many answers there are more than are told, to that question for everybody to which there are most of them."""
    more = [0]
    for tally in now.questions:
        if tally.question.when is None and tally.question.kind != "statement":
            found = edition.questions.get(now.places[tally.question.key])
            more.append(tally.answered - (0 if found is None else found.answered))
    return max(more)


def untold(question: QuestionFigures) -> QuestionFigures:
    """The same where nothing is told yet: as withheld as if few had answered, whether few have or nobody."""
    return replace(
        question,
        options=tuple(OptionFigures(each.key, each.label, each.substantive, None) for each in question.options),
        boxes=(),
        nps=None if question.nps is None else NpsFigures(None, None, None, None, None, None),
        mean=None,
        median=None,
        withheld=True,
    )


def _depends(survey: Survey, question: Question) -> frozenset[str]:
    """The questions that decide who is asked ``question``, and whose answers to it count."""
    rule = frozenset() if question.when is None else mentioned(question.when)
    attendance = frozenset((ATTENDED,)) if asks_attendance(survey) else frozenset()
    return (rule | attendance) - {question.key}


def _are_enough(earlier: QuestionTally | None, later: QuestionTally, limit: int) -> bool:
    """Whether so many more answered that nobody's answer is their difference; who only skipped it may be more, too."""
    if earlier is None:
        return _base(later) >= limit
    if later.shown - earlier.shown < limit:
        return False
    return _base(later) - _base(earlier) >= limit or _answers(earlier) == _answers(later)


def _base(tally: QuestionTally) -> int:
    return tally.base if tally.question.options else tally.answered


def _answers(tally: QuestionTally) -> tuple[object, ...]:
    return tally.answered, tally.base, dict(tally.counts), tally.numbers


def _alike(one: QuestionTally, other: QuestionTally) -> bool:
    """Whether both are of the same answers; what themes were given to them may differ."""
    return _bare(one) == _bare(other)


def _bare(tally: QuestionTally) -> QuestionTally:
    return replace(_kept(tally), themes=(), theme_people=0, coding=None)


def _kept(tally: QuestionTally) -> QuestionTally:
    """The same with as little of its question as there has to be."""
    asked = tally.question
    few = asked.options[:1]  # whether it has any
    return replace(tally, question=Question(asked.key, asked.kind, Wording({}), options=few))


def _responses(
    earlier: ResponsesTally | None, later: ResponsesTally, attended: bool | None, limit: int
) -> ResponsesTally | None:
    """None where the survey does not ask who attended (``attended`` None); else as of when that question was told."""
    if attended is None:
        return None
    enough = later.started - (0 if earlier is None else earlier.started) >= limit
    return later if attended and (enough or earlier == later) else earlier
