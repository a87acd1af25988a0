"""How strongly two questions hang together, and whether chance alone would explain it. Tables of counts of people.

Everybody is in exactly one cell, so these are for two questions of which each takes one answer. Rows and columns that
nobody is in are left out first: they say nothing, and have no expected count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, erfc, exp, pi, sqrt
from typing import Literal

Table = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Association:
    """Cramér's V from 0 (none) to 1, corrected for bias, and ``plain`` as it is usually computed."""

    v: float
    plain: float


@dataclass(frozen=True, slots=True)
class Tested:
    """A test of independence. ``statistic`` and ``degrees`` of freedom are None for Fisher's, which has none."""

    name: Literal["chi_square", "fisher"]
    p: float
    statistic: float | None = None
    degrees: int | None = None


def filled(table: Table) -> list[list[int]]:
    """``table`` without the rows and columns that nobody is in."""
    rows = [list(row) for row in table if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    return [list(row) for row in zip(*columns, strict=True)]


def association(table: Table) -> Association | None:
    """Cramér's V; None if one of the questions got one and the same answer from all, or nobody answered.

    The plain V is never negative and so never 0 by chance: with few people and many options it suggests a bond that is
    not there. The corrected one takes off what independence alone would give, and shrinks rows and columns likewise.
    Source: W. Bergsma (2013), "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean Statistical
    Society 42, 323-328.
    """
    cells = filled(table)
    if len(cells) < 2 or len(cells[0]) < 2:
        return None
    rows, columns = len(cells), len(cells[0])
    people = sum(map(sum, cells))
    square = chi_square(cells) / people
    plain = sqrt(min(1.0, square / min(rows - 1, columns - 1)))
    left = max(0.0, square - (rows - 1) * (columns - 1) / (people - 1))
    room = min(rows - (rows - 1) ** 2 / (people - 1), columns - (columns - 1) ** 2 / (people - 1)) - 1
    return Association(sqrt(min(1.0, left / room)) if room > 0 else 0.0, plain)


def independence(table: Table) -> Tested | None:
    """Pearson's chi-square where Cochran's rule holds, Fisher's exact test in a table of two by two where not, or None.

    None, too, where nothing can hang together: see ``association``.
    """
    cells = filled(table)
    if len(cells) < 2 or len(cells[0]) < 2:
        return None
    if cochran_holds(cells):
        degrees = (len(cells) - 1) * (len(cells[0]) - 1)
        statistic = chi_square(cells)
        return Tested("chi_square", chi_square_tail(statistic, degrees), statistic, degrees)
    return Tested("fisher", fisher(cells)) if len(cells) == len(cells[0]) == 2 else None


def cochran_holds(cells: Table) -> bool:
    """Whether the expected counts are large enough for the chi-square distribution to be near the truth.

    None below 1, and no more than a fifth of them below 5; of two by two none below 5. Source: W. G. Cochran (1954),
    "Some methods for strengthening the common chi-square tests", Biometrics 10, 417-451.
    """
    expected = [cell for row in _expected(cells) for cell in row]
    few = sum(cell < 5 for cell in expected)
    return all(cell >= 1 for cell in expected) and 5 * few <= len(expected)


def chi_square(cells: Table) -> float:
    """Pearson's statistic, without Yates' correction. No row or column is empty."""
    pairs = zip(cells, _expected(cells), strict=True)
    terms = ((count - mean) ** 2 / mean for row, means in pairs for count, mean in zip(row, means, strict=True))
    return float(sum(terms, Fraction(0)))


def chi_square_tail(statistic: float, degrees: int) -> float:
    """The probability of a chi-square of ``degrees`` of freedom above ``statistic``, as a finite sum.

    Source: M. Abramowitz and I. Stegun (1964), "Handbook of Mathematical Functions", 26.4.4 and 26.4.5.
    """
    half = statistic / 2
    if degrees % 2 == 0:
        term = total = exp(-half)
        for step in range(1, degrees // 2):
            term *= half / step
            total += term
        return min(1.0, total)
    total = erfc(sqrt(half))
    term = exp(-half) * sqrt(half / pi) * 2
    for step in range(1, degrees // 2 + 1):
        total += term
        term *= half / (step + 0.5)
    return min(1.0, total)


def fisher(cells: Table) -> float:
    """The two-sided p of a table of two by two: of all with its margins, those that are no likelier than it.

    Likelihoods are compared as whole numbers. Source: R. A. Fisher (1935), "The logic of inductive inference", Journal
    of the Royal Statistical Society 98, 39-82; two-sided as in R's ``fisher.test`` and SciPy's ``fisher_exact``.
    """
    (first, second), (third, fourth) = cells
    row, column, people = first + second, first + third, first + second + third + fourth
    weights = {
        count: comb(row, count) * comb(people - row, column - count)
        for count in range(max(0, row + column - people), min(row, column) + 1)
    }
    rare = sum(weight for weight in weights.values() if weight <= weights[first])
    return rare / sum(weights.values())


def _expected(cells: Table) -> list[list[Fraction]]:
    columns = [sum(column) for column in zip(*cells, strict=True)]
    people = sum(columns)
    return [[Fraction(sum(row) * column, people) for column in columns] for row in cells]
