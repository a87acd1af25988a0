"""A webinar's numbers in words, and what a report comes to before it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.insight.rounding import hundredth, percent
from bot.render.screens import shortened
from bot.render.texts import Texts, unmarked

TITLE_UNITS = 200


class Counts(Protocol):
    """What is counted. None: it is not known."""

    @property
    def title(self) -> str:
        """The webinar's."""

    @property
    def registrations(self) -> int | None:
        """How many registered."""

    @property
    def attendees(self) -> int | None:
        """How many came."""

    @property
    def attention(self) -> float | None:
        """From 0 to 1."""


class OddLine(Protocol):
    """A line that is not understood."""

    @property
    def line(self) -> int:
        """Its number."""

    @property
    def template(self) -> str:
        """Why, as a sentence with places for values."""

    @property
    def values(self) -> Mapping[str, str]:
        """What goes there."""


def numbers_card(texts: Texts, language: str, counted: Counts) -> str:
    """The numbers, or that nothing is known yet."""
    registered, came = counted.registrations, counted.attendees
    rate = percent(came, registered) if came is not None and registered and came <= registered else None
    return _rendered(texts, language, "numbers", counted, rate=rate)


def matching_card(texts: Texts, language: str, matching: Counts, odd: Sequence[OddLine], *, odd_lines: int) -> str:
    """What a report comes to, with the first lines that are not understood, of ``odd_lines``."""
    told = [(each.line, unmarked(texts.refusal(each.template, language, each.values))) for each in odd]
    return _rendered(texts, language, "matching", matching, odd=told, more=odd_lines > len(odd))


def _rendered(texts: Texts, language: str, template: str, counts: Counts, **values: object) -> str:
    attention = None if counts.attention is None else hundredth(counts.attention)
    return texts.render(
        f"organisers/{template}.html.j2",
        language,
        counted=counts,
        title=shortened(counts.title, TITLE_UNITS),
        attention=attention,
        **values,
    )
