"""A bot with a broadcast ahead of it: its folder, its people, and the outbox rows that are due or planned for later."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import db.attendees
import db.enrolments
import db.outbox
from bot.clock import WallClock
from bot.rehearsal import Rehearsal
from db.outbox import PlannedRow
from tests.bench.contenders import DATABASE, Afterword

FIRST_CHAT = 1_000_001

_FOLLOW_UP = """quiet: none
follow_ups:
  - {key: news, when: at end, text: "The recording and the slides will follow this week. Thank you for being there."}
"""


@dataclass(slots=True)
class Broadcaster(Afterword):
    """``afterword run`` at a pace of so many messages a second, that of a broadcast paid for if ``paid``."""

    pace: float = 30
    paid: bool = False

    def command(self, folder: Path, api: Rehearsal) -> tuple[list[str], dict[str, str]]:
        """As ``Afterword``'s, with the pace."""
        command, settings = Afterword.command(self, folder, api)
        settings["AFTERWORD_MESSAGES_PER_SECOND"] = str(self.pace)
        settings["AFTERWORD_PAID_BROADCAST"] = "1" if self.paid else "0"
        return command, settings

    async def ahead(self, folder: Path, api: Rehearsal, people: int, *, due_in: timedelta = timedelta(0)) -> str:
        """So many people are owed a message, due then; the payload of ``/start`` for others."""
        payload = await self.prepare(folder, api, follow_ups=_FOLLOW_UP)
        now = WallClock().now()
        with sqlite3.connect(folder / DATABASE) as tx:
            tx.row_factory = sqlite3.Row
            _owe(tx, people, due_at=now + due_in, now=now)
        tx.close()
        for chat_id in range(FIRST_CHAT, FIRST_CHAT + people) if not due_in else ():
            api.join(chat_id, language_code="en").chat.opened = True
        return payload


def states(folder: Path) -> dict[str, int]:
    """How many rows of the broadcast there are on disk, by state."""
    with sqlite3.connect(folder / DATABASE) as tx:
        found = tx.execute(
            """SELECT state, count(*) FROM outbox JOIN attendees ON attendees.id = attendee_id
               WHERE chat_id >= ? GROUP BY state""",
            (FIRST_CHAT,),
        ).fetchall()
    tx.close()
    return dict(found)


def _owe(tx: sqlite3.Connection, people: int, *, due_at: datetime, now: datetime) -> None:
    (webinar_id,) = tx.execute("SELECT id FROM webinars").fetchone()
    for chat_id in range(FIRST_CHAT, FIRST_CHAT + people):
        attendee = db.attendees.meet(tx, chat_id=chat_id, language="en", now=now)
        db.enrolments.enrol(tx, webinar_id=webinar_id, attendee_id=attendee.id, source=None, now=now)
        db.outbox.plan(tx, [PlannedRow(webinar_id, attendee.id, "news", due_at, "not_at_all")])
