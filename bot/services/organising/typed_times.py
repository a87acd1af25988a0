"""What somebody types for a day, an hour or a length of time, in the forms that people use.

Pure. Days come before months, as in Europe; months may be named in any language of the EU. A day without a year is the
next one; what could mean two things means nothing here, and is asked for again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from babel.dates import get_month_names

from bot.survey.fields import EU_LANGUAGES

LONGEST = timedelta(hours=12)
"""No webinar that is set up in chat takes longer."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})\s?[./]\s?([0-9]{1,2})(?:\s?[./]\s?([0-9]{4}|[0-9]{2})?)?")
_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?([^\W\d_]+)\.?(?:\s(?:de\s)?,?\s?([0-9]{4}))?")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.?\s([0-9]{1,2})(?:st|nd|rd|th)?(?:,?\s([0-9]{4}))?")
_HOUR = re.compile(r"([0-9]{1,2})(?:[:.h]\s?([0-9]{2})|\s?(?:h|uhr))(?:\s?uhr)?")
_HALF_DAY = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s?([ap])\.?m\.?")
_AT = re.compile(r"\b(?:at|à|um|a las|om|alle)\b|,")
_LENGTH = re.compile(
    r"(?:([0-9]{1,2}(?:[.,][0-9])?)\s?(?:h|hours?|hrs?|heures?|std|stunden?|horas?|ore|uur)\.?)?\s?"
    r"(?:([0-9]{1,3})\s?(?:m|min|mins|minutes?|minuten|minutos|minuti)?\.?)?"
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_SOON = {
    **dict.fromkeys(("today", "aujourd'hui", "heute", "hoy", "oggi"), 0),
    **dict.fromkeys(("tomorrow", "demain", "morgen", "mañana", "domani"), 1),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A day, an hour, or both. ``time`` is without seconds."""

    day: date | None = None
    time: time | None = None


def read_moment(text: str, *, today: date) -> Typed | None:
    """What ``text`` says: a day, an hour, or a day and then an hour; None if it is not understood."""
    plain = " ".join(_AT.sub(" ", text.casefold()).replace("’", "'").split())
    for words in (plain, *_split(plain)):
        day_words, _, hour_words = words.partition("|")
        day, hour = _day(day_words.strip(), today), _hour((hour_words or day_words).strip())
        if hour_words and day and hour:
            return Typed(day, hour)
        if not hour_words and (day or hour) and not (day and hour):
            return Typed(day, hour)
    return None


def read_length(text: str) -> timedelta | None:
    """How long ``text`` says it takes, up to ``LONGEST``: a small bare number is hours, a larger one minutes."""
    plain = " ".join(text.casefold().split())
    if found := _CLOCK.fullmatch(plain):
        length = timedelta(hours=int(found[1]), minutes=int(found[2]))
    elif plain.isascii() and plain.isdigit() and len(plain) <= 3:
        length = timedelta(hours=int(plain)) if int(plain) < 10 else timedelta(minutes=int(plain))
    elif plain and (found := _LENGTH.fullmatch(plain)):
        hours = float((found[1] or "0").replace(",", "."))
        length = timedelta(hours=hours, minutes=int(found[2] or 0))
    else:
        return None
    return length if timedelta(0) < length <= LONGEST else None


def _split(plain: str) -> Iterator[str]:
    """The text with a bar between day and hour, at each place where it may be."""
    for place, letter in enumerate(plain):
        if letter == " ":
            yield f"{plain[:place]}|{plain[place + 1 :]}"


def _day(text: str, today: date) -> date | None:
    if text in _SOON:
        return today + timedelta(days=_SOON[text])
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        return _coming(int(found[1]), int(found[2]), found[3], today)
    if (found := _NAMED.fullmatch(text)) and (month := _months().get(_folded(found[2]))):
        return _coming(int(found[1]), month, found[3], today)
    if (found := _NAMED_FIRST.fullmatch(text)) and (month := _months().get(_folded(found[1]))):
        return _coming(int(found[2]), month, found[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date | None:
    """That day of the year said, or the next one there is."""
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = (_date(today.year + ahead, month, day) for ahead in range(9))
    return next((each for each in found if each is not None and each >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year < 2200 else None
    except ValueError:
        return None


def _hour(text: str) -> time | None:
    if found := _HALF_DAY.fullmatch(text):
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0) if 1 <= int(found[1]) <= 12 else 24
        return _time(hour, int(found[2] or 0))
    if found := _HOUR.fullmatch(text):
        return _time(int(found[1]), int(found[2] or 0))
    return None


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


@cache
def _months() -> dict[str, int]:
    """Names of months, long and short, in all languages; those that are two months in two languages are left out."""
    found: dict[str, set[int]] = {}
    for language in EU_LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    found.setdefault(_folded(name), set()).add(month)
    return {name: months.pop() for name, months in found.items() if len(months) == 1 and not name.isdigit()}


def _folded(name: str) -> str:
    """A name without accents, capitals, or the dot of what is shortened."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip(" .")
