"""The note that somebody has a material, or perhaps has it, and what Telegram calls its files."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

import db.handed
import db.materials
from bot.delivery.ports import AlbumPart, FilePart, LinkPart, Part
from bot.delivery.retry import Sent
from bot.services.correcting import is_correction, material_of
from bot.survey.definitions import Webinar
from db.materials import FileRow
from db.outbox import OutboxRow


def note_handed(tx: sqlite3.Connection, part: Part, sent: Sent, *, attendee_id: int, bot: int, now: datetime) -> None:
    """If ``part`` is a material, they have it, and what Telegram calls its files is kept for whoever gets it next."""
    if (
        isinstance(part, FilePart | AlbumPart)
        and len(sent.file_ids) == len(part.leaves)
        and sent.file_ids != part.file_ids
    ):
        files = [FileRow(leaf.file_name, leaf.digest, leaf.shown) for leaf in part.leaves]
        db.materials.keep_file_ids(tx, part.material_id, telegram_id=bot, files=files, file_ids=sent.file_ids)
    if isinstance(part, FilePart | AlbumPart | LinkPart) and sent.message_id is not None:
        db.handed.note(tx, material_id=part.material_id, attendee_id=attendee_id, edition=part.edition, now=now)


def note_doubt(tx: sqlite3.Connection, part: Part, *, attendee_id: int, now: datetime) -> None:
    """If ``part`` is a material, they perhaps have it."""
    if isinstance(part, FilePart | AlbumPart | LinkPart):
        db.handed.doubt(tx, material_id=part.material_id, attendee_id=attendee_id, edition=part.edition, now=now)


def note_lost(tx: sqlite3.Connection, owed: OutboxRow, webinar: Webinar, *, now: datetime) -> None:
    """They perhaps have the material that was on its way when the bot died.

    That is the first that they have not got before. Which edition it was is not known, for a definition may have been
    applied since: it counts as an earlier one, so that a correction reaches them.
    """
    by_key = {each.key: each for each in db.materials.of_webinar(tx, owed.webinar_id)}
    for key in carried_by(owed.follow_up, webinar):
        material = by_key.get(key)
        if material is None or db.handed.find(tx, material_id=material.id, attendee_id=owed.attendee_id) is not None:
            continue
        edition = max(1, material.edition - 1)
        db.handed.doubt(tx, material_id=material.id, attendee_id=owed.attendee_id, edition=edition, now=now)
        return


def settle_doubt(tx: sqlite3.Connection, owed: OutboxRow, webinar: Webinar, *, sent: bool) -> None:
    """What they perhaps have by this message they have, or have not, as an organiser found out."""
    keys = carried_by(owed.follow_up, webinar)
    db.handed.settle_doubt(tx, owed.webinar_id, attendee_id=owed.attendee_id, keys=keys, sent=sent)


def carried_by(follow_up: str, webinar: Webinar) -> Sequence[str]:
    """The keys of the materials that a row of this follow-up brings."""
    if is_correction(follow_up):
        return (material_of(follow_up),)
    known = webinar.follow_up(follow_up)
    return () if known is None else known.send
