"""What nobody knows of the outbox of a database that was restored: which messages went out after the backup was made.

Those that were due since, or were in hand. And those that a person's own act brings sooner than the clock: they may
have finished since. What only an organiser's word could have sent sooner is not held, for they know what they said.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import db.handed
import db.materials
import db.restored
import db.webinars
from bot.delivery.declining import PERHAPS_BEFORE
from bot.services.handing import carried_by
from bot.services.library import Library
from bot.services.listing import is_here
from bot.services.planning import OPENING
from bot.survey.definitions import OnFinish
from db.outbox import OutboxRow
from db.survivors import Survived


@dataclass(frozen=True, slots=True)
class Doubted:
    """So many messages of one follow-up are held because they were perhaps sent."""

    webinar_id: int
    key: str
    title: str
    follow_up: str
    rows: int


def hold_doubted(
    tx: sqlite3.Connection, library: Library, *, survived: Survived | None, everything: bool, now: datetime
) -> Sequence[Doubted]:
    """Every message that was perhaps sent is held; which. ``everything``: and every one that is planned."""
    unsent = survived.unsent if survived else frozenset[int]()
    rows = [row for row in db.restored.unsettled(tx) if row.id not in unsent]
    doubted = [row for row in rows if _is_doubted(tx, library, row, everything=everything, now=now)]
    db.restored.void_claims(tx)
    db.restored.hold_in_doubt(tx, [row.id for row in doubted], reason=PERHAPS_BEFORE)
    for row in doubted:
        _note_perhaps(tx, library, row, now=now)
    return still_held(tx)


def still_held(tx: sqlite3.Connection) -> Sequence[Doubted]:
    """What is held because it was perhaps sent before a restore, by webinar and follow-up."""
    return [
        Doubted(row.id, row.key, row.title, held.follow_up, held.rows)
        for held in db.restored.held_for(tx, reason=PERHAPS_BEFORE)
        for row in [db.webinars.by_id(tx, held.webinar_id)]
    ]


def _is_doubted(tx: sqlite3.Connection, library: Library, row: OutboxRow, *, everything: bool, now: datetime) -> bool:
    if row.state in ("claimed", "sending"):
        return True
    if row.due_at is None:
        return row.follow_up != OPENING  # a survey that is opened again is to call whoever has seen no question
    if row.due_at <= now:
        return True
    return row.state == "planned" and (everything or _comes_by_an_act(tx, library, row, now=now))


def _comes_by_an_act(tx: sqlite3.Connection, library: Library, row: OutboxRow, *, now: datetime) -> bool:
    """Whether they can have brought it about by finishing or leaving."""
    webinar = db.webinars.by_id(tx, row.webinar_id)
    follow_up = library.webinar(webinar).follow_up(row.follow_up)
    if follow_up is None or not isinstance(follow_up.when, OnFinish):
        return False
    return min(webinar.starts_at, webinar.opens_at or webinar.starts_at) <= now


def _note_perhaps(tx: sqlite3.Connection, library: Library, row: OutboxRow, *, now: datetime) -> None:
    """They perhaps have what it carries."""
    webinar = library.webinar(db.webinars.by_id(tx, row.webinar_id))
    by_key = {each.key: each for each in db.materials.of_webinar(tx, row.webinar_id)}
    for key in carried_by(row.follow_up, webinar):
        material = by_key.get(key)
        if material is None or not is_here(material):
            continue
        if not db.handed.find(tx, material_id=material.id, attendee_id=row.attendee_id):
            db.handed.doubt(tx, material_id=material.id, attendee_id=row.attendee_id, edition=material.edition, now=now)
