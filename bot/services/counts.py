"""Counts: what the bot has done since it started, in memory; a few additions for each answer, read by the metrics only.

Every word that is counted by is one of those listed here, so no count can grow by what people write or who they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

KINDS = ("tap", "text", "file", "command", "group", "other", "garbled")
"""What an update is, for the counts. ``other``: somebody blocked the bot, or it is nothing for a bot of this kind."""

ANSWERED = ("tap", "text", "file", "command", "group")
"""The kinds that people wait for an answer to."""

ENDS = ("done", "dead")
"""What became of an update: everything it led to is shown, or it is a dead letter."""

OUTCOMES = (
    "done",
    "later",
    "not_sent",
    "perhaps_sent",
    "unreachable",
    "refused",
    "token_refused",
    "unchanged",
    "gone",
    "upload_again",
    "moved",
)
"""What became of a request to Telegram: what ``delivery.retry`` makes of its answer, a word for each."""

ANSWER_BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds by which answers are told apart: below a quarter feels instant, above ten people tap again."""


class Spread:
    """How long something took, told apart by ``bounds`` in seconds."""

    def __init__(self, bounds: Sequence[float] = ANSWER_BOUNDS) -> None:
        self.bounds = tuple(bounds)
        self.seconds = 0.0
        self._counts = [0] * (len(bounds) + 1)

    def note(self, seconds: float) -> None:
        """It took so long once more."""
        self._counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    def up_to(self) -> list[tuple[float, int]]:
        """For each bound, and at last for infinity, how many took no longer than that."""
        so_far, told = 0, []
        for bound, count in zip((*self.bounds, float("inf")), self._counts, strict=True):
            so_far += count
            told.append((bound, so_far))
        return told


class Counts:
    """What is counted. Belongs to one event loop; ``events`` is written by log handlers, which take turns."""

    def __init__(self) -> None:
        self.updates: Counter[tuple[str, str]] = Counter({(kind, end): 0 for kind in KINDS for end in ENDS})
        self.calls: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self.answers = {kind: Spread() for kind in ANSWERED}
        self.call_seconds = Spread()
        self.events: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()

    def finished(self, kind: str, *, end: str, seconds: float | None = None) -> None:
        """An update is done with; ``seconds`` since it was received, None: an earlier run received it."""
        self.updates[kind, end] += 1
        if seconds is not None and end == "done" and kind in self.answers:
            self.answers[kind].note(seconds)

    def called(self, outcome: str, *, seconds: float) -> None:
        """A request to Telegram ended so, after ``seconds``."""
        self.calls[outcome] += 1
        self.call_seconds.note(seconds)
