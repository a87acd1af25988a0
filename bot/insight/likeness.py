"""Answers that mean the same, by the vectors of a language model: gathered around those with the most like them.

The same vectors always give the same gatherings. What they are called is for ``phrases``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ALIKE = 0.6
"""The cosine from which on two answers are alike."""


def gathered(vectors: Sequence[Sequence[float]] | Any, *, alike: float = ALIKE) -> list[tuple[int, ...]]:  # noqa: ANN401  a matrix of numpy's, which has no name without importing it
    """Groups of two or more, by place: the largest first, each around one that is like all of them."""
    import numpy as np

    matrix = np.asarray(vectors, dtype=float)
    if matrix.ndim != 2:
        return []
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix = np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)
    near = matrix @ matrix.T >= alike
    free = lengths[:, 0] > 0
    found: list[tuple[int, ...]] = []
    while True:
        counts = np.where(free, (near & free).sum(axis=1), 0)
        if not counts.size or counts.max() < 2:
            return found
        members = np.flatnonzero(near[counts.argmax()] & free)
        found.append(tuple(int(place) for place in members))
        free[members] = False
