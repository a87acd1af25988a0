"""Invitations: links that were mailed to one registered person each, known by a keyed hash of the address.

Whoever opens one first is tied to it, and it goes when they are erased: with the key the hash would tell that this
address was theirs. No address is here, and without the key nobody can tell whose an invitation was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from db.moments import to_ms


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation. ``attendee_id`` None: nobody came by it. ``attended`` is what an attendance
    list says of them, None if it says nothing.
    """

    id: int
    token: str
    attendee_id: int | None
    attended: bool | None


class Answered(NamedTuple):
    """Of those who came by a link: who finished, who says that they were absent, and who finished and does not say that
    they attended, although they saw the question.
    """

    finished: int
    absent: int
    finished_apart: int


def make(tx: sqlite3.Connection, *, webinar_id: int, tag: bytes, token: str, now: datetime) -> bool:
    """There is an invitation for ``tag``; True if only now, with ``token``."""
    written = tx.execute(
        """INSERT INTO invitations (webinar_id, token, tag, made_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (webinar_id, tag) DO NOTHING""",
        (webinar_id, token, tag, to_ms(now)),
    )
    return written.rowcount == 1


def by_tag(tx: sqlite3.Connection, *, webinar_id: int, tag: bytes) -> InvitationRow | None:
    """The invitation of the address with this tag, or None."""
    row = tx.execute(
        "SELECT id, token, attendee_id, attended FROM invitations WHERE webinar_id = ? AND tag = ?", (webinar_id, tag)
    ).fetchone()
    return None if row is None else _invitation(row)


def take(tx: sqlite3.Connection, *, webinar_id: int, token: str, attendee_id: int) -> InvitationRow | None:
    """The invitation with ``token``, which is this attendee's from now on; None: there is none, or it is another's."""
    row = tx.execute(
        """UPDATE invitations SET attendee_id = ?1
           WHERE webinar_id = ?2 AND token = ?3 AND coalesce(attendee_id, ?1) = ?1
           RETURNING id, token, attendee_id, attended""",
        (attendee_id, webinar_id, token),
    ).fetchone()
    return None if row is None else _invitation(row)


def attendance(tx: sqlite3.Connection, webinar_id: int, invitations: Iterable[int]) -> dict[int, bool | None]:
    """What is said of these invitations of the webinar so far: whether whoever has one attended."""
    found = tx.execute("SELECT id, attended FROM invitations WHERE webinar_id = ?", (webinar_id,))
    wanted = frozenset(invitations)
    return {row[0]: None if row[1] is None else row[1] == 1 for row in found if row[0] in wanted}


def note_attendance(tx: sqlite3.Connection, said: Iterable[tuple[int, bool | None]]) -> int:
    """An attendance list says that of these invitations (None: it does not say), and of whoever came by one; how many
    it changed.
    """
    changed = 0
    for invitation_id, attended in said:
        changed += tx.execute(
            "UPDATE invitations SET attended = ?1 WHERE id = ?2 AND attended IS NOT ?1", (attended, invitation_id)
        ).rowcount
        tx.execute(
            """UPDATE enrolments SET attended = ?1 FROM invitations AS i
               WHERE i.id = ?2 AND enrolments.webinar_id = i.webinar_id AND enrolments.attendee_id = i.attendee_id""",
            (attended, invitation_id),
        )
    return changed


def counts(tx: sqlite3.Connection, webinar_id: int) -> tuple[int, int]:
    """How many links were made for this webinar, and by how many of them somebody came."""
    row = tx.execute("SELECT count(*), count(attendee_id) FROM invitations WHERE webinar_id = ?", (webinar_id,))
    invited, came = row.fetchone()
    return invited, came


def answered(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str, question: str, option: str) -> Answered:
    """What became of the links in answers to this survey; ``option`` of ``question`` says that somebody was absent."""
    row = tx.execute(
        """SELECT count(*) FILTER (WHERE finished_at IS NOT NULL), count(*) FILTER (WHERE said = 1),
               count(*) FILTER (WHERE finished_at IS NOT NULL AND said > 0)
           FROM (SELECT r.finished_at, (SELECT iif(a.state <> 'answered', 2, instr(a.picks, ?4) > 0)
                     FROM answers AS a WHERE a.response_id = r.id AND a.question = ?3) AS said
                 FROM invitations AS i JOIN responses AS r
                     ON r.webinar_id = i.webinar_id AND r.survey_key = ?2 AND r.attendee_id = i.attendee_id
                 WHERE i.webinar_id = ?1)""",
        (webinar_id, survey_key, question, f'"{option}"'),
    ).fetchone()
    return Answered(*row)


def drop(tx: sqlite3.Connection, webinar_id: int) -> int:
    """There are no invitations to this webinar any more; how many there were."""
    return tx.execute("DELETE FROM invitations WHERE webinar_id = ?", (webinar_id,)).rowcount


def untie(tx: sqlite3.Connection, webinar_id: int) -> None:
    """There are none, and nothing that only a link or a list could tell is known of who entered this webinar."""
    drop(tx, webinar_id)
    tx.execute(
        """UPDATE enrolments SET registered = 0, attended = NULL, source = iif(registered = 1, NULL, source)
           WHERE webinar_id = ? AND (registered = 1 OR attended IS NOT NULL)""",
        (webinar_id,),
    )


def _invitation(row: sqlite3.Row) -> InvitationRow:
    return InvitationRow(row[0], row[1], row[2], None if row[3] is None else row[3] == 1)
