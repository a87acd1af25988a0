"""Where an attendee stands, told from the stored answers alone.

Pure: no clock, no memory, no texts chosen. ``replies`` says what a reply changes; ``piping`` names what a text needs.
An answer whose question does not apply any more is treated as if it had never been given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.survey.answers import UNSEEN, Answer, Answers
from bot.survey.definitions import OTHER, Question, Survey
from bot.survey.rules import may_hold

__all__ = ["Answer", "Answers", "Ask", "Over", "in_asking_order", "irrelevant", "is_finished", "whats_next"]


@dataclass(frozen=True, slots=True)
class Ask:
    """The question on screen.

    ``index`` is its place in ``survey.questions``. ``position`` (from 1) and ``total`` count what this person sees;
    a question asked after finishing counts in neither, and has ``position == total``. ``draft`` holds ticks.
    """

    question: Question
    index: int
    position: int
    total: int
    draft: Answer
    awaits: Literal["tap", "text"]
    after_finish: bool


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing is left to ask."""


def whats_next(survey: Survey, answers: Answers) -> Ask | Over:
    """The first question that applies and is not settled; ``materials`` questions come last, whatever their place.

    ``total`` counts a question whose rule is still open as one that will be seen; it never is less than ``position``.
    """
    relevant = _relevant(survey, answers)
    before = total = 0
    current: Question | None = None
    for question in in_asking_order(survey):
        if question.key not in relevant:
            continue
        if current is None and not relevant[question.key].settled:
            current = question
        if question.kind != "materials":
            total += 1
            before += current is None
    if current is None:
        return Over()
    after_finish = current.kind == "materials"
    draft = relevant[current.key]
    return Ask(
        question=current,
        index=survey.questions.index(current),
        position=total if after_finish else before + 1,
        total=total,
        draft=draft,
        awaits=_awaits(current, draft),
        after_finish=after_finish,
    )


def is_finished(survey: Survey, answers: Answers) -> bool:
    """Whether every question that applies is settled, ``materials`` questions aside, and at least one is settled."""
    settled = 0
    for key, answer in _relevant(survey, answers).items():
        question = survey.question(key)
        if answer.settled:
            settled += 1
        elif question is not None and question.kind != "materials":
            return False
    return settled > 0


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
