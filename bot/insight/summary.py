"""What goes out: every figure of one webinar's survey, as immutable values; JSON, text and chart are made from them.

``percent`` and ``rounded`` fields are the one rounded form of a figure, made from exact counts; shares are not rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.coded import CodingFigures
from bot.insight.rates import Bounds, RateFigures
from bot.insight.tallies import FollowUpTally, WebinarFacts
from bot.survey.definitions import Identity, Kind


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option. ``share`` is a fraction of the base, ``low`` and ``high`` its Wilson 95 % interval.

    All are None when withheld; with base 0, and of a non-substantive option, all but ``count`` are. ``bounds``, here
    and below, is None where it is not known how many did not answer, or not everybody was asked.
    """

    key: str
    label: str
    substantive: bool
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: int | None = None
    bounds: Bounds | None = None


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
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class ScoreBounds:
    """Between which ends a Net Promoter Score lies: ``missing`` people would all have detracted, or all promoted."""

    low: float
    high: float
    low_rounded: int
    high_rounded: int
    missing: int
    of: int


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
    bounds: ScoreBounds | None = None


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme: how often it was mentioned, which share of all mentions that is, and which share of the people.

    ``people_share`` is of those whose answer was coded, ``low`` and ``high`` its Wilson 95 % interval. ``people`` None:
    it was frozen before people were told.
    """

    label: str
    mentions: int
    share: float
    percent: int
    people: int | None = None
    people_share: float | None = None
    people_percent: int | None = None
    low: float | None = None
    high: float | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Themes folded together. ``people`` have one of them or several; ``mentions`` may be more."""

    label: str
    mentions: int
    share: float
    people: int
    people_share: float | None = None
    people_percent: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ThemesFigures:
    """The themes of an open question. ``mentions`` may exceed ``people``: one answer can have several themes.

    ``coded`` is the base of shares of people: those whose answer was looked at, whether or not a theme fits.
    """

    mentions: int
    people: int
    options: tuple[ThemeFigures, ...]
    coded: int | None = None
    groups: tuple[GroupFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question. ``withheld``: the base is too small to show more than the base.

    ``scored``: the kind has a mean and a median (None with base 0 or withheld) with their 95 % intervals (None, too,
    where all gave the same value). ``coded``: themes were given (``themes`` is None then only if withheld); ``coding``
    is how far that has come. ``nps`` is None for every other kind. ``bottom`` is the bottom box of a scale: its worst
    options, as ``boxes`` hold the best.

    ``nonresponse``: those who were shown it and did not answer, of those shown; None if nobody was. ``unanimous``:
    everybody said the same, so that it is known of each of them what they said. ``apart`` counts the responses that saw
    it and are not in these figures, since they do not say that they attended; None: everybody counts here.
    ``conditional``: some who attended are not asked. ``missing``: of those who attended, how many did not answer; None:
    that is not known, or not everybody is asked. ``values`` are the numbers given, each with how many gave it,
    ascending; empty if withheld.
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
    coding: CodingFigures | None = None
    bottom: BoxFigures | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    median_low: float | None = None
    median_high: float | None = None
    nonresponse: RateFigures | None = None
    unanimous: bool = False
    apart: int | None = None
    conditional: bool = False
    missing: int | None = None
    values: tuple[tuple[float, int], ...] = ()

    @property
    def picks_several(self) -> bool:
        """Whether one respondent may have chosen several options, so that shares may add up to more than 1."""
        return self.kind in ("multiple", "materials")

    @property
    def percent_sum(self) -> int | None:
        """What the rounded percentages of all options add up to; None where they need not be 100, or there are none."""
        shown = [each.percent for each in self.options if each.percent is not None]
        return None if self.picks_several or not shown else sum(shown)


@dataclass(frozen=True, slots=True)
class ResponsesFigures:
    """How many answered. ``finished`` counts every finished response; rates are of ``attended``.

    ``absent``: finished, but they say that they did not attend; ``unsaid``: finished, and they were asked but did not
    say. ``absent`` is None where the survey does not ask. ``invited`` counts the personal links issued.

    A rate, and its ``percent``, is None where the number it is of is not known or 0. ``response`` is AAPOR's response
    rate 1 of the attendees, ``with_partials`` its response rate 2 (``partial`` began and did not finish);
    ``invitation_response`` is its response rate 1 of those invited by a personal link, less those who say that they did
    not attend. ``registration_response`` is none of AAPOR's: who registered and did not come cannot judge.
    ``completion`` is finished of started, ``attendance`` attendees of registrations, ``entering`` entered of attendees.
    """

    entered: int
    started: int
    finished: int
    response_rate: float | None = None
    registration_response_rate: float | None = None
    response_percent: int | None = None
    registration_response_percent: int | None = None
    absent: int | None = None
    unsaid: int = 0
    partial: int = 0
    invited: int | None = None
    response: RateFigures | None = None
    with_partials: RateFigures | None = None
    registration_response: RateFigures | None = None
    invitation_response: RateFigures | None = None
    completion: RateFigures | None = None
    attendance: RateFigures | None = None
    entering: RateFigures | None = None

    @property
    def attended(self) -> int:
        """Finished, less those who say that they did not attend and those who do not say."""
        return self.finished - (self.absent or 0) - self.unsaid

    @property
    def completion_rate(self) -> float | None:
        """``completion`` as a fraction."""
        return None if self.completion is None else self.completion.share

    @property
    def attendance_rate(self) -> float | None:
        """``attendance`` as a fraction."""
        return None if self.attendance is None else self.attendance.share

    @property
    def entered_rate(self) -> float | None:
        """``entering`` as a fraction."""
        return None if self.entering is None else self.entering.share


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How far people came: one question in the order of asking, whoever saw it.

    ``left`` saw it last, then were gone. ``reached``: who saw it, of those who saw the question that most saw;
    ``lost``: who left at it, of those who saw it. Where ``conditional``, fewer may see it as it is not for everybody.
    """

    key: str
    ask: str
    shown: int
    answered: int
    skipped: int
    left: int
    reached: RateFigures | None
    lost: RateFigures | None
    conditional: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of one webinar's survey. ``limit``: smaller bases (but 0) are withheld, unless it is identified."""

    webinar: WebinarFacts
    identity: Identity
    limit: int
    responses: ResponsesFigures
    questions: tuple[QuestionFigures, ...]
    follow_ups: tuple[FollowUpTally, ...]
    funnel: tuple[FunnelStep, ...] = ()
