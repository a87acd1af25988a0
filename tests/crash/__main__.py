"""``python -m tests.crash``: the crash test in full, with its figures. Exit 0 when nothing was lost or doubled."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.cli.demo.stage import Failed
from tests.crash.play import play

SHOWN_FAULTS = 40
AIMED = dict.fromkeys(("claiming", "uploading", "sending", "settling", "planning"), 3)
"""How often of a hundred kills each stage has to be hit, at least."""


def main() -> int:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Kills the bot while people answer.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None, help="the same people, moments and troubles again")
    parser.add_argument("--out", type=Path, default=None, help="where database and log are left")
    args = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if args.seed is None else args.seed
    folder = args.out or Path(tempfile.mkdtemp(prefix="afterword-crash-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(
        f"crash test: {args.kills} kills, {args.people} people, --seed {seed}; database and log in {folder}", flush=True
    )
    began = time.monotonic()
    try:
        verdict = asyncio.run(play(folder.resolve(), kills=args.kills, people=args.people, seed=seed))
    except Failed as trouble:
        print(f"it could not be carried through: {trouble}")
        return 1
    faults = [*verdict.faults]
    if args.kills >= 30 and not verdict.unshown:
        faults.append("no kill came between storing a reply and showing its screen: run it again with another seed")
    missed = Counter(AIMED) - verdict.stages
    if args.kills >= 100 and missed:
        faults.append(f"too few kills while {', '.join(sorted(missed))}: run it again with another seed")
    width = max(len(name) for name, _ in verdict.figures)
    for name, figure in (*verdict.figures, ("real seconds", f"{time.monotonic() - began:.0f}")):
        print(f"  {name:<{width}}  {figure}")
    for fault in faults[:SHOWN_FAULTS]:
        print(f"WRONG: {fault}")
    print(f"{len(faults)} faults" if faults else "Nothing was lost, counted twice or left unaccounted for.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
