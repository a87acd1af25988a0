"""The JSON document of a summary: the shape that the outside relies on.

What does not apply is absent; what is not known, has base 0 or is withheld is null. No fraction is rounded.
"""

from __future__ import annotations

from typing import Any

from bot.insight.rates import Bounds, RateFigures
from bot.insight.summary import (
    BoxFigures,
    FunnelStep,
    NpsFigures,
    OptionFigures,
    QuestionFigures,
    ResponsesFigures,
    ScoreBounds,
    Summary,
)
from bot.insight.tallies import FollowUpTally, Votes
from bot.insight.theme_shapes import coding_shape, themes_shape

Document = dict[str, Any]


def document(summary: Summary) -> Document:
    """What ``afterword summary CODE --json`` prints."""
    webinar = summary.webinar
    return {
        "webinar": {
            "key": webinar.key,
            "code": webinar.code,
            "title": webinar.title,
            "registrations": webinar.registrations,
            "attendees": webinar.attendees,
            "attention": webinar.attention,
        },
        "responses": _responses(summary.responses),
        "questions": [_question(question) for question in summary.questions],
        "follow_ups": [_follow_up(tally) for tally in summary.follow_ups],
        "funnel": [_step(step) for step in summary.funnel],
    }


def _responses(responses: ResponsesFigures) -> Document:
    """``attended``, ``absent`` and ``unsaid`` are of those finished; the last two only where the survey asks."""
    asked = {} if responses.absent is None else {"absent": responses.absent, "unsaid": responses.unsaid}
    invited = {} if responses.invited is None else {"invited": responses.invited}
    return {
        "entered": responses.entered,
        "started": responses.started,
        "finished": responses.finished,
        "response_rate": responses.response_rate,
        "registration_response_rate": responses.registration_response_rate,
        "attended": responses.attended,
        **asked,
        "partial": responses.partial,
        **invited,
        "completion": responses.completion_rate,
        "attendance_rate": responses.attendance_rate,
        "entered_rate": responses.entered_rate,
        "rates": {
            "response": _rate(responses.response, aapor="RR1"),
            "response_with_partials": _rate(responses.with_partials, aapor="RR2"),
            "registration_response": _rate(responses.registration_response),
            **({"invitation_response": _rate(responses.invitation_response, aapor="RR1")} if invited else {}),
            "completion": _rate(responses.completion),
            "attendance": _rate(responses.attendance),
            "entered": _rate(responses.entering),
        },
    }


def _rate(rate: RateFigures | None, *, aapor: str | None = None) -> Document | None:
    if rate is None:
        return None
    named = {} if aapor is None else {"aapor": aapor}
    return {**named, "count": rate.count, "base": rate.base, "share": rate.share, "low": rate.low, "high": rate.high}


def _step(step: FunnelStep) -> Document:
    return {
        "key": step.key,
        "shown": step.shown,
        "answered": step.answered,
        "skipped": step.skipped,
        "left": step.left,
        "reached": None if step.reached is None else step.reached.share,
        "lost": None if step.lost is None else step.lost.share,
        "conditional": step.conditional,
    }


def _question(question: QuestionFigures) -> Document:
    shape: Document = {
        "key": question.key,
        "kind": question.kind,
        "ask": question.ask,
        "shown": question.shown,
        "answered": question.answered,
        "skipped": question.skipped,
        "left": question.left,
        "base": question.base,
    }
    hidden = question.withheld
    if question.options:
        shape["options"] = None if hidden else [_option(option) for option in question.options]
    if question.boxes:
        shape["boxes"] = None if hidden else [_box(box) for box in question.boxes]
    if question.bottom is not None:
        shape["bottom"] = None if hidden else _box(question.bottom)
    if question.nps is not None:
        shape["nps"] = None if hidden else _nps(question.nps)
    if question.scored:
        shape |= _centre(question)
    if question.coded:
        shape["themes"] = None if question.themes is None else themes_shape(question.themes)
    if question.coding is not None:
        shape["coding"] = coding_shape(question.coding)
    if hidden:
        shape["withheld"] = True
    return shape | _whom(question)


def _centre(question: QuestionFigures) -> Document:
    shape: Document = {
        "mean": question.mean,
        "median": question.median,
        "mean_interval": _ends(question.mean_low, question.mean_high),
        "median_interval": _ends(question.median_low, question.median_high),
    }
    if question.kind == "number":
        given = [{"value": value, "count": count} for value, count in question.values]
        shape["values"] = None if question.withheld else given
    return shape


def _ends(low: float | None, high: float | None) -> Document | None:
    return None if low is None else {"low": low, "high": high}


def _whom(question: QuestionFigures) -> Document:
    """Who is in the figures of a question, who is not, and whether they give anybody away."""
    shape: Document = {"nonresponse": None if question.nonresponse is None else question.nonresponse.share}
    if question.missing is not None:
        shape["missing"] = question.missing
    if question.apart is not None:
        shape["apart"] = question.apart
    if question.conditional:
        shape["conditional"] = True
    return shape if question.withheld else shape | {"unanimous": question.unanimous}


def _option(option: OptionFigures) -> Document:
    shape: Document = {"key": option.key, "label": option.label, "count": option.count}
    if option.substantive:
        shape |= {"share": option.share, "low": option.low, "high": option.high}
    return shape | {"substantive": option.substantive} | _bounds(option.bounds)


def _box(box: BoxFigures) -> Document:
    return {
        "key": box.key,
        "options": list(box.options),
        "count": box.count,
        "share": box.share,
        "low": box.low,
        "high": box.high,
        **_bounds(box.bounds),
    }


def _bounds(bounds: Bounds | ScoreBounds | None) -> Document:
    """The ends if all ``missing`` had answered one way or the other; absent where that cannot be said."""
    if bounds is None:
        return {}
    return {"bounds": {"low": bounds.low, "high": bounds.high, "missing": bounds.missing, "of": bounds.of}}


def _nps(nps: NpsFigures) -> Document:
    return {
        "score": nps.score,
        "low": nps.low,
        "high": nps.high,
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
        **_bounds(nps.bounds),
    }


def _follow_up(tally: FollowUpTally) -> Document:
    if tally.withheld:
        counts = ("planned", "sent", "gave_up", "cancelled", "doubtful", "held", "waiting")
        return {"key": tally.key, **dict.fromkeys(counts), "withheld": True}
    return {
        "key": tally.key,
        "planned": tally.planned,
        "sent": tally.sent,
        "gave_up": tally.gave_up,
        "cancelled": tally.cancelled,
        "doubtful": tally.doubtful,
        "held": tally.held,
        "waiting": tally.waiting,
        **({} if tally.useful is None else {"useful": _votes(tally.useful)}),
    }


def _votes(votes: Votes) -> Document:
    withheld = {"withheld": True} if votes.yes is None else {}
    return {"yes": votes.yes, "no": votes.no, **withheld}
