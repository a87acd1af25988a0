"""Reads the facts of a webinar: when it is, when its survey is open, numbers, languages, tags and privacy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from bot.survey.definitions import DEFAULT_QUIET, OnEntry, OnFinish, Privacy, Quiet, Survey, Webinar, When
from bot.survey.fields import EU_LANGUAGES, PLAN_NAME, WEBINAR_NAME, Fields
from bot.survey.findings import guess
from bot.survey.languages import worded_in
from bot.survey.whens import NotUnderstoodError, duration_of, exists, local_moment, quiet_of, roughly, when_of

LONGEST_WEBINAR = timedelta(days=31)

LONG_BEFORE = timedelta(days=366)
"""Nothing about a webinar is meant to be longer before its start."""

_DEFAULTS = {known.name: known.default for known in msgspec.structs.fields(Webinar)}


@dataclass(frozen=True, slots=True)
class Times:
    """When the webinar is; ``starts`` is local to ``timezone``."""

    starts: datetime
    timezone: str
    duration: timedelta


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be said of a webinar and depends on nothing else in it; None or empty where it is not said."""

    series: str | None
    registrations: int | None
    attendees: int | None
    attention: float | None
    tags: Mapping[str, str]
    privacy: Privacy | None
    quiet: Quiet | None


def read_facts(fields: Fields) -> Facts:
    """Series, numbers, tags, privacy and quiet hours."""
    return Facts(
        series=fields.name("series", WEBINAR_NAME),
        registrations=fields.whole("registrations"),
        attendees=fields.whole("attendees"),
        attention=_attention(fields),
        tags=_tags(fields),
        privacy=_privacy(fields),
        quiet=_quiet(fields),
    )


def read_times(fields: Fields) -> Times | None:
    """Start, zone and duration, or None if one of them cannot be read; a start that clocks jump over is a fault."""
    fields.need("starts", "write it like 2026-11-24 10:00, local to `timezone`")
    fields.need("timezone", "name it, such as Europe/Brussels")
    starts, zone = _starts(fields), _zone(fields)
    fields.need("duration", "write it like 2h or 90m")
    duration = read_duration(fields, "duration")
    if duration is not None and duration > LONGEST_WEBINAR:
        message = f"a webinar of {duration.days} days is too long: write {LONGEST_WEBINAR.days}d at most"
        fields.fault(fields.line_of("duration"), message)
    if starts is not None and zone is not None and not exists(starts, zone):
        message = f"{starts:%Y-%m-%d %H:%M} does not exist in {zone.key}, where clocks jump over it: take another hour"
        fields.fault(fields.line_of("starts"), message)
    if starts is None or zone is None or duration is None:
        return None
    return Times(starts, zone.key, duration)


def read_duration(fields: Fields, key: str) -> timedelta | None:
    """A length of time such as ``2h`` or ``365d``."""
    text = fields.text(key)
    try:
        return None if text is None else duration_of(text)
    except NotUnderstoodError as trouble:
        fields.fault(fields.line_of(key), f"`{key}`: {trouble}")
        return None


def read_when(fields: Fields, key: str, *, refused: tuple[type[When], ...] = ()) -> When | None:
    """The moment under ``key``; one of the ``refused`` sorts is recorded as a fault."""
    text = fields.text(key)
    if text is None:
        return None
    try:
        when = when_of(text)
    except NotUnderstoodError as trouble:
        fields.fault(fields.line_of(key), f"`{key}` of {fields.what}: {trouble}")
        return None
    if isinstance(when, refused):
        message = f"`{key}` of {fields.what} cannot be `{text}`: write an offset such as `7d after end`, or a moment"
        fields.fault(fields.line_of(key), message)
        return None
    return when


def warn_of_another_year(fields: Fields, key: str, when: When | None, times: Times | None) -> None:
    """Warn of a moment under ``key`` that is so long before the webinar that its year is a slip."""
    if when is None or times is None:
        return
    at = roughly(when, starts=times.starts, ends=times.starts + times.duration)
    if at is not None and at < times.starts - LONG_BEFORE:
        said = f"`{key}` of {fields.what} is {at:%Y-%m-%d %H:%M}, more than a year before the webinar starts"
        fields.page.findings.warn(fields.line_of(key), f"{said} ({times.starts:%Y-%m-%d %H:%M}): look at the year")


