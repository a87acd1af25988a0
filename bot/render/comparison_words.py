"""What a comparison says in words, at the command line: the verdict on a difference, and who came to several."""

from __future__ import annotations

from typing import assert_never

from bot.insight.comparing.comparison import Asked, Change, Comparison, Figure, Test
from bot.insight.rounding import nearest
from bot.render.quoting import named, quoted

_METHODS = {
    "fisher": "Fisher's exact test",
    "mann_whitney": "Mann-Whitney",
    "mcnemar": "McNemar's exact test of pairs",
    "sign": "sign test of pairs",
}


def figure_name(figure: Figure, title: str) -> str:
    """A box by its key and the labels of its options; an option by its label."""
    labels = " + ".join(quoted(each, webinar=title) for each in figure.labels)
    return labels if figure.options == (figure.key,) else f"{named(figure.key)} = {labels}"


def verdict_told(asked: Asked, change: Change) -> str:
    """The verdict on a change, how it was come by, and on whose answers it rests."""
    if change.test is None:
        return _untested(asked, change)
    return f"{_verdict(asked, change)} ({_tested(change.test)}){_whose(change)}"


def people_told(comparison: Comparison) -> str:
    """How many people came to several of the webinars, as far as that can be known."""
    told = [
        f"{people} {'person' if people == 1 else 'people'} answered at {webinars} of them"
        for webinars, people in sorted(comparison.several.items())
    ]
    known = ", ".join(told) if told else "nobody is known to have answered at several of them"
    if comparison.certain:
        return f"{known[0].upper()}{known[1:]}."
    hidden = ", ".join(each.key for each in comparison.webinars if not each.known)
    return f"{known[0].upper()}{known[1:]}; at {hidden} it cannot be told for everybody, so there may be more."


def _verdict(asked: Asked, change: Change) -> str:
    ranked = asked.kind in ("scale", "nps")
    of = f"the answers of {change.second} are" if ranked else f"the share of {change.second} is"
    match change.verdict:
        case "up":
            return f"{of} better" if ranked else f"{of} higher"
        case "down":
            return f"{of} worse" if ranked else f"{of} lower"
        case "alike":
            return "no difference, and none of 10 points or more is likely"
        case "too_few":
            return "too few answers to tell"
        case "untested":
            return "not tested"
        case unknown:
            assert_never(unknown)


def _tested(test: Test) -> str:
    how = "" if test.method != "mann_whitney" else ", exact" if test.exact else ", normal with ties"
    several = (
        f"{test.first_base} pairs"
        if test.method in ("mcnemar", "sign")
        else f"{test.first_base} and {test.second_base}"
    )
    return f"{_METHODS[test.method]}{how}, {several}: p {p_told(test.p)}, corrected {p_told(test.corrected)}"


def p_told(p: float) -> str:
    """A p-value in three decimals."""
    return "below 0.001" if p < 0.001 else f"{nearest(p, places=3):.3f}"


def _whose(change: Change) -> str:
    both = f"{change.both} {'person' if change.both == 1 else 'people'} answered at both"
    perhaps = "" if change.certain else "; who came to both is not known of everybody"
    match change.basis:
        case "independent" | "untested":
            return perhaps
        case "paired":
            return f"; {both} and are compared with themselves{perhaps}"
        case "apart":
            return f"; {both} and are left out of the test{perhaps}"
        case "least_favourable":
            return f"; {both}, too few to be looked at: p is the largest that leaving them out could give{perhaps}"
        case unknown:
            assert_never(unknown)


def _untested(asked: Asked, change: Change) -> str:
    if asked.headline is None and asked.kind not in ("scale", "nps"):
        return "not tested, as no one figure stands for this question"
    if change.both:
        return f"not tested, as {change.both} people answered at both and what is left over would give them away"
    return "not tested, as the same people answered at several of the webinars"
