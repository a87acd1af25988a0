"""How large a picture is, read from the head of its file: PNG and JPEG, which is what Telegram shows as photos."""

from __future__ import annotations

import struct
from typing import BinaryIO

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The JPEG markers that carry the size (ISO/IEC 10918-1, table B.1: SOF0 to SOF15)."""


def picture_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height in pixels; None if ``file``, read from its beginning, is neither PNG nor JPEG."""
    head = file.read(24)
    if head.startswith(_PNG) and len(head) == 24:
        width, height = struct.unpack(">II", head[16:24])
        return (width, height) if width and height else None
    if not head.startswith(b"\xff\xd8"):
        return None
    file.seek(2)
    while len(segment := file.read(4)) == 4 and segment[0] == 0xFF:
        marker, length = segment[1], int.from_bytes(segment[2:], "big")
        if marker in _FRAMES:
            frame = file.read(5)
            height, width = struct.unpack(">HH", frame[1:5]) if len(frame) == 5 else (0, 0)
            return (width, height) if width and height else None
        file.seek(max(length - 2, 0), 1)
    return None
