"""The JSON document of a comparison. Fractions are not rounded; what is not known or withheld is null.

``{"webinars": [{"key", "code", "title", "on", "tags", "identity", "attendees", "finished", "response_rate", "source",
"known"}], "questions": [...], "people": {"several": [{"webinars", "people"}], "certain"}, "tests", "level",
"correction": "holm", "limit"}``. ``source``: answers, frozen or imported. ``known``: of everybody who answered there it
can be told whether they answered elsewhere.

A question: ``{"key", "kind", "ask", "headline", "figures": [{"key", "options", "labels"}], "rows": [...], "unlike",
"absent", "changes": [...], "pooled", "least": [...], "years": {"pools", "changes"}, "tags": [{"tag", "pools",
"without", "changes"}]}``. ``unlike`` names the webinars that ask it in other words, ``absent`` those that do not ask
it; both are left out. ``years`` and ``tags`` are there if they were asked for.

A row: ``{"webinar", "title", "on", "source", "base", "shares": [{"key", "count", "share", "low", "high"}], "options"}``
with ``mean``, ``median`` and ``nps`` where they apply, ``"withheld": true`` beside nulls, and of what was imported
``same_wording``: whether it is known to have been asked in these words.

A change: ``{"first", "second", "differences": [{"key", "difference", "low", "high"}], "nps", "adjusted": false,
"both", "certain", "basis", "test", "verdict"}``; the intervals are not adjusted for their number. A test: ``{"method",
"exact", "first_base", "second_base", "p", "p_corrected", "rises", "superiority"}``. ``basis`` is independent, apart,
paired, least_favourable or untested; ``verdict`` is up, down, alike, too_few or untested. What they mean is said in
``comparison``.

A pool: ``{"name", "webinars", "left_out", "base", "pooled": [shares], "mean_of_webinars": [{"key", "share"}]}`` with
``mean``, ``nps``, ``mean_of_means``, ``mean_nps`` where they apply. Least: ``{"key", "webinar", "base", "share", "low",
"high", "webinars"}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.insight.comparing.compare import LEVEL
from bot.insight.comparing.comparison import (
    Asked,
    Change,
    Compared,
    Comparison,
    Difference,
    Figure,
    Least,
    Pool,
    Row,
    Share,
    Test,
)
from bot.insight.summary import NpsFigures

Document = dict[str, Any]


def comparison_document(comparison: Comparison) -> Document:
    """What ``afterword compare CODE CODE --json`` prints."""
    several = [{"webinars": at, "people": people} for at, people in sorted(comparison.several.items())]
    return {
        "webinars": [_webinar(each) for each in comparison.webinars],
        "questions": [_question(each) for each in comparison.questions],
        "people": {"several": several, "certain": comparison.certain},
        "tests": comparison.tests,
        "level": LEVEL,
        "correction": "holm",
        "limit": comparison.limit,
    }


def _webinar(webinar: Compared) -> Document:
    return {
        "key": webinar.key,
        "code": webinar.code,
        "title": webinar.title,
        "on": webinar.on.isoformat(),
        "tags": dict(webinar.tags),
        "identity": webinar.identity,
        "attendees": webinar.attendees,
        "finished": webinar.finished,
        "response_rate": None if webinar.rate is None else webinar.finished / (webinar.attendees or 1),
        "source": webinar.source,
        "known": webinar.known,
    }


def _question(asked: Asked) -> Document:
    shape: Document = {
        "key": asked.key,
        "kind": asked.kind,
        "ask": asked.ask,
        "headline": asked.headline,
        "figures": [_figure(each) for each in asked.figures],
        "rows": [_row(each, asked) for each in asked.rows],
        "unlike": list(asked.unlike),
        "absent": list(asked.absent),
        "changes": [_change(each, asked) for each in asked.changes],
        "pooled": None if asked.pooled is None else _pool(asked.pooled, asked),
        "least": [_least(each) for each in asked.least],
    }
    if asked.years:
        changes = [_change(each, asked) for each in asked.year_changes]
        shape["years"] = {"pools": [_pool(each, asked) for each in asked.years], "changes": changes}
    if asked.tags:
        shape["tags"] = [
            {
                "tag": each.tag,
                "pools": [_pool(pool, asked) for pool in each.pools],
                "without": None if each.without is None else _pool(each.without, asked),
                "changes": [_change(change, asked) for change in each.changes],
            }
            for each in asked.tags
        ]
    return shape


def _figure(figure: Figure) -> Document:
    return {"key": figure.key, "options": list(figure.options), "labels": list(figure.labels)}


def _row(row: Row, asked: Asked) -> Document:
    shape: Document = {
        "webinar": row.name,
        "title": row.title,
        "on": None if row.on is None else row.on.isoformat(),
        "source": row.source,
        "base": row.base,
        "shares": None if row.withheld else [_share(each) for each in row.shares],
        "options": None if row.withheld else [_share(each) for each in row.options],
    }
    if asked.kind in ("scale", "number"):
        shape |= {"mean": row.mean, "median": row.median}
    if asked.kind == "nps":
        shape["nps"] = _nps(row.nps)
    if row.source == "imported":
        shape["same_wording"] = row.alike
    return shape | ({"withheld": True} if row.withheld else {})


def _share(share: Share) -> Document:
    return {"key": share.key, "count": share.count, "share": share.share, "low": share.low, "high": share.high}


def _nps(nps: NpsFigures | None) -> Document | None:
    if nps is None:
        return None
    return {
        "score": nps.score,
        "low": nps.low,
        "high": nps.high,
        "promoters": nps.promoters,
        "passives": nps.passives,
        "detractors": nps.detractors,
    }


def _change(change: Change, asked: Asked) -> Document:
    shape: Document = {
        "first": change.first,
        "second": change.second,
        "differences": [_difference(each) for each in change.differences],
        "adjusted": False,
        "both": change.both,
        "certain": change.certain,
        "basis": change.basis,
        "test": None if change.test is None else _test(change.test),
        "verdict": change.verdict,
    }
    if asked.kind == "nps":
        shape["nps"] = None if change.score is None else _difference(change.score)
    return shape


def _difference(difference: Difference) -> Document:
    return {"key": difference.key, "difference": difference.apart, "low": difference.low, "high": difference.high}


def _test(test: Test) -> Document:
    return {
        "method": test.method,
        "exact": test.exact,
        "first_base": test.first_base,
        "second_base": test.second_base,
        "p": test.p,
        "p_corrected": test.corrected,
        "rises": test.rises,
        "superiority": test.superiority,
    }


def _pool(pool: Pool, asked: Asked) -> Document:
    shape: Document = {
        "name": pool.name,
        "webinars": list(pool.webinars),
        "left_out": list(pool.left_out),
        "base": pool.base,
        "pooled": [_share(each) for each in pool.shares],
        "mean_of_webinars": _means(asked.figures, pool.means),
    }
    if asked.kind in ("scale", "number"):
        shape |= {"mean": pool.mean, "mean_of_means": pool.mean_of_means}
    if asked.kind == "nps":
        shape |= {"nps": _nps(pool.nps), "mean_nps": pool.mean_nps}
    return shape


def _means(figures: Sequence[Figure], means: Sequence[float | None]) -> list[Document]:
    return [{"key": figure.key, "share": mean} for figure, mean in zip(figures, means, strict=True)]


def _least(least: Least) -> Document:
    return {
        "key": least.key,
        "webinar": least.name,
        "base": least.base,
        "share": least.share,
        "low": least.low,
        "high": least.high,
        "webinars": least.webinars,
    }
