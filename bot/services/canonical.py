"""Definitions as the text that is stored, and the digest that tells versions apart.

The same definition gives the same text whatever the order of its languages, so applying it again changes nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from bot.survey.definitions import Material, Privacy, Survey, Webinar, Wording
from bot.survey.earlier import Earlier


def canonical(definition: Survey | Webinar | Wording | Earlier) -> str:
    """The definition as JSON text."""
    return msgspec.json.encode(definition, order="deterministic").decode()


def digest(text: str | bytes) -> str:
    """The SHA-256 of a text or of a file's bytes, in hex."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def as_stored(webinar: Webinar, *, privacy: Privacy | None) -> Webinar:
    """The definition as it is kept: with the settings' ``privacy`` if it has none, and files by their bare names.

    The bytes lie in the database, and where they came from is nobody's business there.
    """
    materials = tuple(_unplaced(material) for material in webinar.materials)
    return msgspec.structs.replace(webinar, materials=materials, privacy=webinar.privacy or privacy)


def _unplaced(material: Material) -> Material:
    return msgspec.structs.replace(material, files=tuple(Path(file).name for file in material.files))
