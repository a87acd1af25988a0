"""Suggesting themes: what several people say in other words or the same, found on this machine and counted nowhere.

A suggestion becomes a theme when a person accepts it for an answer. Keyphrases come first, then what means the same by
a model, if there is one. What was found is remembered while the answers stay the same.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.insight.likeness import gathered
from bot.insight.phrases import Phrase, Said, phrases, stems_of
from bot.services.canonical import digest
from bot.services.coding.desk import Desk, OpenAnswer
from bot.services.coding.tongues import tongue_of

MOST_READ = 3_000
"""Of so many answers, in their order, suggestions are made; more would take seconds."""

_REMEMBERED = 8
_LONGEST_NAME = 60


class Model(Protocol):
    """What turns texts into vectors."""

    def vectors(self, texts: Sequence[str]) -> Any:  # noqa: ANN401  a matrix of numpy's, which has no name without importing it
        """One for each text."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name for what several answers say, which buttons know by ``mark``. ``answers`` are theirs.

    ``theme`` is the one that is called so already. ``by_meaning``: a model found it, not words.
    """

    mark: str
    label: str
    theme: int | None
    answers: tuple[OpenAnswer, ...]
    by_meaning: bool = False


class Suggesting:
    """Suggests. ``model``: what knows meanings, None if there is none."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model
        self._found: OrderedDict[str, tuple[Suggestion, ...]] = OrderedDict()

    async def of(self, desk: Desk) -> tuple[Suggestion, ...]:
        """What the answers on ``desk`` suggest, what most people say first."""
        read = desk.answers[:MOST_READ]
        labels = sorted((theme.label, theme.id) for theme in desk.themes)
        key = digest(f"{desk.where} {labels} {[(each.mark, each.text) for each in read]}")
        if key not in self._found:
            self._found[key] = await asyncio.to_thread(self._suggest, desk, read)
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        self._found.move_to_end(key)
        return self._found[key]

    async def for_answer(self, desk: Desk, answer: OpenAnswer, coder: int, *, most: int = 3) -> tuple[Suggestion, ...]:
        """What is suggested for one answer and it does not have yet; themes that there are come first."""
        coded = desk.of(answer, coder)
        has = frozenset() if coded is None else coded.themes
        fit = [each for each in await self.of(desk) if answer in each.answers and each.theme not in has]
        return tuple(sorted(fit, key=lambda each: each.theme is None)[:most])

    def _suggest(self, desk: Desk, read: Sequence[OpenAnswer]) -> tuple[Suggestion, ...]:
        said = [Said(each.text, tongue_of(each.language)) for each in read]
        found = list(phrases(said))
        made = [self._named(desk, each.label, [read[place] for place in each.answers]) for each in found]
        made += _of_themes(desk, read, said, made)
        if self._model is not None and read:
            for places in gathered(self._model.vectors([each.text for each in read])):
                label = _called(places, said)
                if not any(_same(places, each) for each in found) and desk.labelled(label) is None:
                    made.append(self._named(desk, label, [read[place] for place in places], by_meaning=True))
        unique = {each.mark: each for each in reversed(made)}
        return tuple(sorted(unique.values(), key=lambda each: (-len(each.answers), each.label.casefold())))

    @staticmethod
    def _named(desk: Desk, label: str, answers: Sequence[OpenAnswer], *, by_meaning: bool = False) -> Suggestion:
        theme = desk.labelled(label)
        called = label[:1].upper() + label[1:] if theme is None else theme.label
        return Suggestion(digest(called)[:8], called, None if theme is None else theme.id, tuple(answers), by_meaning)


def _of_themes(
    desk: Desk, read: Sequence[OpenAnswer], said: Sequence[Said], made: Sequence[Suggestion]
) -> list[Suggestion]:
    """The themes that there are, for the answers in which all words of their names stand."""
    known = {each.theme for each in made}
    found: list[Suggestion] = []
    words = [stems_of(each) for each in said]
    for theme in desk.themes:
        of_name = {each.tongue.stem: stems_of(Said(theme.label, each.tongue)) for each in said}
        fit = [
            answer
            for answer, each, stems in zip(read, said, words, strict=True)
            if of_name[each.tongue.stem] and of_name[each.tongue.stem] <= stems
        ]
        if fit and theme.id not in known:
            found.append(Suggestion(digest(theme.label)[:8], theme.label, theme.id, tuple(fit)))
    return found


def _called(places: Sequence[int], said: Sequence[Said]) -> str:
    """What most of them say; or the shortest of them, cut."""
    named = phrases([said[place] for place in places])
    if named:
        return named[0].label
    shortest = min((" ".join(said[place].text.split()) for place in places), key=lambda text: (len(text), text))
    return shortest if len(shortest) <= _LONGEST_NAME else f"{shortest[: _LONGEST_NAME - 1]}…"


def _same(places: Sequence[int], phrase: Phrase) -> bool:
    mine, theirs = set(places), set(phrase.answers)
    return 10 * len(mine & theirs) >= 9 * len(mine | theirs)
