"""The summary as plain text for a terminal: every percentage with its base, everybody who is missing, every interval.

English, since the command line is. Options stand in the survey's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from bot.insight.rounding import hundredth, nearest, percent
from bot.insight.summary import NpsFigures, QuestionFigures, Summary
from bot.insight.tallies import FollowUpTally, Votes
from bot.render.quoting import named, quoted

_WIDTH = 92
_LABEL = 48
_FOLLOW_UPS = ("planned", "sent", "held", "waiting", "gave up", "cancelled", "doubtful")

Row = tuple[str, str, str]
"""A label, a count, and what the count means as a share."""


def summary_text(summary: Summary) -> str:
    """All figures of ``summary`` as lines of text, without a line break at the end."""
    title = quoted(summary.webinar.title, webinar="")
    parts = [
        [title, f"{summary.webinar.key}  {summary.webinar.code}"],
        _turnout(summary),
        *(_question(question, title=title, limit=summary.limit) for question in summary.questions),
        _follow_ups(summary.follow_ups),
    ]
    if any(question.options for question in summary.questions):
        parts.append(["Percentages are rounded, so they need not add up to 100. [ ]: 95 % interval (of chance only)."])
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts)


def _turnout(summary: Summary) -> list[str]:
    webinar, responses = summary.webinar, summary.responses
    lines = [f"entered {responses.entered}   started {responses.started}   finished {responses.finished}"]
    if responses.response_percent is not None:
        lines.append(f"response rate {responses.response_percent} % of {webinar.attendees} attendees")
    if responses.registration_response_percent is not None:
        lines.append(
            f"response rate {responses.registration_response_percent} % of {webinar.registrations} registrations"
        )
    if webinar.attendees is not None and webinar.registrations:
        share = percent(webinar.attendees, webinar.registrations)
        lines.append(f"attendance {share} % of {webinar.registrations} registrations")
    if webinar.attention is not None:
        lines.append(f"attention {hundredth(webinar.attention)} % (told by the webinar tool, not asked)")
    return lines


def _question(question: QuestionFigures, *, title: str, limit: int) -> list[str]:
    counts = (
        f"shown {question.shown}   answered {question.answered}   skipped {question.skipped}   left {question.left}"
    )
    lines = [
        *wrap(quoted(question.ask, webinar=title), _WIDTH),
        f"{question.key} ({named(question.kind)})   {counts}   base {question.base}",
    ]
    if question.withheld:
        return [*lines, f"  withheld so that nobody can be recognised: the base is below {limit}"]
    lines += _table([*_options(question, title), *_boxes(question, title), *_themes(question, title)])
    if question.themes is not None:
        lines.append(f"  {question.themes.mentions} mentions by {question.themes.people} people")
    if question.nps is not None and question.nps.score is not None:
        lines.append(f"  {_net_promoter(question.nps, question.base)}")
    if question.mean is not None and question.median is not None:
        lines.append(f"  {_centre(question, question.mean, question.median)}")
    if question.picks_several and question.base:
        lines.append("  several answers possible: percentages are of people and can exceed 100 together")
    return lines


def _options(question: QuestionFigures, title: str) -> list[Row]:
    return [
        (
            quoted(option.label, webinar=title),
            str(option.count),
            _share(option.percent, question.base) if option.substantive else "not in the base",
        )
        for option in question.options
    ]


def _boxes(question: QuestionFigures, title: str) -> list[Row]:
    return [
        (
            f"{named(box.key)} = {' + '.join(quoted(label, webinar=title) for label in box.labels)}",
            str(box.count),
            f"{_share(box.percent, question.base)}  [{hundredth(box.low)}-{hundredth(box.high)}]",
        )
        for box in question.boxes
        if box.low is not None and box.high is not None
    ]


def _themes(question: QuestionFigures, title: str) -> list[Row]:
    if question.themes is None:
        return []
    mentions = question.themes.mentions
    return [
        (quoted(theme.label, webinar=title), str(theme.mentions), f"{_share(theme.percent, mentions)} mentions")
        for theme in question.themes.options
    ]


def _share(shown: int | None, base: int) -> str:
    return "no base" if shown is None else f"{shown:>3} % of {base}"


def _net_promoter(nps: NpsFigures, base: int) -> str:
    low, high = (int(nearest(end or 0.0)) for end in (nps.low, nps.high))
    groups = f"promoters {nps.promoters}, passives {nps.passives}, detractors {nps.detractors}"
    return f"Net Promoter Score {nps.rounded:+d} [{low:+d} to {high:+d}], of {base}: {groups}"


def _centre(question: QuestionFigures, mean: float, median: float) -> str:
    told = f"mean {_decimal(mean)}, median {_decimal(median)}"
    if question.kind != "scale":
        return f"{told}, of {question.base} answers"
    best = sum(option.substantive for option in question.options)
    return f"{told}, of {question.base} answers scored from {best} (best) to 1"


def _decimal(value: float) -> str:
    return f"{nearest(value, places=2):.2f}".rstrip("0").rstrip(".")


def _table(rows: Sequence[Row]) -> list[str]:
    """Labels wrapped to one column, counts aligned to the right, shares after them."""
    wrapped = [(wrap(label, _LABEL) or [""], count, share) for label, count, share in rows]
    wide = max((len(line) for lines, _, _ in wrapped for line in lines), default=0)
    deep = max((len(count) for _, count, _ in wrapped), default=0)
    told = []
    for lines, count, share in wrapped:
        told.append(f"  {lines[0]:<{wide}}  {count:>{deep}}  {share}")
        told += [f"    {line}" for line in lines[1:]]
    return told


def _follow_ups(tallies: Sequence[FollowUpTally]) -> list[str]:
    if not tallies:
        return ["no follow-ups"]
    rows = [
        ("follow-up", *_FOLLOW_UPS),
        *(
            (t.key, *map(str, (t.planned, t.sent, t.held, t.waiting, t.gave_up, t.cancelled, t.doubtful)))
            for t in tallies
        ),
    ]
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    votes = [f"{t.key}: {_votes(t.useful)}" for t in tallies if t.useful is not None]
    return [
        "  ".join([f"{row[0]:<{wide[0]}}", *(f"{cell:>{wide[i]}}" for i, cell in enumerate(row[1:], start=1))])
        for row in rows
    ] + votes


def _votes(votes: Votes) -> str:
    if votes.yes is None:
        return "useful or not is withheld, too few have said"
    return f"useful to {votes.yes}, not useful to {votes.no}"
