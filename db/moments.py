"""Moments as the database keeps them: whole milliseconds since 1970 UTC.

In and out of this package go aware datetimes in UTC; no other module of it converts. Fractions of a millisecond are
cut off.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC, rounded down.

    Raises:
        TypeError: ``moment`` is naive, so nobody knows when it is.
    """
    return (moment - _EPOCH) // _MILLISECOND


def to_ms_or_none(moment: datetime | None) -> int | None:
    """As ``to_ms``; None stays None."""
    return None if moment is None else (moment - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The moment, aware, in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def from_ms_or_none(ms: int | None) -> datetime | None:
    """As ``from_ms``; None stays None."""
    return None if ms is None else _EPOCH + timedelta(milliseconds=ms)
