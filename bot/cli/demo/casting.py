"""Who answers what, so that the needs survey gets exactly its published counts.

The published tables say how many chose each option, not who. Choices are dealt out like cards, one person after the
other, so nobody gets the same option twice and everybody gets as many as the others, give or take one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cli.demo.answers import done, skip
from bot.rehearsal.audience import Act, Press, Script, Write
from bot.render.texts import Texts
from bot.survey.definitions import OTHER, Question, Survey

Published = Mapping[str, Any]
"""One question of the published tables: ``options`` with ``label`` and ``count``."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What each person does, and the themes of what they write, by question key and text."""

    scripts: Sequence[Script]
    themes: Mapping[str, Mapping[str, tuple[str, ...]]]


def cast(survey: Survey, published: Mapping[str, Published], texts: Texts, *, people: int) -> Cast:
    """Scripts for ``people`` people whose answers add up to ``published``."""
    scripts: list[dict[str, Sequence[Act]]] = [{} for _ in range(people)]
    themes: dict[str, dict[str, tuple[str, ...]]] = {}
    for place, question in enumerate(survey.questions):
        table = published[question.key]
        asked = list(range(people)) if question.when is None else list(range(_yes(published)))
        turn = asked[place * 7 % len(asked) :] + asked[: place * 7 % len(asked)] if question.key != "q10" else asked
        hands = deal(table, turn, people)
        for person in asked:
            hand = hands[person]
            if question.kind == "open":
                acts: Sequence[Act] = _write(question, hand, person, themes) if hand else [skip(texts, "en")]
            else:
                acts = _tap(question, hand, person, texts) if hand else [skip(texts, "en")]
            scripts[person][question.ask.spoken("en")] = acts
    return Cast(scripts, themes)


def deal(table: Published, turn: Sequence[int], people: int) -> list[list[str]]:
    """Each person's labels: every label as often as published, dealt out to those in ``turn``, one after the other."""
    hands: list[list[str]] = [[] for _ in range(people)]
    cards = [option["label"] for option in table["options"] for _ in range(option["count"])]
    for number, label in enumerate(cards):
        hands[turn[number % len(turn)]].append(label)
    return hands


def _yes(published: Mapping[str, Published]) -> int:
    """How many said that they work for a cluster organisation, and so see the questions about it."""
    return int(next(option["count"] for option in published["q10"]["options"] if option["label"] == "Yes"))


def _write(
    question: Question, hand: Sequence[str], person: int, themes: dict[str, dict[str, tuple[str, ...]]]
) -> Sequence[Act]:
    text = f"{' and '.join(hand)} (person {person + 1})"
    themes.setdefault(question.key, {})[text] = tuple(hand)
    return [Write(text)]


def _tap(question: Question, hand: Sequence[str], person: int, texts: Texts) -> Sequence[Act]:
    acts: list[Act] = []
    for label in hand:
        acts.append(Press(label))
        option = next(option for option in question.options if option.label.spoken("en") == label)
        if question.other and option.key == OTHER:
            acts.append(Write(f"Something else (person {person + 1})"))
    return [*acts, done(texts, "en")] if question.picks_several else acts
