"""Contents: what a follow-up says and sends, message by message, whoever it goes to. It chooses no words of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypedDict

import db.attendees
import db.briefings
import db.enrolments
import db.materials
import db.responses
import db.webinars
from bot.delivery.ports import AlbumPart, FilePart, Leaf, LinkPart, MaterialPart, Part, TextPart
from bot.delivery.spacing import LONGEST_WITH_MATERIAL
from bot.services.listing import is_list, list_parts
from bot.survey.definitions import FollowUp, Material, Webinar, Wording
from db.materials import FileRow, MaterialRow


class _About(TypedDict):
    """What every message that is a material says of it."""

    edition: int
    corrected: bool


def with_buttons(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """``parts``, the last of which can carry buttons: an album cannot, and is followed by a line that does."""
    return (*parts, TextPart(None, below=True)) if parts and isinstance(parts[-1], AlbumPart) else parts


def spoken(
    tx: sqlite3.Connection,
    webinar_id: int,
    webinar: Webinar,
    follow_up: FollowUp,
    wanted: Sequence[MaterialRow],
    *,
    bot: int,
    language: str,
) -> list[Part]:
    """What ``follow_up`` says and sends, without what it asks, when the materials it sends are those ``wanted``."""
    given = {material.key: material for material in webinar.materials}
    parts: list[Part] = []
    with_first = follow_up.text if wanted and _short(follow_up.text) and not _tells(given[wanted[0].key]) else None
    if (follow_up.text is not None and with_first is None) or not wanted:
        parts.append(TextPart(follow_up.text))
    for number, material in enumerate(wanted):
        wording, defined = with_first if number == 0 else None, given[material.key]
        if is_list(material):
            parts += list_parts(tx, webinar_id, material, defined.title, wording)
        else:
            parts.append(material_part(tx, material, defined, wording, bot=bot, language=language))
    return parts


def material_part(
    tx: sqlite3.Connection,
    material: MaterialRow,
    defined: Material,
    wording: Wording | None,
    *,
    bot: int,
    language: str,
    corrected: bool = False,
) -> MaterialPart:
    """The message that is ``material``, which is there, with ``wording`` said in it; sent by the bot with this id.

    ``language``: in which a briefing is sent that the bot composes. ``corrected``: they have an earlier one.
    """
    files = material.files
    if not material.is_there and material.composed:
        found = db.briefings.name_and_digest(tx, material.id, language)
        files = () if found is None else (FileRow(*found),)
    about: _About = {"edition": material.edition, "corrected": corrected}
    if not files:
        return LinkPart(material.id, material.kind, defined.title, material.url or "", wording, **about)
    file_ids = db.materials.file_ids(tx, material.id, files, telegram_id=bot)
    if len(files) > 1:
        leaves = tuple(Leaf(file.name, file.digest, file.shown) for file in files)
        return AlbumPart(material.id, material.kind, defined.title, leaves, file_ids, wording, **about)
    (file,) = files
    return FilePart(
        material_id=material.id,
        kind=material.kind,
        title=defined.title,
        file_name=file.name,
        digest=file.digest,
        wording=wording,
        practice=defined.practice,
        shown=file.shown,
        **about,
    ).known_as(file_ids)


def _tells(material: Material) -> bool:
    """Whether its caption is full: a text goes before it, as a message of its own."""
    return material.practice is not None


def _short(text: Wording | None) -> bool:
    return text is not None and max(map(len, text.by_language.values())) <= LONGEST_WITH_MATERIAL
