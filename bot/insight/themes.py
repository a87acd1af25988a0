"""Themes of open answers, counted twice: in mentions, and in people.

One answer may have several themes, so shares are of mentions and never called shares of respondents.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.rounding import percent
from bot.insight.summary import ThemeFigures, ThemesFigures


def themes(mentions: Sequence[tuple[str, int]], *, people: int) -> ThemesFigures:
    """The themes, most mentioned first (equals in the order given). ``people``: respondents with at least one theme."""
    ordered = sorted(mentions, key=lambda theme: -theme[1])
    total = sum(count for _, count in ordered)
    return ThemesFigures(
        mentions=total,
        people=people,
        options=tuple(
            ThemeFigures(label, count, count / total if total else 0.0, percent(count, total) or 0)
            for label, count in ordered
        ),
    )
