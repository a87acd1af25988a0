"""Writes each webinar's definition file as an organiser would, with the materials that are there by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.year.calendar import NIGHT, Occasion
from tests.year.promises import Promise

SLIDES = b"%PDF-1.4\n" + b"slides " * 2_000
KINDS = {
    "slides": "presentation",
    "recording": "recording",
    "resources": "resources",
    "briefing": "briefing",
    "group": "group",
    "faq": "faq",
}
UNHAPPY = {
    "satisfaction": ("dissatisfied", "very_dissatisfied"),
    "pulse": ("dissatisfied", "very_dissatisfied"),
    "short": ("bad", "awful"),
}
"""Who is asked what went wrong, by survey: the options of `overall` that say so."""

OWN_SURVEYS = {
    "short": """\
survey: short
title: Three questions
identity: identified
questions:
  - key: overall
    kind: scale
    ask: How was it overall?
    options: [{key: great, label: Great}, {key: fine, label: Fine}, {key: bad, label: Bad}, {key: awful, label: Awful}]
  - key: formats
    kind: multiple
    ask: Which formats would you like?
    options: [{key: talks, label: Talks}, {key: groups, label: Groups}, {key: visits, label: Visits}]
  - {key: improve, kind: open, ask: What one thing should we improve?}
""",
    "secret": """\
survey: secret
title: In confidence
identity: anonymous
questions:
  - {key: safe, kind: yes_no, ask: Did you feel safe to speak?}
  - key: overall
    kind: scale
    ask: How was it overall?
    options: [{key: great, label: Great}, {key: fine, label: Fine}, {key: bad, label: Bad}, {key: awful, label: Awful}]
""",
}


def write(occasion: Occasion, folder: Path, *, at: datetime) -> str:
    """The file as it is at that moment lies in ``folder``, with the slides beside it. Its name."""
    (folder / f"slides-{occasion.key}.pdf").write_bytes(SLIDES + occasion.key.encode())
    if occasion.survey in OWN_SURVEYS:
        (folder / f"{occasion.survey}.yaml").write_text(OWN_SURVEYS[occasion.survey], encoding="utf-8")
    name = f"{occasion.key}.yaml"
    (folder / name).write_text(_definition(occasion, at), encoding="utf-8")
    return name


def _definition(occasion: Occasion, at: datetime) -> str:
    quiet = "" if occasion.quiet == NIGHT else f"quiet: {occasion.quiet or 'none'}\n"
    series = f"series: {occasion.series}\n" if occasion.series else ""
    return f"""\
webinar: {occasion.title}
key: {occasion.key}
{series}starts: {occasion.starts:%Y-%m-%d %H:%M}
timezone: {occasion.zone}
duration: 90m
languages: [en]
{quiet}privacy:
  controller: The year
  contact: nobody@example.org
  purpose: to see what a year does to a bot
  retention: {occasion.keeps}d
survey: {occasion.survey}{".yaml" if occasion.survey in OWN_SURVEYS else ""}
materials:
{"".join(_material(occasion, key, at) for key in occasion.materials)}{_plan(occasion)}"""


def _material(occasion: Occasion, key: str, at: datetime) -> str:
    comes = occasion.comes(key)
    where = ""
    if comes is not None and comes <= max(at, occasion.starts_at):
        where = (
            f", file: slides-{occasion.key}.pdf"
            if key == "slides"
            else f', url: "https://example.org/{occasion.key}/{key}"'
        )
    return f"  - {{key: {key}, kind: {KINDS[key]}, title: {title(occasion, key)}{where}}}\n"


def title(occasion: Occasion, material: str) -> str:
    """What a material is called in chat; nothing else is called so."""
    return f"{material.capitalize()} of {occasion.key}"


def _plan(occasion: Occasion) -> str:
    if occasion.plan != "own":
        return f"plan: {occasion.plan}\n"
    return "follow_ups:\n" + "".join(_follow_up(occasion, each) for each in occasion.promises)


def _follow_up(occasion: Occasion, promise: Promise) -> str:
    said: Sequence[str] = [
        f"key: {promise.key}",
        f"when: {promise.when}",
        *([f"send: [{', '.join(promise.send)}]"] if promise.send else []),
        *([f"to: {_audience(occasion, promise)}"] if promise.to else []),
        *([f'text: "A word of ours. {occasion.mark(promise)}"'] if promise.says else []),
        *([f"survey: {promise.survey}"] if promise.survey else []),
        *(["approve: true"] if promise.approve else []),
        *(["zone: person"] if promise.at_home else []),
    ]
    return f"  - {{{', '.join(said)}}}\n"


def _audience(occasion: Occasion, promise: Promise) -> str:
    if promise.to == "unhappy":
        return f"{{question: overall, in: [{', '.join(UNHAPPY[occasion.survey])}]}}"
    return f"{{{promise.to}: true}}"
