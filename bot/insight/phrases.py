"""Keyphrases: which words several people use in what they wrote. Suggestions for themes, never counts of anything.

A phrase is one to three content words that stand together, with at most one stop word between two of them; its words
are compared by their stems and in any order, so that "list of attendees" and "attendee lists" are one. Stems that
mostly occur in one phrase are told as it. The same answers always give the same phrases.
The idea is RAKE's (S. Rose, D. Engel, N. Cramer, W. Cowley, "Automatic keyword extraction from individual documents",
2010), but ranked by people, since a theme is what several people speak of.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

LONGEST = 3
"""Content words of a phrase."""

FEWEST = 2
"""What only one person says is no suggestion."""

_ENOUGH = 10
_NEARLY_ALL = 0.8
_PIECE = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*|[^\w\s]")
_JOINTS = "-‐‑"
_APART = "'’ʼ"
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language's words without meaning of their own, and its way to the stem of a word."""

    stop_words: Collection[str]
    stem: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, in the language that it is probably in."""

    text: str
    tongue: Tongue


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that several people use. ``label``: how it is mostly written; ``answers``: the places of theirs."""

    label: str
    stems: frozenset[str]
    answers: tuple[int, ...]


def phrases(answers: Sequence[Said], *, fewest: int = FEWEST, most: int = 40) -> tuple[Phrase, ...]:
    """What at least ``fewest`` people say, what most people say first; at most ``most`` of them."""
    used: dict[frozenset[str], set[int]] = defaultdict(set)
    written: dict[frozenset[str], Counter[str]] = defaultdict(Counter)
    for place, said in enumerate(answers):
        for stems, words in _candidates(said):
            used[stems].add(place)
            written[stems][words] += 1
    common = {stems: places for stems, places in used.items() if fewest <= len(places) and _tells(places, answers)}
    told: dict[frozenset[str], set[int]] = defaultdict(set)
    parts: dict[frozenset[str], set[str]] = defaultdict(set)
    for stem, places in sorted((next(iter(each)), places) for each, places in common.items() if len(each) == 1):
        name = _name(stem, places, common)
        told[name] |= places
        parts[name].add(stem)
    found = [
        Phrase(_mostly(written[name]), frozenset(parts[name]), tuple(sorted(places))) for name, places in told.items()
    ]
    ranked = sorted(found, key=lambda each: (-len(each.answers), -len(each.stems), each.label.casefold(), each.label))
    return tuple(_without_twins(ranked)[:most])


def _tells(places: Collection[int], answers: Sequence[Said]) -> bool:
    """Whether it tells answers apart: a word of nearly everybody's does not."""
    return len(answers) < _ENOUGH or len(places) <= _NEARLY_ALL * len(answers)


def _without_twins(ranked: Sequence[Phrase]) -> list[Phrase]:
    """Of phrases that the same people use, the first, with the stems of all."""
    kept: list[Phrase] = []
    for each in ranked:
        twin = next((place for place, other in enumerate(kept) if _alike(each.answers, other.answers)), None)
        if twin is None:
            kept.append(each)
        else:
            kept[twin] = replace(kept[twin], stems=kept[twin].stems | each.stems)
    return kept


def _alike(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether nine in ten of all who use either use both."""
    mine, theirs = set(one), set(other)
    return 10 * len(mine & theirs) >= 9 * len(mine | theirs)


def stems_of(said: Said) -> frozenset[str]:
    """The stems of all words in it that mean something by themselves."""
    return frozenset(stem for run in _runs(said) for stem, _ in run if stem)


def _name(stem: str, places: Collection[int], common: Mapping[frozenset[str], Collection[int]]) -> frozenset[str]:
    """The phrase that at least half of those who use the word say; or the word alone."""
    longer = [
        (len(among), len(stems), sorted(stems), stems)
        for stems, among in common.items()
        if len(stems) > 1 and stem in stems and 2 * len(among) > len(places)
    ]
    return max(longer)[3] if longer else frozenset({stem})


def _candidates(said: Said) -> Iterator[tuple[frozenset[str], str]]:
    """Every phrase in an answer: its stems, and how it is written."""
    for run in _runs(said):
        content = [place for place, (stem, _) in enumerate(run) if stem]
        for first in range(len(content)):
            for last in range(first, min(first + LONGEST, len(content))):
                words = run[content[first] : content[last] + 1]
                stems = frozenset(stem for stem, _ in words if stem)
                if len(stems) == last - first + 1:
                    yield stems, " ".join(word for _, word in words)


Word = tuple[str, str]
"""A stem, empty for a stop word, and the word as it is written."""


def _runs(said: Said) -> Iterator[list[Word]]:
    """The words between signs and between two stop words in a row. Stop words stand only between others."""
    run: list[Word] = []
    for piece in [*_PIECE.findall(_plain(said.text)), "."]:
        stem = _stem(piece, said.tongue)
        if stem:
            run.append((stem, piece))
        elif stem is not None and run and run[-1][0]:
            run.append(("", piece))
        else:
            if run and not run[-1][0]:
                run.pop()
            if run:
                yield run
            run = []


def _stem(piece: str, tongue: Tongue) -> str | None:
    """The stem of a word, empty for one that means nothing by itself; None: a sign that ends a phrase."""
    if not piece[0].isalpha():
        return None
    word = piece.casefold()
    for joint in _JOINTS:
        word = word.replace(joint, "")
    if piece.casefold() in tongue.stop_words or word in tongue.stop_words or len(word) < _SHORTEST_WORD:
        # An abbreviation such as EU or AI means something, however short.
        return word if piece.isupper() and len(piece) > 1 and len(word) < _SHORTEST_WORD else ""
    return tongue.stem(word)


def _plain(text: str) -> str:
    """With one sign for each letter, and what an apostrophe joins apart."""
    text = unicodedata.normalize("NFC", text)
    for sign in _APART:
        text = text.replace(sign, " ")
    return text


def _mostly(written: Counter[str]) -> str:
    """How it is mostly written, without capitals if it is ever written so."""
    most = max(written.values())
    best = sorted((each for each, count in written.items() if count == most), key=lambda each: (len(each), each))
    small = [each for each in best if each == each.casefold()]
    return (small or best)[0]
