"""The figures of one question: distribution, boxes, score, centre and themes, or nothing but the base if withheld."""

from __future__ import annotations

from collections.abc import Mapping

from bot.insight.intervals import wilson
from bot.insight.rounding import percent
from bot.insight.scores import Centre, centre, net_promoter, scale_scores
from bot.insight.summary import BoxFigures, NpsFigures, OptionFigures, QuestionFigures
from bot.insight.tallies import QuestionTally
from bot.insight.themes import themes
from bot.insight.withholding import is_withheld
from bot.survey.definitions import Box, Identity, Option


def question_figures(
    tally: QuestionTally, *, languages: tuple[str, ...], identity: Identity, limit: int
) -> QuestionFigures:
    """The figures of one question, worded in the first of ``languages`` that it exists in.

    Raises: ValueError if a count exceeds its base: such counts are not of people.
    """
    question = tally.question
    base = tally.base if question.options else tally.answered
    withheld = is_withheld(base, identity=identity, limit=limit)
    middle = Centre(None, None) if withheld else _centre(tally)
    return QuestionFigures(
        key=question.key,
        kind=question.kind,
        ask=question.ask.spoken(*languages),
        shown=tally.shown,
        answered=tally.answered,
        skipped=tally.skipped,
        left=tally.left,
        base=base,
        options=tuple(_option(o, tally.counts, base, withheld, languages) for o in question.options),
        boxes=tuple(_box(box, tally, base, withheld, languages) for box in question.boxes),
        nps=_nps(tally, withheld),
        scored=question.kind in ("scale", "number"),
        mean=middle.mean,
        median=middle.median,
        withheld=withheld,
        coded=bool(tally.themes),
        themes=themes(tally.themes, people=tally.theme_people) if tally.themes and not withheld else None,
    )


def _option(
    option: Option, counts: Mapping[str, int], base: int, withheld: bool, languages: tuple[str, ...]
) -> OptionFigures:
    label = option.label.spoken(*languages)
    if withheld:
        return OptionFigures(option.key, label, option.substantive, None)
    count = counts.get(option.key, 0)
    interval = wilson(count, base) if option.substantive else None
    if interval is None:
        return OptionFigures(option.key, label, option.substantive, count)
    return OptionFigures(
        option.key, label, True, count, count / base, interval.low, interval.high, percent(count, base)
    )


def _box(box: Box, tally: QuestionTally, base: int, withheld: bool, languages: tuple[str, ...]) -> BoxFigures:
    labels = tuple(
        option.label.spoken(*languages) for key in box.options if (option := tally.question.option(key)) is not None
    )
    count = None if withheld else _people_in(box, tally)
    interval = None if count is None else wilson(count, base)
    if count is None or interval is None:
        return BoxFigures(box.key, box.options, labels, count)
    return BoxFigures(
        box.key, box.options, labels, count, count / base, interval.low, interval.high, percent(count, base)
    )


def _people_in(box: Box, tally: QuestionTally) -> int | None:
    """Picks of several options by one person must not be added up as if they were people."""
    if tally.question.picks_several and len(box.options) > 1:
        return tally.box_people.get(box.key)
    return sum(tally.counts.get(key, 0) for key in box.options)


def _centre(tally: QuestionTally) -> Centre:
    if tally.question.kind == "scale":
        return centre(scale_scores(tally.question.options, tally.counts))
    if tally.question.kind == "number":
        return centre(tally.numbers)
    return Centre(None, None)


def _nps(tally: QuestionTally, withheld: bool) -> NpsFigures | None:
    if tally.question.kind != "nps":
        return None
    return NpsFigures(None, None, None, None, None, None) if withheld else net_promoter(_substantive(tally))


def _substantive(tally: QuestionTally) -> dict[str, int]:
    return {o.key: tally.counts.get(o.key, 0) for o in tally.question.options if o.substantive}
