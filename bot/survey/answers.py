"""One stored answer, as the pure floor sees it. ``db`` keeps the same fields as a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Answer:
    """What is stored for one question.

    ``shown``: on screen and not settled; ``picks`` are ticks and ``text`` is the draft of what "Other" means.
    ``answered`` and ``skipped`` are settled. ``text`` is an open answer, an ISO date, or what "Other" means.
    """

    state: Literal["shown", "answered", "skipped"]
    picks: tuple[str, ...] = ()
    text: str | None = None
    number: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the question is done with."""
        return self.state != "shown"


Answers = Mapping[str, Answer]
"""By question key."""


@dataclass(frozen=True, slots=True)
class Revisit:
    """A settled question that is looked at again. ``draft``: what was changed of it so far; None: nothing yet.

    The stored answer stands until another one is settled, so whoever leaves meanwhile loses nothing.
    """

    question: str
    draft: Answer | None = None


UNSEEN = Answer("shown")
"""Stands for a question that has no stored answer yet."""
