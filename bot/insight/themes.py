"""Themes of open answers, counted twice: in mentions, and in people.

One answer may have several themes, so shares of mentions are never called shares of people. A share of people is of
those whose answer was coded, and how many are not yet is told beside it. Of a group, people are counted once each
(union), never added up theme by theme.
"""

from __future__ import annotations

from dataclasses import replace

from bot.insight.coded import CodingFigures, CodingTally, GroupTally, ThemeTally
from bot.insight.intervals import wilson
from bot.insight.kappa import agreement
from bot.insight.rounding import percent
from bot.insight.summary import GroupFigures, ThemeFigures, ThemesFigures
from bot.insight.tallies import QuestionTally
from bot.insight.withholding import is_withheld
from bot.survey.definitions import Identity


def known(tally: QuestionTally) -> CodingTally:
    """All that is known of themes; often no more than how many people have each, and any."""
    if tally.coding is not None:
        return tally.coding
    return CodingTally(None, tally.theme_people, tuple(ThemeTally(*theme) for theme in tally.themes))


def themes(tally: CodingTally) -> ThemesFigures:
    """The themes, most mentioned first (equals in the order given).

    Raises: ValueError if a theme or group has more people than were coded.
    """
    ordered = sorted(tally.themes, key=lambda theme: -theme.people)
    total = sum(theme.people for theme in ordered)
    return ThemesFigures(
        mentions=total,
        people=tally.people,
        coded=tally.coded,
        options=tuple(_theme(theme, total, tally.coded) for theme in ordered),
        groups=tuple(
            _group(group, total, tally.coded) for group in sorted(tally.groups, key=lambda group: -group.people)
        ),
    )


def coding(tally: QuestionTally, *, identity: Identity, limit: int) -> CodingFigures | None:
    """How far coding has come among those who ``answered``, and how far two coders agree. None: nobody knows, or began.

    Raises: ValueError if more were coded than answered.
    """
    found, answered = known(tally), tally.answered
    coded, second = found.coded, found.second
    if coded is None or (not coded and second is None):
        return None
    if coded > answered:
        raise ValueError(f"{coded} of {answered} answers cannot be coded")
    return CodingFigures(
        coded=coded,
        uncoded=answered - coded,
        withheld=is_withheld(coded, identity=identity, limit=limit),
        agreement=None
        if second is None
        else agreement(second, withheld=is_withheld(second.answers, identity=identity, limit=limit)),
    )


def _theme(theme: ThemeTally, total: int, coded: int | None) -> ThemeFigures:
    figures = ThemeFigures(
        label=theme.label,
        mentions=theme.people,
        share=theme.people / total if total else 0.0,
        percent=percent(theme.people, total) or 0,
        group=theme.group,
    )
    if coded is None or (interval := wilson(theme.people, coded)) is None:
        return figures
    return replace(
        figures,
        people=theme.people,
        people_share=theme.people / coded,
        people_percent=percent(theme.people, coded),
        low=interval.low,
        high=interval.high,
    )


def _group(group: GroupTally, total: int, coded: int | None) -> GroupFigures:
    share = group.mentions / total if total else 0.0
    interval = None if coded is None else wilson(group.people, coded)
    if coded is None or interval is None:
        return GroupFigures(group.label, group.mentions, share, group.people)
    return GroupFigures(
        label=group.label,
        mentions=group.mentions,
        share=share,
        people=group.people,
        people_share=group.people / coded,
        people_percent=percent(group.people, coded),
        low=interval.low,
        high=interval.high,
    )
