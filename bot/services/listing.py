"""The contact list as a material, made at the moment it is sent of those who stand on it then; and what is here."""

from __future__ import annotations

import sqlite3

import db.contacts
import db.materials
from bot.delivery.ports import ListPart
from bot.services.permissions import CONTACTS
from bot.survey.definitions import Wording
from db.materials import MaterialRow

CHARACTERS = 2600
"""Of entries in one message: the rest of 4,096 is for what stands around them."""


def is_list(material: MaterialRow) -> bool:
    """Whether the bot makes it itself: a contact list with neither file nor link."""
    return material.kind == CONTACTS and not material.is_there


def is_here(material: MaterialRow) -> bool:
    """Whether it can be sent; else it is promised and still to come."""
    return material.is_there or is_list(material) or material.composed


def keys_here(tx: sqlite3.Connection, webinar_id: int) -> frozenset[str]:
    """The keys of the webinar's materials that can be sent."""
    return frozenset(each.key for each in db.materials.of_webinar(tx, webinar_id) if is_here(each))


def list_parts(
    tx: sqlite3.Connection, webinar_id: int, material: MaterialRow, title: Wording, wording: Wording | None
) -> list[ListPart]:
    """The list as it stands, in as many messages as it takes; one that says so when nobody is on it."""
    pages: list[list[str]] = [[]]
    for entry in db.contacts.entries(tx, webinar_id):
        if pages[-1] and sum(map(len, pages[-1])) + len(entry) > CHARACTERS:
            pages.append([])
        pages[-1].append(entry)
    return [
        ListPart(
            material.id,
            material.kind,
            title,
            tuple(page),
            first=place == 0,
            last=place == len(pages) - 1,
            wording=wording if place == 0 else None,
        )
        for place, page in enumerate(pages)
    ]