def read_open_hours(fields: Fields, times: Times | None) -> tuple[When, When]:
    """When the survey opens and closes, the defaults included; closing first is a fault."""
    opens = read_when(fields, "opens", refused=(OnFinish, OnEntry)) or _DEFAULTS["opens"]
    closes = read_when(fields, "closes", refused=(OnFinish, OnEntry)) or _DEFAULTS["closes"]
    for key, when in (("opens", opens), ("closes", closes)):
        warn_of_another_year(fields, key, when, times)
    if times is not None:
        ends = times.starts + times.duration
        first, last = (roughly(when, starts=times.starts, ends=ends) for when in (opens, closes))
        if first is not None and last is not None and last <= first:
            line = fields.line_of("closes" if fields.has("closes") else "opens")
            message = f"the survey closes ({last:%Y-%m-%d %H:%M}) before it opens ({first:%Y-%m-%d %H:%M})"
            fields.fault(line, f"{message}: let it close later")
    return opens, closes


def _quiet(fields: Fields) -> Quiet | None:
    """The hours in which nothing comes by the clock, as ``21:00 to 08:00``; None for ``none``, the default unsaid."""
    text = fields.text("quiet")
    if text is None:
        return DEFAULT_QUIET
    if " ".join(text.lower().split()) == "none":
        return None
    try:
        return quiet_of(text)
    except NotUnderstoodError as trouble:
        fields.fault(fields.line_of("quiet"), f"`quiet`: {trouble}")
        return DEFAULT_QUIET


def read_languages(fields: Fields, survey: Survey | None) -> tuple[str, ...]:
    """The languages that the survey's wording is offered in; unless given, English, or else the survey's first one."""
    written = fields.texts("languages")
    if written is None:
        there = () if survey is None else worded_in(survey)
        return there[:1] if there and "en" not in there else ("en",)
    found: list[str] = []
    for scalar in written:
        if scalar.text not in EU_LANGUAGES:
            remedy = guess(scalar.text, EU_LANGUAGES, most=len(EU_LANGUAGES))
            fields.fault(scalar.line, f"`{scalar.text}` is none of the 24 languages of the EU: {remedy}")
        elif scalar.text in found:
            fields.fault(scalar.line, f"the language `{scalar.text}` stands twice: keep one")
        else:
            found.append(scalar.text)
    if not written:
        fields.fault(fields.line_of("languages"), "`languages` is empty: list one at least, such as [en]")
    return tuple(found)


def _attention(fields: Fields) -> float | None:
    attention = fields.decimal("attention")
    if attention is not None and not 0 <= attention <= 1:
        fields.fault(fields.line_of("attention"), "`attention` is a share from 0 to 1: write 60 % as 0.60")
        return None
    return attention


def _tags(fields: Fields) -> dict[str, str]:
    section = fields.section("tags", "{format: break-outs}")
    if section is None:
        return {}
    names = list(section.entries)
    tags = Fields(section, fields.page, what="`tags`", known=names)
    found: dict[str, str] = {}
    for name in section.names:
        value = tags.text(name.text)
        if not PLAN_NAME.pattern.fullmatch(name.text):
            fields.fault(name.line, f"`{name.text}` cannot be a tag: use {PLAN_NAME.words}")
        elif value is not None:
            found[name.text] = value
    return found


def _privacy(fields: Fields) -> Privacy | None:
    """Missing is a warning only: the settings may give it."""
    section = fields.section("privacy", "{controller: ..., contact: ..., purpose: ..., retention: 365d}")
    if section is None:
        if not fields.has("privacy"):
            message = "the survey will not open until `privacy` is given, here or in the settings"
            remedy = "add controller, contact, purpose and retention"
            fields.page.findings.warn(fields.line, f"{message}: {remedy}")
        return None
    known = ("controller", "contact", "purpose", "retention", "basis")
    privacy = Fields(section, fields.page, what="`privacy`", known=known)
    for key, remedy in (
        ("controller", "name who is responsible"),
        ("contact", "give an address for questions"),
        ("purpose", "say what the answers are for"),
        ("retention", "say how long they are kept, such as 365d"),
    ):
        privacy.need(key, remedy)
    controller, contact = privacy.text("controller"), privacy.text("contact")
    purpose, retention = privacy.wording("purpose", longest=500), read_duration(privacy, "retention")
    basis = privacy.text("basis") or "consent"
    if controller is None or contact is None or purpose is None or retention is None:
        return None
    return Privacy(controller, contact, purpose, retention, basis)


def _starts(fields: Fields) -> datetime | None:
    text = fields.text("starts")
    try:
        return None if text is None else local_moment(text)
    except NotUnderstoodError as trouble:
        fields.fault(fields.line_of("starts"), f"`starts`: {trouble}")
        return None


def _zone(fields: Fields) -> ZoneInfo | None:
    name = fields.text("timezone")
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # which of the three depends on what the name would be as a path
        near = guess(name.title(), sorted(available_timezones()))
        remedy = near if near.startswith("did") else "name a city's, such as Europe/Brussels"
        fields.fault(fields.line_of("timezone"), f"`{name}` is no time zone: {remedy}")
        return None
