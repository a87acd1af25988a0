"""``python -m tests.year``: the year in full, and its ledger. Exit 0 when nothing differs from what was promised."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.demo.stage import Failed
from tests.year.ledger import COLUMNS, Ledger
from tests.year.play import play

SHOWN = 40


def main() -> int:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description="A year in the life of a bot.")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--webinars", type=int, default=None, help="the first so many of the year (default: all)")
    parser.add_argument("--until", type=datetime.fromisoformat, default="2027-01-01", help="the last day")
    parser.add_argument("--kills", type=int, default=3, help="SIGKILLs a month")
    parser.add_argument("--no-old", dest="old", action="store_false", help="begin with the program as it is now")
    parser.add_argument("--seed", type=int, default=2026, help="the same people and moments again")
    parser.add_argument("--out", type=Path, default=None, help="where database and log are left")
    args = parser.parse_args()
    folder = args.out or Path(tempfile.mkdtemp(prefix="afterword-year-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"a year: {args.people} people, --seed {args.seed}; database and log in {folder}", flush=True)
    began = time.monotonic()
    try:
        outcome = asyncio.run(
            play(
                folder.resolve(),
                webinars=args.webinars,
                people=args.people,
                ends=args.until.replace(tzinfo=UTC),
                seed=args.seed,
                kills_a_month=args.kills,
                begins_old=args.old,
                say=lambda line: print(line, flush=True),
            )
        )
    except Failed as trouble:
        print(f"it could not be carried through: {trouble}")
        return 1
    print(table(outcome.ledger))
    for fault in outcome.faults[:SHOWN]:
        print(f"WRONG: {fault}")
    print(f"differences: {len(outcome.faults)}   ({time.monotonic() - began:.0f} real seconds)")
    return 1 if outcome.faults else 0


def table(ledger: Ledger) -> str:
    """The ledger as it is printed: a line for each kind of follow-up, the total, and why things did not come."""
    heads = ("promised", *COLUMNS)
    lines = ["", f"{'follow-up':<12}" + "".join(f"{head:>12}" for head in heads)]
    for name, counted in [*ledger.columns.items(), ("in total", ledger.total())]:
        lines.append(f"{name:<12}" + "".join(f"{counted[head]:>12}" for head in heads))
    for column, reasons in ledger.reasons.items():
        lines.append(f"{column}: " + ", ".join(f"{count} {reason}" for reason, count in reasons.most_common()))
    lines.append(f"doubts on record: {ledger.doubts}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
