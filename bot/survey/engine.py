"""Where an attendee stands, told from what is stored alone: the answers, and which of them is looked at again.

Pure: no clock, no memory, no texts chosen. ``replies`` says what a reply changes; ``piping`` names what a text needs.
An answer whose question does not apply any more is treated as if it had never been given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.survey.answers import UNSEEN, Answer, Answers, Revisit
from bot.survey.definitions import OTHER, Question, Survey
from bot.survey.rules import may_hold

__all__ = [
    "Answer",
    "Answers",
    "Ask",
    "Over",
    "Revisit",
    "answered_so_far",
    "in_asking_order",
    "irrelevant",
    "is_finished",
    "whats_next",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """The question on screen.

    ``index`` is its place in ``survey.questions``. ``position`` (from 1) and ``total`` count what this person sees;
    a question asked after finishing counts in neither, and has ``position == total``. ``draft`` holds ticks.
    ``before``: the question that "Back" leads to, None at the first one. ``revisited``: it has a settled answer, which
    stands until another one is settled; ``draft`` begins as that answer. ``had_none``: it was skipped.
    """

    question: Question
    index: int
    position: int
    total: int
    draft: Answer
    awaits: Literal["tap", "text"]
    after_finish: bool
    before: str | None = None
    revisited: bool = False
    had_none: bool = False


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing is left to ask."""


def whats_next(survey: Survey, answers: Answers, revisit: Revisit | None = None) -> Ask | Over:
    """The question that is looked at again; else the first one that applies and is not settled.

    ``materials`` questions come last, whatever their place. ``total`` counts a question whose rule is still open as
    one that will be seen; it never is less than ``position``. A ``revisit`` of a question that does not apply or is
    not settled is none.
    """
    relevant = _relevant(survey, answers)
    asked = [question for question in in_asking_order(survey) if question.key in relevant]
    place = _place(asked, relevant, revisit)
    if place is None:
        return Over()
    current = asked[place]
    stored = draft = relevant[current.key]
    if stored.settled:
        draft = (revisit.draft if revisit else None) or Answer("shown", stored.picks, stored.text, stored.number)
    counted = [question.kind != "materials" for question in asked]
    after_finish = current.kind == "materials"
    total = sum(counted)
    return Ask(
        question=current,
        index=survey.questions.index(current),
        position=total if after_finish else sum(counted[: place + 1]),
        total=total,
        draft=draft,
        awaits=_awaits(current, draft),
        after_finish=after_finish,
        before=asked[place - 1].key if place else None,
        revisited=stored.settled,
        had_none=stored.state == "skipped",
    )


def answered_so_far(survey: Survey, answers: Answers) -> tuple[tuple[int, Answer], ...]:
    """The settled answers that apply, with the place of their question, in asking order; statements aside."""
    relevant = _relevant(survey, answers)
    places = {question.key: place for place, question in enumerate(survey.questions)}
    return tuple(
        (places[question.key], relevant[question.key])
        for question in in_asking_order(survey)
        if question.key in relevant and relevant[question.key].settled and question.kind != "statement"
    )


def is_finished(survey: Survey, answers: Answers) -> bool:
    """Whether every question that applies is settled, ``materials`` questions aside, and at least one is settled."""
    relevant = _relevant(survey, answers)
    if any(q.kind != "materials" and q.key in relevant and not relevant[q.key].settled for q in survey.questions):
        return False
    return any(answer.settled for answer in relevant.values())


def irrelevant(survey: Survey, answers: Answers) -> tuple[str, ...]:
    """Keys that have a stored answer, settled or not, although their question does not apply; in asking order.

    Taking one away may make another irrelevant; that is followed to the end here.
    """
    relevant = _relevant(survey, answers)
    return tuple(q.key for q in in_asking_order(survey) if q.key in answers and q.key not in relevant)


def in_asking_order(survey: Survey) -> Iterator[Question]:
    """The questions as they are asked: in their order, but ``materials`` questions after all others."""
    yield from (q for q in survey.questions if q.kind != "materials")
    yield from (q for q in survey.questions if q.kind == "materials")


def _place(asked: Sequence[Question], relevant: Answers, revisit: Revisit | None) -> int | None:
    """Which of ``asked`` is on screen; None: none is left."""
    if revisit is not None:
        for place, question in enumerate(asked):
            if question.key == revisit.question and relevant[question.key].settled:
                return place
    return next((place for place, question in enumerate(asked) if not relevant[question.key].settled), None)


def _relevant(survey: Survey, answers: Answers) -> Mapping[str, Answer]:
    """The answer of each question that applies or may still apply, by key; ``UNSEEN`` where there is none.

    Rules point back only, so one pass is enough. What is stored for a question that does not apply counts as skipped.
    """
    found: dict[str, Answer] = {}
    told: dict[str, Answer] = {}
    for question in in_asking_order(survey):
        if question.when is not None and not may_hold(question.when, told):
            told[question.key] = Answer("skipped")
            continue
        answer = answers.get(question.key, UNSEEN)
        found[question.key] = answer
        told[question.key] = answer
    return found


def _awaits(question: Question, draft: Answer) -> Literal["tap", "text"]:
    writes = question.kind in ("open", "number", "date")
    names_other = question.other and OTHER in draft.picks and draft.text is None
    return "text" if writes or names_other else "tap"
