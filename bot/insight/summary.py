"""What goes out: every figure of one webinar's survey, as immutable values; JSON, text and chart are made from them.

``percent`` and ``rounded`` fields are the one rounded form of a figure, made from exact counts; shares are not rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.tallies import FollowUpTally, WebinarFacts
from bot.survey.definitions import Identity, Kind


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option. ``share`` is a fraction of the base, ``low`` and ``high`` its Wilson 95 % interval.

    All are None when withheld; with base 0, and of a non-substantive option, all but ``count`` are.
    """

    key: str
    label: str
    substantive: bool
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class BoxFigures:
    """A named set of options as one share of the base, None as with options; ``labels`` are its options' labels.

    All are None, too, where several options may be chosen and nobody counted the people.
    """

    key: str
    options: tuple[str, ...]
    labels: tuple[str, ...]
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class NpsFigures:
    """Promoters less detractors in percent of the base, -100 to 100, with its adjusted Wald 95 % interval.

    All None when withheld; with base 0 the score and its interval are.
    """

    score: float | None
    low: float | None
    high: float | None
    promoters: int | None
    passives: int | None
    detractors: int | None
    rounded: int | None = None


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme: how often it was mentioned, and which share of all mentions that is."""

    label: str
    mentions: int
    share: float
    percent: int


@dataclass(frozen=True, slots=True)
class ThemesFigures:
    """The themes of an open question. ``mentions`` may exceed ``people``: one answer can have several themes."""

    mentions: int
    people: int
    options: tuple[ThemeFigures, ...]


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question. ``withheld``: the base is too small to show more than the base.

    ``scored``: the kind has a mean and a median (None with base 0 or withheld). ``coded``: themes were given
    (``themes`` is None then only if withheld). ``nps`` is None for every other kind.
    """

    key: str
    kind: Kind
    ask: str
    shown: int
    answered: int
    skipped: int
    left: int
    base: int
    options: tuple[OptionFigures, ...] = ()
    boxes: tuple[BoxFigures, ...] = ()
    nps: NpsFigures | None = None
    scored: bool = False
    mean: float | None = None
    median: float | None = None
    withheld: bool = False
    coded: bool = False
    themes: ThemesFigures | None = None

    @property
    def picks_several(self) -> bool:
        """Whether one respondent may have chosen several options, so that shares may add up to more than 1."""
        return self.kind in ("multiple", "materials")


@dataclass(frozen=True, slots=True)
class ResponsesFigures:
    """How many answered. Rates are ``finished`` as a fraction of attendees and of registrations.

    A rate and its ``percent`` are None where the number it is of is not known or 0.
    """

    entered: int
    started: int
    finished: int
    response_rate: float | None = None
    registration_response_rate: float | None = None
    response_percent: int | None = None
    registration_response_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of one webinar's survey. ``limit``: smaller bases (but 0) are withheld, unless it is identified."""

    webinar: WebinarFacts
    identity: Identity
    limit: int
    responses: ResponsesFigures
    questions: tuple[QuestionFigures, ...]
    follow_ups: tuple[FollowUpTally, ...]
