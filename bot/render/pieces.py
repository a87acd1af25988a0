"""Cuts a long text into pieces that fit into messages, where it hurts least: between paragraphs, sentences, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.render.texts import utf16_units

_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…;:])\s+"), re.compile(r"\s+"))
"""Where to cut, best first."""


def pieces(text: str, *, longest: int) -> tuple[str, ...]:
    """``text`` in pieces of at most ``longest`` UTF-16 units; nothing of it but space is lost."""
    return tuple(_cut(text.strip(), longest))


def _cut(text: str, longest: int) -> Iterator[str]:
    while utf16_units(text) > longest:
        fits = _fitting(text, longest)
        end = next((place for form in _ENDS if (place := _last(form, text[: fits + 1])) * 3 >= fits), fits)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _fitting(text: str, longest: int) -> int:
    """How many characters of ``text`` have at most ``longest`` units."""
    length = min(len(text), longest)
    while (over := utf16_units(text[:length]) - longest) > 0:
        length -= (over + 1) // 2
    return length


def _last(form: re.Pattern[str], text: str) -> int:
    """Where the last match of ``form`` begins; 0 if there is none."""
    return max((found.start() for found in form.finditer(text)), default=0)
