"""What an export holds: one webinar's responses row by row, its survey in all versions, and the figures beside them.

``services`` gathers it inside one snapshot and ``render`` writes it in one form or another. Rows and figures are asked
for, not stored: memory stays flat however many have answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.insight.summary import QuestionFigures, Summary
from bot.insight.tallies import WebinarFacts
from bot.survey.answers import Answers
from bot.survey.definitions import Question, Survey


@dataclass(frozen=True, slots=True)
class Given:
    """One response. ``version`` is the number of the survey's version that it began with, ``survey`` that version.

    ``themes`` are by question key, for open questions that somebody has coded.
    """

    label: str
    version: int
    survey: Survey
    finished: bool
    answers: Answers
    themes: Mapping[str, tuple[str, ...]]
    second: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The figures of the same snapshot. ``others`` are questions that earlier versions worded otherwise, by number."""

    summary: Summary
    others: Mapping[int, tuple[QuestionFigures, ...]]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything there is to write. ``rows`` and ``figures`` read from the snapshot, and only while it is open.

    ``versions`` are the survey's, by number; ``current`` is the one that speaks. ``questions`` are the current
    version's, then those that only earlier ones had, each key once. ``themed``: open answers have columns for themes,
    ``second``: a second person has coded some.
    ``count`` says how many rows there are. ``starts_at`` and ``counted_at`` are in the webinar's zone.
    """

    webinar: WebinarFacts
    starts_at: datetime
    counted_at: datetime
    current: int
    versions: Mapping[int, Survey]
    questions: tuple[Question, ...]
    themed: bool
    count: int
    rows: Callable[[], Iterator[Given]]
    figures: Callable[[], Drawn]
    second: bool = False

    @property
    def survey(self) -> Survey:
        """The version that speaks."""
        return self.versions[self.current]

    @property
    def language(self) -> str:
        """In which wordings stand where there is room for one."""
        return self.webinar.languages[0]
