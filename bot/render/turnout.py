"""How many took part, as lines for a terminal: each rate with what it is of, who is silent, where people stopped."""

from __future__ import annotations

from bot.insight.rates import RateFigures
from bot.insight.rounding import hundredth
from bot.insight.summary import FunnelStep, ResponsesFigures, Summary
from bot.render.columns import grid
from bot.render.quoting import quoted

_ASK = 56


def turnout_lines(summary: Summary) -> list[str]:
    """Who came, who is in the figures, and the rates that are known."""
    webinar, responses = summary.webinar, summary.responses
    lines = [f"entered {responses.entered}   started {responses.started}   finished {responses.finished}"]
    lines += _apart(responses)
    lines += _response(summary)
    if responses.registration_response is not None:
        lines.append(f"answered {_of(responses.registration_response, 'registrations')}")
    elif responses.registration_response_percent is not None:
        lines.append(f"answered {responses.registration_response_percent} % of {webinar.registrations} registrations")
    if responses.invitation_response is not None:
        lines.append(_of_invited(responses, responses.invitation_response))
    if responses.completion is not None:
        lines.append(f"completion {_of(responses.completion, 'started')}")
    if responses.entering is not None:
        lines.append(f"entered {_of(responses.entering, 'attendees')}")
    if responses.attendance is not None:
        lines.append(f"attendance {_of(responses.attendance, 'registrations')}")
    if webinar.attention is not None:
        lines.append(f"attention {hundredth(webinar.attention)} % (told by the webinar tool, not asked)")
    return lines


def funnel_lines(summary: Summary) -> list[str]:
    """Where people stopped: one line a question that anybody saw."""
    steps = [step for step in summary.funnel if step.shown]
    if not steps:
        return []
    rows = [("who saw it, and left there", "shown", "left", ""), *(_step(step, summary) for step in steps)]
    lines = [line.rstrip() for line in grid(rows)]
    if any(step.conditional for step in steps):
        lines.append("* not asked of everybody, so fewer see it without having left")
    return lines


def _apart(responses: ResponsesFigures) -> list[str]:
    if responses.absent is None:
        return []
    silent = f", {responses.unsaid} without an answer to that" if responses.unsaid else ""
    attended = f"{responses.attended} attended, {responses.absent} say that they did not"
    lines = [f"of {responses.finished} finished {attended}{silent}"]
    if responses.absent or responses.unsaid:
        lines.append("  they judge nothing here and are not in the response rate")
    return lines


def _response(summary: Summary) -> list[str]:
    """The response rate by AAPOR's name, and in one sentence who is not in it."""
    rate, attendees = summary.responses.response, summary.webinar.attendees
    if rate is None:
        known = summary.responses.response_percent
        return [] if known is None else [f"response rate {known} % of {attendees} attendees"]
    if rate.low is None:
        return [
            f"response rate {_of(rate, 'attendees')}",
            "  more answered than attended as far as is known: is the number of attendees right?",
        ]
    partials, both = summary.responses.partial, summary.responses.with_partials
    lines = [f"response rate {_of(rate, 'attendees')}, AAPOR RR1: only finished responses count"]
    if partials and both is not None:
        lines.append(f"  with {partials} begun and not finished (partials) it is RR2: {both.percent} % of {both.base}")
    silent = rate.base - rate.count
    if silent:
        lines.append(
            f"  {silent} of {rate.base} attendees did not answer to the end; what they think, no interval covers:"
        )
        lines.append("  `all` below tells how far they could move a share")
    return lines


def _of_invited(responses: ResponsesFigures, rate: RateFigures) -> str:
    invited = responses.invited or 0
    out = f", {invited - rate.base} of {invited} did not attend" if invited > rate.base else ""
    return f"response rate {_of(rate, 'invited by a personal link')}, AAPOR RR1{out}"


def _of(rate: RateFigures, whom: str) -> str:
    interval = "" if rate.low is None or rate.high is None else f"  [{hundredth(rate.low)}-{hundredth(rate.high)}]"
    return f"{rate.percent} % of {rate.base} {whom}{interval}"


def _step(step: FunnelStep, summary: Summary) -> tuple[str, str, str, str]:
    ask = quoted(step.ask, webinar=quoted(summary.webinar.title, webinar=""))
    label = ask if len(ask) <= _ASK else f"{ask[: _ASK - 1].rstrip()}…"
    lost = "" if step.lost is None or not step.left else f"{step.lost.percent} % of {step.shown}"
    return f"{label} *" if step.conditional else label, str(step.shown), str(step.left), lost
