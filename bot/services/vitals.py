"""Vitals: when the bot last heard from Telegram and last made its rounds; in memory, and by a clock that never jumps.

Whoever polls and whoever knocks writes it; health pages, metrics, watchdogs and organisers read it. It says what is
late and nothing about why: a poll that is late is most often the network's affair, and no restart mends it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Literal, get_args

Cause = Literal["poll", "metronome", "rounds", "store"]
"""Why not: Telegram says nothing; nothing is knocked; a round is late, or not begun; no database answers."""

CAUSES: tuple[Cause, ...] = get_args(Cause)

POLL_LATE = timedelta(seconds=90)
"""A poll lasts 30 seconds, and 10 more if the network swallows it; after a failure the next is at most 30 later."""

METRONOME_LATE = timedelta(minutes=2)
"""Some round is made every half second, once there are any."""

ROUND_LATE = timedelta(minutes=5)
"""A round that is not made for twice its interval and this is late."""


CONFLICTS, CONTESTED = 3, timedelta(minutes=10)
"""So many polls cut short within this time are another program that polls; one may be somebody who tried something."""


@dataclass(frozen=True, slots=True)
class Round:
    """How a round is: ``age`` since it last ended well, or was first expected; ``late`` if that is too long."""

    age: timedelta
    late: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the bot is; no ``causes``: ready.

    ``poll_age`` is since the last poll, or since Telegram last said that the webhook stands; or else since the start.
    ``metronome_age`` None: it does not knock yet. ``contested``: another program polls with the bot's token.
    """

    poll_age: timedelta
    metronome_age: timedelta | None
    contested: bool
    rounds: Mapping[str, Round]
    causes: tuple[Cause, ...]

    @property
    def moves(self) -> bool:
        """Whether the process itself is alive: what a watchdog should ask, since only this is mended by a restart."""
        return "metronome" not in self.causes


@dataclass(slots=True)
class _Expected:
    late_after: timedelta | None
    well_at: float


class Vitals:
    """``time`` tells seconds that never jump."""

    def __init__(self, *, time: Callable[[], float] = monotonic) -> None:
        self._time = time
        self._begun_at = time()
        self._polled_at: float | None = None
        self._knocked_at: float | None = None
        self._rounds: dict[str, _Expected] = {}
        self._conflicts_at: deque[float] = deque(maxlen=CONFLICTS)

    def note_poll(self) -> None:
        """A poll was answered, and what it brought is stored; or Telegram, asked each half minute, knows the webhook.

        Before the first one, the bot is not ready.
        """
        self._polled_at = self._time()

    def note_conflict(self) -> None:
        """A poll was cut short by another one, though polls had worked since the start."""
        self._conflicts_at.append(self._time())

    def expect_round(self, name: str, every: timedelta, *, may_last: bool = False) -> None:
        """The round is to be made each ``every``. ``may_last``: one that sends may take hours, and is never late."""
        now = self._time()
        self._rounds[name] = _Expected(None if may_last else 2 * every + ROUND_LATE, now)
        self._knocked_at = self._knocked_at or now

    def note_round(self, name: str, well: bool = True) -> None:
        """The round has ended, as it should or in a failure."""
        self._knocked_at = self._time()
        if well and name in self._rounds:
            self._rounds[name].well_at = self._knocked_at

    def verdict(self, *, store_answers: bool = True) -> Verdict:
        """How the bot is now; whether its database answers is for the caller to say."""
        now = self._time()
        polled_at = self._begun_at if self._polled_at is None else self._polled_at
        poll_age = timedelta(seconds=now - polled_at)
        metronome_age = None if self._knocked_at is None else timedelta(seconds=now - self._knocked_at)
        rounds = {name: _judged(each, now) for name, each in self._rounds.items()}
        wrong: dict[Cause, bool] = {
            "poll": self._polled_at is None or poll_age > POLL_LATE,
            "metronome": metronome_age is not None and metronome_age > METRONOME_LATE,
            "rounds": not rounds or any(each.late for each in rounds.values()),
            "store": not store_answers,
        }
        return Verdict(
            poll_age,
            metronome_age,
            self._is_contested(now),
            rounds,
            tuple(cause for cause, is_so in wrong.items() if is_so),
        )

    def _is_contested(self, now: float) -> bool:
        first = self._conflicts_at[0] if len(self._conflicts_at) == CONFLICTS else None
        return first is not None and now - first < CONTESTED.total_seconds()


def _judged(expected: _Expected, now: float) -> Round:
    age = timedelta(seconds=now - expected.well_at)
    return Round(age, late=expected.late_after is not None and age > expected.late_after)
