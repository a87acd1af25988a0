"""Agreement of two coders beyond chance: Cohen's kappa, theme by theme.

An answer may have several themes, so there is no one table of categories: each theme is a table of two by two (given
or not, by either), and what is told of all is the mean of their kappas, beside each of them. Kappa is small where a
theme is rare or nearly everywhere, however much both agree; the share of agreement stands beside it.
Sources: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960);
J. Fleiss, J. Cohen, B. Everitt, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72
(1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from bot.insight.coded import Agreement, PairTally, SecondTally, ThemeAgreement
from bot.insight.intervals import Z_95

FEW = 50
"""Below so many answers coded by both, an interval is wide and the large-sample formula doubtful; figures say so."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa, from -1 to 1, with its standard error (Fleiss, Cohen and Everitt 1969)."""

    value: float
    error: float


def kappa(table: Sequence[Sequence[int]]) -> Kappa | None:
    """Of a square table of counts: row by the first, column by the second. None: empty, or only one category was used.

    Raises: ValueError if it is not square or a count is negative.
    """
    if any(len(row) != len(table) for row in table) or any(cell < 0 for row in table for cell in row):
        raise ValueError("a table of agreement is square and has no negative counts")
    total = sum(map(sum, table))
    if not total:
        return None
    size = range(len(table))
    rows = [sum(row) for row in table]
    columns = [sum(row[place] for row in table) for place in size]
    if sum(row * column for row, column in zip(rows, columns, strict=True)) == total * total:
        return None
    across, down = [each / total for each in rows], [each / total for each in columns]
    observed = sum(table[each][each] for each in size) / total
    expected = sum(x * y for x, y in zip(across, down, strict=True))
    value = (observed - expected) / (1 - expected)
    agreed = sum(table[i][i] / total * (1 - (across[i] + down[i]) * (1 - value)) ** 2 for i in size)
    missed = sum(table[i][j] / total * (down[i] + across[j]) ** 2 for i in size for j in size if i != j)
    variance = agreed + (1 - value) ** 2 * missed - (value - expected * (1 - value)) ** 2
    return Kappa(value, sqrt(max(variance, 0.0) / total) / (1 - expected))


def agreement(tally: SecondTally, *, withheld: bool = False) -> Agreement:
    """How far both agree on each theme that either gave, and on the whole. ``withheld``: nothing but how many answers.

    Raises: ValueError if more answers have a theme than both coded.
    """
    few = tally.answers < FEW
    if withheld or not tally.answers:
        return Agreement(tally.answers, few, withheld=withheld)
    themes = tuple(_theme(each, tally.answers) for each in tally.themes)
    kappas = [each.kappa for each in themes if each.kappa is not None]
    return Agreement(
        answers=tally.answers,
        few=few,
        revised=tally.revised,
        observed=sum(each.observed for each in themes) / len(themes) if themes else None,
        kappa=sum(kappas) / len(kappas) if kappas else None,
        themes=themes,
    )


def _theme(pair: PairTally, answers: int) -> ThemeAgreement:
    neither = answers - pair.both - pair.first - pair.second
    found = kappa([[pair.both, pair.first], [pair.second, neither]])
    return ThemeAgreement(
        label=pair.label,
        both=pair.both,
        first=pair.first,
        second=pair.second,
        neither=neither,
        observed=(pair.both + neither) / answers,
        kappa=None if found is None else found.value,
        low=None if found is None else max(found.value - Z_95 * found.error, -1.0),
        high=None if found is None else min(found.value + Z_95 * found.error, 1.0),
    )
