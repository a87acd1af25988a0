"""How strongly two questions hang together, against SciPy, statsmodels and what was published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import association as scipy_association

from bot.insight.association import (
    association,
    chi_square,
    chi_square_tail,
    cochran_holds,
    filled,
    fisher,
    independence,
)

TEA = [[3, 1], [1, 3]]
"""Fisher's lady who tastes tea: of eight cups she names six rightly."""

tables = st.integers(2, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=2, max_size=5)
)


def full(table):
    cells = filled(table)
    assume(len(cells) > 1 and len(cells[0]) > 1)
    return cells


@given(tables)
def test_the_statistic_and_its_tail_are_those_of_scipy(table):
    cells = full(table)
    told = stats.chi2_contingency(cells, correction=False)
    assert chi_square(cells) == pytest.approx(told.statistic, abs=1e-9)
    assert chi_square_tail(chi_square(cells), told.dof) == pytest.approx(told.pvalue, rel=1e-9, abs=1e-14)
    expected = told.expected_freq
    assert cochran_holds(cells) == bool((expected > 1 - 1e-9).all() and (expected < 5 - 1e-9).mean() <= 0.2)


@given(st.floats(0, 300), st.integers(1, 40))
def test_the_tail_is_that_of_scipy_for_any_degrees_of_freedom(statistic, degrees):
    assert chi_square_tail(statistic, degrees) == pytest.approx(stats.chi2.sf(statistic, degrees), rel=1e-9, abs=1e-300)


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_fisher_s_p_is_that_of_scipy(counts):
    cells = full([counts[:2], counts[2:]])
    assert fisher(cells) == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-7)


def test_the_lady_who_tastes_tea_may_have_guessed():
    assert fisher(TEA) == 34 / 70
    made = independence(TEA)
    assert made is not None
    assert (made.name, made.statistic, made.degrees) == ("fisher", None, None)


@given(tables)
def test_the_plain_v_is_that_of_scipy(table):
    cells = full(table)
    found = association(cells)
    assert found is not None
    assert found.plain == pytest.approx(scipy_association(np.array(cells), method="cramer"), abs=1e-9)
    assert 0 <= found.v <= 1


@given(tables)
def test_the_corrected_v_is_bergsma_s_formula(table):
    cells = np.array(full(table))
    rows, columns = cells.shape
    people = cells.sum()
    phi = stats.chi2_contingency(cells, correction=False).statistic / people
    left = max(0.0, phi - (rows - 1) * (columns - 1) / (people - 1))
    room = min(rows - (rows - 1) ** 2 / (people - 1), columns - (columns - 1) ** 2 / (people - 1)) - 1
    assume(room > 1e-9)
    found = association(cells.tolist())
    assert found is not None
    assert found.v == pytest.approx(min(1.0, (left / room) ** 0.5), abs=1e-7)


def test_the_correction_takes_off_what_chance_gives():
    """Two hundred tables of 60 people each, drawn without any bond between rows and columns."""
    chance = np.random.default_rng(2026)
    found = []
    for _ in range(200):
        one, other = chance.integers(0, 4, 60), chance.integers(0, 4, 60)
        table = [[int(((one == i) & (other == j)).sum()) for j in range(4)] for i in range(4)]
        found.append(association(table))
    plain = sum(each.plain for each in found) / 200
    corrected = sum(each.v for each in found) / 200
    assert plain > 0.2
    assert corrected < 0.1


def test_a_full_bond_is_one_both_ways():
    found = association([[10, 0, 0], [0, 10, 0], [0, 0, 10]])
    assert found is not None
    assert found.plain == pytest.approx(1)
    assert found.v == pytest.approx(1)


def test_nothing_hangs_together_where_all_say_the_same():
    for table in ([[7, 0], [5, 0]], [[4, 3]], [[0, 0], [0, 0]], []):
        assert association(table) is None
        assert independence(table) is None


def test_a_large_table_with_few_people_is_not_tested():
    assert independence([[1, 2, 0], [2, 1, 3]]) is None


def test_cells_that_are_large_enough_are_tested_by_chi_square():
    made = independence([[20, 10], [10, 20]])
    assert made is not None
    assert (made.name, made.degrees) == ("chi_square", 1)
    assert made.statistic == pytest.approx(6.6667, abs=1e-4)
    assert made.p == pytest.approx(0.009823, abs=1e-6)
