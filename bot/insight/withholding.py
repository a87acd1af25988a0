"""When a group is too small to be shown, and what else has to stay back so that nobody computes it.

The limit is on the base of a group, never on one option's count: in a full distribution over a large base a single
dissatisfied answer stays visible; a base of 1 to 4 shows nothing but itself, its non-substantive counts included, since
those would tell the rest by subtraction. ``concealed`` is the one mechanism of all tables that show several groups.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from bot.survey.definitions import Identity

LIMIT = 5
"""The smallest base that is shown, unless an organisation asks for a larger one."""

Group = frozenset[int]
"""The places of the parts that a group is made of."""

_Row = dict[int, Fraction]


def is_withheld(base: int, *, identity: Identity, limit: int = LIMIT) -> bool:
    """Whether a group of ``base`` respondents is withheld; never 0, and never in an identified survey."""
    return identity != "identified" and 0 < base < limit


def concealed(
    sizes: Sequence[int], groups: Sequence[Group], *, told: Collection[Group] = (), limit: int = LIMIT
) -> frozenset[int]:
    """The places of those ``groups`` whose figures stay back, so that no smaller group's can be computed.

    ``sizes`` are the people in each part; parts have nobody in common, and a group is made of whole parts. Figures of
    groups can be added and subtracted, with those that are ``told`` in any case. First, groups of fewer than ``limit``
    people are withheld. Then, as long as sums and differences of what is shown come down to fewer people, another
    group is: the smallest one with which that ends, or else the smallest. The empty group tells nothing.

    Withholding in two steps, first what is small and then what gives it away, is the usual primary and secondary
    suppression; see A. Hundepool et al. (2012), "Statistical Disclosure Control", chapter 4.
    """
    people = [sum(sizes[part] for part in group) for group in groups]
    shown = [place for place, size in enumerate(people) if size >= limit]
    while shown and _gives_away(sizes, [*told, *(groups[place] for place in shown)], limit):
        by_size = sorted(shown, key=lambda place: (people[place], -place))
        shown.remove(
            next((each for each in by_size if _ends_with(sizes, groups, shown, each, told, limit)), by_size[0])
        )
    kept = set(shown)
    return frozenset(place for place, size in enumerate(people) if size and place not in kept)


def leftover(sizes: Sequence[int], *, limit: int = LIMIT) -> frozenset[int]:
    """The places of those groups that are withheld where all together are shown, and nobody is in two of them."""
    alone = [frozenset((place,)) for place in range(len(sizes))]
    return concealed(sizes, alone, told=[frozenset(range(len(sizes)))], limit=limit)


def _ends_with(
    sizes: Sequence[int],
    groups: Sequence[Group],
    shown: Sequence[int],
    without: int,
    told: Collection[Group],
    limit: int,
) -> bool:
    """Whether nothing is given away any more once that group stays back."""
    return not _gives_away(sizes, [*told, *(groups[place] for place in shown if place != without)], limit)


def _gives_away(sizes: Sequence[int], known: Sequence[Group], limit: int) -> bool:
    """Whether figures of fewer than ``limit`` people are a sum or difference of what is ``known``.

    Parts that are in the same known groups are never told apart, so they count as one. The known groups are brought to
    reduced row echelon form. Whatever can be computed is a combination of its rows, and has at the pivot of each row
    exactly that row's coefficient: a combination of few people uses rows whose pivots are few people.
    """
    kinds: dict[frozenset[int], int] = {}
    for part, size in enumerate(sizes):
        if size:
            member = frozenset(place for place, group in enumerate(known) if part in group)
            kinds[member] = kinds.get(member, 0) + size
    members, people = list(kinds), list(kinds.values())
    rows = _reduced(
        {kind: Fraction(1) for kind, member in enumerate(members) if place in member} for place in range(len(known))
    )
    small = [row for pivot, row in rows.items() if people[pivot] < limit]
    return any(
        0 < sum(people[kind] for kind in combination) < limit
        for count in range(1, min(limit, len(small) + 1))
        for chosen in combinations(small, count)
        if sum(people[min(row)] for row in chosen) < limit
        for combination in _combinations(chosen)
    )


def _combinations(chosen: Sequence[_Row]) -> Iterator[_Row]:
    """Every sum of the rows ``chosen``, each added or subtracted, without what cancels out."""
    first, *others = chosen
    for signs in product((1, -1), repeat=len(others)):
        total = dict(first)
        for sign, row in zip(signs, others, strict=True):
            _add(total, row, Fraction(sign))
        yield total


def _reduced(vectors: Iterable[_Row]) -> dict[int, _Row]:
    """The reduced row echelon form of ``vectors``, by pivot, which is the first place of each row."""
    rows: dict[int, _Row] = {}
    for vector in vectors:
        row = dict(vector)
        for pivot in sorted(rows.keys() & row.keys()):
            if pivot in row:
                _add(row, rows[pivot], -row[pivot])
        if not row:
            continue
        pivot = min(row)
        scale = 1 / row[pivot]
        row = {place: value * scale for place, value in row.items()}
        for other in rows.values():
            if pivot in other:
                _add(other, row, -other[pivot])
        rows[pivot] = row
    return rows


def _add(total: _Row, row: _Row, times: Fraction) -> None:
    for place, value in row.items():
        changed = total.get(place, Fraction(0)) + times * value
        if changed:
            total[place] = changed
        else:
            total.pop(place, None)
