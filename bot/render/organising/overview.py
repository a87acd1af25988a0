"""What an organiser reads of a webinar: where it is in its life, how many came and answered, what goes out next."""

from __future__ import annotations

from typing import Protocol

from bot.insight.intervals import wilson
from bot.insight.rounding import hundredth, percent
from bot.render.screens import shortened
from bot.render.texts import Texts

TITLE_UNITS = 200


class Figures(Protocol):
    """What a rate is of."""

    @property
    def finished(self) -> int:
        """Responses that were finished, as far as they are told."""

    @property
    def attendees(self) -> int | None:
        """How many attended, if that is known."""


def webinar_card(texts: Texts, language: str, overseen: Figures, *, title: str) -> str:
    """How it stands, in a dozen lines."""
    finished, attendees = overseen.finished, overseen.attendees
    rate = None
    if attendees and finished <= attendees:
        interval = wilson(finished, attendees)
        assert interval is not None
        rate = (percent(finished, attendees), hundredth(interval.low), hundredth(interval.high))
    return texts.render(
        "organisers/webinar.html.j2", language, webinar=overseen, title=shortened(title, TITLE_UNITS), rate=rate
    )
