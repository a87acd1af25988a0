"""``webinars`` and ``summary``: what there is, and what it adds up to, as text, JSON or a chart."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.charts import is_drawn, write_charts
from bot.cli.complaints import complain
from bot.cli.printing import print_json, print_line, table
from bot.cli.reports import write_report
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.shapes import document
from bot.services.access import Access, Operator
from bot.services.reading import PLAIN_LINK, Listed, Reading
from bot.services.reporting import Report
from bot.settings import Settings, read_settings
from db.errors import StoreUnavailable


def webinars(args: argparse.Namespace) -> int:
    """List all webinars."""
    listed, dead = asyncio.run(_webinars(read_settings()))
    if args.json:
        print_json({"webinars": [_shape(each) for each in listed]})
    elif not listed:
        print_line("There are no webinars yet; `afterword apply FILE` makes one.")
    else:
        for line in _lines(listed):
            print_line(line)
    for update, trouble in dead:
        complain(f"update {update} could not be carried out and is kept as a dead letter ({trouble}).")
    return 0


def summary(args: argparse.Namespace) -> int:
    """Print a webinar's figures, or write them as a chart or a report."""
    written = write_report(args)
    report = asyncio.run(_summary(read_settings(), args.code, survey=args.survey))
    note = None if report.frozen_at is None else _frozen(report.frozen_at)
    if is_drawn(args):
        written += write_charts(args, report.summary, note=note)
    for line in () if args.json else written:
        print_line(line)
    if args.json:
        print_json(_document(report))
    elif not written:
        from bot.render.report import summary_text

        if report.frozen_at is not None:
            print_line(_frozen(report.frozen_at))
            print_line()
        if report.summary.responses.started:
            print_line(summary_text(report.summary))
        else:
            print_line(summary_text(replace(report.summary, questions=())))
            print_line("\nNobody has answered yet.")
        for line in _versions_lines(report):
            print_line(line)
    return 0


async def _webinars(settings: Settings) -> tuple[tuple[Listed, ...], tuple[tuple[int, str], ...]]:
    """The webinars, and the dead letters that an operator should know of. Looking makes no database.

    Raises:
        StoreUnavailable: there is no place for one either.
    """
    clock = clock_of(settings)
    if not settings.database.exists():
        if not settings.database.absolute().parent.is_dir():
            raise StoreUnavailable("missing", settings.database.name)
        return (), ()
    async with opened(settings, clock, create=False) as store:
        reading = Reading(store, Access(settings.owners), await library_of(settings, store))
        return await reading.webinars(reader=Operator()), await reading.dead_letters(reader=Operator())


async def _summary(settings: Settings, code: str, *, survey: str | None) -> Report:
    async with opened(settings, clock_of(settings), create=False) as store:
        return await Reading(store, Access(settings.owners), await library_of(settings, store)).summary(
            code, reader=Operator(), survey=survey
        )


def _shape(listed: Listed) -> dict[str, Any]:
    return {
        "key": listed.key,
        "code": listed.code,
        "link": listed.link,
        "title": listed.title,
        "starts": listed.starts_at.astimezone(ZoneInfo(listed.timezone)).isoformat(),
        "registrations": listed.registrations,
        "attendees": listed.attendees,
        "entered": listed.entered,
        "started": listed.started,
        "finished": listed.finished,
        "sources": dict(listed.sources),
        **({"invited": listed.invited, "came_invited": listed.came_invited} if listed.invited else {}),
        **_frozen_shape(listed.frozen_at),
    }


def _lines(listed: Sequence[Listed]) -> list[str]:
    rows = [("KEY", "STARTS", "ENTERED", "STARTED", "FINISHED", "LINK OR CODE", "TITLE")]
    for each in listed:
        starts = f"{each.starts_at.astimezone(ZoneInfo(each.timezone)):%Y-%m-%d %H:%M}"
        counts = (str(each.entered), str(each.started), str(each.finished))
        rows.append((each.key, starts, *counts, each.link or each.code, each.title))
    return [
        *table(rows),
        *(f"{each.key}: entered by {_sources(each.sources)}" for each in listed if set(each.sources) - {PLAIN_LINK}),
        *(f"{each.key}: {_frozen(each.frozen_at)}" for each in listed if each.frozen_at is not None),
    ]


def _sources(sources: Mapping[str, int]) -> str:
    return ", ".join(f"{source} {people}" for source, people in sources.items())


def _frozen(at: datetime) -> str:
    return f"Answers were deleted on {at:%Y-%m-%d}, as attendees were promised; the figures are frozen."


def _frozen_shape(at: datetime | None) -> dict[str, Any]:
    return {} if at is None else {"frozen_at": at.isoformat()}


def _document(report: Report) -> dict[str, Any]:
    """The summary's shape; ``versions`` beside it only if answers to differing earlier wordings stand alone."""
    shape = document(report.summary) | _frozen_shape(report.frozen_at)
    if report.others:
        shape["versions"] = [
            {
                "version": other.version,
                "questions": document(replace(report.summary, questions=other.questions))["questions"],
            }
            for other in report.others
        ]
    return shape


def _versions_lines(report: Report) -> list[str]:
    if not report.others:
        return []
    same = "and to what earlier ones asked in the same words"
    lines = ["", f"These are answers to version {report.version} of the survey, {same}."]
    for other in report.others:
        keys = ", ".join(question.key for question in other.questions)
        lines.append(f"Version {other.version} asked {keys} otherwise; its answers stand alone (`--json`: versions).")
    return lines
