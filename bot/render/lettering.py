"""Letters on charts and slides: how wide a text is, where its lines break, which characters the font can draw at all.

The fonts are those that matplotlib carries (DejaVu Sans: Latin, Greek, Cyrillic), so a chart looks the same on every
machine. matplotlib is imported at the first use only. Sizes and widths are pixels.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


@lru_cache(maxsize=64)
def face(size: float, *, bold: bool = False) -> FontProperties:
    """The font at ``size`` pixels on a figure of 72 dots per inch."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_file(bold), size=size)


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide ``text`` is on one line."""
    from matplotlib.textpath import text_to_path

    measured: tuple[float, float, float] = text_to_path.get_text_width_height_descent(
        text, face(size, bold=bold), ismath=False
    )
    return measured[0]


def legible(text: str) -> str:
    """``text`` without what the font cannot draw (emoji, other scripts' letters as "□"), blanks made single."""
    drawable = _drawable()
    composed = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
    kept = (c if ord(c) in drawable else "□" if c.isalpha() else "" for c in composed)
    return _BLANKS.sub(" ", "".join(kept)).strip()


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """``text`` in lines no wider than ``room``, broken at blanks, inside a word only if it is wider than a line.

    No-break spaces hold. At least one line.
    """
    lines = [""]
    for word in legible(text).split(" "):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        *full, lines[-1] = _broken(word, room, size, bold=bold)
        lines[-1:-1] = full
    return lines


def balanced(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """As ``wrap`` and in as few lines, but with lines of similar length: no lonely last word."""
    lines = wrap(text, room, size, bold=bold)
    while len(lines) > 1 and room > size:
        room -= size
        narrower = wrap(text, room, size, bold=bold)
        if len(narrower) > len(lines) or len("".join(narrower)) > len("".join(lines)):
            break
        lines = narrower
    return lines


def _broken(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    if width(word, size, bold=bold) <= room:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and width(f"{parts[-1]}{letter}-", size, bold=bold) > room:
            if parts[-1][-1].isalpha() and letter.isalpha():
                parts[-1] += "-"
            parts.append("")
        parts[-1] += letter
    return parts


def font_folder() -> Path:
    """Where the fonts lie."""
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf")


def _file(bold: bool) -> Path:
    return font_folder() / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    regular, bold = (frozenset(get_font(str(_file(heavy))).get_charmap()) for heavy in (False, True))
    return (regular & bold) - frozenset(range(0x1F000, 0x20000)) - frozenset(range(0xFE00, 0xFE10))
