"""What is news of a cause: that something broke, once a day for as long as it is so, and once that it is over. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from bot.services.health.findings import Finding
from db.ailments import AilmentRow

AGAIN = timedelta(days=1)
"""So long after owners were told of a cause they are not told again, whatever it does meanwhile."""

News = Literal["broken", "over"]


def news_of(
    cause: str, known: AilmentRow | None, finding: Finding | None, *, now: datetime
) -> tuple[AilmentRow | None, News | None]:
    """What is to be remembered of the cause (None: nothing), and what owners are to be told.

    ``finding`` is what is wrong with it now; None: nothing is.
    """
    if finding is None:
        return _well(cause, known, now)
    since = known.since if known and known.since else now
    told_at = known.told_at if known else None
    if not _is_recent(told_at, now):
        return AilmentRow(cause, finding.kind.key, since, now, is_told=True), "broken"
    return AilmentRow(cause, finding.kind.key, since, told_at, is_told=bool(known and known.is_told)), None


def _is_recent(told_at: datetime | None, now: datetime) -> bool:
    """Whether they were told within the day; not in the future, if a clock was put right since."""
    return told_at is not None and timedelta(0) <= now - told_at < AGAIN


def _well(cause: str, known: AilmentRow | None, now: datetime) -> tuple[AilmentRow | None, News | None]:
    if known is None:
        return None, None
    news: News | None = "over" if known.is_told else None
    if not _is_recent(known.told_at, now):
        return None, news
    return AilmentRow(cause, known.kind, None, known.told_at, is_told=False), news
