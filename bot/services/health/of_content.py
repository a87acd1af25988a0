"""What is found inside the database: what is owed and does not go, what was given up, what nobody can read any more.

Counts and keys of webinars only: who is owed what, and what anybody wrote, is nothing to a health page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

import db.ailing
import db.bulletins
import db.surveys
import db.webinars
from bot.delivery.declining import PERHAPS_BEFORE
from bot.services.health.findings import Finding, failure, fine, found, say, warning
from bot.services.library import Library
from db.ailing import Heap

LATE = timedelta(minutes=15)
"""What is due is sent within seconds; a large broadcast takes longer, and is in hand meanwhile."""

HELD_LONG = timedelta(days=1)
"""An organiser is told at once of what is held; after this it looks forgotten."""

STOPPED = timedelta(minutes=15)
"""So long a bot may be down for an update or a look: somebody stands beside it. After this nobody seems to know."""

HANGS = timedelta(minutes=5)
"""The bot writes down each minute that it is up."""

STUCK = timedelta(minutes=10)
"""An update is answered within seconds, or tried again for some minutes."""

_NAMED = 3
"""So many webinars are named, then it says that there are more."""

OVERDUE = failure(
    "owed",
    "overdue",
    say("Messages that should be out and are not: %(rows)s; the oldest: %(seconds)s."),
    say("See whether the bot runs and reaches Telegram; `afterword outbox KEY` tells what waits."),
)
UNDER_WAY = fine("owed", "under_way", "Messages that are on their way and late: %(rows)s, by %(seconds)s at most.")
IN_TIME = fine("owed", "in_time", "Nothing that is owed is late.")
DOUBTS = failure(
    "doubts",
    "open",
    say("Messages that were perhaps sent, and perhaps not: %(rows)s (%(keys)s)."),
    say("Say what became of them: in the webinar's outbox, or `afterword outbox KEY resolve`."),
)
NO_DOUBTS = fine("doubts", "none", "Of everything that was sent it is known that it was.")
HELD = warning(
    "held",
    "long",
    say(
        "Messages that wait for a person or a material beyond their time: %(rows)s (%(keys)s); the oldest: %(seconds)s."
    ),
    say("Approve, release or cancel them, or send the material: in the webinar's outbox, or `afterword outbox KEY`."),
)
NOT_HELD = fine("held", "none", "Nothing is held beyond its time.")
DEAD = failure(
    "updates",
    "dead",
    say("Things that people did and the bot could not answer: %(rows)s; the oldest: %(seconds)s."),
    say(
        "The log says why (action=buried): report it, then `afterword doctor --forget-dead-letters`. They go by"
        " themselves after a month."
    ),
)
STUCK_UPDATES = failure(
    "updates",
    "stuck",
    say("Things that people did and that wait for an answer: %(rows)s; the oldest: %(seconds)s."),
    say("See whether the bot runs and reaches Telegram; the log says what it waits for."),
)
ANSWERED = fine("updates", "answered", "Everything that people did was answered.")
UNREADABLE = failure(
    "definitions",
    "unreadable",
    say("Definitions in the database that this version cannot read: %(keys)s."),
    say("Apply their files again (`afterword apply FILE`); if that is refused, report it."),
)
NO_ZONE = failure(
    "definitions",
    "zones",
    say("Time zones that this machine does not know: %(zones)s."),
    say("Install the package tzdata anew, as the lock file says."),
)
READABLE = fine("definitions", "readable", "All definitions can be read: %(webinars)s.")
SERVED = fine("serving", "here", "A bot serves from this database.")
HANGING = failure(
    "serving",
    "hangs",
    "A bot holds this database, and has not said for %(seconds)s that it is well.",
    "Stop it (SIGKILL, if it must be) and start it again: nothing is lost.",
)
NOT_SERVED = warning(
    "serving",
    "not",
    "No bot serves from this database.",
    "Start it: `afterword run`, or `systemctl start afterword`.",
)
DOWN = failure(
    "serving",
    "down",
    "No bot serves from this database; the last one did until %(seconds)s ago.",
    "Start it: `afterword run`, or `systemctl start afterword`; its log says why it ended.",
)
NEVER_SERVED = fine("serving", "never", "No bot has served from this database yet.")
UNTOLD = warning(
    "owners",
    "untold",
    say("Owners who could not be told the last thing that was for them: %(owners)s."),
    say("Each of them opens the bot's chat and presses Start; a wrong id stands in AFTERWORD_OWNERS."),
)


def of_content(tx: sqlite3.Connection, *, owners: Collection[int], now: datetime) -> Iterator[Finding]:
    """Everything inside, from one snapshot of a database of this version."""
    yield _owed(tx, now)
    yield _updates(tx, now)
    doubts = db.ailing.doubtful(tx)
    yield found(DOUBTS, rows=doubts.rows, keys=_named(doubts.keys)) if doubts.rows else found(NO_DOUBTS)
    held = db.ailing.held(tx, before=now - HELD_LONG, but_for=PERHAPS_BEFORE)
    yield found(HELD, rows=held.rows, keys=_named(held.keys), seconds=_age(held, now)) if held.rows else found(NOT_HELD)
    yield from _definitions(tx)
    if untold := db.ailing.untold(tx, sorted(owners)):
        yield found(UNTOLD, owners=untold)


def of_serving(tx: sqlite3.Connection, *, served: bool, now: datetime) -> Finding:
    """Whether a bot serves from it and is alive. ``served``: one holds its lock."""
    beat = db.bulletins.last_beat(tx)
    if beat is None:
        return found(SERVED if served else NEVER_SERVED)
    age = now - beat
    seconds = round(age.total_seconds())
    if served:
        return found(HANGING, seconds=seconds) if age > HANGS else found(SERVED)
    return found(DOWN, seconds=seconds) if age > STOPPED else found(NOT_SERVED)


def _owed(tx: sqlite3.Connection, now: datetime) -> Finding:
    late = db.ailing.overdue(tx, before=now - LATE)
    if not late.rows:
        return found(IN_TIME)
    kind = UNDER_WAY if db.ailing.in_hand(tx, now=now) else OVERDUE
    return found(kind, rows=late.rows, seconds=_age(late, now))


def _updates(tx: sqlite3.Connection, now: datetime) -> Finding:
    waiting, dead = db.ailing.waiting(tx), db.ailing.dead_letters(tx)
    if waiting.rows and _age(waiting, now) > STUCK.total_seconds():
        return found(STUCK_UPDATES, rows=waiting.rows, seconds=_age(waiting, now))
    return found(DEAD, rows=dead.rows, seconds=_age(dead, now)) if dead.rows else found(ANSWERED)


def _definitions(tx: sqlite3.Connection) -> Iterator[Finding]:
    library, rows = Library(), db.webinars.every(tx)
    unread, zones = [], set(db.ailing.zones(tx))
    for row in rows:
        try:
            zones.add(library.webinar(row).timezone)
            library.survey(tx, row.survey_id)
        except (msgspec.MsgspecError, LookupError, ValueError):
            unread.append(row.key)
    unknown = sorted(zone for zone in zones if not _is_known(zone))
    if unread:
        yield found(UNREADABLE, keys=_named(unread))
    if unknown:
        yield found(NO_ZONE, zones=_named(unknown))
    if not (unread or unknown):
        yield found(READABLE, webinars=len(rows))


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _age(heap: Heap, now: datetime) -> int:
    """In seconds; 0, if the clock went back since."""
    return 0 if heap.since is None else max(0, round((now - heap.since).total_seconds()))


def _named(keys: Collection[str]) -> str:
    names = list(keys)
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
