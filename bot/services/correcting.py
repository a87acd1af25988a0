"""Corrections: a material was replaced, and those who have an earlier edition get the new one, if an organiser says so.

A correction is a row of the outbox like any other, named by the material and the edition that it brings, so that it
comes once to each, whatever happens meanwhile. By default everybody keeps what they have.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import db.handed
import db.materials
import db.outbox
import db.steered
from bot.delivery.declining import HELD_BY_HAND, NO_MESSAGES
from bot.delivery.plan import LEFT, NO_LONGER_OWED, Change, Existing, Hold, Release
from bot.delivery.ports import Part
from bot.services.contents import material_part
from bot.services.outcomes import Cancelled
from bot.services.timeliness import Place
from bot.survey.definitions import Webinar
from db.materials import MaterialRow
from db.outbox import OutboxRow, PlannedRow
from db.webinars import WebinarRow

AGAIN = "@again:"
"""How the outbox names a correction: ``@again:slides:2`` brings the second edition of the slides."""

HAS_IT = "has the newest already"
OVERTAKEN = "a newer one goes"


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is said of replaced materials, and how many corrections are on their way now."""

    words: tuple[str, ...] = ()
    planned: int = 0


def is_correction(follow_up: str) -> bool:
    """Whether a row of this follow-up brings a material anew."""
    return follow_up.startswith(AGAIN)


def material_of(follow_up: str) -> str:
    """The key of the material that a correction brings."""
    return follow_up.removeprefix(AGAIN).rpartition(":")[0]


def carriers_of(webinar: Webinar, material: str) -> frozenset[str]:
    """The keys of the follow-ups that bring this material."""
    return frozenset(each.key for each in webinar.follow_ups if material in each.send)


def brought_back(rows: Iterable[Existing], *, now: datetime) -> Sequence[Change]:
    """What makes corrections owed again to somebody who was away and can be written to: of each material the latest.

    One that an organiser held is held again. That they have got the newest meanwhile is seen when it is sent.
    """
    latest: dict[str, Existing] = {}
    for row in sorted((each for each in rows if is_correction(each.follow_up)), key=_edition):
        latest[material_of(row.follow_up)] = row
    changes: list[Change] = []
    for row in latest.values():
        if row.state == "cancelled" and row.reason in (LEFT, NO_MESSAGES):
            changes.append(Release(row.id, now))
            changes += [Hold(row.id, HELD_BY_HAND)] if row.waited == HELD_BY_HAND else []
    return changes


def _edition(row: Existing) -> int:
    """The edition for which a correction was made."""
    return int(row.follow_up.rpartition(":")[2])


def correct(
    tx: sqlite3.Connection,
    row: WebinarRow,
    webinar: Webinar,
    *,
    before: Mapping[str, int],
    resend: Collection[str],
    now: datetime,
) -> Corrected:
    """Whoever has an earlier edition of a material in ``resend`` is owed the newest, as a correction.

    ``before`` are the editions that there were; what has another one by now is told of, resent or not.
    """
    words: list[str] = []
    planned = 0
    for material in db.materials.of_webinar(tx, row.id):
        carriers = carriers_of(webinar, material.key)
        earlier = db.handed.have_earlier(tx, material.id, follow_ups=carriers, than=material.edition)
        if material.key in resend and material.is_there:
            count = _plan(tx, row, material, carriers, now=now)
            planned += count
            words.append(_resent(material.key, count))
        elif earlier and material.is_there and before.get(material.key, material.edition) != material.edition:
            have = f"{_people(len(earlier))} the earlier one"
            to_come = db.handed.still_to_come(
                tx, row.id, material_id=material.id, follow_ups=carriers, than=material.edition
            )
            rest = f"; {to_come} still to come {'gets' if to_come == 1 else 'get'} the new one" if to_come else ""
            words.append(f"{material.key}: {have}{rest} (`--resend {material.key}` sends it to all)")
    return Corrected(tuple(words), planned)


def corrected_parts(tx: sqlite3.Connection, owed: OutboxRow, place: Place, *, bot: int) -> Sequence[Part] | Cancelled:
    """The newest edition for somebody who has an earlier one, or why they do not get it."""
    if place.enrolment is None or place.wants == "nothing":
        return Cancelled(NO_MESSAGES if place.enrolment else NO_LONGER_OWED)
    key = material_of(owed.follow_up)
    material = next((each for each in db.materials.of_webinar(tx, place.row.id) if each.key == key), None)
    defined = place.webinar.material(key)
    if material is None or defined is None or not material.is_there:
        return Cancelled(NO_LONGER_OWED)
    last = db.handed.find(tx, material_id=material.id, attendee_id=place.attendee.id)
    if last is not None and last.edition >= material.edition:
        return Cancelled(HAS_IT)
    return [material_part(tx, material, defined, None, bot=bot, language=place.language, corrected=True)]


def _plan(
    tx: sqlite3.Connection, row: WebinarRow, material: MaterialRow, carriers: Collection[str], *, now: datetime
) -> int:
    """A correction is owed to each who has an earlier edition and can be written to; how many were not owed it before.

    One that would have brought an edition in between is not owed any more.
    """
    follow_up = f"{AGAIN}{material.key}:{material.edition}"
    for edition in range(1, material.edition):
        for row_id in db.outbox.waiting(tx, row.id, follow_up=f"{AGAIN}{material.key}:{edition}"):
            db.steered.cancel(tx, row_id, reason=OVERTAKEN, now=now)
    attendees = db.handed.to_correct(tx, material.id, follow_ups=carriers, than=material.edition)
    return db.outbox.plan(tx, (PlannedRow(row.id, each, follow_up, due_at=now, prefers="twice") for each in attendees))


def _resent(key: str, count: int) -> str:
    if not count:
        return f"{key}: there is nothing to resend, nobody waits for a newer one"
    return f"{key}: {count} {'person gets' if count == 1 else 'people get'} the corrected one"


def _people(count: int) -> str:
    return f"{count} {'person has' if count == 1 else 'people have'}"
