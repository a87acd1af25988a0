"""The course a webinar takes: when it ends, when its survey is open, and whether that is paused; with what follows."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import db.outbox
import db.webinars
from bot.services.planning import replan
from bot.services.timeliness import PAUSED
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow


def set_course(
    tx: sqlite3.Connection, before: WebinarRow, after: WebinarRow, webinar: Webinar, *, now: datetime
) -> None:
    """The webinar takes its course as ``after`` says; what follows from it moves, and what waited for a pause goes."""
    db.webinars.set_course(
        tx,
        after.id,
        ends_at=after.ends_at,
        opens_at=after.opens_at,
        closes_at=after.closes_at,
        paused_at=after.paused_at,
        now=now,
    )
    replan(tx, after, webinar, now=now)
    if before.paused_at is not None and after.paused_at is None:
        db.outbox.bring_back(tx, after.id, reason=PAUSED, now=now)
