"""The summary as plain text for a terminal: every percentage with its base, everybody who is missing, every interval.

English, since the command line is. Options stand in the survey's order. Who took part is for ``turnout``.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from bot.insight.rates import Bounds
from bot.insight.rounding import hundredth, nearest
from bot.insight.summary import BoxFigures, NpsFigures, QuestionFigures, Summary
from bot.insight.tallies import FollowUpTally, Votes
from bot.render.columns import Row, grid, table
from bot.render.quoting import named, quoted
from bot.render.themes import coding_lines
from bot.render.turnout import funnel_lines, turnout_lines

_WIDTH = 92
_MOST_VALUES = 12
"""Different numbers up to which each is told with its count."""
_FOLLOW_UPS = ("planned", "sent", "held", "waiting", "gave up", "cancelled", "doubtful")
_UNANIMOUS = "all of them say the same: whoever knows that somebody answered knows what they said"


def summary_text(summary: Summary) -> str:
    """All figures of ``summary`` as lines of text, without a line break at the end."""
    title = quoted(summary.webinar.title, webinar="")
    parts = [
        [title, f"{summary.webinar.key}  {summary.webinar.code}"],
        turnout_lines(summary),
        *(_question(question, title=title, summary=summary) for question in summary.questions),
        funnel_lines(summary) if summary.questions else [],
        _follow_ups(summary.follow_ups),
        _legend(summary),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts if part)


def _legend(summary: Summary) -> list[str]:
    if not any(question.options for question in summary.questions):
        return []
    lines = ["Percentages are rounded half up. [ ]: 95 % interval (of chance only)."]
    if any(each.missing for each in summary.questions):
        lines.append("all N: the share if everybody who attended and did not answer had said the one or the other.")
    return lines


def _question(question: QuestionFigures, *, title: str, summary: Summary) -> list[str]:
    counts = (
        f"shown {question.shown}   answered {question.answered}   skipped {question.skipped}   left {question.left}"
    )
    lines = [
        *wrap(quoted(question.ask, webinar=title), _WIDTH),
        f"{question.key} ({named(question.kind)})   {counts}   base {question.base}",
        *_whom(question),
    ]
    if question.withheld:
        return [*lines, f"  withheld so that nobody can be recognised: the base is below {summary.limit}"]
    lines += table(
        [*_options(question, title), *_boxes(question, title), *_themes(question, title), *_values(question)]
    )
    if question.themes is not None:
        lines.append(f"  {question.themes.mentions} mentions by {question.themes.people} people")
    lines += [f"  {line}" for line in coding_lines(question)]
    if question.nps is not None and question.nps.score is not None:
        lines += _net_promoter(question.nps, question.base)
    if question.mean is not None and question.median is not None:
        lines.append(f"  {_centre(question, question.mean, question.median)}")
    if question.picks_several and question.base:
        lines.append("  several answers possible: percentages are of people and can exceed 100 together")
    if question.percent_sum not in (None, 100):
        lines.append(f"  each rounded by itself, the percentages add up to {question.percent_sum}")
    if question.unanimous and summary.identity != "identified":
        lines.append(f"  {_UNANIMOUS}")
    return lines


def _whom(question: QuestionFigures) -> list[str]:
    """Who gave no answer although they saw it, and who is not in these figures."""
    parts = []
    if question.nonresponse is not None and question.nonresponse.count:
        silent = question.nonresponse
        parts.append(f"no answer {silent.percent} % of {silent.base} shown")
    if question.conditional:
        parts.append("some who attended are not asked")
    if question.apart:
        parts.append(f"{question.apart} who do not say that they attended left out")
    return [f"  {line}" for line in wrap("   ".join(parts), _WIDTH)]


def _options(question: QuestionFigures, title: str) -> list[Row]:
    return [
        (
            quoted(option.label, webinar=title),
            str(option.count),
            _share(option.percent, question.base) + _interval(option.low, option.high)
            if option.substantive
            else "not in the base",
        )
        for option in question.options
    ]


def _boxes(question: QuestionFigures, title: str) -> list[Row]:
    boxes = [*question.boxes, *([] if question.bottom is None else [question.bottom])]
    return [_box(box, question, title) for box in boxes if box.low is not None]


def _box(box: BoxFigures, question: QuestionFigures, title: str) -> Row:
    name = f"{named(box.key)} = {' + '.join(quoted(label, webinar=title) for label in box.labels)}"
    share = _share(box.percent, question.base) + _interval(box.low, box.high)
    return name, str(box.count), share + _bounds(box.bounds)


def _bounds(bounds: Bounds | None) -> str:
    if bounds is None or not bounds.missing:
        return ""
    return f"  all {bounds.of}: {bounds.low_percent}-{bounds.high_percent}"


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"  [{hundredth(low)}-{hundredth(high)}]"


def _themes(question: QuestionFigures, title: str) -> list[Row]:
    if question.themes is None:
        return []
    mentions = question.themes.mentions
    return [
        (quoted(theme.label, webinar=title), str(theme.mentions), f"{_share(theme.percent, mentions)} mentions")
        for theme in question.themes.options
    ]


def _values(question: QuestionFigures) -> list[Row]:
    """Each number and who gave it, where there are few."""
    if len(question.values) > _MOST_VALUES:
        return []
    return [(_decimal(value), str(count), "") for value, count in question.values]


def _share(shown: int | None, base: int) -> str:
    return "no base" if shown is None else f"{shown:>3} % of {base}"


def _net_promoter(nps: NpsFigures, base: int) -> list[str]:
    low, high = (int(nearest(end or 0.0)) for end in (nps.low, nps.high))
    groups = f"promoters {nps.promoters}, passives {nps.passives}, detractors {nps.detractors}"
    lines = [f"  Net Promoter Score {nps.rounded:+d} [{low:+d} to {high:+d}], of {base}: {groups}"]
    if nps.bounds is not None and nps.bounds.missing:
        lines.append(f"    all {nps.bounds.of}: {nps.bounds.low_rounded:+d} to {nps.bounds.high_rounded:+d}")
    return lines


def _centre(question: QuestionFigures, mean: float, median: float) -> str:
    means = f"mean {_decimal(mean)}{_ends(question.mean_low, question.mean_high)}"
    told = f"{means}, median {_decimal(median)}{_ends(question.median_low, question.median_high)}"
    if question.kind != "scale":
        return f"{told}, of {question.base} answers"
    best = sum(option.substantive for option in question.options)
    return f"{told}, of {question.base} answers scored from {best} (best) to 1"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" [{_decimal(low)} to {_decimal(high)}]"


def _decimal(value: float) -> str:
    return f"{nearest(value, places=2):.2f}".rstrip("0").rstrip(".")


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
    votes = [f"{t.key}: {_votes(t.useful)}" for t in tallies if t.useful is not None]
    return grid(rows) + votes


def _votes(votes: Votes) -> str:
    if votes.yes is None:
        return "useful or not is withheld, too few have said"
    return f"useful to {votes.yes}, not useful to {votes.no}"
