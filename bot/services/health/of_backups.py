"""What is found of backups: whether there is one, how old it is, and what a restore has left for somebody to decide."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import db.backups
import db.restored
from bot.delivery.declining import PERHAPS_BEFORE
from bot.services.health.findings import Finding, failure, fine, found, say, warning

DECIDE_WITHIN = timedelta(days=1)
"""Owners are told what a restore left open when the bot starts; after this they are told again each day."""

BY_HAND = timedelta(days=7)
"""So old may the latest one be where the bot makes none by itself."""

GRACE = timedelta(hours=3)
"""So much later than it is due may one come: it is tried again each hour."""

NONE = warning(
    "backups",
    "none",
    say("No backup was ever made."),
    say(
        "Name a folder on another disk in AFTERWORD_BACKUP_FOLDER: the bot makes them; or run `afterword backup FILE`."
    ),
)
OLD_BY_HAND = warning(
    "backups",
    "old_by_hand",
    say("Age of the latest backup: %(seconds)s; the bot makes none by itself."),
    say(
        "Name a folder on another disk in AFTERWORD_BACKUP_FOLDER: the bot makes them; or run `afterword backup FILE`."
    ),
)
TO_COME = warning(
    "backups",
    "to_come",
    say("The bot has not made a backup in %(folder)s yet."),
    say("It makes the first one soon after it starts; look again then."),
)
FAILED = failure(
    "backups",
    "failed",
    say("The last backup failed: %(why)s."),
    say("Mend that; the bot tries again each hour."),
)
OLD = failure(
    "backups",
    "old",
    say("Age of the latest backup in %(folder)s: %(seconds)s."),
    say("See whether the bot runs, and what the log says (action=backup_failed)."),
)
GONE = failure(
    "backups",
    "gone",
    say("The latest backup %(name)s is not in %(folder)s any more."),
    say("See whether the disk is mounted; the bot makes another one when it can."),
)
_UNDECIDED = say(
    "Messages perhaps sent before the database was restored, which wait for your word: %(rows)s; for %(seconds)s."
)
_DECIDE = say("Release or cancel them, or say that they were sent: in the webinar's outbox, or `afterword outbox KEY`.")
UNDECIDED = failure("restored", "undecided", _UNDECIDED, _DECIDE)
FORGOTTEN = failure("restored", "forgotten", _UNDECIDED, _DECIDE)
DECIDED = fine("restored", "decided", "Of what a restore left open, everything is decided.")
FRESH = fine("backups", "fresh", "The latest backup was made %(seconds)s ago: %(name)s.")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the bot keeps backups, and how often it makes one. ``folder`` None: it makes none by itself."""

    folder: Path | None
    every: timedelta


def is_there(file: Path | None) -> bool:
    """Whether the file can be seen. A disk elsewhere may take as long as it likes to say so."""
    try:
        return file is not None and file.exists()
    except OSError:
        return False


def newest(tx: sqlite3.Connection, kept: Kept) -> Path | None:
    """Where the latest one should be that the bot made by itself; None: it has made none."""
    made = db.backups.scheduled_made(tx)[:1]
    return kept.folder / made[0].name if made and kept.folder is not None else None


def of_backups(
    tx: sqlite3.Connection, kept: Kept, *, now: datetime, seen: Callable[[Path], bool] = is_there
) -> Iterator[Finding]:
    """How it stands with backups. ``seen`` tells whether the ``newest`` one is where it should be."""
    made = db.backups.last_made(tx)
    seconds = 0 if made is None else max(0, round((now - made.made_at).total_seconds()))
    if kept.folder is not None:
        wrong = _wrong(tx, kept.folder, kept.every, now, seen)
        if wrong is not None:
            yield wrong
            return
    elif made is None:
        yield found(NONE)
        return
    elif seconds > BY_HAND.total_seconds():
        yield found(OLD_BY_HAND, seconds=seconds)
        return
    if made is not None:
        yield found(FRESH, seconds=seconds, name=made.name)


def of_restore(tx: sqlite3.Connection, *, now: datetime) -> Iterator[Finding]:
    """What a restore has left for an owner to decide; nothing, where there was no restore."""
    restored = db.backups.last_restore(tx)
    if restored is None:
        return
    rows = sum(each.rows for each in db.restored.held_for(tx, reason=PERHAPS_BEFORE))
    age = now - restored.restored_at
    if rows:
        yield found(FORGOTTEN if age > DECIDE_WITHIN else UNDECIDED, rows=rows, seconds=round(age.total_seconds()))
    else:
        yield found(DECIDED)


def _wrong(
    tx: sqlite3.Connection, folder: Path, every: timedelta, now: datetime, seen: Callable[[Path], bool]
) -> Finding | None:
    """What is wrong with those that the bot makes by itself."""
    tried, made, place = db.backups.last_scheduled(tx), db.backups.scheduled_made(tx)[:1], str(folder)
    if tried is not None and tried.trouble is not None:
        return found(FAILED, why=tried.trouble.rstrip("."))
    if not made:
        return found(TO_COME, folder=place)
    if not seen(folder / made[0].name):
        return found(GONE, name=made[0].name, folder=place)
    age = now - made[0].made_at
    return found(OLD, folder=place, seconds=round(age.total_seconds())) if age > every + GRACE else None
