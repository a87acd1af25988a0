"""Telegram's HTML: a text with tags becomes plain text and entities, or is refused with Telegram's own complaint.

Follows ``parse_html`` of tdlib (MessageEntity.cpp), but is stricter where tdlib shrugs: an ``&`` that begins no entity,
an attribute that means nothing and a link without an address are refused here, since each is a bug of its author.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.limits import utf16_units, wrong_link
from bot.rehearsal.refusals import Refused, bad_request

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "span": {"class"},
    "code": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
}
_TOKEN = re.compile(r"[<&]")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_OPENING = re.compile(r"<([^\s>]*)((?:\s+[^\s=>/\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]+))?)*)\s*>")
_CLOSING = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"([^\s=>/\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]+))?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(r"<([^\s>]*)")

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Plain text as people read it, and its entities as Telegram lists them (offsets in UTF-16 units)."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parsed(source: str) -> Parsed:
    """Read ``source`` as Telegram HTML; white space around it is taken off as Telegram does.

    Raises: Refused, "can't parse entities: ...", for anything that is not allowed, not balanced or not escaped.
    """
    if "<" not in source and "&" not in source:
        return trimmed(source, [])
    reader = _Reader(source)
    reader.read()
    return trimmed("".join(reader.pieces), reader.entities)


def trimmed(text: str, entities: list[Entity]) -> Parsed:
    """``text`` without the white space around it, and ``entities`` moved and cut accordingly."""
    bare = text.strip()
    if not entities or len(bare) == len(text):
        return Parsed(bare, tuple(sorted(entities, key=_order)))
    lead = utf16_units(text[: len(text) - len(text.lstrip())])
    length = utf16_units(bare)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, length)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return Parsed(bare, tuple(sorted(kept, key=_order)))


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.entities: list[Entity] = []
        self.units = 0
        self.open: list[_Open] = []

    def read(self) -> None:
        source, place = self.source, 0
        while found := _TOKEN.search(source, place):
            self._take(source[place : found.start()])
            place = found.start()
            if source[place] == "&":
                place = self._character(place)
            elif source.startswith("</", place):
                place = self._close(place)
            else:
                place = self._begin(place)
        self._take(source[place:])
        if self.open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1].tag}\""
            )

    def _take(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.units += utf16_units(piece)

    def _complain(self, complaint: str, place: int, more: str = "") -> Refused:
        offset = len(self.source[:place].encode())
        return bad_request(f"can't parse entities: {complaint} at byte offset {offset}{more}")

    def _character(self, place: int) -> int:
        found = _CHARACTER.match(self.source, place)
        if found is None:
            raise self._complain("Unescaped character '&'", place)
        self._take(_decoded(found))
        return found.end()

    def _begin(self, place: int) -> int:
        found = _OPENING.match(self.source, place)
        name = _TAG.match(self.source, place)
        tag = name.group(1).lower() if name else ""
        if found is None and self.source.find(">", place) < 0:
            raise self._complain("Unclosed start tag", place)
        if tag not in _KINDS:
            raise self._complain(f'Unsupported start tag "{tag}"', place)
        if found is None:
            raise self._complain(f'Empty attribute name in the tag "{tag}"', place)
        if any(_apart(outer.tag, tag) for outer in self.open):
            raise self._complain(f'Tag "{tag}" must not stand inside "{self.open[-1].tag}"', place)
        attributes = self._attributes(tag, found.group(2), place)
        self.open.append(_Open(tag, attributes, self.units))
        return found.end()

    def _attributes(self, tag: str, written: str, place: int) -> dict[str, str]:
        attributes = {}
        for name, value in _ATTRIBUTE.findall(written):
            if name not in _ATTRIBUTES.get(tag, ()):
                raise self._complain(f'Unsupported attribute "{name}" in the tag "{tag}"', place)
            bare = value[1:-1] if value[:1] in ("'", '"') else value
            if "&" in _CHARACTER.sub("", bare):
                raise self._complain("Unescaped character '&' in an attribute", place)
            attributes[name] = _CHARACTER.sub(_decoded, bare)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._complain('Tag "span" must have class "tg-spoiler"', place)
        if tag == "a" and (complaint := wrong_link(attributes.get("href", ""))):
            raise self._complain(f'Tag "a" must have a valid "href": {complaint}', place)
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdecimal():
            raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
        return attributes

    def _close(self, place: int) -> int:
        if not self.open:
            raise self._complain("Unexpected end tag", place)
        found = _CLOSING.match(self.source, place)
        if found is None:
            raise self._complain("Unclosed end tag", place)
        opened, tag = self.open[-1], found.group(1).lower()
        if tag != opened.tag:
            raise self._complain("Unmatched end tag", place, f', expected "</{opened.tag}>", found "</{tag}>"')
        self.open.pop()
        if self.units > opened.offset:
            self._add(_entity(opened, self.units))
        return found.end()

    def _add(self, entity: Entity) -> None:
        last = self.entities[-1] if self.entities else {}
        whole = all(last.get(key) == entity[key] for key in ("offset", "length"))
        if entity["type"] == "pre" and last.get("type") == "code" and whole:
            self.entities[-1] = last | {"type": "pre"}  # <pre><code class="language-...">: one entity
        else:
            self.entities.append(entity)


def _apart(outer: str, inner: str) -> bool:
    # Telegram drops such nesting silently; what was meant is lost, so it is refused here.
    if outer == "pre":
        return inner != "code"
    return outer == "code" or (outer == inner and inner in ("a", "blockquote"))


def _entity(opened: _Open, units: int) -> Entity:
    entity: Entity = {"type": _KINDS[opened.tag], "offset": opened.offset, "length": units - opened.offset}
    if opened.tag == "a":
        entity["url"] = opened.attributes["href"]
    elif opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    elif opened.tag == "code" and opened.attributes.get("class", "").startswith("language-"):
        entity["language"] = opened.attributes["class"].removeprefix("language-")
    elif opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes["emoji-id"]
    return entity


def _decoded(found: re.Match[str]) -> str:
    named, decimal, hexadecimal = found.groups()
    if named:
        return _NAMED[named]
    return html.unescape(f"&#{decimal};" if decimal else f"&#x{hexadecimal};")
