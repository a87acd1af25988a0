"""What an organiser reads while a webinar is set up: days and lengths in words, and everything that is known so far."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol

from babel.core import Locale
from babel.dates import format_date, format_skeleton

from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.screens import shortened
from bot.render.texts import EUROPEAN_ENGLISH, Texts
from bot.render.tongues import listed
from bot.render.zones import city_name

TITLE_UNITS = 200


class Known(Protocol):
    """What of a sketch is shown. None: it is not known yet."""

    @property
    def title(self) -> str | None:
        """What it is called."""

    @property
    def day(self) -> date | None:
        """On which day."""

    @property
    def hour(self) -> time | None:
        """When it begins."""

    @property
    def zone(self) -> str | None:
        """By whose clock."""

    @property
    def length(self) -> int | None:
        """In minutes."""


def day_label(day: date, language: str) -> str:
    """A day as it fits on a button: "Tue, 24 Nov"."""
    return str(format_skeleton("MMMEd", datetime.combine(day, time()), locale=_locale(language)))


def day_words(day: date, language: str) -> str:
    """A day in full: "Tuesday, 24 November 2026"."""
    return str(format_date(day, "full", locale=_locale(language)))


def length_words(texts: Texts, length: int, language: str) -> str:
    """A length in hours and minutes: "2 hours", "1 hour 30 minutes"."""
    hours, minutes = divmod(length, 60)
    parts = [texts.say_n("%(n)s hour", "%(n)s hours", hours, language)] if hours else []
    parts += [texts.say_n("%(n)s minute", "%(n)s minutes", minutes, language)] if minutes else []
    return " ".join(parts)


def begun(texts: Texts, language: str, known: Known) -> str:
    """What is settled, in a line or two, as Telegram's HTML."""
    return texts.render(
        "organisers/begun.html.j2",
        language,
        title=shortened(known.title or "", TITLE_UNITS),
        when=when_words(texts, language, known),
    )


def when_words(texts: Texts, language: str, known: Known) -> str:
    """Day, hour, place and length, as far as they are known."""
    day = "" if known.day is None else day_words(known.day, language)
    hour = "" if known.hour is None else f"{known.hour:%H:%M}"
    place = "" if known.zone is None else f"({city_name(known.zone, language)})"
    length = "" if known.length is None else length_words(texts, known.length, language)
    start = " ".join(part for part in (hour, place) if part)
    return ", ".join(part for part in (day, start, length) if part)


def languages_words(languages: tuple[str, ...], language: str) -> str:
    """The languages, named: "English and French"."""
    return listed(languages, language)


def _locale(language: str) -> Locale:
    return Locale.parse(EUROPEAN_ENGLISH if language == SOURCE_LANGUAGE else language)
