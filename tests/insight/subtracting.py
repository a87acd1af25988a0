"""Somebody who adds and subtracts figures: solves for what is hidden over the rationals, as slowly as it is plain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

Vector = list[Fraction]


def rank(vectors: Sequence[Sequence[int | Fraction]]) -> int:
    """How many of the vectors are independent: Gauss, one column after the other."""
    rows = [[Fraction(value) for value in vector] for vector in vectors]
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((place for place in range(done, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for place in range(done + 1, len(rows)):
            times = rows[place][column] / rows[done][column]
            rows[place] = [value - times * other for value, other in zip(rows[place], rows[done], strict=True)]
        done += 1
    return done


def solves(known: Sequence[Sequence[int | Fraction]], wanted: Sequence[int | Fraction]) -> bool:
    """Whether ``wanted`` is a sum of multiples of what is ``known``."""
    return rank([*known, wanted]) == rank(known)


def computable(sizes: Sequence[int], known: Collection[frozenset[int]], group: frozenset[int]) -> bool:
    """Whether figures of ``group`` follow from those of the ``known`` groups; parts without people count nothing."""
    filled = [place for place, size in enumerate(sizes) if size]

    def row(parts: frozenset[int]) -> list[int]:
        return [int(place in parts) for place in filled]

    return solves([row(parts) for parts in known], row(group))
