"""``python -m tests.bench``: answers a second through the whole path, Afterword and a stock bot by turns.

Press, durable row, next question shown. Both bots run as processes of their own on one processor; the rehearsal's Bot
API and the people are one process on another. Each round ends with kill -9, and what is on disk then is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
from pathlib import Path

from tests.bench.contenders import Afterword, Contender, Hooked, Stock
from tests.bench.rounds import HEAD, Plan, Round, play

GOAL, LEAST = 5.0, 3.0
BUSY = 0.95
"""Of its processor: from there on the peer may be what is measured."""


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--people", type=int, default=100, help="who answer at the same time")
    parser.add_argument("--pool", type=int, default=2000, help="who have entered before the measuring")
    parser.add_argument("--seconds", type=float, default=6, help="measured, a round")
    parser.add_argument("--warm-up", type=float, default=1.5, help="seconds before them")
    parser.add_argument("--folder", type=Path, help="where databases lie while they are needed; default: the system's")
    parser.add_argument("--only", choices=("afterword", "stock", "webhook"))
    parser.add_argument("--webhook", action="store_true", help="play Afterword behind a webhook, too")
    parser.add_argument("--polite", action="store_true", help="end rounds with SIGTERM in place of kill -9")
    parser.add_argument("--profile", action="store_true", help="say where the time goes; needs py-spy, and disturbs")
    return parser.parse_args(given)


async def bench(options: argparse.Namespace) -> int:
    """Play all rounds and say what came out. 0: at least three times the stock bot, and no answer lost; else 1."""
    contenders: list[Contender] = [Afterword(), Stock()]
    if options.webhook or options.only == "webhook":
        contenders.append(Hooked())
    playing = [each for each in contenders if options.only in (None, each.name)]
    plan = Plan(
        people=options.people,
        pool=options.pool,
        seconds=options.seconds,
        warm_up=options.warm_up,
        folder=options.folder,
        polite=options.polite,
        profile=options.profile,
    )
    processor = _one_apart()
    print(f"{plan.people} people answer the shipped survey, {plan.seconds:g} s a round; waits in milliseconds\n{HEAD}")
    rounds: dict[str, list[Round]] = {each.name: [] for each in playing}
    for number in range(1, options.rounds + 1):
        for contender in playing:
            played = await play(contender, plan, processor=processor)
            rounds[contender.name].append(played)
            print(played.line(number), played.shares, sep="\n" if played.shares else "", flush=True)
    return _conclude(rounds)


def _one_apart() -> int | None:
    """A processor for the bots alone, this process being kept off it; None if there is but one, or nobody can say."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(processors) < 2:
        return None
    os.sched_setaffinity(0, set(processors[:-1]))
    return processors[-1]


def _conclude(rounds: dict[str, list[Round]]) -> int:
    for name, played in rounds.items():
        rate = statistics.median(one.rate for one in played)
        cost = statistics.median(one.cost for one in played)
        print(f"{name}: median {rate:.0f} answers/s, {cost:.2f} ms of processor time each")
    if crowded := [one for played in rounds.values() for one in played if one.peer >= BUSY]:
        print(f"In {len(crowded)} rounds the peer was busy all the time: that bot does more than is shown.")
    lost = [one for name in ("afterword", "webhook") for one in rounds.get(name, []) if one.kept < one.shown]
    if lost:
        print("Afterword lost answers whose next question it had shown.", file=sys.stderr)
    ratio = _compare(rounds) if {"afterword", "stock"} <= rounds.keys() else None
    return 1 if lost or (ratio is not None and ratio < LEAST) else 0


def _compare(rounds: dict[str, list[Round]]) -> float:
    """The median of the rounds' ratios, which is printed."""
    pairs = list(zip(rounds["afterword"], rounds["stock"], strict=True))
    ratios = [ours.rate / theirs.rate for ours, theirs in pairs]
    costs = statistics.median(theirs.cost / ours.cost for ours, theirs in pairs)
    ratio = statistics.median(ratios)
    told = ", ".join(f"{each:.1f}" for each in ratios)
    print(f"ratio of answers/s: {told}; median {ratio:.1f} (goal {GOAL:g}, at least {LEAST:g})")
    print(f"ratio of processor time an answer, which other work on the machine moves less: median {costs:.1f}")
    return ratio


def main() -> int:
    """The exit code."""
    try:
        return asyncio.run(bench(_arguments(None)))
    except RuntimeError as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
