"""What a claimed row of the outbox turns out to be when it is packed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.ports import Parcel


@dataclass(frozen=True, slots=True)
class Packed:
    """Ready to go."""

    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Held:
    """Waits for ``reason``."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncomposed:
    """The briefings with these material ids are to be composed first; nothing was changed."""

    materials: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Not owed, for ``reason``."""

    reason: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """Too late by now, for ``reason``."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A bug stood in the way; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not before ``until``, for ``reason``."""

    until: datetime
    reason: str


Against = Cancelled | Held | Overdue | Postponed
"""What stands against sending a row now."""

Outcome = Packed | Uncomposed | Against
"""What packing a row comes to."""
