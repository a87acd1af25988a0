"""Counting what is logged, by action and by level, for the metrics."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.actions import ACTIONS
from bot.services.counts import Counts

LEVELS = ("debug", "info", "warning", "error", "critical")


class _Counter(logging.Handler):
    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname.lower()
        self._counts.lines[level if level in LEVELS else "error"] += 1
        action = getattr(record, "action", None)
        if isinstance(action, str) and action in ACTIONS:
            self._counts.events[action] += 1


@contextmanager
def counted_events(counts: Counts) -> Iterator[None]:
    """Within it, whatever is logged is counted too. A word that is no action of ours counts as a line only."""
    counter, root = _Counter(counts), logging.getLogger()
    root.addHandler(counter)
    try:
        yield
    finally:
        root.removeHandler(counter)
