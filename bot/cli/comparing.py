"""``compare``: webinars side by side as text, as a chart or as JSON (its shape: ``insight.comparing.shapes``)."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.charts import is_drawn, write_comparison_charts
from bot.cli.complaints import Complaint
from bot.cli.printing import print_json, print_line
from bot.cli.reports import is_wanted, language_of, write_forms
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
    settings, wanted = read_settings(), is_wanted(args)
    comparison = asyncio.run(_compare(settings, args))
    written = _written(args, settings, comparison) if wanted else []
    if is_drawn(args):
        written += write_comparison_charts(args, comparison)
    if args.json:
        print_json(comparison_document(comparison))
    if args.json or written:
        for line in () if args.json else written:
            print_line(line)
        return 0
    from bot.render.comparison import comparison_text

    for line in comparison_text(comparison).split("\n"):
        print_line(line)
    return 0


def _written(args: argparse.Namespace, settings: Settings, comparison: Comparison) -> list[str]:
    """The reports that were asked for. Raises: Complaint."""
    from bot.render.reports.comparing import comparison_report

    language = language_of(args.language, ("en",))
    now = clock_of(settings).now()
    return write_forms(args, settings, lambda texts: comparison_report(texts, comparison, language, now=now))


async def _compare(settings: Settings, args: argparse.Namespace) -> Comparison:
    how = Reckoning(
        survey=args.survey,
        pairs="every" if args.every_pair else "next",
        years=args.year,
        tags=tuple(dict.fromkeys(args.tag or ())),
        questions=tuple(args.question) if args.question else None,
    )
    async with opened(settings, clock_of(settings), create=False) as store:
        comparisons = Comparisons(store, Access(settings.owners), await library_of(settings, store))
        if args.series is not None:
            return await comparisons.series(args.series, reader=Operator(), how=how)
        return await comparisons.named(args.codes, reader=Operator(), how=how)
