"""Which webinars ask the same: in key, kind, options and wording. What is worded otherwise is not compared silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.insight.comparing.comparison import Compared
from bot.insight.summary import QuestionFigures
from bot.survey.definitions import Kind, Question, Wording
from bot.survey.sameness import agree

COMPARED: frozenset[Kind] = frozenset({"single", "multiple", "scale", "nps", "yes_no", "number", "materials"})
"""Kinds of which there is something to compare."""


@dataclass(frozen=True, slots=True)
class Told:
    """One question of a webinar as it was asked, and its figures.

    ``whole``: the figures with nothing withheld, which only what several webinars add up to may be made of; None: not
    for whoever reads this, or not there any more.
    """

    question: Question
    figures: QuestionFigures
    whole: QuestionFigures | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One webinar that is compared. ``questions`` may hold a key several times, in several wordings."""

    webinar: Compared
    questions: tuple[Told, ...]
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Outside:
    """One question at a webinar of elsewhere, of which somebody typed in what is known: counts, or shares alone.

    ``shares`` are fractions by the key of a box or an option; ``base`` None: nobody knows. It has no interval, is part
    of no pool and is tested against nothing. ``ask`` None: nobody knows how it was worded, so it is not known to be the
    same question. ``source`` says where it was found.
    """

    name: str
    title: str
    on: date | None
    question: str
    shares: Mapping[str, float]
    base: int | None = None
    mean: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    ask: Wording | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """The webinars that ask one question alike, in order; the question as the last of them asks it."""

    question: Question
    told: tuple[tuple[Compared, Told], ...]
    unlike: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def figures(self) -> QuestionFigures:
        """The last webinar's, whose wording and labels are shown."""
        return self.told[-1][1].figures


def matched(entries: Sequence[Entry], *, alone: Collection[str] = ()) -> list[Matched]:
    """The questions that at least two of ``entries`` (in order of their dates) have, as the latest asks them first.

    One that changed its wording stands once for each wording that several webinars share; if no two share one, once,
    with the latest wording. Keys in ``alone`` are there in the latest wording even if only one webinar asks them so.
    """
    languages = {each for entry in entries for each in entry.languages}
    found = []
    for key in _keys(entries):
        wordings = _wordings(key, entries, languages)
        asking = [e.webinar.key for e in entries if any(t.question.key == key for t in e.questions)]
        several = [each for each in wordings if len(each) > 1 or (key in alone and each is wordings[0])]
        if not several and len(asking) > 1:
            several = wordings[:1]
        found += [_matched(each, asking, entries) for each in several]
    return found


def _keys(entries: Sequence[Entry]) -> list[str]:
    every = (told.question for entry in reversed(entries) for told in entry.questions)
    return list(dict.fromkeys(question.key for question in every if question.kind in COMPARED))


_Wording = dict[str, tuple[Compared, Told]]
"""By webinar, who asks it in one wording."""


def _wordings(key: str, entries: Sequence[Entry], languages: set[str]) -> list[_Wording]:
    """The latest wording first; webinars the latest first."""
    found: list[_Wording] = []
    for entry in reversed(entries):
        for told in entry.questions:
            if told.question.key == key and told.question.kind in COMPARED:
                same = next((each for each in found if _same(told, each, languages)), None)
                if same is None:
                    found.append(same := {})
                same.setdefault(entry.webinar.key, (entry.webinar, told))
    return found


def _same(told: Told, wording: _Wording, languages: set[str]) -> bool:
    _, first = next(iter(wording.values()))
    return agree(first.question, told.question, languages=languages)


def _matched(wording: _Wording, asking: Sequence[str], entries: Sequence[Entry]) -> Matched:
    told = tuple(reversed(wording.values()))
    return Matched(
        question=told[-1][1].question,
        told=told,
        unlike=tuple(name for name in asking if name not in wording),
        absent=tuple(each.webinar.key for each in entries if each.webinar.key not in asking),
    )
