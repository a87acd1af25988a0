"""What commands print: one JSON document, or aligned lines; and how far they are, on a terminal that waits."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any, TextIO


def print_json(document: Any) -> None:  # noqa: ANN401  JSON is anything
    """One document on stdout, readable, and valid whatever the terminal speaks."""
    speaks = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    print(json.dumps(document, ensure_ascii=speaks != "utf8", indent=2, allow_nan=False))


def print_line(text: str = "") -> None:
    """One line on stdout; letters that the terminal cannot show are replaced."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns, two spaces between them."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


class Progress:
    """Shows on a terminal how far something is that takes longer than a second; anywhere else nothing."""

    def __init__(self, stream: TextIO, *, after_seconds: float = 1.0) -> None:
        self._stream = stream
        self._next = time.monotonic() + after_seconds
        self._shown = False

    def tell(self, key: str, done: int, people: int) -> None:
        """So many of the people of this webinar have their part of the plan; at the last one the line goes away."""
        if not self._stream.isatty():
            return
        if done >= people:
            self._stream.write("\r\x1b[K" if self._shown else "")
        elif time.monotonic() >= self._next:
            self._next, self._shown = time.monotonic() + 0.2, True
            self._stream.write(
                f"\r\x1b[K{key}: the plan of {done:,} of {people:,} people is laid ({done / people:.0%})"
            )
        self._stream.flush()
