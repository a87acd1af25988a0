"""A question's figures as tables: its options, boxes, score and themes with count, share and interval.

All shares are of the base, but those of themes, which are of mentions. A question that is withheld has no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.insight.rates import Bounds
from bot.insight.rounding import percent
from bot.insight.summary import (
    BoxFigures,
    GroupFigures,
    NpsFigures,
    QuestionFigures,
    ScoreBounds,
    ThemeFigures,
    ThemesFigures,
)
from bot.render.reports.contents import Headline, Table
from bot.render.reports.speech import NONE, Speech


def answer_tables(speech: Speech, question: QuestionFigures) -> Iterator[Table]:
    """The tables of ``question``; none if it is withheld or has nothing to count."""
    if question.withheld:
        return
    if question.options:
        yield _options(speech, question)
    if boxes := (*question.boxes, *([question.bottom] if question.bottom else [])):
        yield _boxes(speech, question, boxes)
    if question.nps is not None:
        yield _groups(speech, question, question.nps)
    if question.themes is not None:
        yield _themes(speech, question, question.themes)
        if groups := question.themes.groups:
            caption = speech.say("Themes in groups")
            yield _mentioned(speech, question, question.themes, groups, name="groups", caption=caption)
    if question.mean is not None and question.median is not None:
        yield _centre(speech, question)
    if question.values:
        yield _values(speech, question)


def headlines(speech: Speech, question: QuestionFigures, *, quoting: bool) -> Iterator[Headline]:
    """The figures that stand for ``question``: its boxes, or its score; none if withheld or without a base.

    ``quoting``: the question is quoted with each.
    """
    ask, of = speech.worded(question.ask), speech.drawn["base"].format(base=speech.count(question.base))
    for box in question.boxes:
        if box.percent is not None:
            labels = " + ".join(speech.worded(label) for label in box.labels)
            name = labels if len(box.options) == 1 else f"{speech.box(box.key)} ({labels})"
            interval = speech.interval(box.low, box.high)
            text = f"{ask} {name}" if quoting else name
            yield Headline(speech.percent(box.percent), interval, text, of, box_bounds(speech, box))
    if question.nps is not None and question.nps.score is not None:
        score, interval = speech.signed(question.nps.score), speech.scores(question.nps.low, question.nps.high)
        text = f"Net Promoter Score: {ask}" if quoting else "Net Promoter Score"
        ends = question.nps.bounds
        bounds = "" if ends is None else _bounds_told(speech, ends, speech.scores(ends.low, ends.high))
        yield Headline(score, interval, text, of, bounds)


def _options(speech: Speech, question: QuestionFigures) -> Table:
    columns = (speech.say("Answer"), *_counted(speech, question))
    rows = [
        (
            speech.worded(option.label),
            speech.count(option.count),
            speech.percent(option.percent) if option.substantive else speech.say("not in n"),
            speech.interval(option.low, option.high),
        )
        for option in question.options
    ]
    return Table(question.key, "options", speech.say("Answers"), columns, tuple(rows))


def _boxes(speech: Speech, question: QuestionFigures, boxes: Sequence[BoxFigures]) -> Table:
    bounded = any(box.bounds is not None for box in boxes)
    rows = [
        (
            f"{speech.box(box.key)}: {' + '.join(speech.worded(label) for label in box.labels)}",
            speech.count(box.count),
            speech.percent(box.percent),
            speech.interval(box.low, box.high),
            *([_bounds(speech, box)] if bounded else []),
        )
        for box in boxes
    ]
    columns = (
        speech.say("Answers taken together"),
        *_counted(speech, question),
        *([speech.say("Bounds")] if bounded else []),
    )
    return Table(question.key, "boxes", speech.say("Answers taken together"), columns, tuple(rows))


def box_bounds(speech: Speech, box: BoxFigures) -> str:
    """Between which ends the share lies whatever those think who did not answer; empty where that is not known."""
    return "" if box.bounds is None else _bounds_told(speech, box.bounds, _bounds(speech, box))


def _bounds_told(speech: Speech, bounds: Bounds | ScoreBounds, ends: str) -> str:
    return speech.say(
        "%(ends)s of %(of)s, whatever the %(missing)s think who did not answer",
        ends=ends,
        of=speech.count(bounds.of),
        missing=speech.count(bounds.missing),
    )


def _bounds(speech: Speech, box: BoxFigures) -> str:
    return NONE if box.bounds is None else speech.between(box.bounds.low_percent, box.bounds.high_percent)


def _groups(speech: Speech, question: QuestionFigures, nps: NpsFigures) -> Table:
    counts = (("promoters", nps.promoters), ("passives", nps.passives), ("detractors", nps.detractors))
    rows = [
        (speech.drawn[name], speech.count(count), speech.percent(percent(count or 0, question.base)), "")
        for name, count in counts
    ]
    score = "" if nps.score is None else speech.signed(nps.score)
    rows.append(("Net Promoter Score", "", score, speech.scores(nps.low, nps.high)))
    columns = (speech.say("Group"), *_counted(speech, question))
    return Table(question.key, "nps", "Net Promoter Score", columns, tuple(rows))


def _themes(speech: Speech, question: QuestionFigures, themes: ThemesFigures) -> Table:
    return _mentioned(speech, question, themes, themes.options, name="themes", caption=speech.say("Themes"))


def _mentioned(
    speech: Speech,
    question: QuestionFigures,
    themes: ThemesFigures,
    listed: Sequence[ThemeFigures | GroupFigures],
    *,
    name: str,
    caption: str,
) -> Table:
    """Themes or groups of them: mentions, and where it is known also people, each counted once."""
    known = themes.coded is not None and all(each.people is not None for each in listed)
    columns = [caption, speech.say("Mentions"), speech.say("Share of %(n)s mentions", n=speech.count(themes.mentions))]
    if known:
        share = speech.say("Share of %(n)s whose answer was read", n=speech.count(themes.coded))
        columns += [speech.say("People"), share, speech.say("95 % interval")]
    rows = []
    for each in listed:
        row = [each.label, speech.count(each.mentions), speech.percent(percent(each.mentions, themes.mentions))]
        if known:
            row += [
                speech.count(each.people),
                speech.percent(each.people_percent),
                speech.interval(each.low, each.high),
            ]
        rows.append(tuple(row))
    return Table(question.key, name, caption, tuple(columns), tuple(rows))


def _centre(speech: Speech, question: QuestionFigures) -> Table:
    rows = (
        (speech.say("Mean"), speech.decimal(question.mean), speech.decimals(question.mean_low, question.mean_high)),
        (
            speech.say("Median"),
            speech.decimal(question.median),
            speech.decimals(question.median_low, question.median_high),
        ),
    )
    of = speech.say("Of n = %(n)s", n=speech.count(question.base))
    columns = (speech.say("Figure"), of, speech.say("95 % interval"))
    return Table(question.key, "centre", speech.say("Mean and median"), columns, rows)


def _values(speech: Speech, question: QuestionFigures) -> Table:
    rows = tuple((speech.decimal(value), speech.count(count)) for value, count in question.values)
    columns = (speech.say("Number given"), speech.say("People"))
    return Table(question.key, "values", speech.say("Numbers given"), columns, rows)


def _counted(speech: Speech, question: QuestionFigures) -> tuple[str, str, str]:
    share = speech.say("Share of n = %(n)s", n=speech.count(question.base))
    return speech.say("People"), share, speech.say("95 % interval")
