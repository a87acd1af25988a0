"""Mean, median and Net Promoter Score against NumPy on the answers themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.scores import centre, net_promoter, scale_scores
from tests.insight.surveys import OVERALL

counted = st.dictionaries(st.integers(-50, 50).map(lambda n: n / 4), st.integers(0, 30), max_size=12)


@settings(deadline=None)
@given(counted)
def test_mean_and_median_are_those_of_the_answers_one_by_one(values):
    answers = [value for value, count in values.items() for _ in range(count)]
    middle = centre(values.items())
    if answers:
        assert middle == pytest.approx((np.mean(answers), np.median(answers)))
    else:
        assert middle == (None, None)


def test_the_best_of_four_substantive_options_scores_four_and_no_opinion_scores_nothing():
    counts = {"very_satisfied": 3, "satisfied": 1, "dissatisfied": 2, "no_opinion": 9}
    assert scale_scores(OVERALL.options, counts) == [(4.0, 3), (3.0, 1), (2.0, 0), (1.0, 2)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_the_net_promoter_score_is_promoters_less_detractors(scores):
    figures = net_promoter({str(score): scores.count(score) for score in range(11)})
    answers = np.array(scores)
    assert figures.score == pytest.approx(100 * ((answers >= 9).mean() - (answers <= 6).mean()))
    assert figures.promoters + figures.passives + figures.detractors == len(scores)
    assert abs(figures.rounded - figures.score) <= 0.5 + 1e-9
