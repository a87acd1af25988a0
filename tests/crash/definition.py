"""What the crash test asks and promises: every kind of reply, and follow-ups that fall due all the time.

Each message of a follow-up is recognised by words that stand in no other, in the journal and on the phones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

FILE = "crash.yaml"
ENDS = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
DOORS_OPEN = ENDS - timedelta(minutes=30)
"""When the first people enter: a quarter of an hour before the survey opens."""
SPAN = timedelta(hours=6)
"""Rehearsal time from then to the last kill."""
ALL_DUE = DOORS_OPEN + SPAN + timedelta(hours=1)
"""By then everything is due, and whatever a doubt put off."""

FILES = {"slides.pdf": b"%PDF-1.4\n" + b"slides " * 20_000, "handout.pdf": b"%PDF-1.4\n" + b"handout " * 20_000}
RECORDING = "https://video.example.org/recording"
LINKS = "https://example.org/links"

NOTES = {"note1": 30, "note2": 120, "note3": 210, "note4": 300}
"""Text-only follow-ups to everyone who has entered by then, in minutes after the end."""
NUDGES = {"nudge1": 75, "nudge2": 200}
"""Reminders, to those who have not finished by then."""

EDITIONS = 4
"""Ways to word and time the plan, of which the first is the one that stands at the end."""
_MOVES = (0, -12, 25, 7)
_LACKS = ((), ("note4",), ("note2", "nudge2"), ())
"""How many minutes later an edition's notes and reminders go, and which of them it leaves out."""

JUMP_BACK = timedelta(minutes=20)

OPENING = "@opening"


def mark(follow_up: str) -> str:
    """The words by which the first message of ``follow_up`` is known."""
    return f"(This is {follow_up}.)"


MARKS: dict[tuple[str, int], str] = {
    **{(key, 0): mark(key) for key in ("welcome", "links", "thanks", "pack", *NOTES, *NUDGES)},
    ("pack", 1): RECORDING,
    (OPENING, 0): "is open: how was it?",
}
"""Words of each message, by follow-up and part."""

PARTS = {follow_up: 1 + max(part for key, part in MARKS if key == follow_up) for follow_up, _ in MARKS}
TEXT_ONLY = frozenset({"welcome", *NOTES, *NUDGES})
"""The kinds that prefer not at all to twice."""
EDITED_LATER = frozenset({OPENING, *NUDGES})
"""The kinds that show a question: their words are gone once the person goes on."""


def part_of(text: str) -> tuple[str, int] | None:
    """The follow-up and part that a message with this text or caption is of; None: it is no follow-up."""
    return next((part for part, words in MARKS.items() if words in text), None)


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with buttons. ``labels`` by option key, as they stand on the buttons."""

    key: str
    kind: str
    ask: str
    labels: dict[str, str]
    most: int | None = None
    other: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A question that is answered in writing. ``when`` is a rule, as the definition says it."""

    key: str
    kind: str
    ask: str
    required: bool = False
    when: str = ""


Asked = Choices | Written

UNHAPPY = ("bad", "awful")
MARKED = "signature"
"""The question whose answer is unique, so that a row of the export can be told to be somebody's."""

QUESTIONS: Sequence[Asked] = (
    Choices("attended", "yes_no", "Were you there?", {"yes": "Yes", "no": "No"}),
    Choices(
        "overall", "scale", "How was it overall?", {"great": "Great", "fine": "Fine", "bad": "Bad", "awful": "Awful"}
    ),
    Written("why", "open", "Why was it not good?", when=f"{{question: overall, in: [{', '.join(UNHAPPY)}]}}"),
    Choices(
        "formats",
        "multiple",
        "Which formats would you like?",
        {"talks": "Talks", "groups": "Groups", "visits": "Visits", "films": "Films"},
        most=3,
        other=True,
    ),
    Choices("recommend", "nps", "Would you recommend it?", {str(score): str(score) for score in range(11)}),
    Written("years", "number", "How many years have you been doing this?"),
    Written(MARKED, "open", "What do you sign with?", required=True),
    Choices(
        "topics", "multiple", "Which topics next?", {letter: f"Topic {letter.upper()}" for letter in "abcdef"}, most=4
    ),
    Written("day", "date", "When shall we meet next?"),
    Choices("role", "single", "What are you?", {"boss": "Boss", "staff": "Staff", "guest": "Guest"}, other=True),
    Choices("again", "single", "Would you come again?", {"sure": "Sure", "maybe": "Maybe", "never": "Never"}),
)


def definition(edition: int = 0) -> str:
    """The definition file in one of its ``EDITIONS``."""
    moved, lacks = _MOVES[edition], _LACKS[edition]
    notes = [_note(key, at + moved, edition) for key, at in NOTES.items() if key not in lacks]
    nudges = [_nudge(key, at + moved) for key, at in NUDGES.items() if key not in lacks]
    return f"""\
survey: crash
title: The crash test
identity: pseudonymous
questions:
{"".join(map(_question, QUESTIONS))}---
webinar: An evening of crashes
key: crash
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en]
privacy: {{controller: The crash test, contact: nobody@example.org, purpose: to fall and get up, retention: 365d}}
survey: crash
opens: 15m before end
closes: 7d after end
materials:
  - {{key: slides, kind: presentation, title: The slides, file: slides.pdf}}
  - {{key: handout, kind: handbook, title: The handout, file: handout.pdf}}
  - {{key: recording, kind: recording, title: The recording, url: "{RECORDING}"}}
  - {{key: links, kind: resources, title: The links, url: "{LINKS}"}}
follow_ups:
  - {{key: welcome, when: on entry, text: "Good to have you. {mark("welcome")}"}}
  - {{key: links, when: on entry, send: [links], text: "Something to read. {mark("links")}"}}
  - {{key: thanks, when: on finish, send: [slides], text: "Thank you. {mark("thanks")}"}}
  - {{key: pack, when: 60m after end, send: [handout, recording], text: "Two things. {mark("pack")}"}}
{"".join(notes)}\
{"".join(nudges)}"""


def _question(asked: Asked) -> str:
    fields: dict[str, Any] = {"key": asked.key, "kind": asked.kind, "ask": f'"{asked.ask}"'}
    match asked:
        case Choices(labels=labels, most=most, other=other):
            if asked.kind not in ("yes_no", "nps"):
                fields["options"] = "[" + ", ".join(f"{{key: {k}, label: {v}}}" for k, v in labels.items()) + "]"
            if most is not None:
                fields["max"] = most
            if other:
                fields["other"] = "true"
        case Written(required=required, when=when):
            if required:
                fields["optional"] = "false"
            if when:
                fields["when"] = when
    return f"  - {{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}\n"


def _note(key: str, minutes: int, edition: int) -> str:
    return f'  - {{key: {key}, when: {minutes}m after end, text: "Word {edition}. {mark(key)}"}}\n'


def _nudge(key: str, minutes: int) -> str:
    text = f"You were half-way. {mark(key)}"
    return f'  - {{key: {key}, when: {minutes}m after end, to: {{unfinished: true}}, text: "{text}"}}\n'
