"""The JSON document of a summary: the shape that the outside relies on.

What does not apply is absent; what is not known, has base 0 or is withheld is null. No fraction is rounded.
"""

from __future__ import annotations

from typing import Any

from bot.insight.summary import BoxFigures, NpsFigures, OptionFigures, QuestionFigures, Summary, ThemesFigures
from bot.insight.tallies import FollowUpTally, Votes

Document = dict[str, Any]


def document(summary: Summary) -> Document:
    """What ``afterword summary CODE --json`` prints."""
    webinar, responses = summary.webinar, summary.responses
    return {
        "webinar": {
            "key": webinar.key,
            "code": webinar.code,
            "title": webinar.title,
            "registrations": webinar.registrations,
            "attendees": webinar.attendees,
            "attention": webinar.attention,
        },
        "responses": {
            "entered": responses.entered,
            "started": responses.started,
            "finished": responses.finished,
            "response_rate": responses.response_rate,
            "registration_response_rate": responses.registration_response_rate,
        },
        "questions": [_question(question) for question in summary.questions],
        "follow_ups": [_follow_up(tally) for tally in summary.follow_ups],
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
    if question.nps is not None:
        shape["nps"] = None if hidden else _nps(question.nps)
    if question.scored:
        shape["mean"], shape["median"] = question.mean, question.median
    if question.coded:
        shape["themes"] = None if question.themes is None else _themes(question.themes)
    if hidden:
        shape["withheld"] = True
    return shape


def _option(option: OptionFigures) -> Document:
    shape: Document = {"key": option.key, "label": option.label, "count": option.count}
    if option.substantive:
        shape |= {"share": option.share, "low": option.low, "high": option.high}
    return shape | {"substantive": option.substantive}


def _box(box: BoxFigures) -> Document:
    return {
        "key": box.key,
        "options": list(box.options),
        "count": box.count,
        "share": box.share,
        "low": box.low,
        "high": box.high,
    }


def _nps(nps: NpsFigures) -> Document:
    return {
        "score": nps.score,
        "low": nps.low,
        "high": nps.high,
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
    }


def _themes(themes: ThemesFigures) -> Document:
    return {
        "mentions": themes.mentions,
        "people": themes.people,
        "options": [
            {"label": theme.label, "mentions": theme.mentions, "share": theme.share} for theme in themes.options
        ],
    }


def _follow_up(tally: FollowUpTally) -> Document:
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
