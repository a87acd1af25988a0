"""What is known of open answers that were given themes: counts as they come in, and figures as they go out.

Plain values. ``themes`` turns one into the other; ``kappa`` compares two people who coded the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThemeTally:
    """One theme: how many people have it, and the group it is folded into."""

    label: str
    people: int
    group: str | None = None


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Themes folded together. ``people`` have at least one of them: who has two of them is one person."""

    label: str
    mentions: int
    people: int


@dataclass(frozen=True, slots=True)
class PairTally:
    """One theme among the answers that two people coded: given by both, by the first alone, by the second alone."""

    label: str
    both: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class SecondTally:
    """What a second person coded: ``answers`` were coded by both, ``revised`` of them changed afterwards."""

    answers: int
    revised: int
    themes: tuple[PairTally, ...]


@dataclass(frozen=True, slots=True)
class CodingTally:
    """The coding of one question. ``coded`` answers were looked at (None: not known); ``people`` have any theme."""

    coded: int | None = 0
    people: int = 0
    themes: tuple[ThemeTally, ...] = ()
    groups: tuple[GroupTally, ...] = ()
    second: SecondTally | None = None


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """One theme as two people gave it. ``kappa`` None: neither gave it, or both gave it to every answer."""

    label: str
    both: int
    first: int
    second: int
    neither: int
    observed: float
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree on ``answers`` answers that both coded. ``few``: too few to build anything on.

    ``kappa`` is the mean of the themes that have one, None if none has; ``observed`` the mean share of answers on which
    both did the same with a theme. Withheld: all but ``answers`` are None or empty.
    """

    answers: int
    few: bool
    revised: int | None = None
    observed: float | None = None
    kappa: float | None = None
    themes: tuple[ThemeAgreement, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class CodingFigures:
    """How far coding has come. ``withheld``: so few answers are coded that no theme is told."""

    coded: int
    uncoded: int
    withheld: bool = False
    agreement: Agreement | None = None
