"""The note that somebody has a material, and what Telegram calls its files."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import db.handed
import db.materials
from bot.delivery.ports import AlbumPart, FilePart, LinkPart, Part
from bot.delivery.retry import Sent
from db.materials import FileRow


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
