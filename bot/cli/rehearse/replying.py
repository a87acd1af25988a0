"""What an invented person does at one question: the taps and texts that settle it.

Pure but for ``chance``. Wishes come first; what is left open is drawn, content people more often than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bot.cli.rehearse.wishes import Wish
from bot.survey.definitions import OTHER, Question
from bot.survey.engine import Ask
from bot.survey.replies import Confirm, Reply, Skip, Tap, Typed

WRITES = 0.3
"""The share of people who write something where they may skip."""

WORDS = "More time for questions (invented)"
A_DAY = "2026-12-01"


def replies_to(ask: Ask, wish: Wish, chance: Random) -> list[Reply]:
    """What settles the question on screen, as ``wish`` wants it."""
    question, place = ask.question, ask.index
    if question.kind == "statement":
        return [Confirm(place)]
    if question.picks_one:
        return _one(question, place, wish, chance)
    if question.picks_several:
        return _several(question, place, wish, chance)
    if question.optional and chance.random() > WRITES:
        return [Skip(place)]
    return [Typed(_written(question))]


def _one(question: Question, place: int, wish: Wish, chance: Random) -> list[Reply]:
    wanted = wish.picks.get(question.key, ())
    shunned = wish.shuns.get(question.key, frozenset())
    keys = [option.key for option in question.options]
    open_to = [key for key in keys if key not in shunned and all(key in named for named in wanted)]
    if not open_to:
        return [Skip(place)]
    best_last = question.kind == "nps"
    weights = [3.0 ** (open_to.index(key) if best_last else -open_to.index(key)) for key in open_to]
    key = chance.choices(open_to, weights=weights)[0] if question.kind in ("scale", "nps") else chance.choice(open_to)
    if key == OTHER and question.other:
        return [Tap(place, keys.index(key)), Typed(WORDS)]
    return [Tap(place, keys.index(key))]


def _several(question: Question, place: int, wish: Wish, chance: Random) -> list[Reply]:
    keys = [option.key for option in question.options]
    shunned = wish.shuns.get(question.key, frozenset())
    open_to = [key for key in keys if key not in shunned]
    most = int(question.most or len(keys))
    ticks: list[str] = []
    for named in wish.picks.get(question.key, ()):
        meant = [key for key in open_to if key in named]
        if meant and not named.intersection(ticks):
            ticks.append(chance.choice(meant))
    fewest = max(int(question.least or 0), len(ticks), 0 if question.optional else 1)
    more = [key for key in open_to if key not in ticks and key != OTHER]
    count = chance.randint(fewest, max(fewest, min(most, 3))) - len(ticks)
    ticks += chance.sample(more, k=max(0, min(count, len(more))))
    if not ticks:
        return [Skip(place)]
    texts: Sequence[Reply] = [Typed(WORDS)] if OTHER in ticks and question.other else ()
    return [*(Tap(place, keys.index(key)) for key in sorted(ticks, key=keys.index)), *texts, Confirm(place)]


def _written(question: Question) -> str:
    if question.kind == "date":
        return A_DAY
    if question.kind != "number":
        return WORDS
    least, most = question.least, question.most
    number = least if least is not None else most if most is not None else 1.0
    return f"{number:g}"
