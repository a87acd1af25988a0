"""What is to happen when: a heap of moments, and what is done at each, in the order in which it was noted."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime

Deed = Callable[[], Awaitable[None]]


class Agenda:
    """Moments in order. Organisers' deeds come one after the other, before people's acts.

    People act all at once, but each of them one act after the other.
    """

    def __init__(self) -> None:
        self._moments: list[datetime] = []
        self._noted: set[datetime] = set()
        self._deeds: dict[datetime, list[Deed]] = defaultdict(list)
        self._acts: dict[datetime, dict[int, list[Deed]]] = defaultdict(dict)

    def look(self, at: datetime) -> None:
        """At this moment the clock stops, since something is due."""
        if at not in self._noted:
            self._noted.add(at)
            heapq.heappush(self._moments, at)

    def note(self, at: datetime, deed: Deed) -> None:
        """An organiser, or chance, does something then."""
        self.look(at)
        self._deeds[at].append(deed)

    def act(self, at: datetime, who: int, deed: Deed) -> None:
        """Somebody does something then."""
        self.look(at)
        self._acts[at].setdefault(who, []).append(deed)

    def next(self) -> tuple[datetime, list[Deed], list[list[Deed]]] | None:
        """The next moment, with its deeds and acts; None: the year is over."""
        if not self._moments:
            return None
        at = heapq.heappop(self._moments)
        return at, self._deeds.pop(at, []), list(self._acts.pop(at, {}).values())
