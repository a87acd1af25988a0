"""An organiser's word on a follow-up, and what it makes of what is owed by the plan. Pure.

It covers who enters later, too. Words on single rows are kept in the rows; ``plan.reconcile`` leaves those alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.delivery.declining import HELD_BY_HAND
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD, Owed
from bot.survey.definitions import Wording


@dataclass(frozen=True, slots=True)
class Order:
    """What an organiser said about one follow-up. ``text`` is said instead of the definition's."""

    approved_at: datetime | None = None
    held: bool = False
    cancelled: bool = False
    text: Wording | None = None


def ordered(owed: Owed, order: Order | None, *, entered_at: datetime) -> Owed | None:
    """What is owed to somebody who entered then, after the organiser's word; None: nothing."""
    if order is None:
        return owed
    if order.cancelled:
        return None
    if order.held:
        return replace(owed, held=HELD_BY_HAND)
    if order.approved_at is None or owed.held not in (WAITS_FOR_APPROVAL, WAITS_FOR_WORD):
        return owed
    return replace(owed, held=None, due_at=owed.due_at or max(entered_at, order.approved_at))
