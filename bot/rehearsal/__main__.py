"""``python -m bot.rehearsal``: the rehearsal's Bot API as a process of its own. Prints its address when it serves."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from datetime import datetime

from bot.rehearsal.clock import FIRST_MOMENT
from bot.rehearsal.flood import UNLIMITED, FloodRules
from bot.rehearsal.server import Rehearsal
from bot.rehearsal.world import TOKEN


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.rehearsal", description="A Bot API on this machine.")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--username", default="afterword_rehearsal_bot", help="the bot's")
    parser.add_argument("--now", type=datetime.fromisoformat, default=FIRST_MOMENT, help="with its offset from UTC")
    parser.add_argument(
        "--rate", type=float, default=0.0, help="rehearsal seconds in a real one; 0: the clock stands still"
    )
    parser.add_argument("--messages-per-second", type=float, default=30.0)
    parser.add_argument("--burst", type=int, default=30, help="messages that may go at once after a rest")
    parser.add_argument("--chat-burst", type=int, default=20, help="the same, to one person")
    parser.add_argument("--unlimited", action="store_true", help="no pace is enforced")
    return parser.parse_args(given)


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT. Raises: OSError, when the port is taken."""
    rules = FloodRules(
        bulk_per_second=options.messages_per_second, bulk_burst=options.burst, chat_burst=options.chat_burst
    )
    api = Rehearsal(
        options.token,
        username=options.username,
        now=options.now,
        clock_rate=options.rate,
        flood=UNLIMITED if options.unlimited else rules,
    )
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    await api.start(port=options.port)
    sys.stdout.write(f"listening on {api.url}\n")
    sys.stdout.flush()
    await ended.wait()
    await api.stop()


def main(given: list[str] | None = None) -> int:
    """0: it was asked to end. 1: it could not serve."""
    options = _arguments(given)
    try:
        asyncio.run(serve(options))
    except (OSError, ValueError) as trouble:
        sys.stderr.write(f"The rehearsal cannot serve: {trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
