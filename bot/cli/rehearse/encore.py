"""The encore: what waits at the end of a campaign for an organiser goes out once, so that it can be looked at.

Nothing of it counts. What waits for a yes is let go for one person a follow-up, at its own moment; a material that has
not arrived gets an address that leads nowhere.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import partial

import db.materials
import db.outbox
import db.steered
from bot.cli.rehearse.stage import Stage
from bot.services.listing import is_here
from db.outbox import OutboxRow
from db.webinars import WebinarRow

NOWHERE = "https://example.org/not-there-yet"


async def play_held(stage: Stage, row: WebinarRow) -> None:
    """One message of every follow-up that is held has been sent, if it is still owed."""
    held = await stage.store.write(lambda tx: _prepared(tx, row))
    for owed in held:
        stage.move_to(owed.due_at or row.ends_at)
        await stage.store.write(partial(_let_go, row_id=owed.id, due_at=stage.clock.now()))
        await stage.pump.knock()


def _let_go(tx: sqlite3.Connection, *, row_id: int, due_at: datetime) -> None:
    db.steered.set_moment(tx, row_id, due_at=due_at)


def _prepared(tx: sqlite3.Connection, row: WebinarRow) -> list[OutboxRow]:
    """Up to three held rows of each follow-up, by their moment; what they are to send is there now."""
    held: dict[str, list[OutboxRow]] = {}
    for owed in db.outbox.of_webinar(tx, row.id):
        if owed.state == "held":
            held.setdefault(owed.follow_up, []).append(owed)
    for material in db.materials.of_webinar(tx, row.id):
        if not is_here(material):
            db.materials.put(
                tx, webinar_id=row.id, key=material.key, kind=material.kind, title=material.title, url=NOWHERE
            )
    chosen = [owed for rows in held.values() for owed in rows[:3]]
    return sorted(chosen, key=lambda owed: (owed.due_at or datetime.max.replace(tzinfo=row.ends_at.tzinfo), owed.id))
