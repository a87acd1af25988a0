"""``afterword demo``: the main job with no token, on this machine alone.

The rehearsal's Bot API runs here on loopback HTTP; the bot is a process of its own that runs ``afterword run`` as it
would for Telegram; an invented audience answers in chat. Days pass in seconds, because the bot asks the rehearsal for
the time. Everything an organiser does is done by the same commands an organiser would type.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.cli.complaints import complain


def run(args: argparse.Namespace) -> int:
    """Run the rehearsal; 0 when everything owed arrived (and every table is equal), else 1."""
    from bot.cli.demo.needs import play as play_needs
    from bot.cli.demo.satisfaction import play as play_satisfaction
    from bot.cli.demo.stage import Failed
    from bot.rehearsal.phone import NothingCame

    folder = Path(args.out) if args.out else Path(tempfile.mkdtemp(prefix="afterword-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    stays = not args.headless and sys.stdin.isatty() and sys.stdout.isatty()
    play = play_needs if args.survey == "needs" else play_satisfaction
    try:
        return asyncio.run(play(folder.resolve(), people=args.people, stays=stays))
    except (Failed, NothingCame) as trouble:
        return complain(f"the rehearsal stopped: {trouble}")
