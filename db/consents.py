"""Consents: every yes and no, in order, each with the very words it was said to.

A withdrawal is one more row; the latest row of a purpose and its subject stands.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.moments import from_ms, to_ms

Purpose = Literal["answering", "contacts", "follow_up", "thread", "alert"]


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """What somebody said, and to which words (``text``, in ``language``)."""

    webinar_id: int
    purpose: Purpose
    subject: str
    given: bool
    language: str
    text: str
    said_at: datetime


def record(
    tx: sqlite3.Connection,
    *,
    attendee_id: int,
    webinar_id: int,
    purpose: Purpose,
    subject: str,
    given: bool,
    language: str,
    text: str,
    now: datetime,
) -> None:
    """It is on record that they agreed (or did not) when they were shown ``text``."""
    digest = hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
    tx.execute(
        "INSERT INTO notices (digest, language, text) VALUES (?, ?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, language, text),
    )
    tx.execute(
        """INSERT INTO consents (attendee_id, webinar_id, purpose, subject, given, notice, said_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (attendee_id, webinar_id, purpose, subject, given, digest, to_ms(now)),
    )


def given(tx: sqlite3.Connection, *, attendee_id: int, webinar_id: int, purpose: Purpose, subject: str) -> bool | None:
    """What they said last; None if they never said anything."""
    row = tx.execute(
        """SELECT given FROM consents WHERE attendee_id = ? AND webinar_id = ? AND purpose = ? AND subject = ?
           ORDER BY id DESC LIMIT 1""",
        (attendee_id, webinar_id, purpose, subject),
    ).fetchone()
    return None if row is None else row[0] == 1


def of_attendee(tx: sqlite3.Connection, attendee_id: int) -> list[ConsentRow]:
    """Everything this attendee ever agreed to or refused, the first thing first."""
    rows = tx.execute(
        """SELECT webinar_id, purpose, subject, given, language, text, said_at
           FROM consents JOIN notices ON digest = notice WHERE attendee_id = ? ORDER BY id""",
        (attendee_id,),
    )
    return [
        ConsentRow(webinar_id, purpose, subject, said == 1, language, text, from_ms(said_at))
        for webinar_id, purpose, subject, said, language, text, said_at in rows
    ]


def of_webinar(tx: sqlite3.Connection, webinar_id: int, purpose: Purpose) -> dict[tuple[int, str], bool]:
    """What each attendee said last about each subject of ``purpose``, by attendee id and subject."""
    rows = tx.execute(
        "SELECT attendee_id, subject, given FROM consents WHERE webinar_id = ? AND purpose = ? ORDER BY id",
        (webinar_id, purpose),
    )
    return {(attendee_id, subject): said == 1 for attendee_id, subject, said in rows}
