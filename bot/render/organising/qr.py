"""QR codes of deep links (ISO/IEC 18004): black on white, with the four modules of quiet zone that it asks for.

Error correction is M (15 %), raised where that costs no module. What limits a code on a screen is not dirt, which the
higher levels are for, but how many pixels of a camera a module gets in the back row: the link of a usual bot takes 33
modules a side at M and 41 at H, which would be read from a fifth less far.
"""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4
"""Modules of white on each side (ISO/IEC 18004, 5.3.8)."""

PICTURE_SIDE = 1_200
"""Pixels that the picture of a code has at least on each side."""


def code_of(link: str) -> segno.QRCode:
    """The smallest code of ``link`` at level M or better."""
    return segno.make_qr(link, error="m", boost_error=True)


def code_modules(link: str) -> int:
    """How many modules the code of ``link`` has on each side, the quiet zone not counted."""
    return len(code_of(link).matrix)


def code_svg(link: str) -> bytes:
    """The code as paths, without its quiet zone: the page around it is white and keeps clear of it."""
    return _saved(code_of(link), "svg", scale=10, border=0)


def code_png(link: str) -> bytes:
    """The code alone, quiet zone included, for slides of one's own: whole pixels for each module."""
    scale = -(-PICTURE_SIDE // (code_modules(link) + 2 * QUIET_ZONE))
    return _saved(code_of(link), "png", scale=scale, border=QUIET_ZONE)


def _saved(code: segno.QRCode, kind: str, *, scale: int, border: int) -> bytes:
    content = io.BytesIO()
    code.save(content, kind=kind, scale=scale, border=border)
    return content.getvalue()
