"""One line on stderr that says how far a rehearsal is, if it takes longer than a second and somebody looks on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Self

QUIET_SECONDS = 1.0
BETWEEN_SECONDS = 0.1


class Progress:
    """Use as a context: its line is gone afterwards."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._next = time.monotonic() + QUIET_SECONDS
        self._said = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._said:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def of(self, webinar: str) -> Callable[[datetime, int], None]:
        """What is told the moment and the number of calls so far of this webinar's rehearsal."""

        def told(at: datetime, calls: int) -> None:
            if not self._shows or time.monotonic() < self._next:
                return
            self._next = time.monotonic() + BETWEEN_SECONDS
            self._said = True
            line = f"\r\x1b[Krehearsing {webinar}: {at:%a %d %b %Y}, {calls} calls"
            print(line, end="", file=sys.stderr, flush=True)

        return told
