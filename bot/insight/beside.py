"""The same question at several webinars, side by side: its base, its first box or its score, and how many answered.

Two questions are the same only if key, wording and options are: a figure beside that of another wording compares
nothing. Nothing is tested here: intervals that overlap do not prove that nothing differs, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.insight.intervals import wilson
from bot.insight.rounding import hundredth, percent
from bot.insight.summary import BoxFigures, NpsFigures, QuestionFigures, ResponsesFigures


@dataclass(frozen=True, slots=True)
class Asked:
    """One webinar's figures. ``questions`` may hold a key several times, in several wordings."""

    webinar_id: int
    title: str
    on: date
    attendees: int | None
    responses: ResponsesFigures
    questions: Sequence[QuestionFigures]


@dataclass(frozen=True, slots=True)
class Rate:
    """Whole percent of the attendees who finished, with its Wilson 95 % interval."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One webinar of a comparison. ``box`` or ``nps`` is None where there is none, or it is withheld.

    ``finished`` leaves out those who do not say that they attended, where the survey asks. ``rate`` None: it is not
    known how many attended, or fewer than have finished.
    """

    webinar_id: int
    title: str
    on: date
    finished: int
    rate: Rate | None
    base: int
    withheld: bool
    box: BoxFigures | None
    nps: NpsFigures | None


def same_question(one: QuestionFigures, other: QuestionFigures) -> bool:
    """Whether both ask the same in the same words, with the same options in the same order."""
    return _asked(one) == _asked(other)


def beside(question: QuestionFigures, webinars: Iterable[Asked]) -> tuple[tuple[Beside, ...], int]:
    """Those of ``webinars`` that ask ``question``, in their order; and how many ask it otherwise or not at all."""
    found, unlike = [], 0
    for webinar in webinars:
        same = next((each for each in webinar.questions if same_question(question, each)), None)
        if same is None:
            unlike += 1
        else:
            found.append(_beside(question, same, webinar))
    return tuple(found), unlike


def has_headline(question: QuestionFigures) -> bool:
    """Whether it has one figure that stands for it: a box or a score."""
    return bool(question.boxes) or question.kind == "nps"


def _asked(question: QuestionFigures) -> tuple[object, ...]:
    options = tuple((each.key, each.label, each.substantive) for each in question.options)
    return question.key, question.kind, question.ask, options


def _beside(question: QuestionFigures, same: QuestionFigures, webinar: Asked) -> Beside:
    first = question.boxes[0].options if question.boxes else None
    box = next((each for each in same.boxes if each.options == first and each.percent is not None), None)
    score = same.nps is not None and same.nps.rounded is not None
    return Beside(
        webinar_id=webinar.webinar_id,
        title=webinar.title,
        on=webinar.on,
        finished=webinar.responses.attended,
        rate=_rate(webinar.responses.attended, webinar.attendees),
        base=same.base,
        withheld=same.withheld,
        box=box,
        nps=same.nps if score else None,
    )


def _rate(finished: int, attendees: int | None) -> Rate | None:
    if not attendees or finished > attendees:
        return None
    share, interval = percent(finished, attendees), wilson(finished, attendees)
    assert share is not None
    assert interval is not None
    return Rate(share, hundredth(interval.low), hundredth(interval.high))
