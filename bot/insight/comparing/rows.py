"""One question at one webinar: its shares, and the groups that it is tested by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.insight.comparing.comparison import Compared, Figure, Rate, Row, Share
from bot.insight.comparing.matching import Matched, Outside
from bot.insight.comparing.overlaps import Picks
from bot.insight.intervals import wilson
from bot.insight.rounding import hundredth, percent
from bot.insight.summary import QuestionFigures
from bot.survey.definitions import Question
from bot.survey.sameness import worded_alike

YES = "yes"
"""The option that stands for a question without boxes."""

_PROMOTING, _PASSIVE = frozenset({"9", "10"}), frozenset({"7", "8"})


def figures_of(matched: Matched) -> tuple[Figure, ...]:
    """What is compared of it: its boxes, or if it has none its substantive options; nothing of numbers and scores."""
    question = matched.question
    if question.boxes:
        labels = {each.key: each.label for each in matched.figures.options}
        return tuple(Figure(box.key, box.options, tuple(labels[key] for key in box.options)) for box in question.boxes)
    return () if question.kind == "nps" else options_of(matched)


def options_of(matched: Matched) -> tuple[Figure, ...]:
    """Its substantive options in the survey's order."""
    return tuple(Figure(each.key, (each.key,), (each.label,)) for each in matched.figures.options if each.substantive)


def headline_of(question: Question, figures: Sequence[Figure]) -> Figure | None:
    """The figure that stands for the question, fixed before anybody looks: its first box, or the option "yes"."""
    if question.boxes:
        return figures[0]
    if question.kind in ("yes_no", "single"):
        return next((each for each in figures if each.key == YES), None)
    return None


def is_ranked(question: Question) -> bool:
    """Whether its answers have an order from best to worst."""
    return question.kind in ("scale", "nps")


def grouping(question: Question, headline: Figure | None) -> Callable[[Picks], int | None] | None:
    """The group of an answer, 0 being the best; None: this answer is no part of the base. None: nothing is tested."""
    substantive = [each.key for each in question.options if each.substantive]
    if question.kind == "scale":
        return lambda picks: next((at for at, key in enumerate(substantive) if key in picks), None)
    if question.kind == "nps":
        return lambda picks: _score_group(picks[0]) if picks and picks[0] in substantive else None
    return None if headline is None else chose(headline, substantive)


def chose(figure: Figure, substantive: Sequence[str]) -> Callable[[Picks], int | None]:
    """0 for those who chose the figure, 1 for the rest of the base, None for everybody else."""

    def group(picks: Picks) -> int | None:
        if any(each in figure.options for each in picks):
            return 0
        return 1 if any(each in substantive for each in picks) else None

    return group


def row(webinar: Compared, asked: QuestionFigures, matched: Matched, figures: Sequence[Figure]) -> Row:
    """The row of a webinar of these figures of the question."""
    hidden = asked.withheld
    options = options_of(matched)
    return Row(
        name=webinar.key,
        title=webinar.title,
        on=webinar.on,
        source=webinar.source,
        base=asked.base,
        withheld=hidden,
        shares=tuple(share(each.key, _count(asked, each), asked.base) for each in figures),
        options=tuple(share(each.key, _count(asked, each), asked.base) for each in options),
        mean=asked.mean,
        median=asked.median,
        nps=None if hidden else asked.nps,
        groups=() if hidden else _groups(matched.question, asked, headline_of(matched.question, figures)),
    )


def outside_row(outside: Outside, matched: Matched, figures: Sequence[Figure]) -> Row:
    """The row of what was typed in: no interval, and nothing that could be tested."""
    return Row(
        name=outside.name,
        title=outside.title,
        on=outside.on,
        source="imported",
        base=outside.base,
        withheld=False,
        shares=tuple(_typed(outside, each, several=matched.figures.picks_several) for each in figures),
        options=tuple(_typed(outside, each) for each in options_of(matched)),
        mean=outside.mean,
        alike=worded_alike(outside.ask, matched.question.ask),
    )


def rate(finished: int, attendees: int | None) -> Rate | None:
    """How many of the attendees finished; None: it is not known how many there were, or there were fewer."""
    if not attendees or finished > attendees:
        return None
    whole, interval = percent(finished, attendees), wilson(finished, attendees)
    assert whole is not None
    assert interval is not None
    return Rate(whole, hundredth(interval.low), hundredth(interval.high))


def share(key: str, count: int | None, base: int) -> Share:
    """``count`` of ``base`` with its interval; nothing but the key if it is not known, or there is no base."""
    interval = None if count is None else wilson(count, base)
    if count is None or interval is None:
        return Share(key, count)
    return Share(key, count, count / base, interval.low, interval.high, percent(count, base))


def _typed(outside: Outside, figure: Figure, *, several: bool = False) -> Share:
    """What was typed in of it; of several options the sum of theirs, where nobody can be in two of them."""
    base, count = outside.base, None
    if len(figure.options) == 1 or not figure.options:
        count = outside.counts.get(figure.options[0] if figure.options else figure.key)
    elif not several and outside.counts.keys() >= set(figure.options):
        count = sum(outside.counts[each] for each in figure.options)
    if count is not None and base:
        return Share(figure.key, count, count / base, percent=percent(count, base))
    typed = outside.shares.get(figure.key)
    return Share(figure.key, count, typed, percent=None if typed is None else hundredth(typed))


def _count(asked: QuestionFigures, figure: Figure) -> int | None:
    """People who chose at least one of its options; None: withheld, or picks that do not add up to people."""
    if len(figure.options) > 1 and asked.picks_several:
        same = (each for each in asked.boxes if each.options == figure.options)
        return next((each.count for each in same), None)
    counts = [each.count for each in asked.options if each.key in figure.options]
    return None if None in counts else sum(each or 0 for each in counts)


def _groups(question: Question, asked: QuestionFigures, headline: Figure | None) -> tuple[int, ...]:
    if question.kind == "scale":
        return tuple(each.count or 0 for each in asked.options if each.substantive)
    if asked.nps is not None:
        return tuple(each or 0 for each in (asked.nps.promoters, asked.nps.passives, asked.nps.detractors))
    count = None if headline is None else _count(asked, headline)
    return () if count is None else (count, asked.base - count)


def _score_group(pick: str) -> int:
    if pick in _PROMOTING:
        return 0
    return 1 if pick in _PASSIVE else 2
