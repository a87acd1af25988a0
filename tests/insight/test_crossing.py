"""Two questions across: counts, shares and bases, several options together in people, and when there is no test."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from bot.insight.crossing import CrossTally, crossing
from bot.insight.crossing_shapes import crossing_document
from bot.insight.withholding import LIMIT
from bot.render.crossing import crossing_text
from bot.survey.definitions import Box
from tests.insight.subtracting import Reckoner
from tests.insight.surveys import FORMATS, NPS, OVERALL, options, question

LENGTH = question("length", "single", choose=options("short", "right", "long"))
ROLE = question("role", "single", choose=options("member", "manager"))


def said(*answers):
    """People by what they said to both: ("a b", "c", 3) is three who picked a and b here and c there."""
    people = Counter()
    for row, column, count in answers:
        people[frozenset(row.split()), frozenset(column.split())] += count
    return people


def crossed(rows, columns, people, *, identity="pseudonymous", unions=None, limit=LIMIT):
    tally = CrossTally(rows, columns, people)
    return crossing(tally, languages=("en",), identity=identity, limit=limit, unions=unions)


def counts(made):
    return [[None if cell is None else cell.count for cell in line.cells] for line in made.lines]


LARGE = said(
    ("short", "member", 12),
    ("right", "member", 18),
    ("short", "manager", 6),
    ("right", "manager", 24),
    ("long", "manager", 8),
    ("long", "member", 7),
)


def test_columns_are_groups_of_people_and_shares_are_of_them():
    made = crossed(LENGTH, ROLE, LARGE)
    assert counts(made) == [[12, 6], [18, 24], [7, 8]]
    assert [group.base for group in made.groups] == [37, 38]
    assert made.base == 75
    short = made.lines[0]
    assert (short.cells[0].share, short.cells[0].percent) == (12 / 37, 32)
    assert short.cells[0].low < 12 / 37 < short.cells[0].high
    assert (short.total.count, short.total.percent) == (18, 24)
    assert not made.withheld


def test_a_bond_is_measured_and_tested_as_scipy_does():
    made = crossed(LENGTH, ROLE, LARGE)
    told = stats.chi2_contingency([[12, 6], [18, 24], [7, 8]], correction=False)
    assert made.tested is not None
    assert (made.tested.name, made.tested.degrees, made.why) == ("chi_square", 2, None)
    assert made.tested.p == pytest.approx(told.pvalue)
    assert made.association is not None
    assert made.association.plain == pytest.approx((told.statistic / 75) ** 0.5)


def test_options_that_are_picked_together_are_counted_in_people():
    """Two or three speakers "and/or" break-outs: seven picked one, nine the other, of whom six both."""
    people = said(("speakers breakouts", "member", 6), ("speakers", "member", 7), ("breakouts", "member", 9))
    people += said(("other", "manager", 11), ("speakers breakouts", "manager", 8))
    made = crossed(FORMATS, ROLE, people, unions={"formats": [("speakers", "breakouts")]})
    union = made.lines[-1]
    assert (union.category.key, union.category.together) == ("speakers+breakouts", True)
    assert [cell.count for cell in union.cells] == [22, 8]
    assert union.cells[0].percent == 100
    assert (made.association, made.tested, made.why) == (None, None, "several")


def test_boxes_of_several_options_are_rows_and_columns_too():
    formats = question("formats", "multiple", choose=FORMATS.options, boxes=(Box("live", ("speakers", "breakouts")),))
    people = said(("member", "speakers breakouts", 6), ("manager", "speakers", 7), ("member", "other", 9))
    made = crossed(ROLE, formats, people)
    assert [group.category.key for group in made.groups] == ["speakers", "breakouts", "other", "live"]
    assert made.groups[-1].base == 13


def test_scores_are_in_their_three_groups():
    people = said(
        ("10", "member", 9), ("9", "manager", 8), ("7", "manager", 7), ("0", "member", 6), ("6", "manager", 5)
    )
    made = crossed(NPS, ROLE, people)
    assert [line.category.key for line in made.lines] == ["promoters", "passives", "detractors"]
    assert counts(made) == [[9, 8], [0, 7], [6, 5]]


def test_a_small_group_is_withheld_with_what_it_would_be_computed_from():
    people = said(("short", "member", 9), ("right", "member", 8), ("short", "manager", 2), ("right", "manager", 1))
    made = crossed(LENGTH, ROLE, people)
    assert [group.base for group in made.groups] == [None, None]
    assert counts(made) == [[None, None], [None, None], [None, None]]
    assert (made.association, made.tested, made.why) == (None, None, "withheld")
    assert counts(crossed(LENGTH, ROLE, people, identity="identified")) == [[9, 2], [8, 1], [0, 0]]


def test_a_small_count_in_a_large_group_is_shown():
    people = said(("short", "member", 30), ("right", "member", 1), ("short", "manager", 20), ("right", "manager", 9))
    assert counts(crossed(LENGTH, ROLE, people)) == [[30, 20], [1, 9], [0, 0]]


def test_who_left_one_question_open_is_told_by_no_base():
    """All managers less those who answered both would be the one who did not say how long it was."""
    people = said(("short", "member", 12), ("right", "member", 18), ("short", "manager", 9), ("right", "manager", 16))
    exact = crossed(LENGTH, ROLE, people)
    assert (exact.narrow, [group.base for group in exact.groups]) == (True, [30, 25])
    people += said(("", "manager", 1), ("long", "member", 6))
    made = crossed(LENGTH, ROLE, people)
    assert not made.narrow
    assert [group.base for group in made.groups] == [36, 26]
    assert [line.withheld for line in made.lines] == [False, False, True]
    assert (made.tested, made.why) == (None, "withheld")


def test_a_large_table_of_few_people_is_not_tested_and_nothing_is_of_nobody():
    sparse = crossed(
        OVERALL, LENGTH, said(("neutral", "short", 5), ("satisfied", "right", 5), ("very_satisfied", "long", 5))
    )
    assert (sparse.tested, sparse.why) == (None, "sparse")
    assert sparse.association is not None
    assert crossed(LENGTH, ROLE, said(("short", "member", 9))).why == "alike"
    assert crossed(LENGTH, ROLE, said(("short", "", 9))).why == "nobody"


def test_two_by_two_with_few_people_is_tested_exactly():
    yes = question("live", "yes_no", choose=options("yes", "no"))
    made = crossed(yes, ROLE, said(("yes", "member", 3), ("yes", "manager", 5), ("no", "member", 6)))
    assert made.tested is not None
    assert made.tested.name == "fisher"
    assert made.tested.p == pytest.approx(stats.fisher_exact([[3, 5], [6, 0]]).pvalue)


def test_the_document_says_what_is_withheld():
    people = said(("short", "member", 9), ("right", "member", 8), ("short", "manager", 2), ("right", "manager", 1))
    told = crossing_document(crossed(LENGTH, ROLE, people))
    assert told["withheld"] is True
    assert told["no_test"] == "withheld"
    assert told["groups"][1] == {"key": "manager", "labels": ["Manager"], "base": None, "withheld": True}
    assert told["table"][0]["cells"] == [None, None]
    full = crossing_document(crossed(LENGTH, ROLE, LARGE))
    assert "withheld" not in full
    assert full["test"]["name"] == "chi_square"
    assert full["table"][0]["cells"][0]["count"] == 12


def test_forty_columns_are_told_in_several_blocks():
    many = question("many", "single", choose=options(*(f"option_{number}" for number in range(40))))
    people = said(*((length, f"option_{number}", 5) for number in range(40) for length in ("short", "right")))
    text = crossing_text(crossed(LENGTH, many, people), title="Communication")
    assert "AN" in text
    assert max(len(line) for line in text.splitlines()) <= 92
    assert text.count("Short ") == 9


picks = st.sampled_from(["", "short", "right", "long"])
others = st.sampled_from(["", "very_satisfied", "satisfied", "neutral"])


@settings(deadline=None)
@given(st.dictionaries(st.tuples(picks, others), st.integers(1, 9), min_size=1))
@example({("", "very_satisfied"): 1, ("short", "satisfied"): 1})
def test_nobody_computes_what_few_people_said_from_a_table_and_the_summary(answers):
    made = crossed(LENGTH, OVERALL, said(*((row, column, count) for (row, column), count in answers.items())))
    assert not _computed(made, answers)


@settings(deadline=None)
@given(st.dictionaries(st.tuples(picks, others), st.integers(1, 9), min_size=1))
@example({("", "neutral"): 1, ("short", "very_satisfied"): 1})
def test_several_picks_are_as_safe(answers):
    people = Counter()
    for (row, column), count in answers.items():
        people[
            frozenset(row.split()),
            frozenset({"speakers", "breakouts"} if column == "neutral" else {"speakers"} if column else ()),
        ] += count
    made = crossed(LENGTH, FORMATS, people, unions={"formats": [("speakers", "breakouts")]})
    assert not _computed(
        made, {(" ".join(row), " ".join(sorted(column))): count for (row, column), count in people.items()}
    )


def test_without_the_limit_somebody_would_compute_it():
    answers = {("short", "neutral"): 9, ("right", "neutral"): 8, ("short", "satisfied"): 2, ("right", "satisfied"): 1}
    people = said(*((row, column, count) for (row, column), count in answers.items()))
    assert _computed(crossed(LENGTH, OVERALL, people, limit=1), answers, limit=LIMIT)
    assert not _computed(crossed(LENGTH, OVERALL, people), answers)


def _computed(made, answers, limit=LIMIT):
    """The groups of fewer people than the limit whose answers follow from the table and both summaries."""
    sides = [sorted({cell[side] for cell in answers}) for side in (0, 1)]
    known = Reckoner(_known(made, answers, sides, limit))
    return [
        (few, other)
        for side in (0, 1)
        for few in _few(answers, sides, side, limit)
        for other in _said(answers, 1 - side)
        if known.computes(_vector(sides, few, [other]) if side == 0 else _vector(sides, [other], few))
    ]


def _vector(sides, rows, columns):
    return [int(row in rows and column in columns) for row in sides[0] for column in sides[1]]


def _few(answers, sides, side, limit):
    """Every group on that side that is too small, of one part or several."""
    sizes = dict.fromkeys(sides[side], 0)
    for cell, count in answers.items():
        sizes[cell[side]] += count if cell[1 - side] else 0
    parts = [own for own in sizes if sizes[own]]
    every = (few for count in range(1, limit) for few in combinations(parts, count))
    return [few for few in every if sum(sizes[own] for own in few) < limit]


def _said(answers, side):
    """What was said on that side, unless all said the same: then it is known of everybody in any case."""
    found = sorted({cell[side] for cell in answers if cell[side]})
    return found if len(found) > 1 else []


def _known(made, answers, sides, limit):
    summaries = (
        [_vector(sides, [own], sides[1]) for own in sides[0]],
        [_vector(sides, sides[0], [own]) for own in sides[1]],
    )
    bases = [sum(count for cell, count in answers.items() if cell[side]) for side in (0, 1)]
    known = [_vector(sides, *sides)]
    for summary, base in zip(summaries, bases, strict=True):
        known += summary if base >= limit else []
    both = [[own for own in side if own] for side in sides]
    inside = [[[own for own in both[0] if line.category.options & set(own.split())] for line in made.lines]]
    inside += [[[own for own in both[1] if group.category.options & set(own.split())] for group in made.groups]]
    for line, row in zip(made.lines, inside[0], strict=True):
        known += [] if line.total is None else [_vector(sides, row, both[1])]
        pairs = zip(line.cells, inside[1], strict=True)
        known += [_vector(sides, row, column) for cell, column in pairs if cell is not None]
    based = both[0] if made.narrow else sides[0]
    pairs = zip(made.groups, inside[1], strict=True)
    return known + [_vector(sides, based, column) for group, column in pairs if group.base is not None]
