"""Whoever may not read rows sees figures in editions: in a summary, beside other webinars, in a briefing, for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.access import Access, Operator, Person
from bot.services.composing import Composing
from bot.services.exporting import Exporting, StillSealed
from bot.services.organising.perusing import Perusing
from bot.services.purging import Purging
from bot.services.reading import Reading
from bot.services.storage import Storage
from tests.services.candid import CLOSED, GOOD, POOR, candid, mixing, take_part
from tests.services.scenes import ENDS, SURVEY, WEBINAR, picked
from tests.services.team import OLGA, OWNER, VERA, a_team
from tests.services.test_forgetting import forgetting

RESCUE = (
    WEBINAR
    + "  - {key: rescue, when: 3d after end at 09:00, to: {question: overall, in: [poor]}, approve: true, text: Sorry}"
    + "\n"
)


def reading(office):
    return Reading(office.store, Access((OWNER,)), office.library)


async def report(office, reader):
    return await reading(office).summary("clusters", reader=reader)


async def told(office, reader, key="overall"):
    """Base and counts of one question as somebody sees them, and how many answers they are told to wait for."""
    found = await report(office, reader)
    question = next(each for each in found.summary.questions if each.key == key)
    return question.base, [option.count for option in question.options], found.newer


@pytest.fixture
async def staffed(office):
    await office.apply(SURVEY, RESCUE)
    await a_team(office)
    office.clock.set(ENDS)
    return office


async def answer(office, first, last, overall="good"):
    for chat_id in range(100 + first, 100 + last):
        await office.answer(chat_id, {"overall": picked(overall), "live": picked("yes")})


async def test_a_viewer_sees_the_next_edition_when_five_more_have_answered(staffed):
    vera, olga = Person(VERA), Person(OWNER)
    await answer(staffed, 0, 4)
    assert await told(staffed, vera) == (0, [None] * 4, 4)
    await answer(staffed, 4, 7)
    assert await told(staffed, vera) == (7, [7, 0, 0, 0], 0)
    for more in range(1, 5):
        await answer(staffed, 6 + more, 7 + more, "poor")
        assert await told(staffed, vera) == (7, [7, 0, 0, 0], more)
        assert await told(staffed, olga) == (7 + more, [7, 0, more, 0], None)
        assert await told(staffed, Operator()) == (7 + more, [7, 0, more, 0], None)
    await answer(staffed, 11, 12, "fair")
    assert await told(staffed, vera) == (12, [7, 1, 4, 0], 0)


async def test_one_viewer_sees_nothing_that_is_newer_than_what_another_saw(staffed):
    """The edition is the survey's, not a reader's: two of them put together know no more."""
    await answer(staffed, 0, 6)
    assert (await told(staffed, Person(VERA)))[0] == 6
    await answer(staffed, 6, 9)
    assert (await told(staffed, Person(OLGA)))[0] == 6


async def test_how_many_were_asked_why_is_told_only_as_of_a_moment_at_which_what_they_found_is_told(staffed):
    vera = Person(VERA)
    await answer(staffed, 0, 6)
    assert (await told(staffed, vera))[0] == 6
    for chat_id in range(200, 204):
        await staffed.answer(chat_id, {"overall": picked("poor"), "improve": picked(text="It was dull")})
        found = (await report(staffed, vera)).summary
        improve = next(each for each in found.questions if each.key == "improve")
        assert (improve.shown, improve.answered, improve.withheld) == (0, 0, True)
        assert "improve" not in [step.key for step in found.funnel]


async def test_to_how_many_a_follow_up_goes_that_asks_for_an_answer_is_told_to_who_may_read_rows(staffed):
    await answer(staffed, 0, 6)
    await answer(staffed, 6, 8, "poor")
    owner = {each.key: each for each in (await report(staffed, Person(OWNER))).summary.follow_ups}
    olga = {each.key: each for each in (await report(staffed, Person(OLGA))).summary.follow_ups}
    assert (owner["rescue"].planned, owner["rescue"].withheld) == (2, False)
    assert (olga["rescue"].planned, olga["rescue"].withheld) == (0, True)
    assert olga["thanks"].planned == owner["thanks"].planned == 8


async def test_a_comparison_is_made_of_editions(office):
    await office.apply(SURVEY, WEBINAR.replace("duration: 2h", "duration: 2h\nseries: skills"))
    await a_team(office)
    office.clock.set(ENDS)
    await answer(office, 0, 6)
    perusing = Perusing(Storage(office.store), office.library, Access((OWNER,)))
    [row] = await office.rows("SELECT id FROM webinars")
    for more in range(3):
        sheet, compared = await perusing.compare(Person(VERA), row[0], 0, 0)
        assert [each.base for each in compared.asked.rows] == [6]
        assert sheet.report.newer == more
        await answer(office, 6 + more, 7 + more, "poor")


async def test_who_is_erased_stays_in_an_edition_and_is_told_by_no_difference(staffed):
    vera = Person(VERA)
    await answer(staffed, 0, 6)
    await answer(staffed, 6, 7, "poor")
    assert await told(staffed, vera) == (7, [6, 0, 1, 0], 0)
    await forgetting(staffed).forget(chat_id=106, update_id=1)
    assert await told(staffed, vera) == (7, [6, 0, 1, 0], 0)
    assert (await told(staffed, Operator()))[:2] == (6, [6, 0, 0, 0])
    await answer(staffed, 7, 12)
    assert await told(staffed, vera) == (7, [6, 0, 1, 0], 4)
    await answer(staffed, 12, 13)
    assert await told(staffed, vera) == (12, [12, 0, 0, 0], 0)


async def test_freezing_tells_no_more_than_the_next_edition_would(staffed):
    vera = Person(VERA)
    await answer(staffed, 0, 6)
    assert (await told(staffed, vera))[0] == 6
    await answer(staffed, 6, 9, "poor")
    staffed.clock.set(ENDS + timedelta(days=400))
    await Purging(Storage(staffed.store), staffed.clock, staffed.library).purge()
    assert await told(staffed, vera) == (6, [6, 0, 0, 0], 3)
    assert (await told(staffed, Operator()))[:2] == (9, [6, 0, 3, 0])
    assert (await report(staffed, vera)).frozen_at is not None


async def test_of_an_anonymous_survey_even_its_owner_sees_editions_and_rows_once_they_are_mixed(office):
    await candid(office)
    owner = Person(OWNER)
    exporting = Exporting(office.store, office.clock, Access((OWNER,)), office.library)
    perusing = Perusing(Storage(office.store), office.library, Access((OWNER,)))
    [row] = await office.rows("SELECT id FROM webinars")
    for chat_id in range(6):
        await take_part(office, chat_id, GOOD)
    assert await told(office, owner) == (6, [6, 0, 0], 0)
    await take_part(office, 7, POOR)
    assert await told(office, owner) == (6, [6, 0, 0], 1)
    assert (await told(office, Operator()))[:2] == (7, [6, 1, 0])
    with pytest.raises(StillSealed):
        await exporting.csv("clusters", reader=owner)
    with pytest.raises(StillSealed):
        await perusing.written(owner, row[0], 0, 3)
    assert (await exporting.csv("clusters", reader=Operator())).rows == 7
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await told(office, owner) == (6, [6, 0, 0], 1)
    assert (await exporting.csv("clusters", reader=owner)).rows == 7
    assert len((await perusing.written(owner, row[0], 0, 3))[1]) == 6


async def test_a_briefing_tells_attendees_no_more_than_readers(staffed):
    """It is sent to everybody: between two editions it would tell what the last few said."""
    await staffed.apply(
        SURVEY,
        RESCUE.replace(
            "follow_ups:\n",
            "  - {key: briefing, kind: briefing, title: Summary, compose: {figures: [overall]}}\nfollow_ups:\n",
        ),
    )
    await answer(staffed, 0, 6)
    assert (await told(staffed, Person(VERA)))[0] == 6
    await answer(staffed, 6, 8, "poor")
    pressed = []
    composing = Composing(
        Storage(staffed.store), staffed.clock, staffed.library, lambda contents, _: pressed.append(contents) or b"%PDF"
    )
    [material] = await staffed.rows("SELECT id FROM materials WHERE key = 'briefing'")
    await composing.compose(material[0])
    assert {figure.base for contents in pressed for figure in contents.figures} == {6}
    access = Access((OWNER,))
    seen = await composing.look("clusters", access=access, reader=Person(VERA))
    assert [figure.base for figure in seen.figures] == [6]
    exact = await composing.look("clusters", access=access, reader=Operator())
    assert [figure.base for figure in exact.figures] == [8]
