"""A long text in Telegram's HTML, cut into messages: at the ends of sentences, each piece well-formed by itself.

Nothing is lost but the blanks at the cuts. A cut never falls into a tag or an entity, nor into a word or what people
see as one sign, unless that alone is longer than a message.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.render.texts import utf16_units

_TOKENS = re.compile(r"<(/?)([a-z-]+)[^>]*>|&(?:#?\w+);|.", re.DOTALL | re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[.!?…\u037e]|(?<=[\u0370-\u03ff]);)[\"'»”’)\]]*(?=\s)|\n")
"""What may end a sentence: a stop with what closes after it, in Greek also `;`, or the line."""

_ABBREVIATIONS = frozenset((
    "abs", "al", "art", "av", "bijv", "bzw", "ca", "cf", "dhr", "dipl", "dott", "dr", "ecc", "enz", "env",
    "etc", "ev", "evtl", "ex", "fig", "ggf", "hl", "inkl", "ing", "max", "mevr", "min", "mio", "mr", "mrs",
    "ms", "nr", "no", "np", "num", "obs", "op", "p", "par", "pp", "pres", "prof", "resp", "sig", "sr", "sra",
    "st", "str", "tel", "tj", "tzn", "ul", "usw", "vgl", "vs", "z",
))  # fmt: skip
"""Of the 24 languages, those that often stand within a sentence; a single letter never ends one."""

_FEWEST = 4
"""A piece is at least this part of a message long, so that nobody gets crumbs: 1 in so many."""

_GLUE = frozenset("\u200d\ufe0e\ufe0f")
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign as people read it, as it is written, and the tags that are open around it."""

    plain: str
    written: str
    tags: tuple[str, ...]


def pieces(text: str, *, first: int, rest: int) -> list[str]:
    """``text`` in pieces of at most ``first`` UTF-16 units, read without markup, and ``rest`` each after that."""
    signs = _signs(str(text))
    plain = "".join(sign.plain for sign in signs)
    found: list[str] = []
    place = _past_blanks(plain, 0)
    while place < len(plain):
        limit = rest if found else first
        stop = _stop(plain, place, limit)
        found.append(_written(signs[place : place + len(plain[place:stop].rstrip())]))
        place = _past_blanks(plain, stop)
    return found or [""]


def _signs(text: str) -> list[_Sign]:
    open_tags: list[str] = []
    signs: list[_Sign] = []
    for token in _TOKENS.finditer(text):
        written = token[0]
        if token[2] is None:
            plain = html.unescape(written) if len(written) > 1 else written
            signs += [_Sign(each, written if place == 0 else "", (*open_tags,)) for place, each in enumerate(plain)]
        elif token[1]:
            if open_tags:
                open_tags.pop()
        else:
            open_tags.append(written)
    return signs


def _written(signs: Sequence[_Sign]) -> str:
    """The signs as HTML, with every tag opened and closed."""
    told: list[str] = []
    open_tags: tuple[str, ...] = ()
    for sign in signs:
        if sign.tags != open_tags:
            told += _changed(open_tags, sign.tags)
            open_tags = sign.tags
        told.append(sign.written)
    return "".join([*told, *_changed(open_tags, ())])


def _changed(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    shared = 0
    while shared < min(len(before), len(after)) and before[shared] == after[shared]:
        shared += 1
    for tag in reversed(before[shared:]):
        yield f"</{re.split(r'[ >]', tag[1:])[0]}>"
    yield from after[shared:]


def _past_blanks(plain: str, place: int) -> int:
    while place < len(plain) and plain[place].isspace():
        place += 1
    return place


def _stop(plain: str, place: int, limit: int) -> int:
    """Where the piece that begins at ``place`` ends."""
    if utf16_units(plain[place:].rstrip()) <= limit:
        return len(plain)
    furthest = place
    units = 0
    while units + utf16_units(plain[furthest]) <= limit:
        units += utf16_units(plain[furthest])
        furthest += 1
    least = place + (furthest - place) // _FEWEST
    window = plain[place : furthest + 1]  # one more: what follows says whether a sentence ends
    ends = [
        place + found.end() for found in _SENTENCE.finditer(window) if _ends(plain, place + found.start(), found[0])
    ]
    fitting = [end for end in ends if least < end <= furthest]
    if fitting:
        return fitting[-1]
    blanks = [at for at in range(place + 1, furthest + 1) if plain[at].isspace()]
    return blanks[-1] if blanks else _whole_sign(plain, place, furthest)


def _ends(plain: str, at: int, found: str) -> bool:
    """Whether a sentence ends with the stop ``found``: no abbreviation, no ordinal number, no small letter next."""
    if found[0] != ".":
        return True
    following = plain[at + len(found) :].lstrip()[:1]
    if following.islower() or following.isdigit():
        return False
    word = re.search(r"[^\s(\[„“\"'«]*\Z", plain[max(at - 30, 0) : at])
    before = word[0] if word else ""
    short = len(before) == 1 or "." in before or before.lower() in _ABBREVIATIONS
    return not short and not (before.isdigit() and len(before) <= 2)


def _whole_sign(plain: str, place: int, furthest: int) -> int:
    """The end of the last whole sign: accents, joined emoji and flags stay together if they fit at all."""
    stop = furthest
    while stop > place + 1 and _belongs(plain, stop):
        stop -= 1
    return stop if stop > place + 1 else furthest


def _belongs(plain: str, at: int) -> bool:
    sign, before = plain[at], plain[at - 1]
    joined = sign in _GLUE or before == "\u200d" or unicodedata.combining(sign) != 0 or ord(sign) in _SKIN
    return joined or (ord(sign) in _FLAGS and ord(before) in _FLAGS)
