"""Writing down what became of a send, also when the store is away for a while.

What cannot be written is kept in memory in its order and written before anything else is claimed: a message that went
out is settled as sent later, and not sent twice. If the process dies first, the row is in doubt, as after any crash.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable

from bot.delivery.ports import Parcel

log = logging.getLogger("afterword.delivery")

Write = Callable[[], Awaitable[bool]]

_QUOTED = re.compile(r"\"[^\"]*\"?")


class Books:
    """Keeps writes that failed until they succeed."""

    def __init__(self) -> None:
        self._arrears: deque[tuple[Parcel, Write]] = deque()
        self._trouble: str | None = None

    async def write(self, parcel: Parcel, write: Write, *, late: Write | None = None) -> bool:
        """True when it is written and the row was ours. What fails is kept for ``catch_up``; ``late`` in its place."""
        try:
            ours = await write()
        except Exception as trouble:  # noqa: BLE001 - whatever the store raises, the receipt must not be lost
            self.note(trouble)
            self._arrears.append((parcel, late or write))
            return False
        if not ours:
            log.warning("no longer ours to settle", extra=about(parcel, "lost"))
        return ours

    async def catch_up(self) -> bool:
        """Write what is in arrears, oldest first; False when the store is still away."""
        while self._arrears:
            parcel, write = self._arrears[0]
            try:
                await write()
            except Exception as trouble:  # noqa: BLE001 - as above
                self.note(trouble)
                return False
            self._arrears.popleft()
            log.info("settled late", extra=about(parcel, "settled_late"))
        return True

    def note(self, trouble: Exception) -> None:
        """The store raised ``trouble``; logged when it is news."""
        told = f"{type(trouble).__name__}: {trouble}"
        if told != self._trouble:
            self._trouble = told
            log.warning("the ledger cannot be written", exc_info=trouble, extra={"action": "ledger_away"})

    def all_well(self) -> None:
        """The store answered: the next trouble is news."""
        self._trouble = None


def unquoted(reason: str) -> str:
    """A reason as a log may hold it: Telegram quotes in its refusals what it was sent."""
    return _QUOTED.sub('"..."', reason)


def about(parcel: Parcel, action: str) -> dict[str, object]:
    """What a log line says about a parcel: ids and counts only."""
    return {
        "action": action,
        "row": parcel.row,
        "webinar": parcel.webinar_id,
        "follow_up": parcel.follow_up,
        "attempts": parcel.attempts,
    }
