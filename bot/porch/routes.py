"""What a route is: a method and a path, and who answers there. Nothing of any HTTP library shows here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

PLAIN = "text/plain; charset=utf-8"


class DoorTaken(Exception):  # noqa: N818  the name says what it is
    """Nobody can be listened to where the settings say. ``str()`` is one sentence with its remedy."""


class TooLong(Exception):  # noqa: N818  the name says what it is
    """The body is longer than whoever answers wants to read; the listener says 413."""


class TooSlow(Exception):  # noqa: N818  the name says what it is
    """The body did not come in time, or broke off; the listener says 408."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. ``headers`` are found under any case; ``body(most_bytes)`` reads what came with it, once.

    ``body`` raises: TooLong, before it has read more than that; TooSlow. Whoever answers lets both pass.
    """

    headers: Mapping[str, str]
    body: Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a status, and text, or bytes of another ``kind``; after how many seconds to ask again."""

    status: int = 200
    body: bytes = b""
    kind: str = PLAIN
    again_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """``answer`` answers ``method`` at exactly ``path``. The path may be a secret: no log and no answer repeats it."""

    method: str
    path: str = field(repr=False)
    answer: Callable[[Asked], Awaitable[Answer]]
