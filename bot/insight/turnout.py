"""How many came, began and finished: rates with what they are of, and where in the survey people stopped.

Response rates bear the names of the American Association for Public Opinion Research, Standard Definitions (10th
edition, 2023), where its definitions apply. Whom a webinar's survey is for are its attendees, who are all known to be
eligible: complete answers of attendees is response rate 1 (RR1). Whoever began and did not finish would be a partial;
with them it is RR2. With no case of unknown eligibility RR1, RR3 and RR5 are the same. Of those invited by a personal
link nobody knows who attended, so RR1 counts them all but those who say that they did not, who are not eligible.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.rates import RateFigures, rate
from bot.insight.summary import FunnelStep, ResponsesFigures
from bot.insight.tallies import QuestionTally, ResponsesTally, WebinarFacts


def responses_figures(tally: ResponsesTally, *, attendees: int | None, webinar: WebinarFacts) -> ResponsesFigures:
    """How many took part, and the rates of that. ``attendees``: whom the survey is for; None: not known, or others."""
    attended = tally.finished - (tally.absent or 0) - tally.unsaid
    response = rate(attended, attendees)
    registered = rate(attended, webinar.registrations if tally.of_attendees else None)
    return ResponsesFigures(
        entered=tally.entered,
        started=tally.started,
        finished=tally.finished,
        response_rate=None if response is None else response.share,
        registration_response_rate=None if registered is None else registered.share,
        response_percent=None if response is None else response.percent,
        registration_response_percent=None if registered is None else registered.percent,
        absent=tally.absent,
        unsaid=tally.unsaid,
        partial=tally.partial,
        invited=tally.invited,
        response=response,
        with_partials=rate(attended + tally.partial, attendees),
        registration_response=registered,
        invitation_response=_of_invited(tally),
        completion=rate(tally.finished, tally.started),
        attendance=rate(webinar.attendees, webinar.registrations),
        entering=rate(tally.entered, attendees),
    )


def _of_invited(tally: ResponsesTally) -> RateFigures | None:
    if tally.invited is None or not tally.of_attendees:
        return None
    return rate(tally.invited_finished, tally.invited - tally.invited_absent)


def funnel(tallies: Sequence[QuestionTally], *, languages: tuple[str, ...]) -> tuple[FunnelStep, ...]:
    """Where people stopped, question by question, in the order of ``tallies``; everybody who saw any counts.

    Who came into the survey are those who saw the question that most people saw.
    """
    came = max((tally.seen.shown for tally in tallies), default=0)
    return tuple(
        FunnelStep(
            key=tally.question.key,
            ask=tally.question.ask.spoken(*languages),
            shown=tally.seen.shown,
            answered=tally.seen.answered,
            skipped=tally.seen.skipped,
            left=tally.seen.left,
            reached=rate(tally.seen.shown, came),
            lost=rate(tally.seen.left, tally.seen.shown),
            conditional=tally.question.when is not None,
        )
        for tally in tallies
    )
