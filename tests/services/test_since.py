"""What has changed since the last webinar of a series: told only if chance alone would hardly do it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.access import Access, Operator
from bot.services.reading import Reading
from tests.services.scenes import SURVEY, WEBINAR, sheet

SERIES = WEBINAR.replace("survey: everything", "series: clusters\nsurvey: everything")
LAST = "      - {key: no_opinion, label: {en: No opinion, fr: Sans avis}, substantive: false}\n"
ASKED = SURVEY.replace(LAST, LAST + "    boxes: {fine: [good, fair]}\n")


def webinar(key, starts):
    return SERIES.replace("key: clusters", f"key: {key}").replace("2026-11-24 10:00", f"{starts} 10:00")


SPRING, SUMMER = webinar("spring", "2026-03-10"), webinar("summer", "2026-06-10")
AUTUMN = webinar("autumn", "2026-09-10")


async def since(office, key):
    return await Reading(office.store, Access(()), office.library).since(key, reader=Operator())


async def said(office, key, **counts):
    rows = [[f"{key} {pick} {n}", pick] for pick, count in counts.items() for n in range(count)]
    await office.take(sheet(["response", "overall"], *rows), key)


@pytest.mark.parametrize(("before", "after", "rises"), [((8, 32), (30, 10), True), ((30, 10), (8, 32), False)])
async def test_a_real_change_is_told_with_its_day_its_points_and_its_interval(office, before, after, rises):
    await office.apply(ASKED, SPRING, SUMMER, AUTUMN)
    for key, (fair, poor) in (("spring", (20, 20)), ("summer", before), ("autumn", after)):
        await said(office, key, fair=fair, poor=poor)
    change = await since(office, "autumn")
    assert (change.since, change.labels, change.rises) == (date(2026, 6, 10), ("Good", "Fair; so so"), rises)
    assert change.points == (55 if rises else -55)
    assert change.low < change.points < change.high
    assert (change.low > 0) is rises


async def test_what_chance_alone_explains_is_no_change(office):
    await office.apply(ASKED, SPRING, SUMMER)
    await said(office, "spring", fair=10, poor=10)
    await said(office, "summer", fair=12, poor=8)
    assert await since(office, "summer") is None


async def test_the_first_of_a_series_has_changed_from_nothing_and_so_has_one_that_asks_something_else(office):
    await office.apply(ASKED, SPRING)
    await said(office, "spring", fair=30, poor=3)
    assert await since(office, "spring") is None
    await office.apply(ASKED.replace("Overall?", "All in all?"), SUMMER)
    await said(office, "summer", fair=3, poor=30)
    assert await since(office, "summer") is None


async def test_a_group_too_small_to_be_shown_has_changed_from_nothing(office):
    await office.apply(ASKED, SPRING, SUMMER)
    await said(office, "spring", fair=4)
    await said(office, "summer", poor=40)
    assert await since(office, "summer") is None


async def test_a_webinar_of_no_series_has_nothing_before_it(office):
    await office.apply(ASKED, WEBINAR, SPRING)
    await said(office, "spring", fair=30)
    await said(office, "clusters", poor=30)
    assert await since(office, "clusters") is None
