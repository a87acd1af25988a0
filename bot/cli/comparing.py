"""``compare``: webinars side by side as text, as a chart or as JSON (its shape: ``insight.comparing.shapes``)."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.charts import is_drawn, write_comparison_charts
from bot.cli.complaints import Complaint
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.comparing.comparison import Comparison
from bot.insight.comparing.shapes import comparison_document
from bot.services.access import Access, Operator
from bot.services.comparing import Comparisons, Reckoning
from bot.settings import Settings, read_settings


def compare(args: argparse.Namespace) -> int:
    """Print the comparison of webinars that are named, or of a series."""
    if bool(args.codes) == (args.series is not None):
        raise Complaint("Name two webinars or more, or a series with --series; not both.", code=2)
    comparison = asyncio.run(_compare(read_settings(), args))
    charts = write_comparison_charts(args, comparison) if is_drawn(args) else []
    if args.json:
        print_json(comparison_document(comparison))
        return 0
    if charts:
        for line in charts:
            print_line(line)
        return 0
    from bot.render.comparison import comparison_text

    for line in comparison_text(comparison).split("\n"):
        print_line(line)
    return 0


async def _compare(settings: Settings, args: argparse.Namespace) -> Comparison:
    how = Reckoning(
        survey=args.survey,
        every_pair=args.every_pair,
        years=args.year,
        tags=tuple(dict.fromkeys(args.tag or ())),
        questions=tuple(args.question) if args.question else None,
    )
    async with opened(settings, clock_of(settings), create=False) as store:
        comparisons = Comparisons(store, Access(settings.owners), await library_of(settings, store))
        if args.series is not None:
            return await comparisons.series(args.series, reader=Operator(), how=how)
        return await comparisons.named(args.codes, reader=Operator(), how=how)
