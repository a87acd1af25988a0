"""The ledger: what was promised against what came, promise by promise, and what it adds up to.

Every promise ends in exactly one column. Where the expectation, the phones and the outbox do not agree, it is a
difference, in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.year.almanac import Away
from tests.year.calendar import Occasion
from tests.year.expectation import THE_CALL, Expected, expected
from tests.year.people import Visit
from tests.year.post import Copy, Key
from tests.year.promises import Promise
from tests.year.rows import Row

COLUMNS = ("once", "twice", "perhaps not", "gave up", "cancelled", "held", "to come", "erased")
EARLY, LATE = timedelta(minutes=2), timedelta(minutes=6)
"""How far from its moment a message may come: the bot's clock runs on for the seconds that a step takes."""


class Ledger:
    """Books are closed webinar by webinar. ``reasons`` counts why something did not come; ``differences`` are words."""

    def __init__(self) -> None:
        self.columns: dict[str, Counter[str]] = defaultdict(Counter)
        self.reasons: dict[str, Counter[str]] = defaultdict(Counter)
        self.differences: list[str] = []
        self.doubts = 0

    def total(self) -> Counter[str]:
        """All kinds of follow-ups together."""
        return sum(self.columns.values(), Counter())

    def close(
        self,
        occasion: Occasion,
        visits: Sequence[Visit],
        *,
        rows: Mapping[tuple[int, str], Row],
        copies: Mapping[Key, Sequence[Copy]],
        aways: Sequence[Away],
        now: datetime,
    ) -> None:
        """Every promise of this webinar is in its column."""
        known = set()
        for visit in visits:
            for promise in (THE_CALL, *occasion.promises):
                chat = visit.someone.chat_id
                row = rows.get((chat, promise.key))
                known.add((chat, promise.key))
                wanted = expected(visit, promise, aways, now=now)
                self._enter(visit, promise, wanted, row, copies.get((chat, occasion.key, promise.key), ()))
        for chat, follow_up in rows.keys() - known:
            self.differences.append(f"{occasion.key}: a row {follow_up} of chat {chat}, to whom nobody promised it")

    def _enter(self, visit: Visit, promise: Promise, wanted: Expected, row: Row | None, copies: Sequence[Copy]) -> None:
        where = (
            f"{visit.occasion.key} {promise.key} to chat {visit.someone.chat_id} ({visit.came.name}, {visit.fate.name})"
        )
        if wanted.verdict == "none":
            if row is not None or copies:
                self.differences.append(f"{where}: not promised, but {_told(row, copies)}")
            return
        lost = visit.someone.doubts.get((visit.occasion.key, promise.key), 0)
        column, wrong = _column(promise, wanted, row, copies, lost=lost)
        self.columns[promise.key]["promised"] += 1
        self.columns[promise.key][column] += 1
        if row is not None:
            self.doubts += row.doubts
        if column in ("gave up", "cancelled", "held") and row is not None:
            self.reasons[column][row.reason or "no reason"] += 1
        if wrong is not None:
            self.differences.append(f"{where}: {wrong}; {_told(row, copies)}")
        for copy in copies:
            if wanted.verdict == "sent" and (away := _far(copy.at, wanted)):
                self.differences.append(f"{where}: came at {copy.at:%d %b %H:%M} instead of {away:%d %b %H:%M} UTC")


def _column(
    promise: Promise, wanted: Expected, row: Row | None, copies: Sequence[Copy], *, lost: int
) -> tuple[str, str | None]:
    """The column, and what is wrong (None: nothing). ``lost``: doubts that were on record until it was erased."""
    by_part = Counter(copy.part for copy in copies)
    least = min((by_part[part] for part in range(promise.parts)), default=0)
    most = max(by_part.values(), default=0)
    if wanted.erased:
        meant = 1 if wanted.verdict == "sent" else 0
        fits = (meant - (lost if not promise.send else 0)) <= least <= most <= meant + lost and row is None
        column = ("twice" if lost else "once") if least else "perhaps not" if lost else "erased"
        return column, None if fits else f"erased, and {meant} should have come"
    if row is None:
        return "erased", "no row tells of it"
    if wanted.verdict != "sent":
        column = {"gave_up": "gave up", "to_come": "to come"}.get(wanted.verdict, wanted.verdict)
        state = {"to_come": "planned"}.get(wanted.verdict, wanted.verdict)
        fits = row.state == state and not most and (not wanted.reasons or row.reason in wanted.reasons)
        told = f"should be {column}" + (f" ({' or '.join(sorted(wanted.reasons))})" if wanted.reasons else "")
        return column, None if fits else told
    if row.state == "doubtful" and row.doubts and most <= row.doubts:
        return "perhaps not", None
    if row.state == "sent" and least >= 1 and most <= 1 + row.doubts:
        return ("once" if not row.doubts else "twice"), None
    return "once", "should have come once"


def _far(at: datetime, wanted: Expected) -> datetime | None:
    """The moment that it should have come at, if it came at another."""
    assert wanted.at is not None
    until = max(wanted.at, wanted.by or wanted.at)
    return None if wanted.at - EARLY <= at <= until + LATE else wanted.at


def _told(row: Row | None, copies: Sequence[Copy]) -> str:
    what = "there is no row" if row is None else f"the outbox says {row.state} ({row.reason}), {row.doubts} doubts"
    return f"{what}, and {len(copies)} came" + "".join(f" at {copy.at:%d %b %H:%M}" for copy in copies[:3])
