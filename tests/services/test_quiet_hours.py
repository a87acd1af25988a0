"""Each by their own clock, nobody at night, and nothing too late: what is asked once more when a row is claimed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import db.attendees
import db.webinars
from bot.delivery.retry import Sent
from bot.services.access import Access, Operator
from bot.services.delivering import Delivering
from bot.services.library import Library
from bot.services.planning import OPENING, replan_one
from bot.services.steering import Steering, Target
from bot.services.storage import Storage
from bot.services.timeliness import NOT_YET, QUIET
from bot.survey.answers import Answer
from tests.services.scenes import SURVEY, WEBINAR, Office

GREETED = WEBINAR + "  - {key: news, when: 2d after end at 20:30, text: News., too_late_after: 11h}\n"
BRUSSELS, ATHENS, LISBON = (ZoneInfo(f"Europe/{city}") for city in ("Brussels", "Athens", "Lisbon"))


def at(text: str, zone: ZoneInfo = BRUSSELS) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=zone)


async def claimed(office: Office) -> list[tuple[int, str]]:
    """Who gets what now: chats and follow-ups."""
    delivering = Delivering(Storage(office.store), office.clock, office.library, chance=office.chance.choice)
    parcels = await delivering.claim(limit=50)
    return sorted((each.chat_id, each.follow_up) for each in parcels if each.follow_up != OPENING)


async def live_in(office: Office, chat_id: int, timezone: str) -> int:
    def work(tx):
        attendee = db.attendees.by_chat(tx, chat_id)
        assert db.attendees.live_in(tx, attendee.id, timezone=timezone)
        row = db.webinars.find(tx, "clusters")
        replan_one(tx, row, office.library.webinar(row), attendee.id, now=office.clock.now())
        return attendee.id

    return await office.store.write(work)


async def reasons(office: Office, follow_up: str) -> list[tuple]:
    return await office.rows("SELECT state, reason FROM outbox WHERE follow_up = ? ORDER BY id", follow_up)


async def test_a_bot_that_comes_back_at_night_wakes_nobody_and_goes_on_in_the_morning(office):
    await office.apply(SURVEY, GREETED)
    await office.enter(1)
    office.clock.set(at("26 23:00"))
    assert await claimed(office) == []
    assert await reasons(office, "news") == [("gave_up", "more than 11 hours late")]  # as it would be in the morning
    assert await reasons(office, "thanks") == [("planned", QUIET)]
    office.clock.set(at("27 03:00"))
    await office.enter(2)  # whoever comes at night is awake
    assert await claimed(office) == [(2, "thanks")]
    office.clock.set(at("27 08:00"))
    assert (1, "thanks") in await claimed(office)


async def test_the_morning_is_that_of_the_person(office):
    await office.apply(SURVEY, GREETED.replace("too_late_after: 11h", "too_late_after: 20h"))
    for chat_id in (1, 2):
        await office.enter(chat_id)
    await live_in(office, 2, "Europe/Athens")
    office.clock.set(at("27 03:00"))
    assert await claimed(office) == []
    office.clock.set(at("27 08:00", ATHENS))
    assert [each for each in await claimed(office) if each[1] == "news"] == [(2, "news")]
    office.clock.set(at("27 08:00"))
    assert [each for each in await claimed(office) if each[1] == "news"] == [(1, "news")]


async def test_who_finishes_at_night_gets_the_slides_at_once_and_a_late_answer_in_the_morning(office):
    await office.apply(SURVEY, WEBINAR + "closes: 20d after end\n")
    office.clock.set(at("24 23:30"))
    await office.answer(1, {"overall": Answer("answered", picks=("good",))})
    assert (1, "thanks") in await claimed(office)
    await office.answer(2, {"overall": Answer("answered", picks=("good",))})
    office.clock.set(at("25 02:00"))
    assert (2, "thanks") not in await claimed(office)
    office.clock.set(at("25 08:00"))
    assert (2, "thanks") in await claimed(office)


async def test_what_an_organiser_lets_go_in_the_evening_goes_in_the_morning_of_each(office):
    await office.apply(SURVEY, WEBINAR + "  - {key: gift, when: by hand, text: A gift}\n")
    for chat_id in (1, 2):
        await office.enter(chat_id)
    await live_in(office, 2, "America/New_York")
    steering = Steering(Storage(office.store), office.clock, office.library, Access(()))
    office.clock.set(at("27 22:00"))
    await steering.steer(Operator(), "approve", Target("clusters", follow_up="gift"))
    await claimed(office)
    assert [due for (due,) in await office.rows("SELECT due_at FROM outbox WHERE follow_up = 'gift' ORDER BY id")] == [
        round(each.timestamp() * 1000) for each in (at("28 08:00"), at("27 22:00"))
    ]


async def test_what_was_sent_now_goes_at_night_but_not_by_a_bot_that_comes_back_hours_later(office):
    await office.apply(SURVEY, GREETED)
    await office.enter(1)
    office.clock.set(at("25 12:00"))
    await claimed(office)
    steering = Steering(Storage(office.store), office.clock, office.library, Access(()))
    office.clock.set(at("25 23:00"))
    await steering.steer(Operator(), "send-now", Target("clusters", follow_up="news"))
    office.clock.set(at("26 03:00"))
    assert await claimed(office) == []
    assert await reasons(office, "news") == [("planned", QUIET)]
    await office.enter(2)
    await steering.steer(Operator(), "send-now", Target("clusters", follow_up="news"))
    assert (2, "news") in await claimed(office)
    office.clock.set(at("26 08:00"))
    assert await claimed(office) == []  # both were let go at night: an organiser said so again


async def test_a_row_whose_moment_moved_waits_for_the_new_one(office):
    await office.apply(SURVEY, GREETED)
    await office.enter(1)

    def change(tx):  # as by an apply that has not come to this person yet
        changed = tx.execute("UPDATE webinars SET definition = replace(definition, '[20,30]', '[20,45]')")
        assert changed.rowcount == 1

    await office.store.write(change)
    office.library = Library()
    office.clock.set(at("26 20:30"))
    assert (1, "news") not in await claimed(office)
    assert await reasons(office, "news") == [("planned", NOT_YET)]
    office.clock.set(at("26 20:45"))
    assert (1, "news") in await claimed(office)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Athens", "07:00"), ("Europe/Lisbon", "09:00")])
async def test_what_goes_by_the_persons_clock_goes_at_that_hour_where_they_live(office, zone, hour):
    await office.apply(
        SURVEY,
        WEBINAR.replace("{key: watch, ", "{key: watch, zone: person, ").replace(
            "end, send: [rec", "end at 09:00, send: [rec"
        ),
    )
    await office.enter(1)
    person = await live_in(office, 1, zone)
    assert (await office.outbox(person))["watch"] == ("planned", f"11-26 {hour}")


async def test_what_waits_for_the_morning_is_as_late_as_ever(office):
    await office.apply(SURVEY, GREETED.replace("too_late_after: 11h", "too_late_after: 20h"))
    await office.enter(1)
    office.clock.set(at("26 23:00"))
    assert await claimed(office) == []
    assert await reasons(office, "news") == [("planned", QUIET)]
    office.clock.set(at("27 17:00"))  # away again, until 20 hours and a half after its moment
    assert (1, "news") not in await claimed(office)
    assert await reasons(office, "news") == [("gave_up", "more than 20 hours late")]


async def test_a_first_question_that_was_broken_off_is_owed_whatever_is_applied_meanwhile(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    office.clock.set(at("24 11:45"))
    storage, chance = Storage(office.store), office.chance.choice
    killed = Delivering(storage, office.clock, office.library, chance=chance)
    (parcel,) = await killed.claim(limit=50)
    assert await killed.sending(parcel)  # it has opened the response, and dies
    delivering = Delivering(storage, office.clock, office.library, chance=chance)
    assert await delivering.rescue() == (0, 1)
    await office.apply(SURVEY, WEBINAR.replace("Strategies", "Ideas"))
    (again,) = await delivering.claim(limit=50)
    assert (again.chat_id, again.follow_up) == (1, OPENING)
    assert await delivering.sending(again)
    assert await delivering.sent(again, sent=Sent(message_id=7))
    await office.apply(SURVEY, WEBINAR)
    assert await reasons(office, OPENING) == [("sent", None)]
