"""What people write, read as the value a question asks for.

Lenient in form (comma or point, three ways to write a date), strict in meaning: what cannot be read is refused with a
reason and never guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.survey.answers import Answer
from bot.survey.definitions import Question

Reason = Literal[
    "too_few",
    "too_many",
    "not_a_number",
    "too_small",
    "too_large",
    "not_a_date",
    "too_long",
    "use_buttons",
    "required",
    "write_other",
    "text_only",
    "empty",
]
"""Why a reply changes nothing."""

LONGEST_TEXT = 4096
"""Characters of an open answer: what fits into one Telegram message (core.telegram.org/bots/api#sendmessage)."""

MOST_IN_A_ROW = 8
"""Buttons beside each other (what Telegram shows in one row)."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_EUROPEAN_DATE = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text is no answer; ``limit`` is the count or value that goes with the reason."""

    reason: Reason
    limit: float | None = None


def cleaned(text: str) -> str:
    """``text`` without surrounding space, control characters and half characters, which no database stores."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_value(question: Question, text: str) -> Answer | Unreadable:
    """The answer that ``text`` is to an open question, a number or a date."""
    if not text:
        return Unreadable("empty")
    if question.kind == "number":
        return read_number(text, least=question.least, most=question.most)
    if question.kind == "date":
        return read_date(text)
    words = read_text(text, longest=LONGEST_TEXT)
    return words if isinstance(words, Unreadable) else Answer("answered", text=words)


def read_text(text: str, *, longest: int) -> str | Unreadable:
    """``text`` itself, unless it is empty or has more than ``longest`` characters."""
    if not text:
        return Unreadable("empty")
    return text if len(text) <= longest else Unreadable("too_long", longest)


def read_number(text: str, *, least: float | None, most: float | None) -> Answer | Unreadable:
    """A decimal number with a comma or a point, of at most 15 digits before it and 9 after; bounds included."""
    plain = text.replace("\u2212", "-")
    if not _NUMBER.fullmatch(plain):
        return Unreadable("not_a_number")
    number = float(plain.replace(",", "."))
    if least is not None and number < least:
        return Unreadable("too_small", least)
    if most is not None and number > most:
        return Unreadable("too_large", most)
    return Answer("answered", number=number)


def may_mean_thousands(question: Question, text: str) -> bool:
    """Whether ``text`` is like "1,500", which is 1500 to some and one and a half to others, and 1500 would be taken."""
    plain = text.replace("\u2212", "-")
    if question.kind != "number" or not _GROUPED.fullmatch(plain):
        return False
    thousands = plain.replace(",", "").replace(".", "")
    return isinstance(read_number(thousands, least=question.least, most=question.most), Answer)


def row_of_numbers(question: Question) -> tuple[float, ...]:
    """The numbers that may be tapped instead of typed, where whole bounds leave at most eight; else none."""
    least, most = question.least, question.most
    if question.kind != "number" or least is None or most is None or most - least >= MOST_IN_A_ROW:
        return ()
    whole = float(least).is_integer() and float(most).is_integer()
    return tuple(float(number) for number in range(int(least), int(most) + 1)) if whole else ()


def read_date(text: str) -> Answer | Unreadable:
    """A day as 2026-11-24, 24.11.2026 or 24/11/2026; stored in the first form."""
    found = _ISO_DATE.fullmatch(text) or _EUROPEAN_DATE.fullmatch(text)
    if found is None:
        return Unreadable("not_a_date")
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return Unreadable("not_a_date")
    return Answer("answered", text=day.isoformat())


def option_meant(question: Question, text: str, *, languages: Sequence[str] | None = None) -> int | None:
    """The place of the one option whose label is ``text``, ignoring case; None if it is none's or more than one's.

    With ``languages`` only the labels that their reader sees are tried: "no" is a kind of yes in Polish and in Czech,
    so the label of a language that they were not shown says nothing about what they meant. None: in any language.
    """
    wanted = _folded(text)
    places = []
    for place, option in enumerate(question.options):
        there = option.label.by_language.values() if languages is None else [option.label.spoken(*languages)]
        if any(_folded(label) == wanted for label in there):
            places.append(place)
    return places[0] if len(places) == 1 else None


def _folded(text: str) -> str:
    """``text`` without case, and with its accents written in one way, whichever way the keyboard writes them."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
