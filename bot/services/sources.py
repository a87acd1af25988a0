"""What a briefing is composed of, as a digest: when that or the survey's being open changes, its prints are stale."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

import msgspec

import db.briefings
import db.materials
from bot.services.canonical import digest
from bot.survey.definitions import Material, Webinar
from db.briefings import BriefingRow
from db.materials import MaterialRow
from db.webinars import WebinarRow


def keep_sources(tx: sqlite3.Connection, webinar_id: int, webinar: Webinar) -> None:
    """What each of the webinar's briefings is composed of is written down; who is composed no more is forgotten."""
    rows = {each.key: each for each in db.materials.of_webinar(tx, webinar_id)}
    pictures = {key: row.digest or "" for key, row in rows.items()}
    for material in webinar.materials:
        if material.compose is not None:
            db.briefings.put(tx, rows[material.key].id, source=_source_of(webinar, material, pictures))
        elif rows[material.key].composed:
            db.briefings.remove(tx, rows[material.key].id)


def is_stale(row: BriefingRow, webinar: WebinarRow, *, now: datetime) -> bool:
    """Whether it is to be composed anew: it never was, or of something else, or before the survey closed."""
    if row.composed != row.source or row.composed_at is None:
        return True
    return webinar.closes_at is not None and row.composed_at < webinar.closes_at <= now


def is_uncomposed(tx: sqlite3.Connection, material: MaterialRow, webinar: WebinarRow, *, now: datetime) -> bool:
    """Whether ``material`` is a briefing to be composed before it is sent; no file or link took its place."""
    if not material.composed or material.digest is not None or material.url is not None:
        return False
    briefing = db.briefings.find(tx, material.id)
    return briefing is not None and is_stale(briefing, webinar, now=now)


def _source_of(webinar: Webinar, material: Material, pictures: Mapping[str, str]) -> str:
    """What names the things ``material`` is composed of. ``pictures``: the digests of the webinar's files, by key."""
    assert material.compose is not None
    told = [each for each in webinar.materials if each.key in material.compose.practices]
    parts = [
        msgspec.json.encode(part, order="deterministic").decode()
        for part in (material, told, webinar.title, webinar.starts_local, webinar.languages, webinar.privacy)
    ]
    return digest("\n".join([*parts, *(pictures.get(each.key, "") for each in told)]))
