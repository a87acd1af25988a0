"""Tests that leave some people out without looking at what they answered: the largest p-value this could give.

It is made of published counts and of how many they are, so it tells nothing about them; and as the true one is at most
as large, whoever trusts it errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.comparing.chances import fisher, mann_whitney, normal_p

MOST = 12
"""People left out unseen, above whom nothing can be told any more."""


def unseen_fisher(first: Sequence[int], second: Sequence[int], people: int) -> float:
    """The largest p of Fisher's test (of groups: yes, no) after ``people`` are taken from both, whoever they are."""
    if people > MOST:
        return 1.0
    bases = sum(first) - people, sum(second) - people
    return max(
        fisher(one, bases[0], other, bases[1])
        for one in _left(first[0], first[1], people)
        for other in _left(second[0], second[1], people)
    )


def unseen_ranks(first: Sequence[int], second: Sequence[int], people: int) -> float:
    """At least the largest p of Mann and Whitney's test (groups best first) after ``people`` are taken from both.

    U is smallest if the first group loses its worst and the second its best, largest the other way round. The variance
    is that without ties, the largest there is.
    """
    bases = sum(first) - people, sum(second) - people
    ends = [
        mann_whitney(_without(first[::-1], people)[::-1], _without(second, people)),
        mann_whitney(_without(first, people), _without(second[::-1], people)[::-1]),
    ]
    lowest, highest = ((each.superiority - 0.5 if each else 0.0) for each in ends)
    if lowest <= 0 <= highest:
        return 1.0
    apart = min(abs(lowest), abs(highest)) * bases[0] * bases[1]
    return normal_p(apart, bases, [1] * sum(bases))


def _left(yes: int, no: int, people: int) -> range:
    return range(max(0, yes - people), yes - max(0, people - no) + 1)


def _without(groups: Sequence[int], people: int) -> list[int]:
    """``people`` taken from the first groups on."""
    left = []
    for count in groups:
        taken = min(count, people)
        people -= taken
        left.append(count - taken)
    return left
