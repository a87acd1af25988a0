"""``cross``: two questions of a survey counted together, as a table or as JSON."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.complaints import Complaint
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.crossing import Unions
from bot.insight.crossing_shapes import crossing_document
from bot.services.access import Access, Operator
from bot.services.crossing import Crossed, Crossings
from bot.services.modes import Doubles
from bot.settings import Settings, read_settings

_JOINT = "+"


def cross(args: argparse.Namespace) -> int:
    """Print the cross-table of two questions."""
    crossed = asyncio.run(_cross(read_settings(), args, _unions(args.union or [])))
    if args.json:
        webinar = {"key": crossed.key, "code": crossed.code, "title": crossed.title}
        twice = crossed.doubles
        told = {} if twice is None else {"doubles": {"imported": twice.imported, "alike": twice.alike}}
        print_json({"webinar": webinar, "survey": crossed.survey, **crossing_document(crossed.table), **told})
        return 0
    from bot.render.crossing import crossing_text

    for line in crossing_text(crossed.table, title=crossed.title).split("\n"):
        print_line(line)
    if crossed.doubles is not None:
        print_line()
        for line in _doubles(crossed.doubles):
            print_line(line)
    return 0


def _doubles(found: Doubles) -> list[str]:
    """What has to be kept in mind of figures by mode."""
    told = ["People choose how they answer, so a difference between modes may be one between those who chose them."]
    if found.imported:
        told.append(
            f"{found.alike} of {found.imported} imported responses give the same answers as one in chat, so they"
        )
        told.append("may be of people who answered twice; nobody can tell for sure.")
    return told


async def _cross(settings: Settings, args: argparse.Namespace, unions: Unions) -> Crossed:
    async with opened(settings, clock_of(settings), create=False) as store:
        crossings = Crossings(store, Access(settings.owners), await library_of(settings, store))
        return await crossings.table(
            args.code, args.rows, args.columns, reader=Operator(), survey=args.survey, unions=unions
        )


def _unions(given: list[str]) -> Unions:
    """By question, the options to be counted together. Raises: Complaint."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for text in given:
        key, equals, options = text.partition("=")
        several = tuple(dict.fromkeys(option.strip() for option in options.split(_JOINT)))
        if not equals or len(several) < 2 or not all(several):
            raise Complaint(f"--union {text} names no options; write it as formats=talks+rooms.", code=2)
        found.setdefault(key.strip(), []).append(several)
    return found
