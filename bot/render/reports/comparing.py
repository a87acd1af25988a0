"""Webinars side by side as a report: who answered where, and of each question the figures, their differences and what
may be said of them. Nothing is tested here; verdicts are those of ``insight.comparing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.insight.comparing.comparison import Asked, Change, Comparison, Difference, Figure, Pool, Share, Verdict
from bot.insight.rounding import hundredth
from bot.render.plots.dots import dots
from bot.render.plots.notes import told_webinars
from bot.render.plots.three import PICKS, three_bars, told_three
from bot.render.plots.trend import trend
from bot.render.quoting import quoted
from bot.render.reports.charts import WIDTH
from bot.render.reports.contents import Chart, Document, Facts, Page, Paragraph, Part, Table
from bot.render.reports.speech import NONE, Speech
from bot.render.texts import Texts

TREND = 3
"""Webinars from which on a question is drawn over time; two are set side by side."""


def comparison_report(texts: Texts, comparison: Comparison, language: str, *, now: datetime) -> Document:
    """All of ``comparison``: the webinars, a page a question, and how to read it."""
    latest = comparison.webinars[-1]
    speech = Speech(texts, language, webinar=latest.title)
    pages = [Page("webinars", speech.say("The webinars"), tuple(_webinars(speech, comparison)))]
    for number, asked in enumerate(comparison.questions, start=1):
        title = speech.heading(asked.ask, number=number)
        pages.append(Page(asked.key, title, tuple(_question(speech, comparison, asked))))
    pages.append(Page("method", speech.say("How to read these figures"), (_method(speech, comparison),)))
    return Document(
        language=speech.language,
        title=speech.say("%(n)s webinars side by side", n=len(comparison.webinars)),
        subtitle=(speech.say("Report on the answers until %(moment)s", moment=speech.moment(now)),),
        organiser="",
        contact="",
        pages=tuple(pages),
        words={
            "page": speech.say("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
            "contents": speech.say("Contents"),
        },
        made_at=now,
    )


def _webinars(speech: Speech, comparison: Comparison) -> Iterator[Part]:
    columns = (
        speech.say("Webinar"),
        speech.say("Day"),
        speech.say("Attendees"),
        speech.say("Finished"),
        speech.say("Response rate"),
    )
    rows = []
    for each in comparison.webinars:
        rate = each.rate
        told = NONE if rate is None else f"{speech.percent(rate.percent)} [{speech.between(rate.low, rate.high)}]"
        counts = (speech.count(each.attendees), speech.count(each.finished))
        rows.append((quoted(each.title, webinar=""), speech.day(each.on), *counts, told))
    yield Table("", "webinars", speech.say("The webinars"), columns, tuple(rows))
    if {key for key, _ in PICKS} & {asked.key for asked in comparison.questions}:
        told = told_three(comparison, speech.drawn)
        yield Chart("", speech.say("The webinars"), told, three_bars(comparison, speech.drawn, width=WIDTH))
    for times, people in sorted(comparison.several.items()):
        yield Paragraph(speech.say("Answered at %(times)s of them: %(people)s", times=times, people=people))
    if not comparison.certain:
        yield Paragraph(
            speech.say("At some of them people cannot be told apart, so that more may have answered several times."),
            quiet=True,
        )
    if not comparison.questions:
        yield Paragraph(speech.say("No two of these webinars ask anything in the same words."))


def _question(speech: Speech, comparison: Comparison, asked: Asked) -> Iterator[Part]:
    yield Facts(((speech.say("Question as asked"), speech.worded(asked.ask)),))
    if asked.figures or asked.kind == "nps":
        draw = trend if len(asked.rows) >= TREND else dots
        drawing = draw(asked, speech.drawn, width=WIDTH, limit=comparison.limit)
        told = told_webinars(asked, speech.drawn, limit=comparison.limit)
        yield Chart(asked.key, speech.worded(asked.ask), told, drawing)
    for at, figure in enumerate(asked.figures):
        yield _shares(speech, comparison, asked, figure, at)
    if asked.kind == "nps":
        yield _scores(speech, comparison, asked)
    if changes := (*asked.changes, *asked.year_changes, *(each for tag in asked.tags for each in tag.changes)):
        yield _changes(speech, comparison, asked, changes)
    if asked.unlike:
        names = ", ".join(_title(comparison, name) for name in asked.unlike)
        yield Paragraph(speech.say("Left out, since it asks in other words: %(webinars)s", webinars=names), quiet=True)
    if asked.absent:
        names = ", ".join(_title(comparison, name) for name in asked.absent)
        yield Paragraph(speech.say("Not asked at: %(webinars)s", webinars=names), quiet=True)


def _shares(speech: Speech, comparison: Comparison, asked: Asked, figure: Figure, at: int) -> Table:
    labels = " + ".join(speech.worded(label) for label in figure.labels)
    rows = [
        (_title(comparison, row.name, row.title), speech.count(row.base), *_share(speech, row.shares[at], row.withheld))
        for row in asked.rows
    ]
    pools = [(speech.say("All answers pooled"), asked.pooled), *((each.name, each) for each in _pools(asked))]
    for name, pool in pools:
        if pool is not None and (len(pool.webinars) > 1 or pool is not asked.pooled):
            rows.append((name, speech.count(pool.base), *_share(speech, pool.shares[at], withheld=False)))
    if asked.pooled is not None and len(asked.pooled.webinars) > 1 and (mean := asked.pooled.means[at]) is not None:
        rows.append((speech.say("Mean of the webinars"), NONE, speech.percent(hundredth(mean)), NONE))
    columns = (speech.say("Webinar"), "n", speech.say("Share of n"), speech.say("95 % interval"))
    return Table(asked.key, f"figure:{figure.key}", labels, columns, tuple(rows))


def _pools(asked: Asked) -> Iterator[Pool]:
    yield from asked.years
    for tag in asked.tags:
        yield from tag.pools


def _share(speech: Speech, share: Share, withheld: bool) -> tuple[str, str]:
    if withheld:
        return speech.say("withheld"), NONE
    return speech.percent(share.percent), speech.interval(share.low, share.high)


def _scores(speech: Speech, comparison: Comparison, asked: Asked) -> Table:
    rows = []
    for row in asked.rows:
        nps = None if row.withheld else row.nps
        score = NONE if nps is None or nps.score is None else speech.signed(nps.score)
        interval = NONE if nps is None else speech.scores(nps.low, nps.high)
        rows.append((_title(comparison, row.name, row.title), speech.count(row.base), score, interval))
    if (pool := asked.pooled) is not None and pool.nps is not None and pool.nps.score is not None:
        nps = pool.nps
        score, interval = speech.signed(pool.nps.score), speech.scores(nps.low, nps.high)
        rows.append((speech.say("All answers pooled"), speech.count(pool.base), score, interval))
    columns = (speech.say("Webinar"), "n", "Net Promoter Score", speech.say("95 % interval"))
    return Table(asked.key, "nps", "Net Promoter Score", columns, tuple(rows))


def _changes(speech: Speech, comparison: Comparison, asked: Asked, changes: tuple[Change, ...]) -> Table:
    rows = []
    for change in changes:
        first = _title(comparison, change.first) or speech.say("others")
        scored = change.score is not None
        head = change.score or next((each for each in change.differences if each.key == asked.headline), None)
        rows.append(
            (
                f"{first} → {_title(comparison, change.second)}",
                *_difference(speech, head, unit=1 if scored else 100),
                NONE if change.test is None else speech.p_value(change.test.corrected),
                _verdict(speech, change.verdict, ranked=asked.kind in ("scale", "nps")),
            )
        )
    columns = (
        speech.say("From one to the next"),
        speech.say("Difference in points"),
        speech.say("95 % interval"),
        speech.say("p (Holm)"),
        speech.say("What may be said"),
    )
    return Table(asked.key, "changes", speech.say("Differences"), columns, tuple(rows))


def _difference(speech: Speech, told: Difference | None, *, unit: int) -> tuple[str, str]:
    """In points, with its interval; ``unit``: how many points 1 is."""
    if told is None:
        return NONE, NONE
    return speech.signed(told.points), speech.scores(unit * told.low, unit * told.high)


def _verdict(speech: Speech, verdict: Verdict, *, ranked: bool) -> str:
    said: dict[Verdict, str] = {
        "up": speech.say("better") if ranked else speech.say("higher"),
        "down": speech.say("worse") if ranked else speech.say("lower"),
        "alike": speech.say("alike"),
        "too_few": speech.say("too few answers to tell"),
        "untested": speech.say("not tested"),
    }
    return said[verdict]


def _title(comparison: Comparison, name: str, title: str = "") -> str:
    """What a webinar is called; a year or a tag's value goes by its own name."""
    found = next((each.title for each in comparison.webinars if each.key == name), title or name)
    return quoted(found, webinar="")


def _method(speech: Speech, comparison: Comparison) -> Facts:
    return Facts(
        (
            (
                speech.say("Differences"),
                speech.say(
                    "The interval of a difference is Newcombe’s. p is corrected by Holm over all %(tests)s tests of"
                    " this comparison; below 0.05 is a difference, and anything else does not prove that nothing"
                    " differs.",
                    tests=comparison.tests,
                ),
            ),
            (
                speech.say("Pooled, or mean of the webinars"),
                speech.say(
                    "Pooled figures are of all answers together. In a mean of the webinars each webinar counts the"
                    " same, however many answered."
                ),
            ),
            (
                speech.say("Withheld"),
                speech.say(
                    "Figures of fewer than %(limit)s people are withheld so that nobody can be recognised. The limit is"
                    " on n, never on a single answer’s count.",
                    limit=comparison.limit,
                ),
            ),
        )
    )
