"""A rehearsal as one HTML page that needs nothing else: no script, no picture, no font from elsewhere.

Days on which something happens are columns, follow-ups are lanes; the messages look as they did in the chat. The layout
is ``templates/rehearsals/page.html.j2``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from bot.cli.rehearse.findings import Finding
from bot.cli.rehearse.record import Record, name_of
from bot.cli.rehearse.show import Show
from bot.cli.rehearse.tallied import COLUMNS, tallied
from bot.cli.rehearse.timeline import Entry, hours_of, lanes, moments
from bot.cli.rehearse.words import day, day_and_hour, people
from bot.render.texts import Texts

_WORDS = {"the webinar begins": "begins", "the webinar ends": "ends"}
_SHORT = {"the survey opens": "survey opens", "the survey closes": "survey closes"} | _WORDS


def page(shows: Sequence[Show], templates: Path | None) -> str:
    """The page; an operator's own folder of ``templates`` may hold another layout."""
    texts = Texts([templates] if templates else [])
    columns = [column.replace("_", " ") for column in COLUMNS]
    return texts.render("rehearsals/page.html.j2", "en", shows=[_shown(show) for show in shows], columns=columns)


def _shown(show: Show) -> dict[str, Any]:
    record = show.record
    starts, ends = record.local(record.starts_at), record.local(record.ends_at)
    by_follow_up = {"": moments(record), **lanes(record)}
    on = sorted({entry.at.date() for entries in by_follow_up.values() for entry in entries})
    return {
        "title": record.webinar.title,
        "when": f"{day_and_hour(starts)} to {ends:%H:%M}, {starts:%Y}",
        "zone": record.webinar.timezone,
        "crowd": people(len(record.people)),
        "wrong": [_said(each) for each in show.findings if each.kind == "wrong"],
        "waits": [_said(each) for each in show.findings if each.kind == "waits"],
        "days": [{"name": day(each), "gap": _is_gap(on, place)} for place, each in enumerate(on)],
        "lanes": [_lane(show, key, entries, on) for key, entries in by_follow_up.items()],
        "messages": list(_messages(show)),
        "table": [
            {
                "name": name_of(each.follow_up),
                "counts": [each.counts[column] for column in COLUMNS],
                "why": "; ".join(f"{number} {reason}" for reason, number in each.reasons.items()),
            }
            for each in tallied(record)
        ],
    }


def _said(finding: Finding) -> dict[str, object]:
    """A finding that begins with a capital letter, with what stands in backticks as code."""
    text = str(escape(finding.sentence[:1].upper() + finding.sentence[1:]))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return {"html": Markup(html), "place": finding.place}  # noqa: S704  escaped two lines above


def _is_gap(days: Sequence[date], place: int) -> bool:
    """Whether days on which nothing happens were left out before this one."""
    return place > 0 and days[place] - days[place - 1] > timedelta(days=1)


def _lane(show: Show, key: str, entries: Sequence[Entry], days: Sequence[date]) -> dict[str, Any]:
    cells = [[_chip(entry) for entry in entries if entry.at.date() == each] for each in days]
    return {"name": name_of(key) if key else "webinar", "when": show.places.whens.get(key, ""), "cells": cells}


def _chip(entry: Entry) -> dict[str, object]:
    if entry.kind == "moment":
        return {
            "kind": "moment",
            "hours": f"{entry.at:%H:%M}",
            "word": f" {_SHORT[entry.what[0]]}",
            "told": "",
            "count": 0,
        }
    told = f"{people(entry.people)} {entry.who}" + (f": {entry.reason}" if entry.reason else "")
    return {"kind": entry.kind, "hours": hours_of(entry), "count": entry.people, "word": "", "told": told}


def _messages(show: Show) -> list[dict[str, object]]:
    """How each follow-up looked, in the order of the plan."""
    record = show.record
    keys = [key for key in record.samples if record.follow_up(key) is None]
    keys += [each.key for each in record.webinar.follow_ups if each.key in record.samples]
    return [
        {
            "name": name_of(key),
            "told": _told(record, key),
            "bubbles": [
                # What the bot said is Telegram's HTML, which the rehearsal's Bot API has parsed without complaint.
                {"html": Markup(each.html), "file": each.file, "buttons": each.buttons}  # noqa: S704  as said above
                for each in record.samples[key]
            ],
        }
        for key in keys
    ]


def _told(record: Record, key: str) -> str:
    outcomes = record.of(key)
    sent = len([each for each in outcomes if each.state in ("sent", "doubtful")])
    held = [each.reason or "" for each in outcomes if each.state == "held"]
    parts = [f"{people(sent)} got it"] if sent else []
    parts += [f"{people(len(held))}: {held[0]}; this is how it will look"] if held else []
    return ", ".join(parts) if parts else "nobody got it"
