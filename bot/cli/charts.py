"""Figures of one webinar or of several as a chart in a file: a PNG for a phone, or an SVG that stays sharp."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import write_bytes
from bot.insight.comparing.comparison import Comparison
from bot.insight.summary import Summary


def is_drawn(args: argparse.Namespace) -> bool:
    """Whether a chart is asked for."""
    return args.png is not None or args.svg is not None


def write_charts(args: argparse.Namespace, summary: Summary, *, note: str | None) -> list[str]:
    """The files that were asked for hold the chart, with ``note`` on it; where they are. Raises: Complaint."""
    if not any(question.base for question in summary.questions if question.options):
        raise Complaint("Nobody has answered a question with options yet, so there is nothing to draw.")
    from bot.render.charts import summary_chart, summary_svg

    return _write(args, lambda: summary_chart(summary, note=note), lambda: summary_svg(summary, note=note))


def write_comparison_charts(args: argparse.Namespace, comparison: Comparison) -> list[str]:
    """The same of several webinars. Raises: Complaint."""
    from bot.render.comparison_charts import comparison_chart, comparison_svg, has_chart

    if not has_chart(comparison):
        raise Complaint("These webinars share no question with figures to show, so there is nothing to draw.")
    return _write(args, lambda: comparison_chart(comparison), lambda: comparison_svg(comparison))


def _write(args: argparse.Namespace, png: Callable[[], bytes], svg: Callable[[], str]) -> list[str]:
    made = []
    if args.png is not None:
        made.append((args.png, png()))
    if args.svg is not None:
        made.append((args.svg, svg().encode()))
    for path, content in made:
        write_bytes(Path(path), content)
    return [f"The chart is in {path}." for path, _ in made]
