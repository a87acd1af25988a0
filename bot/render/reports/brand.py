"""What an organisation puts on its reports: logo, colour and footer, from ``templates/reports/brand.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.render.colours import READABLE, contrast
from bot.render.drawing import PAPER
from bot.render.typesetting import layout_in

BRAND = "reports/brand.yaml"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LOGOS = (".svg", ".png", ".jpg", ".jpeg")
_KEYS = {"logo", "logo_alt", "colour", "footer"}


class BadBrand(Exception):  # noqa: N818  the name says what it is
    """A brand that cannot be used. ``str()`` is one sentence that names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Brand:
    """``logo`` is a file's bytes and ``logo_name`` its name, empty without one; ``colour`` is legible on white."""

    colour: str
    footer: str = ""
    logo: bytes = b""
    logo_name: str = ""
    logo_alt: str = ""


def read_brand(folders: Sequence[Path]) -> Brand:
    """The brand in the first of ``folders`` that has one.

    Raises:
        BadBrand: it says something that cannot be printed.
    """
    path = layout_in(folders, BRAND)
    try:
        said = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, YAMLError) as trouble:
        raise BadBrand(f"{path} cannot be read as YAML: {str(trouble).splitlines()[0]}.") from None
    if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
        raise BadBrand(f'{path}: a brand is lines such as `colour: "#0B4F8A"`; write each value as one text.')
    if unknown := sorted(map(str, set(said) - _KEYS)):
        raise BadBrand(f"{path}: there is no {unknown[0]}; a brand has {', '.join(sorted(_KEYS))}.")
    colour = said.get("colour", "#0B4F8A")
    if not _COLOUR.fullmatch(colour):
        raise BadBrand(f'{path}: colour is written as "#0B4F8A", not as {colour[:20]}.')
    if contrast(colour, PAPER) < READABLE:
        raise BadBrand(f"{path}: letters in {colour} are too pale to be read on white; take a darker colour.")
    name = said.get("logo", "")
    return Brand(colour, said.get("footer", ""), _logo(path, name) if name else b"", name, said.get("logo_alt", ""))


def _logo(brand: Path, name: str) -> bytes:
    if "/" in name or "\\" in name or not name.lower().endswith(_LOGOS):
        raise BadBrand(f"{brand}: logo is the name of a file beside it that ends in {', '.join(_LOGOS)}.")
    try:
        return (brand.parent / name).read_bytes()
    except OSError:
        raise BadBrand(f"{brand}: there is no readable file {name} beside it.") from None
