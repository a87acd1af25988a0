"""Webinars side by side as plain text for a terminal: each share with its base and interval, each difference with a
verdict that the corrected p-value allows, and what was left out.

English, since the command line is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.insight.comparing.comparison import Asked, Change, Comparison, Figure, Least, Pool, Row, Share
from bot.insight.rounding import hundredth, nearest
from bot.insight.summary import NpsFigures
from bot.render.comparison_words import figure_name, people_told, verdict_told
from bot.render.quoting import named, quoted

_WIDTH = 92
_LABEL = 40
_NAME = 24

Line = tuple[str, str]
"""A name, and what is told of it."""


def comparison_text(comparison: Comparison) -> str:
    """All of ``comparison`` as lines of text, without a line break at the end."""
    parts = [
        _webinars(comparison),
        *(_question(each, comparison) for each in comparison.questions),
        _notes(comparison),
    ]
    if not comparison.questions:
        parts.insert(1, ["No two of these webinars ask anything in the same words."])
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts)


def _webinars(comparison: Comparison) -> list[str]:
    lines = []
    for each in comparison.webinars:
        rate = ""
        if each.rate is not None:
            rate = f", {each.rate.percent} % of {each.attendees} attendees [{each.rate.low}-{each.rate.high}]"
        frozen = "; answers deleted, figures frozen" if each.source == "frozen" else ""
        title = quoted(each.title, webinar="")
        lines.append(f"{each.on:%Y-%m-%d}  {each.key}  {title}: finished {each.finished}{rate}{frozen}")
    return [*lines, *wrap(people_told(comparison), _WIDTH)]


def _question(asked: Asked, comparison: Comparison) -> list[str]:
    title = quoted(comparison.webinars[-1].title, webinar="")
    lines = [*wrap(quoted(asked.ask, webinar=title), _WIDTH), f"{asked.key} ({named(asked.kind)})"]
    for at, figure in enumerate(asked.figures):
        star = "*" if figure.key == asked.headline and asked.kind not in ("scale", "nps") else ""
        lines += wrap(f"{figure_name(figure, title)}{star}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
        lines += _aligned(_figure(asked, figure, at, comparison.limit))
    if asked.kind == "nps":
        lines += ["  Net Promoter Score", *_aligned(_scores(asked, comparison.limit))]
    if asked.kind in ("scale", "number"):
        lines += [
            f"  {'mean' if asked.kind == 'number' else _scored(asked)}",
            *_aligned(_means(asked, comparison.limit)),
        ]
    lines += list(_verdicts(asked))
    if asked.unlike:
        lines += wrap(f"  asked in other words, or with other options, and left out: {', '.join(asked.unlike)}", _WIDTH)
    if asked.absent:
        lines += wrap(f"  not asked: {', '.join(asked.absent)}", _WIDTH, initial_indent="", subsequent_indent="    ")
    return lines


def _figure(asked: Asked, figure: Figure, at: int, limit: int) -> Iterator[Line]:
    """The rows of one figure, then what they add up to, then how they differ."""
    for row in asked.rows:
        yield row.name, _cell(row, row.shares[at], limit)
    yield from _summed(asked, at)
    yield from (_least(each) for each in asked.least if each.key == figure.key)
    for pool in asked.years:
        yield f"year {pool.name}", _pooled(pool, at)
    for tagging in asked.tags:
        for each in tagging.pools:
            yield f"{tagging.tag}: {each.name}", _pooled(each, at)
        if tagging.without is not None:
            yield f"without {tagging.tag}", _pooled(tagging.without, at)
    for change in _changes(asked):
        for difference in change.differences:
            if difference.key == figure.key:
                low, high = hundredth(difference.low), hundredth(difference.high)
                yield _way(change), f"{difference.points:+d} points [{low:+d} to {high:+d}]"


def _cell(row: Row, share: Share, limit: int) -> str:
    if row.withheld:
        return f"withheld, the base is below {limit}"
    if share.percent is None:
        return "nobody has answered" if row.base == 0 else "not known"
    base = "base not known" if row.base is None else f"of {row.base}"
    interval = "" if share.low is None else f"  {_interval(share)}"
    source = "" if row.source != "imported" else f"  ({_origin(row)})"
    return f"{share.percent:>3} % {base}{interval}{source}"


def _origin(row: Row) -> str:
    """That it was typed in, untested, and whether it is known to be the same question."""
    return "from elsewhere" if row.alike else "from elsewhere; not known to be asked in these words"


def _interval(share: Share) -> str:
    return f"[{hundredth(share.low or 0)}-{hundredth(share.high or 0)}]"


def _summed(asked: Asked, at: int) -> Iterator[Line]:
    pool = asked.pooled
    if pool is None or len(pool.webinars) < 2:
        return
    yield "pooled answers", _pooled(pool, at)
    mean = pool.means[at]
    if mean is not None:
        yield "mean of webinars", f"{hundredth(mean):>3} % of {len(pool.webinars)} webinars, each counting the same"


def _pooled(pool: Pool, at: int) -> str:
    share = pool.shares[at]
    left = f"  without {', '.join(pool.left_out)} (withheld)" if pool.left_out else ""
    if share.percent is None:
        return f"not known{left}"
    return f"{share.percent:>3} % of {pool.base}  {_interval(share)}{left}"


def _least(least: Least) -> Line:
    return (
        "lowest",
        f"{least.percent:>3} % of {least.base}  [{hundredth(least.low)}-{hundredth(least.high)}]  {least.name}",
    )


def _scores(asked: Asked, limit: int) -> Iterator[Line]:
    for row in asked.rows:
        told = f"withheld, the base is below {limit}" if row.withheld else _score(row.nps, row.base)
        yield row.name, told
    pool = asked.pooled
    if pool is not None and len(pool.webinars) > 1:
        yield "pooled answers", _score(pool.nps, pool.base)
        if pool.mean_nps is not None:
            yield "mean of webinars", f"{int(nearest(pool.mean_nps)):+d} of {len(pool.webinars)} webinars"
    for each in asked.years:
        yield f"year {each.name}", _score(each.nps, each.base)
    for change in _changes(asked):
        if (score := change.score) is not None:
            low, high = int(nearest(score.low)), int(nearest(score.high))
            yield _way(change), f"{score.points:+d} [{low:+d} to {high:+d}]"


def _score(nps: NpsFigures | None, base: int | None) -> str:
    if nps is None or nps.rounded is None:
        return "nobody has answered" if base == 0 else "not known"
    low, high = (int(nearest(end or 0.0)) for end in (nps.low, nps.high))
    return f"{nps.rounded:+d} of {base}  [{low:+d} to {high:+d}]"


def _scored(asked: Asked) -> str:
    return f"mean, scored from {len(asked.options)} (best) to 1"


def _means(asked: Asked, limit: int) -> Iterator[Line]:
    for row in asked.rows:
        known = row.mean is not None
        hidden = f"withheld, the base is below {limit}" if row.withheld else "not known"
        yield row.name, f"{_decimal(row.mean or 0)} of {row.base}" if known else hidden
    pool = asked.pooled
    if pool is not None and pool.mean is not None and len(pool.webinars) > 1:
        yield "pooled answers", f"{_decimal(pool.mean)} of {pool.base}"
        yield "mean of webinars", f"{_decimal(pool.mean_of_means or 0)} of {len(pool.webinars)} webinars"


def _decimal(value: float) -> str:
    return f"{nearest(value, places=2):.2f}".rstrip("0").rstrip(".")


def _changes(asked: Asked) -> list[Change]:
    return [*asked.changes, *asked.year_changes, *(each for tag in asked.tags for each in tag.changes)]


def _way(change: Change) -> str:
    return f"{change.first or 'without'} -> {change.second}"


def _verdicts(asked: Asked) -> Iterator[str]:
    for change in _changes(asked):
        told = f"{_way(change)}: {verdict_told(asked, change)}"
        yield from wrap(told, _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _aligned(lines: Iterator[Line]) -> list[str]:
    listed = list(lines)
    wide = min(max((len(name) for name, _ in listed), default=0), _LABEL)
    return [f"    {name:<{wide}}  {told}" for name, told in listed]


def _notes(comparison: Comparison) -> list[str]:
    notes: Sequence[str] = [
        "[ ]: 95 % interval (of chance only). Those of differences are Newcombe's and not adjusted for their number.",
        f"p is corrected by Holm over the tests of this comparison ({comparison.tests}); below 0.05 is a difference.",
        "Pooled: all answers together, taken for independent, though those of one webinar resemble one another.",
        "Mean of webinars: each webinar counts the same, however many answered.",
        "Other people came to each webinar, and who answers differs, too: a difference is not yet an effect.",
    ]
    return [line for note in notes for line in wrap(note, _WIDTH)]
