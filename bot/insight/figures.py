"""From counts to figures: what a webinar's answers add up to, with base, missing and interval beside every share.

Tallies come in (SQL made the counts), a ``Summary`` goes out. All types of both sides can be imported from here.
``shapes`` turns a summary into JSON; ``render`` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.questions import question_figures
from bot.insight.rounding import percent
from bot.insight.summary import (
    BoxFigures,
    NpsFigures,
    OptionFigures,
    QuestionFigures,
    ResponsesFigures,
    Summary,
    ThemeFigures,
    ThemesFigures,
)
from bot.insight.tallies import FollowUpTally, QuestionTally, ResponsesTally, WebinarFacts
from bot.insight.withholding import LIMIT
from bot.survey.definitions import Survey

__all__ = [
    "BoxFigures",
    "FollowUpTally",
    "NpsFigures",
    "OptionFigures",
    "QuestionFigures",
    "QuestionTally",
    "ResponsesFigures",
    "ResponsesTally",
    "Summary",
    "ThemeFigures",
    "ThemesFigures",
    "WebinarFacts",
    "figures",
]


def figures(
    survey: Survey,
    webinar: WebinarFacts,
    responses: ResponsesTally,
    questions: Sequence[QuestionTally],
    follow_ups: Sequence[FollowUpTally],
    *,
    limit: int = LIMIT,
) -> Summary:
    """The figures of ``survey`` at ``webinar``, one entry a question in the survey's order; statements have none.

    A question without a tally counts zero; one with several (versions that differ in wording) stands once for each;
    tallies of questions that the survey no longer has come last. ``limit`` is the smallest base that is shown.
    Raises: ValueError if a count exceeds its base.
    """
    return Summary(
        webinar=webinar,
        identity=survey.identity,
        limit=limit,
        responses=_responses(responses, webinar),
        questions=tuple(
            question_figures(tally, languages=webinar.languages, identity=survey.identity, limit=limit)
            for tally in _in_order(survey, questions)
        ),
        follow_ups=tuple(follow_ups),
    )


def _in_order(survey: Survey, tallies: Sequence[QuestionTally]) -> list[QuestionTally]:
    ordered: list[QuestionTally] = []
    for question in survey.questions:
        ordered += [tally for tally in tallies if tally.question.key == question.key] or [QuestionTally(question)]
    known = {question.key for question in survey.questions}
    ordered += [tally for tally in tallies if tally.question.key not in known]
    return [tally for tally in ordered if tally.question.kind != "statement"]


def _responses(tally: ResponsesTally, webinar: WebinarFacts) -> ResponsesFigures:
    attendees, registrations = webinar.attendees or 0, webinar.registrations or 0
    return ResponsesFigures(
        entered=tally.entered,
        started=tally.started,
        finished=tally.finished,
        response_rate=tally.finished / attendees if attendees else None,
        registration_response_rate=tally.finished / registrations if registrations else None,
        response_percent=percent(tally.finished, attendees),
        registration_response_percent=percent(tally.finished, registrations),
    )
