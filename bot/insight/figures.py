"""From counts to figures: what a webinar's answers add up to, with base, missing and interval beside every share.

Tallies come in (SQL made the counts), a ``Summary`` goes out. All types of both sides can be imported from here.
``shapes`` turns a summary into JSON; ``render`` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.insight.questions import question_figures
from bot.insight.rates import Bounds, RateFigures
from bot.insight.summary import (
    BoxFigures,
    FunnelStep,
    NpsFigures,
    OptionFigures,
    QuestionFigures,
    ResponsesFigures,
    Summary,
    ThemeFigures,
    ThemesFigures,
)
from bot.insight.tallies import FollowUpTally, QuestionTally, ResponsesTally, Seen, WebinarFacts
from bot.insight.turnout import funnel, responses_figures
from bot.insight.withholding import LIMIT
from bot.survey.definitions import Survey
from bot.survey.engine import in_asking_order

__all__ = [
    "Bounds",
    "BoxFigures",
    "FollowUpTally",
    "FunnelStep",
    "NpsFigures",
    "OptionFigures",
    "QuestionFigures",
    "QuestionTally",
    "RateFigures",
    "ResponsesFigures",
    "ResponsesTally",
    "Seen",
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
    attendees = webinar.attendees if responses.of_attendees else None
    asked = msgspec.structs.replace(survey, questions=tuple(in_asking_order(survey)))
    return Summary(
        webinar=webinar,
        identity=survey.identity,
        limit=limit,
        responses=responses_figures(responses, attendees=attendees, webinar=webinar),
        questions=tuple(
            question_figures(
                tally, languages=webinar.languages, identity=survey.identity, limit=limit, attendees=attendees
            )
            for tally in _in_order(survey, questions)
            if tally.question.kind != "statement"
        ),
        follow_ups=tuple(follow_ups),
        funnel=funnel(_in_order(asked, questions), languages=webinar.languages),
    )


def _in_order(survey: Survey, tallies: Sequence[QuestionTally]) -> list[QuestionTally]:
    ordered: list[QuestionTally] = []
    for question in survey.questions:
        ordered += [tally for tally in tallies if tally.question.key == question.key] or [QuestionTally(question)]
    known = {question.key for question in survey.questions}
    return [*ordered, *(tally for tally in tallies if tally.question.key not in known)]
