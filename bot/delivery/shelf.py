"""What somebody may fetch by hand of what a webinar promised: one rule, pure, and no I/O.

What is for everybody may be fetched once the webinar has ended, or earlier when a follow-up has brought it already.
What only some were promised, or waits for an organiser's word, is there only for those to whom a follow-up that carries
it is on its way or has come; for everybody else it does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from bot.delivery.plan import State
from bot.survey.definitions import ByHand, FollowUp


class Reach(Enum):
    """How a material stands for one person."""

    READY = "may be fetched now"
    AFTER = "comes after the webinar"
    PROMISED = "not there yet, and comes by itself"
    MISSING = "not there yet, and nothing brings it"
    JUST_SENT = "was sent a moment ago"
    HIDDEN = "not for them"


_COME: frozenset[State] = frozenset({"sent", "doubtful"})
"""It came already, or perhaps did."""

_LET_GO: frozenset[State] = _COME | {"planned", "claimed", "sending"}
"""Nobody has to say yes to it any more: the plan holds what waits for a word."""

_TO_COME: frozenset[State] = frozenset({"planned", "held", "claimed", "sending"})
"""It is still owed."""

_MEANT: frozenset[State] = _LET_GO | {"gave_up"}
"""They belong to its audience, though it may be too late to send it."""


def reach(
    material: str, follow_ups: Sequence[FollowUp], rows: Mapping[str, State], *, here: bool, ended: bool
) -> Reach:
    """How the material with this key stands for somebody whose rows of the outbox are ``rows``, by follow-up.

    ``here``: its file or link is there. ``ended``: the webinar is over.
    """
    carriers = [follow_up for follow_up in follow_ups if material in follow_up.send]
    for_all = not carriers or any(_for_everybody(follow_up) for follow_up in carriers)
    if not for_all and not any(_reaches(follow_up, rows.get(follow_up.key)) for follow_up in carriers):
        return Reach.HIDDEN
    if not here:
        return Reach.PROMISED if any(rows.get(each.key) in _TO_COME for each in carriers) else Reach.MISSING
    come = any(rows.get(follow_up.key) in _COME for follow_up in carriers)
    return Reach.READY if ended or come else Reach.AFTER


def _for_everybody(follow_up: FollowUp) -> bool:
    """Whether it goes to all who entered with nobody having to say so."""
    return follow_up.to is None and not _waits_for_word(follow_up)


def _waits_for_word(follow_up: FollowUp) -> bool:
    return follow_up.approve or isinstance(follow_up.when, ByHand)


def _reaches(follow_up: FollowUp, state: State | None) -> bool:
    """Whether somebody with a row in ``state`` (None: no row) is among those it is meant for."""
    if _waits_for_word(follow_up):
        return state in _LET_GO  # one that was given up may never have been approved
    return state in _MEANT
