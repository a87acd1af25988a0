"""Somebody who adds and subtracts figures: solves for what is hidden over the rationals, as slowly as it is plain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

Vector = Sequence[int]


class Reckoner:
    """Knows sums, and what follows from them by adding, subtracting and multiplying."""

    def __init__(self, known: Iterable[Vector] = ()) -> None:
        self._rows: list[tuple[int, list[Fraction]]] = []
        for vector in known:
            self.learn(vector)

    def learn(self, vector: Vector) -> None:
        """It knows that sum, too."""
        left = self._left(vector)
        pivot = next((place for place, value in enumerate(left) if value), None)
        if pivot is not None:
            self._rows.append((pivot, [value / left[pivot] for value in left]))

    def computes(self, vector: Vector) -> bool:
        """Whether that sum follows from what it knows."""
        return not any(self._left(vector))

    def _left(self, vector: Vector) -> list[Fraction]:
        left = [Fraction(value) for value in vector]
        for pivot, row in self._rows:
            if left[pivot]:
                times = left[pivot]
                left = [value - times * other for value, other in zip(left, row, strict=True)]
        return left


def computable(sizes: Sequence[int], known: Collection[frozenset[int]], group: frozenset[int]) -> bool:
    """Whether figures of ``group`` follow from those of the ``known`` groups; parts without people count nothing."""
    filled = [place for place, size in enumerate(sizes) if size]

    def row(parts: frozenset[int]) -> list[int]:
        return [int(place in parts) for place in filled]

    return Reckoner(row(parts) for parts in known).computes(row(group))
