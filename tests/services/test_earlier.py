"""Results of webinars whose answers are not here, beside those whose answers are."""

from __future__ import annotations

import pytest

from bot.insight.comparing.shapes import comparison_document
from bot.render.comparison import comparison_text
from bot.services.access import Operator
from bot.services.comparing import NothingToCompare, Reckoning
from tests.services.scenes import SURVEY
from tests.services.test_comparing import SPRING, SUMMER, comparisons, said, webinar

WINTER = """earlier: Winter of 2020
key: winter-2020
series: clusters
held: 2020-12-01
questions:
  - {key: overall, ask: {en: Overall?, fr: En tout ?}, base: 34, counts: {good: 20, fair: 8}}
"""
YEAR = """earlier: All of 2019
key: all-2019
series: clusters
questions:
  - {key: overall, shares: {top2: 0.8}}
"""


@pytest.fixture
async def spring(office):
    await office.apply(SURVEY, SPRING)
    await said(office, "spring", {chat: "good" if chat < 9 else "poor" for chat in range(12)})
    return office


async def compared(office):
    return await comparisons(office).series("clusters", reader=Operator(), how=Reckoning(questions=("overall",)))


async def test_they_stand_in_the_trend_of_their_series_without_interval_or_test(spring):
    await spring.apply(WINTER, YEAR)
    comparison = await compared(spring)
    (overall,) = comparison.questions
    assert [(row.name, row.source, row.base, row.alike) for row in overall.rows] == [
        ("all-2019", "imported", None, False),
        ("winter-2020", "imported", 34, True),
        ("spring", "answers", 12, True),
    ]
    assert (overall.changes, overall.pooled, overall.least, comparison.tests) == ((), None, (), 0)
    winter = overall.rows[1]
    assert [(each.key, each.count, each.percent, each.low) for each in winter.shares] == [("top2", 28, 82, None)]
    shape = comparison_document(comparison)["questions"][0]["rows"]
    assert [each.get("same_wording") for each in shape] == [False, True, None]


async def test_a_box_that_is_called_like_one_of_its_options_is_still_all_of_them(office):
    boxed = SURVEY.replace("      - {key: no_opinion", "      - {key: none, label: None}\n      - {key: no_opinion", 1)
    boxed = boxed.replace("substantive: false}\n", "substantive: false}\n    boxes: {good: [good, fair]}\n", 1)
    await office.apply(boxed, SPRING, WINTER)
    await said(office, "spring", {chat: "good" if chat < 9 else "poor" for chat in range(12)})
    winter = (await compared(office)).questions[0].rows[0]
    assert [(each.key, each.count, each.percent) for each in winter.shares] == [("good", 28, 82)]


async def test_it_is_told_where_they_come_from_and_whether_the_words_were_the_same(spring):
    await spring.apply(WINTER, YEAR)
    told = comparison_text(await compared(spring))
    assert "80 % base not known  (from elsewhere; not known to be asked in these words)" in told
    assert "of 34  (from elsewhere)" in told


async def test_results_of_another_series_are_not_of_this_trend(spring):
    await spring.apply(WINTER.replace("series: clusters", "series: others"))
    with pytest.raises(NothingToCompare):
        await compared(spring)


async def test_webinars_of_two_series_have_no_common_past(spring):
    await spring.apply(WINTER)
    other = webinar("other", "2026-06-10").replace("series: clusters", "series: others")
    await spring.apply(SURVEY, other)
    await said(spring, "other", dict.fromkeys(range(20, 26), "good"))
    found = await comparisons(spring).named(
        ["spring", "other"], reader=Operator(), how=Reckoning(questions=("overall",))
    )
    assert [row.name for row in found.questions[0].rows] == ["spring", "other"]


async def test_two_webinars_are_compared_and_the_past_stands_beside_them(spring):
    await spring.apply(SURVEY, SUMMER, WINTER)
    await said(spring, "summer", dict.fromkeys(range(20, 26), "good"))
    (overall,) = (await compared(spring)).questions
    assert [row.name for row in overall.rows] == ["winter-2020", "spring", "summer"]
    assert [(each.first, each.second) for each in overall.changes] == [("spring", "summer")]
    assert overall.pooled.webinars == ("spring", "summer")
