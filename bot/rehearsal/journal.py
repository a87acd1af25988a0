"""The journal of calls: who asked what, when in real time, and what came of it. Bounded; counts go on for ever."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.waiting import Bell

KEPT = 50_000


@dataclass(slots=True)
class Entry:
    """One call.

    ``at``: monotonic seconds of this machine when it had been read. ``status``: the HTTP status; None: no answer
    went out (``fault`` says why), or not yet. ``carried_out``: the method ran and was not refused.
    ``message_id``: of the message it sent or edited. Files in ``params`` appear as name and bytes.
    """

    number: int
    at: float
    method: str
    params: dict[str, Any]
    status: int | None = None
    description: str | None = None
    carried_out: bool = False
    message_id: int | None = None
    fault: str | None = None

    @property
    def chat_id(self) -> int | None:
        """The chat it was about; None: none, or not a number."""
        try:
            return int(self.params["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None

    def told(self) -> dict[str, Any]:
        """The entry as JSON shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Journal:
    """Entries in the order of their calls."""

    def __init__(self, *, kept: int = KEPT, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.entries: deque[Entry] = deque(maxlen=kept)
        self.counts: Counter[tuple[str, str]] = Counter()  # (method, status or fault) of every call ever
        self.changed = Bell()
        self._monotonic = monotonic
        self._last = 0

    def open(self, method: str, params: dict[str, Any]) -> Entry:
        """A call has been read."""
        self._last += 1
        entry = Entry(self._last, self._monotonic(), method, params)
        self.entries.append(entry)
        self.changed.ring()
        return entry

    def settle(self, entry: Entry, *, status: int | None, description: str | None = None) -> None:
        """It is known what came of the call; whoever waits for one is woken."""
        entry.status, entry.description = status, description
        self.counts[entry.method, entry.fault or str(status)] += 1
        self.changed.ring()

    def calls(
        self, method: str | None = None, *, chat_id: int | None = None, status: int | None = None, after: int = 0
    ) -> list[Entry]:
        """Entries kept, with a number above ``after``, that fit everything given."""
        return list(self._fitting(method, chat_id, status, after))

    def _fitting(self, method: str | None, chat_id: int | None, status: int | None, after: int) -> Iterator[Entry]:
        for entry in self.entries:
            if entry.number <= after or (method is not None and entry.method != method):
                continue
            if (chat_id is None or entry.chat_id == chat_id) and (status is None or entry.status == status):
                yield entry

    async def until(self, happened: Callable[[], bool], *, wait: float | None = None) -> bool:
        """True as soon as ``happened()`` holds; False after ``wait`` real seconds (None: never).

        It is looked at whenever a call comes and whenever one is answered.
        """
        deadline = None if wait is None else time.monotonic() + wait
        while not happened():
            left = None if deadline is None else deadline - time.monotonic()
            if not await self.changed.past(self.changed.rings, wait=left):
                return happened()
        return True

    def clear(self) -> None:
        """No entries and no counts; numbers go on."""
        self.entries.clear()
        self.counts.clear()
