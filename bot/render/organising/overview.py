"""What an organiser reads of a webinar: where it is in its life, how many came and answered, what goes out next."""

from __future__ import annotations

from typing import Protocol

from bot.insight.rates import rate
from bot.insight.rounding import hundredth
from bot.render.screens import shortened
from bot.render.texts import Texts

TITLE_UNITS = 200


class Figures(Protocol):
    """What a rate is of."""

    @property
    def judging(self) -> int | None:
        """Finished responses that count in the response rate, as far as they are told; None: not known."""

    @property
    def attendees(self) -> int | None:
        """How many attended, if that is known."""


def webinar_card(texts: Texts, language: str, overseen: Figures, *, title: str) -> str:
    """How it stands, in a dozen lines."""
    found = rate(overseen.judging, overseen.attendees)
    told = None
    if found is not None and found.low is not None and found.high is not None:
        told = (found.percent, hundredth(found.low), hundredth(found.high))
    return texts.render(
        "organisers/webinar.html.j2", language, webinar=overseen, title=shortened(title, TITLE_UNITS), rate=told
    )
