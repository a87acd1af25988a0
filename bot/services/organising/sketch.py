"""A sketch: a webinar that somebody sets up in chat, step by step, and the definition that it becomes.

Pure. The definition is a file as an organiser could have written it, read and checked as any other; each step has its
own lines in it, so that a fault leads back to the step that it belongs to.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from typing import Literal, get_args

import msgspec

from bot.survey.definitions import Wording
from bot.survey.fill_words import FILL_WORDS

Step = Literal[
    "title",
    "day",
    "hour",
    "zone",
    "length",
    "languages",
    "survey",
    "plan",
    "controller",
    "contact",
    "purpose",
    "retention",
    "series",
]
PRIVACY: tuple[Step, ...] = ("controller", "contact", "purpose", "retention")
ASKED: tuple[Step, ...] = tuple(step for step in get_args(Step) if step != "series")
"""What is asked for, in this order; a series is offered among the corrections only."""

AS_BEFORE = "@model"
"""The plan and the materials of the webinar that this one is modelled on."""

NO_PLAN = "@none"
"""Nothing goes out but the survey."""

_PLAN_MATERIALS: Mapping[str, tuple[str, Wording]] = {
    "slides": ("presentation", FILL_WORDS["presentation"]),
    "recording": ("recording", FILL_WORDS["recording"]),
    "resources": ("resources", FILL_WORDS["resources"]),
    "briefing": ("briefing", FILL_WORDS["briefing"]),
    "group": ("resources", Wording({"en": "The group", "fr": "Le groupe", "de": "Die Gruppe", "es": "El grupo"})),
    "faq": (
        "handbook",
        Wording(
            {
                "en": "Questions and answers",
                "fr": "Questions et réponses",
                "de": "Fragen und Antworten",
                "es": "Preguntas y respuestas",
            }
        ),
    ),
}
"""What ready-made plans send, and what it is called."""


class Sketch(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known so far; None: not yet. ``model`` is the webinar that it is modelled on.

    ``series`` empty: none. ``files``: the model's files and links are taken over, too. ``done`` languages are chosen.
    """

    title: str | None = None
    day: date | None = None
    hour: time | None = None
    zone: str | None = None
    length: int | None = None
    languages: tuple[str, ...] = ()
    done: bool = False
    survey: str | None = None
    plan: str | None = None
    controller: str | None = None
    contact: str | None = None
    purpose: str | None = None
    retention: int | None = None
    series: str = ""
    model: int | None = None
    files: bool = False

    def knows(self, step: Step) -> bool:
        """Whether that step is settled."""
        return self.done if step == "languages" else getattr(self, step) is not None


def next_step(sketch: Sketch, *, asks_privacy: bool) -> Step | None:
    """What to ask next; None: everything is known."""
    asked = [step for step in ASKED if asks_privacy or step not in PRIVACY]
    return next((step for step in asked if not sketch.knows(step)), None)


def key_of(sketch: Sketch, taken: Collection[str]) -> str:
    """A key for the webinar that is not ``taken``: its title in small letters, and the year."""
    assert sketch.title is not None, "the key is made of it"
    assert sketch.day is not None, "the key is made of it"
    letters = unicodedata.normalize("NFKD", sketch.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    stem = f"{words[:44].strip('-') or 'webinar'}-{sketch.day.year}"
    numbered = (f"{stem}-{number}" for number in range(2, 10_000))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)


def definition(sketch: Sketch, *, key: str, sends: Collection[str]) -> tuple[bytes, tuple[Step, ...]]:
    """The definition as a file, and the step to which each of its lines belongs.

    ``sends`` are the keys of the materials that its plan sends; all of them are promised, and still to come.
    """
    assert sketch.hour is not None, "a webinar has a start"
    lines: list[tuple[Step, str, object]] = [
        ("title", "webinar", sketch.title),
        ("title", "key", key),
        ("day", "starts", f"{sketch.day} {sketch.hour:%H:%M}"),
        ("zone", "timezone", sketch.zone),
        ("length", "duration", f"{sketch.length}m"),
        ("languages", "languages", sketch.languages),
        ("survey", "survey", sketch.survey),
    ]
    if sketch.series:
        lines.append(("series", "series", sketch.series))
    if sketch.plan not in (AS_BEFORE, NO_PLAN):
        lines += [("plan", "materials", [_promised(each) for each in sends]), ("plan", "plan", sketch.plan)]
    if sketch.controller is not None:
        privacy = {name: getattr(sketch, name) for name in ("controller", "contact", "purpose")}
        lines.append(("controller", "privacy", {**privacy, "retention": f"{sketch.retention}d"}))
    text = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for _, name, value in lines)
    return text.encode(), tuple(step for step, _, _ in lines)


def _promised(key: str) -> dict[str, object]:
    kind, title = _PLAN_MATERIALS.get(key, (key.replace("_", "-"), Wording({"*": key.replace("_", " ").capitalize()})))
    spoken = title.by_language
    return {"key": key, "kind": kind, "title": spoken["*"] if "*" in spoken else dict(spoken)}


def cleaned_title(text: str) -> str:
    """A title on one line, without what no line has."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def minutes(length: timedelta) -> int:
    """A length in whole minutes."""
    return round(length / timedelta(minutes=1))
