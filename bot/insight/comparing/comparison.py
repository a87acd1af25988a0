"""What goes out: webinars side by side, as immutable values; text, JSON, pictures and chat are made from them.

Shares are fractions and not rounded; ``percent`` and ``points`` are the one rounded form, made from exact counts.
Webinars are named by their key, and stand in the order of their dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.insight.summary import NpsFigures
from bot.survey.definitions import Identity, Kind

Source = Literal["answers", "frozen", "imported"]
"""Whence a row comes: from answers; from figures that outlived them; from elsewhere, as somebody typed it in."""

Basis = Literal["independent", "apart", "paired", "least_favourable", "untested"]
"""Whose answers a difference is tested by.

independent: nobody is known to have answered at both. paired: those who answered at both, each with themselves. apart:
the others; those who answered at both are left out of both. least_favourable: the same, but they are too few to be
looked at, so the p-value is the largest that leaving them out could give. untested: see ``changes``.
"""

Method = Literal["fisher", "mann_whitney", "mcnemar", "sign"]

Verdict = Literal["up", "down", "alike", "too_few", "untested"]
"""What the corrected p-value lets one say. up, down: the later one is higher or lower (of scales: better or worse).
alike: no such thing, and the interval lies within 10 points either way. too_few: too few answers to tell.
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Whole percent of the attendees who finished, with its Wilson 95 % interval."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One webinar. ``on`` is the day of its start in its zone; ``rate`` None: it is not known how many attended, or
    fewer than have finished. ``known``: of everybody who answered it can be told whether they answered elsewhere, too.
    """

    webinar_id: int
    key: str
    code: str
    title: str
    on: date
    tags: Mapping[str, str]
    identity: Identity
    attendees: int | None
    finished: int
    rate: Rate | None
    source: Source
    known: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A share that is compared: a box, or an option of a question that has none. ``labels`` are its options' labels."""

    key: str
    options: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A figure's share of a base with its Wilson 95 % interval; all but the key None with base 0, or withheld.

    Of what was imported, ``count`` may be None where the share is known, and there is never an interval.
    """

    key: str
    count: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One question at one webinar. ``shares`` stand in the order of the question's figures.

    ``base`` None: not known, and then nothing is tested. ``groups`` are the counts that are tested, the best first: of
    a scale its options, of a score promoters, passives and detractors, else those who chose the headline and the
    others; empty if there are none, or they are withheld. ``options`` are the substantive ones in the survey's order.
    ``alike`` False: what was imported is worded otherwise, or nobody knows how, so it is not the same question.
    """

    name: str
    title: str
    on: date | None
    source: Source
    base: int | None
    withheld: bool
    shares: tuple[Share, ...]
    options: tuple[Share, ...] = ()
    mean: float | None = None
    median: float | None = None
    nps: NpsFigures | None = None
    groups: tuple[int, ...] = ()
    alike: bool = True


@dataclass(frozen=True, slots=True)
class Pool:
    """Several webinars as one: all of them, those of a year, or those of a tag's value (``name``).

    ``webinars`` are in it, ``left_out`` are not, since they are withheld and could be told by subtraction. ``shares``
    are pooled: of all answers together, whoever gave them. ``means`` are the means of the webinars' shares, each
    webinar counting the same; None where there are none. ``mean`` and ``nps`` are pooled, ``mean_of_means`` and
    ``mean_nps`` are of webinars.
    """

    name: str
    webinars: tuple[str, ...]
    left_out: tuple[str, ...]
    base: int
    shares: tuple[Share, ...]
    means: tuple[float | None, ...]
    options: tuple[Share, ...] = ()
    mean: float | None = None
    mean_of_means: float | None = None
    nps: NpsFigures | None = None
    mean_nps: float | None = None
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Least:
    """The lowest share of a figure, and whose it is. ``webinars`` counts those among which it is the lowest."""

    key: str
    name: str
    base: int
    share: float
    low: float
    high: float
    percent: int
    webinars: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The later share less the earlier: from -1 to 1, its 95 % interval unadjusted, and in whole points.

    Of a Net Promoter Score: from -200 to 200, and ``points`` are its own.
    """

    key: str
    apart: float
    low: float
    high: float
    points: int


@dataclass(frozen=True, slots=True)
class Test:
    """A two-sided test: how many answers (or pairs) it looked at, p, and p corrected by Holm over the comparison.

    ``superiority``, of rank tests: how often a later answer is the better one, a tie counting half. ``rises``: the
    later ones are higher, or better.
    """

    method: Method
    exact: bool
    first_base: int
    second_base: int
    p: float
    corrected: float
    rises: bool
    superiority: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From ``first`` to ``second``: webinars, years, or without and with a tag. ``both`` people answered at both.

    ``certain`` False: of some it cannot be told whether they are the same people, so that ``both`` is the least.
    """

    first: str
    second: str
    both: int
    certain: bool
    differences: tuple[Difference, ...]
    score: Difference | None
    basis: Basis
    test: Test | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Tagging:
    """The webinars by the value of one tag, and those ``without`` it; ``changes`` go from without to each value."""

    tag: str
    pools: tuple[Pool, ...]
    without: Pool | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that several webinars ask in the same words. ``headline`` is the key of the figure that stands for
    it.

    ``unlike`` webinars ask it in other words or with other options, ``absent`` do not ask it at all; they are not in
    it.
    ``years`` are empty unless they are asked for and there are several; ``tags``, too.
    """

    key: str
    kind: Kind
    ask: str
    figures: tuple[Figure, ...]
    options: tuple[Figure, ...]
    headline: str | None
    rows: tuple[Row, ...]
    unlike: tuple[str, ...]
    absent: tuple[str, ...]
    changes: tuple[Change, ...]
    pooled: Pool | None
    least: tuple[Least, ...]
    years: tuple[Pool, ...]
    year_changes: tuple[Change, ...]
    tags: tuple[Tagging, ...]

    def row(self, name: str) -> Row | None:
        """The row of the webinar with that key, or None."""
        return next((each for each in self.rows if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Webinars side by side. ``tests`` counts all tests in it, over which p-values are corrected.

    ``several``: how many people are known to have answered at how many of the webinars (2 or more). ``certain`` False:
    at some webinars people cannot be told apart, so that there may be more.
    """

    webinars: tuple[Compared, ...]
    questions: tuple[Asked, ...]
    several: Mapping[int, int]
    certain: bool
    tests: int
    limit: int

    def webinar(self, name: str) -> Compared:
        """The webinar with that key. Raises: KeyError."""
        found = next((each for each in self.webinars if each.key == name), None)
        if found is None:
            raise KeyError(name)
        return found
