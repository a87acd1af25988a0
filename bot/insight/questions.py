"""The figures of one question: distribution, boxes, score, centre and themes, or nothing but the base if withheld."""

from __future__ import annotations

from dataclasses import replace

from bot.insight.boxes import Shares, bottom_of
from bot.insight.rates import rate
from bot.insight.scores import net_promoter, scale_scores
from bot.insight.spread import Spread, Values, spread
from bot.insight.summary import NpsFigures, QuestionFigures
from bot.insight.tallies import QuestionTally
from bot.insight.themes import coding, known, themes
from bot.insight.withholding import is_withheld
from bot.survey.definitions import Identity


def question_figures(
    tally: QuestionTally,
    *,
    languages: tuple[str, ...],
    identity: Identity,
    limit: int,
    attendees: int | None = None,
) -> QuestionFigures:
    """The figures of one question, worded in the first of ``languages`` that it exists in.

    ``attendees``: how many attended, None if that is not known, or the survey asks others.
    Raises: ValueError if a count exceeds its base: such counts are not of people.
    """
    question = tally.question
    base = tally.base if question.options else tally.answered
    withheld = is_withheld(base, identity=identity, limit=limit)
    missing = _missing(tally, attendees)
    asked = QuestionFigures(
        key=question.key,
        kind=question.kind,
        ask=question.ask.spoken(*languages),
        shown=tally.shown,
        answered=tally.answered,
        skipped=tally.skipped,
        left=tally.left,
        base=base,
        scored=question.kind in ("scale", "number"),
        withheld=withheld,
        coded=bool(known(tally).themes),
        coding=coding(tally, identity=identity, limit=limit),
        nonresponse=rate(tally.skipped + tally.left, tally.shown),
        apart=tally.apart,
        conditional=tally.conditional,
        missing=missing,
    )
    told = asked if withheld else _told(asked, tally)
    shares = Shares(tally, base, languages, withheld=withheld, missing=missing)
    bottom = bottom_of(question)
    return replace(
        told,
        options=tuple(shares.option(each) for each in question.options),
        boxes=tuple(shares.box(each) for each in question.boxes),
        bottom=None if bottom is None else shares.box(bottom),
        nps=_nps(tally, withheld, missing),
    )


def _told(asked: QuestionFigures, tally: QuestionTally) -> QuestionFigures:
    """With all that is told of a group that is not withheld, shares aside."""
    values = _values(tally)
    middle = _spread(tally, values)
    return replace(
        asked,
        mean=middle.mean,
        median=middle.median,
        mean_low=middle.mean_low,
        mean_high=middle.mean_high,
        median_low=middle.median_low,
        median_high=middle.median_high,
        themes=themes(known(tally)) if asked.coded and not (asked.coding and asked.coding.withheld) else None,
        unanimous=_is_unanimous(tally, asked.base),
        values=tuple(values) if asked.kind == "number" else (),
    )


def _missing(tally: QuestionTally, attendees: int | None) -> int | None:
    """How many attended and gave no answer to it; None: not known, or some of them were not to answer it."""
    if attendees is None or not tally.bounded or attendees < tally.answered:
        return None
    return attendees - tally.answered


def _values(tally: QuestionTally) -> Values:
    if tally.question.kind == "scale":
        return tuple(scale_scores(tally.question.options, tally.counts))
    return tally.numbers if tally.question.kind == "number" else ()


def _spread(tally: QuestionTally, values: Values) -> Spread:
    question = tally.question
    if question.kind == "scale":
        return spread(values, least=1.0, most=float(len(values)))
    return spread(values, least=question.least, most=question.most)


def _nps(tally: QuestionTally, withheld: bool, missing: int | None) -> NpsFigures | None:
    if tally.question.kind != "nps":
        return None
    if withheld:
        return NpsFigures(None, None, None, None, None, None)
    substantive = {o.key: tally.counts.get(o.key, 0) for o in tally.question.options if o.substantive}
    return net_promoter(substantive, missing=missing)


def _is_unanimous(tally: QuestionTally, base: int) -> bool:
    """Whether everybody who said anything, or anything of substance, said the same; of one person that says nothing."""
    if not tally.question.options:
        return tally.answered > 1 and any(count == tally.answered for _, count in tally.numbers)
    groups = ((option, base if option.substantive else tally.answered) for option in tally.question.options)
    return any(of > 1 and tally.counts.get(option.key, 0) == of for option, of in groups)
