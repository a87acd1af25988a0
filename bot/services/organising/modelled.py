"""A webinar modelled on an earlier one: its plan, what it promised, and its hours, at the new date.

Files and links of the earlier one are taken over only if that is wanted, as a recording of last time is not what is
promised now. What was promised is promised again either way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import msgspec

import db.materials
import db.surveys
from bot.survey.definitions import FollowUp, Material, Moment, Survey, Webinar, When, Wording

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Modelled:
    """The new webinar, the surveys that its follow-ups ask, and the bytes of each file that it names."""

    webinar: Webinar
    surveys: tuple[Survey, ...]
    files: Mapping[str, bytes]


def modelled(tx: sqlite3.Connection, new: Webinar, model: Webinar, model_id: int, *, with_files: bool) -> Modelled:
    """``new`` with what ``model`` had: follow-ups, materials, opening hours, quiet hours and tags."""
    later = new.starts_local - model.starts_local
    files: dict[str, bytes] = {}
    materials = tuple(_materials(tx, model, model_id, files, with_files=with_files))
    keys = {each.key for each in materials}
    follow_ups = tuple(_moved(each, later, keys) for each in model.follow_ups)
    webinar = msgspec.structs.replace(
        new,
        opens=_when(model.opens, later),
        closes=_when(model.closes, later),
        quiet=model.quiet,
        tags=model.tags,
        materials=materials,
        follow_ups=follow_ups,
    )
    asked = dict.fromkeys(each.survey for each in follow_ups if each.survey is not None)
    rows = (db.surveys.latest(tx, key) for key in asked)
    surveys = tuple(msgspec.json.decode(row.body, type=Survey) for row in rows if row is not None)
    return Modelled(webinar, surveys, files)


def _materials(
    tx: sqlite3.Connection, model: Webinar, model_id: int, files: dict[str, bytes], *, with_files: bool
) -> list[Material]:
    """Its materials as they are now; a good practice is nothing without its picture, and so goes with the files."""
    found: list[Material] = []
    for row in db.materials.of_webinar(tx, model_id):
        said = model.material(row.key)
        title = msgspec.json.decode(row.title, type=Wording)
        bare = Material(row.key, row.kind, title)
        if not with_files:
            found += [bare] if said is None or said.practice is None else []
            continue
        paths, shown = [], []
        for place, file in enumerate(row.files):
            path = f"/{row.id}/{place}/{file.name}"
            content = db.materials.file_bytes(tx, row.id, digest=file.digest)
            if content is not None:
                files[path] = content
                paths.append(path)
                shown.append(file.shown)  # what has no bytes is promised there, and still to come
        kept = said if said is not None and not paths else None
        taken = Material(row.key, row.kind, title, tuple(paths), row.url, shown=tuple(shown))
        if said is not None:
            taken = msgspec.structs.replace(taken, practice=said.practice if paths else None, compose=said.compose)
        found += [taken] if kept is None or kept.practice is None else []
    return found


def _moved(follow_up: FollowUp, later: timedelta, materials: set[str]) -> FollowUp:
    return msgspec.structs.replace(
        follow_up,
        when=_when(follow_up.when, later),
        latest=None if follow_up.latest is None else _when(follow_up.latest, later),
        send=tuple(key for key in follow_up.send if key in materials),
    )


def _when(when: When, later: timedelta) -> When:
    """A moment that was named is as much later as the webinar is; everything else is reckoned from it anyway."""
    return Moment(when.local + later) if isinstance(when, Moment) else when
