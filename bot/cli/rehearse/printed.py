"""A rehearsal as text for a terminal, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from bot.cli.printing import table
from bot.cli.rehearse.findings import Finding
from bot.cli.rehearse.places import Places
from bot.cli.rehearse.record import Record, name_of
from bot.cli.rehearse.tallied import COLUMNS, tallied
from bot.cli.rehearse.timeline import Entry, hours_of, timeline
from bot.cli.rehearse.words import day, day_and_hour, people

WIDTH = 100
_ARROWS = {"sent": "->", "waits": "||", "gave_up": "x ", "moment": "  "}


def lines_of(record: Record, places: Places, found: Sequence[Finding]) -> list[str]:
    """The timeline, a table of the follow-ups, what waits and what looks wrong."""
    return [
        *_head(record),
        *_days(timeline(record)),
        "",
        *_table(record, places),
        "",
        *_findings("What waits for you", [each for each in found if each.kind == "waits"], none="nothing"),
        "",
        *_findings("What looks wrong", [each for each in found if each.kind == "wrong"], none="nothing"),
    ]


def _head(record: Record) -> list[str]:
    starts, ends = record.local(record.starts_at), record.local(record.ends_at)
    title = f"{record.webinar.title} ({record.webinar.key})"
    crowd = f"a rehearsal with {people(len(record.people))}, all of them invented"
    return [title, f"{day_and_hour(starts)} to {ends:%H:%M} ({record.webinar.timezone}), {starts:%Y}; {crowd}"]


def _days(entries: Sequence[Entry]) -> Iterator[str]:
    today = None
    wide = max((len(_what(entry)) for entry in entries if entry.kind != "moment"), default=0)
    for entry in entries:
        if entry.at.date() != today:
            today = entry.at.date()
            yield f"\n{day(entry.at)}"
        yield f"  {hours_of(entry):<12}  {_line(entry, min(wide, 40))}".rstrip()


def _line(entry: Entry, wide: int) -> str:
    what = _what(entry)
    if entry.kind == "moment":
        return what
    tail = f", {entry.reason}" if entry.reason else f" {entry.who}"
    return f"{what:<{wide}}  {_ARROWS[entry.kind]} {people(entry.people)}{tail}"


def _what(entry: Entry) -> str:
    return ", ".join(entry.what)


def _table(record: Record, places: Places) -> list[str]:
    counted = tallied(record)
    if not counted:
        return ["There are no follow-ups."]
    shown = [column for column in COLUMNS if column != "doubtful" or any(each.counts[column] for each in counted)]
    rows = [("follow-up", "when", *(column.replace("_", " ") for column in shown))]
    for each in counted:
        when = places.whens.get(each.follow_up, "")
        rows.append((name_of(each.follow_up), when, *(str(each.counts[column]) for column in shown)))
    head, *lines = table(rows)
    told = [head]
    for line, each in zip(lines, counted, strict=True):
        told.append(line)
        told += [f"    {number} {reason}" for reason, number in each.reasons.items()]
    return told


def _findings(title: str, found: Sequence[Finding], *, none: str) -> Iterator[str]:
    yield f"{title}: {none}" if not found else title
    for each in found:
        first, *more = wrap(str(each), WIDTH - 4, break_long_words=False, break_on_hyphens=False)
        yield f"  - {first}"
        yield from (f"    {line}" for line in more)


def shape(record: Record, found: Sequence[Finding]) -> dict[str, Any]:
    """The same as JSON; moments with their offset from UTC."""
    return {
        "key": record.webinar.key,
        "title": record.webinar.title,
        "timezone": record.webinar.timezone,
        "people": len(record.people),
        "timeline": [
            {
                "kind": entry.kind,
                "at": entry.at.isoformat(),
                "until": entry.until.isoformat(),
                "what": list(entry.what),
                "people": entry.people,
                "who": entry.who,
                "reason": entry.reason,
            }
            for entry in timeline(record)
        ],
        "follow_ups": [
            {"key": each.follow_up, **each.counts, "reasons": dict(each.reasons)} for each in tallied(record)
        ],
        "findings": [{"kind": each.kind, "place": each.place, "sentence": each.sentence} for each in found],
    }
