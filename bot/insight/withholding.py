"""When a group is too small to be shown: the limit is on the base of a group, never on one option's count.

In a full distribution over a large base a single dissatisfied answer stays visible; a base of 1 to 4 shows nothing
but itself, its non-substantive counts included, since those would tell the rest by subtraction.
"""

from __future__ import annotations

from bot.survey.definitions import Identity

LIMIT = 5
"""The smallest base that is shown, unless an organisation asks for a larger one."""


def is_withheld(base: int, *, identity: Identity, limit: int = LIMIT) -> bool:
    """Whether a group of ``base`` respondents is withheld; never 0, and never in an identified survey."""
    return identity != "identified" and 0 < base < limit
