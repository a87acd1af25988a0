"""What somebody asked not to get, and which follow-ups that concerns. Pure.

Who leaves gets no more questions, and everything else that was promised; who asks for nothing gets nothing.
"""

from __future__ import annotations

from typing import Literal

from bot.survey.definitions import FollowUp
from bot.survey.rules import is_for_unfinished

Wants = Literal["all", "promised", "nothing"]
"""``promised``: no questions any more. ``nothing``: no messages at all."""

NO_QUESTIONS = "asked for no more questions"
NO_MESSAGES = "asked for no more messages"
"""Why a row of the outbox is cancelled; taken back when they come in by the link again."""

NO_MORE_OF_IT = "asked for no more of its topic"
"""Why a row is cancelled whose follow-up has a topic; taken back when they undo that."""

HELD_BY_HAND = "held by an organiser"
CANCELLED_BY_HAND = "cancelled by an organiser"
"""Taken back by an organiser only, never by the plan."""

PERHAPS_BEFORE = "perhaps sent before the database was restored"
"""Taken back by an organiser, or by the plan when it answers something that they have done since."""


def declined(follow_up: FollowUp | None, wants: Wants) -> str | None:
    """Why somebody who ``wants`` this does not get ``follow_up`` (None: the call to a survey that opens), or None.

    A follow-up that sends materials and asks as well is not declined with its questions: the materials go. One that
    goes beyond what was promised is declined with them.
    """
    match wants:
        case "all":
            return None
        case "promised":
            beyond = follow_up is not None and follow_up.consent is not None
            asks = follow_up is None or beyond or (asks_something(follow_up) and not follow_up.send)
            return NO_QUESTIONS if asks else None
        case "nothing":
            return NO_MESSAGES


def asks_something(follow_up: FollowUp) -> bool:
    """Whether it brings a survey, or shows those who have not finished the question they stopped at."""
    return follow_up.survey is not None or reminds(follow_up)


def reminds(follow_up: FollowUp) -> bool:
    """Whether it is for those who have not finished, and so shows them the question they stopped at."""
    return follow_up.to is not None and is_for_unfinished(follow_up.to)


def is_promised(follow_up: FollowUp) -> bool:
    """Whether it carries materials and is for everyone who entered, so that nobody may miss it."""
    return bool(follow_up.send) and follow_up.to is None and follow_up.consent is None
