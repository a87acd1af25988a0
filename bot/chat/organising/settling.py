"""What an answer settles of a webinar that is being set up: something typed, or a button of a step.

Pure. What is not understood is refused with a sentence that says how to write it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from bot.render import zones
from bot.services.errors import Refusal
from bot.services.organising.choices import Latest, Setup
from bot.services.organising.sketch import AS_BEFORE, NO_PLAN, Step, cleaned_title
from bot.services.organising.typed_times import Typed, read_length, read_moment

LONGEST_TITLE = 200
LONGEST_RETENTION = 3650
"""Days."""


def understood(setup: Setup, step: Step, text: str, *, language: str) -> Mapping[str, object]:
    """What typed ``text`` settles at ``step``.

    Raises:
        Refusal: it is not understood.
    """
    plain = cleaned_title(text)
    match step:
        case "title" | "controller" | "contact" | "purpose":
            if not plain or len(plain) > LONGEST_TITLE:
                raise Refusal("Please type it in up to 200 characters.")
            return {step: plain}
        case "day" | "hour":
            return _moment(setup, step, plain)
        case "zone":
            zone = zones.meant(plain, language) or next(iter(zones.near(plain, language)), None)
            if zone is None:
                raise Refusal("I do not know this place. Please type a larger city nearby, such as Brussels.")
            return {"zone": zone}
        case "length":
            length = read_length(plain)
            if length is None:
                raise Refusal("I do not understand this. Please type the length like 90 min, 2h or 1h30.")
            return {"length": round(length / timedelta(minutes=1))}
        case "retention" if plain.isascii() and plain.isdigit() and 0 < len(plain) <= 4 and 0 < int(plain) <= 3650:
            return {"retention": int(plain)}
        case "series":
            return {"series": _series_key(plain)}
        case _:
            raise Refusal("Please tap one of the buttons.")


def tapped(setup: Setup, step: Step, words: tuple[str, ...]) -> Mapping[str, object]:
    """What a button's ``words`` settle at ``step``.

    Raises:
        Refusal: the button offers nothing that there is any more.
    """
    word, before = words[0] if words else "", setup.model or setup.latest
    if word == "same" and before is not None:
        return _as_before(before, step)
    found = _chosen(setup, step, word) or _said(setup, step, words)
    if not found:
        raise Refusal("This button does not work any more. /new shows how far you are.")
    return found


def _chosen(setup: Setup, step: Step, word: str) -> Mapping[str, object]:
    """One of what there is; empty if it is none."""
    match step:
        case "survey" if any(each.key == word for each in setup.surveys):
            return {"survey": word}
        case "plan" if word == "none" or word in setup.plans:
            return {"plan": NO_PLAN if word == "none" else word}
        case "series" if word == "none" and setup.free:
            return {"series": ""}
        case "series" if word.isdigit() and int(word) < len(setup.series):
            return {"series": setup.series[int(word)]}
        case _:
            return {}


def _said(setup: Setup, step: Step, words: tuple[str, ...]) -> Mapping[str, object]:
    """A value as it stands on the button; empty if it is none."""
    word = words[0] if words else ""
    match step:
        case "day" | "hour":
            typed = read_moment(word, today=setup.today)
            return {} if typed is None else _of_typed(typed)
        case "zone" if zones.exists("/".join(words)):
            return {"zone": "/".join(words)}
        case "length" | "retention" if word.isdigit() and 0 < int(word) <= LONGEST_RETENTION:
            return {step: int(word)}
        case _:
            return {}


def _moment(setup: Setup, step: Step, text: str) -> Mapping[str, object]:
    typed = read_moment(text, today=setup.today)
    if typed is None or (step == "day" and typed.day is None):
        raise Refusal("I do not understand this day. Please type it like 24 Nov, 24.11.2026 or 24 Nov 10:00.")
    if step == "hour" and typed.time is None:
        raise Refusal("I do not understand this time. Please type it like 10:30, 14h or 2 pm.")
    return _of_typed(typed)


def _as_before(before: Latest, step: Step) -> Mapping[str, object]:
    match step:
        case "title":
            return {"title": before.title}
        case "hour":
            return {"hour": before.starts.time().replace(second=0)}
        case "zone":
            return {"zone": before.zone}
        case "length":
            return {"length": before.length}
        case "languages":
            return {"languages": before.languages, "done": True}
        case "plan":
            return {"plan": AS_BEFORE}
        case _:
            raise Refusal("This button does not work any more. /new shows how far you are.")


def _of_typed(typed: Typed) -> dict[str, date | time]:
    found: dict[str, date | time] = {}
    if typed.day is not None:
        found["day"] = typed.day
    if typed.time is not None:
        found["hour"] = typed.time
    return found


def _series_key(text: str) -> str:
    key = "-".join("".join(each if each.isascii() and each.isalnum() else " " for each in text.lower()).split())
    if not 0 < len(key) <= 64:
        raise Refusal("Please name the series with letters and digits, such as capacity-building.")
    return key
