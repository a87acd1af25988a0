"""The one rounding rule: half up, decided on exact numbers, so that equal figures never round differently.

Half up means towards plus infinity: 12.5 becomes 13 and -12.5 becomes -12. Nothing else in the product rounds a figure.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

_HALF = Fraction(1, 2)


def percent(count: int, base: int) -> int | None:
    """``count`` in whole percent of ``base``, decided on the integers themselves; None with base 0.

    Negative counts (a difference) are allowed. Raises: ValueError with a negative base.
    """
    if base < 0:
        raise ValueError(f"a base cannot be negative: {base}")
    if base == 0:
        return None
    return (200 * count + base) // (2 * base)


def nearest(value: float | Fraction, *, places: int = 0) -> float:
    """``value`` rounded half up to ``places`` decimals, decided on its exact binary value. For means and intervals."""
    unit = int(10**places)
    return floor(Fraction(value) * unit + _HALF) / unit


def hundredth(share: float) -> int:
    """A share from 0 to 1 in whole percent. For the ends of intervals, which have no exact counts."""
    return floor(Fraction(share) * 100 + _HALF)
