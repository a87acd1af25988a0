"""What survives in a database that was in use and may be damaged, taken over into one that was restored from a backup.

Only what narrows messages to people is taken: that something was sent or is owed no more, that somebody wants less, or
may do less. Rows are known again by a chat and a webinar's code, never by their numbers alone. What cannot be read is
said by name, and whoever restores takes it for unknown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.damaged import Row, readable
from db.erasures import Erasure
from db.moments import from_ms, from_ms_or_none

Numbers = Mapping[int, int]
"""Of the same thing, there and here."""

_SETTLED = ("sent", "doubtful", "gave_up", "cancelled")
_COME = ("sent", "doubtful")
_STRICTER = {"all": 0, "promised": 1, "nothing": 2}
_SPOILED = (sqlite3.IntegrityError, sqlite3.InterfaceError, KeyError, TypeError, ValueError, OverflowError)
"""What a row with nonsense in it leads to."""

_INSERT = """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, state, reason, prefers, parts, doubts,
    settled_at, waited)
    VALUES (:webinar_id, :attendee_id, :follow_up, :due_at, :state, :reason, :prefers, :parts, :doubts, :settled_at,
    :waited)"""
_SETTLE = """UPDATE outbox SET state = :state, reason = :reason, due_at = coalesce(:due_at, due_at), parts = :parts,
    doubts = :doubts, settled_at = :settled_at, waited = :waited, claim = NULL, lease_until = NULL WHERE id = :id"""
_UNSENT = """UPDATE outbox SET state = iif(state = 'held' OR :state = 'held', 'held', 'planned'),
    reason = iif(state <> 'held' AND :state = 'held', :reason, reason), parts = max(parts, :parts), claim = NULL,
    lease_until = NULL WHERE id = :id"""


@dataclass(frozen=True, slots=True)
class Survived:
    """What was read there. ``sound``: all of it could be; else ``unread`` names the tables of which some could not.

    ``beat_at``: when the bot was last known to be up. ``settled``: rows of the outbox known to be sent or over;
    ``unsent``: those known not to be, by their number here. ``narrowed``: people who want less, or agreed to less.
    """

    sound: bool
    unread: tuple[str, ...]
    beat_at: datetime | None
    settled: int
    unsent: frozenset[int]
    narrowed: int


class Survivors:
    """Reads a database that was in use; what is damaged is passed over and remembered."""

    def __init__(self, live: sqlite3.Connection, *, sound: bool) -> None:
        self._live = live
        self._sound = sound
        self._unread: dict[str, None] = {}

    def erasures(self) -> list[Erasure]:
        """Who is known there to be erased."""
        return [
            Erasure(bytes(row["mark"]), row["update_id"], from_ms(row["erased_at"]))
            for row in self._rows("erasures", "mark, update_id, erased_at", "mark, erased_at")
        ]

    def is_kin(self, tx: sqlite3.Connection) -> bool:
        """Whether both are of one installation: they share a webinar, or have none."""
        here = {code for (code,) in tx.execute("SELECT code FROM webinars")}
        there = {row["code"] for row in self._rows("webinars", "id, code", "id")}
        return bool(here & there) or not here or not there

    def take_over(self, tx: sqlite3.Connection) -> Survived:
        """Whatever narrows messages holds here as it does there."""
        webinars = self._webinars(tx)
        people = self._people(tx)
        settled, unsent = self._outbox(tx, webinars, people)
        narrowed = self._wants(tx, webinars, people) | self._topics(tx, webinars, people)
        narrowed |= self._refusals(tx, webinars, people)
        self._orders(tx, webinars)
        self._team(tx)
        self._updates(tx)
        beats = self._rows("heartbeats", "id, beat_at", "id")
        return Survived(
            sound=self._sound and not self._unread,
            unread=tuple(self._unread),
            beat_at=from_ms_or_none(next((row["beat_at"] for row in beats), None)),
            settled=settled,
            unsent=frozenset(unsent),
            narrowed=len(narrowed),
        )

    def _webinars(self, tx: sqlite3.Connection) -> dict[int, int]:
        """A survey that was paused or closed there is so here."""
        here = {code: number for number, code in tx.execute("SELECT id, code FROM webinars")}
        found: dict[int, int] = {}

        def take(row: Row) -> None:
            if (number := here.get(row["code"])) is not None:
                found[row["id"]] = number
                tx.execute(
                    """UPDATE webinars SET paused_at = coalesce(paused_at, ?1),
                           closes_at = iif(?2 < coalesce(closes_at, ?2 + 1), ?2, closes_at) WHERE id = ?3""",
                    (row["paused_at"], row["closes_at"], number),
                )

        self._each("webinars", "id, code, closes_at, paused_at", "id", take)
        return found

    def _people(self, tx: sqlite3.Connection) -> dict[int, int]:
        """Who could not be reached there cannot be reached here."""
        here = {chat_id: number for number, chat_id in tx.execute("SELECT id, chat_id FROM attendees")}
        found: dict[int, int] = {}

        def take(row: Row) -> None:
            if (number := here.get(row["chat_id"])) is not None:
                found[row["id"]] = number
                if row["reachable"] == 0:
                    tx.execute("UPDATE attendees SET reachable = 0 WHERE id = ?", (number,))

        self._each("attendees", "id, chat_id, reachable", "id", take)
        return found

    def _outbox(self, tx: sqlite3.Connection, webinars: Numbers, people: Numbers) -> tuple[int, set[int]]:
        """How many rows are settled as they are there, and the numbers here of those that were not sent."""
        settled, unsent = 0, set[int]()

        def take(row: Row) -> None:
            nonlocal settled
            place = (webinars.get(row["webinar_id"]), people.get(row["attendee_id"]), row["follow_up"])
            if None in place:
                return
            known = tx.execute(
                "SELECT id, state FROM outbox WHERE webinar_id = ? AND attendee_id = ? AND follow_up = ?", place
            ).fetchone()
            number, state = (None, None) if known is None else known
            if number is None and row["state"] in _COME:
                tx.execute(_INSERT, {**row, "webinar_id": place[0], "attendee_id": place[1]})
                settled += 1
            elif number is None or state == "sent":
                return
            elif row["state"] in _COME or (row["state"] in _SETTLED and state not in _SETTLED):
                tx.execute(_SETTLE, {**row, "id": number})
                settled += 1
            elif row["state"] in ("planned", "held", "claimed") and state not in _SETTLED and self._sound:
                tx.execute(_UNSENT, {**row, "id": number})
                unsent.add(number)

        columns = (
            "id, webinar_id, attendee_id, follow_up, due_at, state, reason, prefers, parts, doubts, settled_at, waited"
        )
        self._each("outbox", columns, "id", take)
        return settled, unsent

    def _wants(self, tx: sqlite3.Connection, webinars: Numbers, people: Numbers) -> set[int]:
        """Who left there has left here; who."""
        found: set[int] = set()

        def take(row: Row) -> None:
            place = (webinars.get(row["webinar_id"]), people.get(row["attendee_id"]))
            sql = "SELECT wants FROM enrolments WHERE webinar_id = ? AND attendee_id = ?"
            known = tx.execute(sql, place).fetchone()
            if known is not None and _STRICTER[row["wants"]] > _STRICTER[known[0]]:
                tx.execute(
                    "UPDATE enrolments SET wants = ?, left_at = ? WHERE webinar_id = ? AND attendee_id = ?",
                    (row["wants"], row["left_at"], *place),
                )
                found.add(people[row["attendee_id"]])

        self._each("enrolments", "webinar_id, attendee_id, wants, left_at", "webinar_id, attendee_id", take)
        return found

    def _topics(self, tx: sqlite3.Connection, webinars: Numbers, people: Numbers) -> set[int]:
        """Who wants no more of a topic there does not here; who."""
        found: set[int] = set()

        def take(row: Row) -> None:
            written = tx.execute(
                """INSERT INTO stopped_topics (webinar_id, attendee_id, topic)
                   SELECT webinar_id, attendee_id, ?3 FROM enrolments WHERE webinar_id = ?1 AND attendee_id = ?2
                   ON CONFLICT DO NOTHING""",
                (webinars.get(row["webinar_id"]), people.get(row["attendee_id"]), row["topic"]),
            )
            if written.rowcount == 1:
                found.add(people[row["attendee_id"]])

        columns = "webinar_id, attendee_id, topic"
        self._each("stopped_topics", columns, columns, take)
        return found

    def _refusals(self, tx: sqlite3.Connection, webinars: Numbers, people: Numbers) -> set[int]:
        """A no that was said last there stands here; who said it. Nobody is on a list that they took themselves off."""
        said: dict[tuple[Any, ...], Row] = {}
        notices: dict[str, Row] = {}
        found: set[int] = set()

        def note(row: Row) -> None:
            key = (row["attendee_id"], row["webinar_id"], row["purpose"], row["subject"])
            if key not in said or said[key]["id"] < row["id"]:
                said[key] = row

        self._each("notices", "digest, language, text", "digest", lambda row: notices.update({row["digest"]: row}))
        columns = "id, attendee_id, webinar_id, purpose, subject, given, notice, said_at"
        self._each("consents", columns, "id", note)
        for row in said.values():
            place = (people.get(row["attendee_id"]), webinars.get(row["webinar_id"]))
            if row["given"] or None in place or (notice := notices.get(row["notice"])) is None:
                continue
            about = (*place, row["purpose"], row["subject"])
            stands = tx.execute(
                """SELECT given FROM consents WHERE attendee_id = ? AND webinar_id = ? AND purpose = ? AND subject = ?
                   ORDER BY id DESC LIMIT 1""",
                about,
            ).fetchone()
            if stands is None or stands[0]:
                tx.execute("INSERT INTO notices VALUES (:digest, :language, :text) ON CONFLICT DO NOTHING", notice)
                tx.execute(
                    """INSERT INTO consents (attendee_id, webinar_id, purpose, subject, given, notice, said_at)
                       VALUES (?, ?, ?, ?, 0, ?, ?)""",
                    (*about, row["notice"], row["said_at"]),
                )
                found.add(people[row["attendee_id"]])
            if row["purpose"] == "contacts":
                tx.execute("DELETE FROM contacts WHERE attendee_id = ? AND webinar_id = ?", place)
        return found

    def _orders(self, tx: sqlite3.Connection, webinars: Numbers) -> None:
        """What organisers held or cancelled there is held or cancelled here."""

        def take(row: Row) -> None:
            if row["webinar_id"] in webinars and (row["held_at"] or row["cancelled_at"]):
                tx.execute(
                    """INSERT INTO orders (webinar_id, follow_up, held_at, cancelled_at) VALUES (?, ?, ?, ?)
                       ON CONFLICT (webinar_id, follow_up) DO UPDATE SET
                           held_at = coalesce(held_at, excluded.held_at),
                           cancelled_at = coalesce(cancelled_at, excluded.cancelled_at)""",
                    (webinars[row["webinar_id"]], row["follow_up"], row["held_at"], row["cancelled_at"]),
                )

        self._each("orders", "webinar_id, follow_up, held_at, cancelled_at", "webinar_id, follow_up", take)

    def _team(self, tx: sqlite3.Connection) -> None:
        """Who was taken out of the team there is out of it here; a link that was used or taken back there is void."""
        good: set[bytes] = set()

        def out(row: Row) -> None:
            tx.execute(
                "UPDATE members SET removed_at = coalesce(removed_at, ?) WHERE id = ? AND telegram_id = ?",
                (row["removed_at"], row["id"], row["telegram_id"]),
            )

        def still_good(row: Row) -> None:
            if row["used_at"] is None:
                good.add(bytes(row["digest"]))

        self._each("members", "id, telegram_id, removed_at", "id", out)
        self._each("passes", "id, digest, used_at", "id", still_good)
        for (digest,) in tx.execute("SELECT digest FROM passes WHERE used_at IS NULL").fetchall():
            if digest not in good:
                tx.execute("DELETE FROM passes WHERE digest = ?", (digest,))

    def _updates(self, tx: sqlite3.Connection) -> None:
        """What is known there to be carried out, of those who are nobody's attendee, is not carried out again."""

        def take(row: Row) -> None:
            if row["state"] == "done" and row["chat_id"] is None:
                tx.execute(
                    """INSERT INTO inbox (update_id, state, received_at) VALUES (?, 'done', ?)
                       ON CONFLICT (update_id) DO UPDATE SET state = 'done', body = NULL, response_id = NULL""",
                    (row["update_id"], row["received_at"]),
                )

        self._each("inbox", "update_id, chat_id, state, received_at", "update_id", take)

    def _each(self, table: str, columns: str, key: str, take: Callable[[Row], object]) -> None:
        """``take`` has seen every row that can be read and makes sense."""
        for row in self._rows(table, columns, key):
            try:
                take(row)
            except _SPOILED:
                self._unread[table] = None

    def _rows(self, table: str, columns: str, key: str) -> Iterator[Row]:
        return readable(self._live, table, columns, key, on_damage=lambda: self._unread.update({table: None}))
