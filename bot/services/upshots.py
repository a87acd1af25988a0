"""Upshots in the outbox: what came of comments, on its way to those who wrote them.

Each is a follow-up of its own that no plan holds, named by its number, so that it comes once to each, whatever happens
meanwhile. Who asked for no more than was promised does not get it, and it keeps out of quiet hours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import db.upshots
from bot.delivery.declining import declined
from bot.delivery.plan import NO_LONGER_OWED
from bot.delivery.ports import Part, UpshotPart
from bot.services.outcomes import Cancelled
from bot.services.timeliness import Place
from db.outbox import OutboxRow

DID = "@did:"
"""How the outbox names an upshot: ``@did:7`` is the one with the number 7."""


def is_upshot(follow_up: str) -> bool:
    """Whether a row of this follow-up tells what came of comments."""
    return follow_up.startswith(DID)


def key_of(upshot_id: int) -> str:
    """How the outbox names it."""
    return f"{DID}{upshot_id}"


def upshot_parts(tx: sqlite3.Connection, owed: OutboxRow, place: Place) -> Sequence[Part] | Cancelled:
    """What is said to somebody who commented, or why they do not get it."""
    if place.enrolment is None:
        return Cancelled(NO_LONGER_OWED)
    if (why := declined(None, place.wants)) is not None:
        return Cancelled(why)
    found = db.upshots.by_id(tx, int(owed.follow_up.removeprefix(DID)))
    if found is None or found.line is None:
        return Cancelled(NO_LONGER_OWED)
    return [UpshotPart(found.line)]
