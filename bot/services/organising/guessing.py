"""Guesses what something that was sent to the bot may be: by its kind, its name and the words said with it.

Pure. A guess only orders what is offered; it never decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from bot.survey.definitions import Material

_BY_ENDING = {
    "presentation": ("pdf", "ppt", "pptx", "pps", "ppsx", "odp", "key"),
    "recording": ("mp4", "m4v", "mov", "mkv", "webm", "avi", "mp3", "m4a", "ogg", "oga", "wav"),
    "handbook": ("doc", "docx", "odt", "epub"),
    "resources": ("xls", "xlsx", "ods", "csv", "zip", "txt", "md"),
}
_FILMS = ("youtube.com", "youtu.be", "vimeo.com", "zoom.us", "loom.com", "dailymotion.com", "stream")
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = frozenset({"the", "and", "for", "les", "des", "der", "die", "das", "und", "file", "document", "final", "www"})


def kind_of(names: Sequence[str], url: str | None, shown: Iterable[str | None]) -> str:
    """The kind of material it most likely is."""
    if url is not None:
        host = (urlsplit(url).hostname or "").lower()
        return "recording" if any(film in host for film in _FILMS) else "resources"
    if set(shown) & {"video", "voice", "audio"}:
        return "recording"
    ending = names[0].rpartition(".")[2].lower() if names else ""
    return next((kind for kind, endings in _BY_ENDING.items() if ending in endings), "resources")


def likeness(material: Material, kind: str, words: str) -> int:
    """How well something of ``kind``, with these ``words`` in its name and caption, fits a material; 0: not at all."""
    titles = " ".join([material.key, material.kind, *material.title.by_language.values()])
    shared = _words(titles) & _words(words)
    return 2 * (material.kind == kind) + 3 * bool(shared)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text.replace("_", " "))) - _COMMON
