"""Who leaves is left alone from that moment on, whatever was in hand, and gets what was promised."""

from __future__ import annotations

from datetime import timedelta

import pytest

import db.attendees
import db.enrolments
import db.materials
import db.webinars
from bot.delivery.declining import NO_MESSAGES, NO_QUESTIONS
from bot.delivery.ports import FilePart, SurveyPart
from bot.delivery.retry import Sent
from bot.services.delivering import Delivering
from bot.services.entering import Entering, Visitor
from bot.services.leaving import Leaving, Subscription
from bot.services.storage import Storage
from tests.services.scenes import BRINGS, ENDS, IMPACT, OPENS, SURVEY, WEBINAR, picked, second

BOTH = WEBINAR + "  - {key: both, when: 2d after end at 10:00, send: [slides], survey: impact}\n"


@pytest.fixture
def leaving(office):
    return Leaving(Storage(office.store), office.clock, office.library, wake=lambda: None)


@pytest.fixture
def delivering(office):
    return Delivering(Storage(office.store), office.clock, office.library, chance=office.chance.choice)


async def leave(office, leaving, chat_id, wants="promised", key="clusters"):
    row = await office.store.read(lambda tx: db.webinars.find(tx, key))
    return await leaving.leave(chat_id=chat_id, wants=wants, webinar_id=row.id)


async def owed(office, chat_id=1):
    rows = await office.rows(
        "SELECT follow_up, state, reason FROM outbox JOIN attendees AS a ON a.id = attendee_id WHERE chat_id = ?",
        chat_id,
    )
    return {key: (state, why) for key, state, why in rows}


async def come_back(office, chat_id=1, key="clusters"):
    row = await office.store.read(lambda tx: db.webinars.find(tx, key))
    entering = Entering(
        Storage(office.store), office.clock, office.library, chance=office.chance.choice, wake=lambda: None
    )
    return await entering.enter(Visitor(chat_id, "en", None), payload=row.code)


async def test_a_reminder_that_was_claimed_is_not_sent_after_all(office, leaving, delivering):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")}, finished=False)
    await office.answer(2, {"overall": picked("good")}, finished=False)
    office.clock.set(ENDS + timedelta(hours=22))
    parcels = {parcel.chat_id: parcel for parcel in await delivering.claim(limit=5)}
    assert [type(part) for part in parcels[1].parts] == [SurveyPart]
    await leave(office, leaving, 1)
    assert not await delivering.sending(parcels[1])
    assert await delivering.sending(parcels[2])
    assert (await owed(office))["reminder"] == ("cancelled", NO_QUESTIONS)


async def test_what_is_between_two_messages_stops_there(office, leaving, delivering):
    await office.apply(IMPACT, SURVEY, BOTH)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")})
    office.clock.set(ENDS + timedelta(days=2))
    for parcel in await delivering.claim(limit=5):
        if parcel.follow_up == "both":
            assert await delivering.sending(parcel)
            assert await delivering.part_sent(parcel, parts_done=1, sent=Sent(1, "file"))
            await leave(office, leaving, 1, "nothing")
            assert not await delivering.sending(parcel)
    assert (await owed(office))["both"] == ("cancelled", NO_MESSAGES)


async def test_a_message_that_could_not_be_sent_is_not_tried_again(office, leaving, delivering):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")})
    (parcel,) = await delivering.claim(limit=5)
    assert await delivering.sending(parcel)
    await leave(office, leaving, 1, "nothing")
    assert (await owed(office))["thanks"] == ("sending", None)
    await delivering.retry(parcel, after=timedelta(0), reason="connection refused", counted=True)
    assert await delivering.claim(limit=5) == []
    assert (await owed(office))["thanks"] == ("cancelled", NO_MESSAGES)


async def test_materials_come_at_once_and_without_the_questions_that_would_have_come_with_them(
    office, leaving, delivering
):
    await office.apply(IMPACT, SURVEY, BOTH)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")}, finished=False)
    office.clock.set(ENDS)
    await leave(office, leaving, 1)
    (thanks,) = await delivering.claim(limit=5)
    assert (thanks.follow_up, [type(part) for part in thanks.parts]) == ("thanks", [FilePart])
    office.clock.set(ENDS + timedelta(days=2))
    both = next(parcel for parcel in await delivering.claim(limit=5) if parcel.follow_up == "both")
    assert [type(part) for part in both.parts] == [FilePart]


async def test_who_leaves_before_the_survey_opens_is_not_called(office, leaving):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    await leave(office, leaving, 1)
    assert (await owed(office))["@opening"] == ("cancelled", NO_QUESTIONS)
    await come_back(office)
    assert (await owed(office))["@opening"] == ("planned", None)


async def test_a_definition_applied_later_does_not_bring_back_what_they_declined(office, leaving):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    await office.enter(2)
    await leave(office, leaving, 1, "nothing")
    await leave(office, leaving, 2)
    await office.apply(IMPACT, SURVEY, BRINGS.replace("2d after", "3d after"))
    assert {state for state, _ in (await owed(office, 1)).values()} == {"cancelled"}
    assert "impact" not in await owed(office, 2)
    assert (await owed(office, 2))["watch"] == ("planned", None)


async def test_all_means_all_and_coming_back_to_one_brings_back_one(office, leaving):
    await office.apply(SURVEY, WEBINAR, second())
    await office.enter(1)
    await office.enter(1, "later")
    left = await leaving.leave(chat_id=1, wants="nothing", webinar_id=None)
    assert {each.wants for each in left.webinars} == {"nothing"}
    entrance = await come_back(office)
    assert entrance.resumed
    assert not (await come_back(office)).resumed
    states = await office.rows("SELECT w.key, o.state FROM outbox AS o JOIN webinars AS w ON w.id = o.webinar_id")
    assert {state for key, state in states if key == "later"} == {"cancelled"}
    assert {state for key, state in states if key == "clusters"} == {"planned"}


async def test_a_button_brings_one_webinar_back_as_its_link_would(office, leaving):
    await office.apply(SURVEY, WEBINAR, second())
    await office.enter(1)
    await office.enter(1, "later")
    left = await leaving.leave(chat_id=1, wants="nothing", webinar_id=None)
    [mine] = [each.webinar_id for each in left.webinars if each.webinar_id != left.webinars[0].webinar_id]
    back = await leaving.return_to(chat_id=1, webinar_id=mine)
    assert [each.wants for each in back.webinars] == ["nothing", "all"]
    states = await office.rows("SELECT w.key, o.state FROM outbox AS o JOIN webinars AS w ON w.id = o.webinar_id")
    assert {state for key, state in states if key == "later"} == {"cancelled"}
    assert {state for key, state in states if key == "clusters"} == {"planned"}
    again = await office.dump()
    assert (await leaving.return_to(chat_id=1, webinar_id=mine)).webinars == back.webinars
    assert (await leaving.return_to(chat_id=99, webinar_id=mine)).webinars == ()
    await leaving.return_to(chat_id=1, webinar_id=10**17)
    assert await office.dump() == again


async def test_saying_it_again_or_less_strictly_changes_nothing(office, leaving):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    await leave(office, leaving, 1, "nothing")
    office.clock.set(ENDS)
    before = await office.dump()
    for wants in ("promised", "nothing"):
        left = await leave(office, leaving, 1, wants)
        assert [each.wants for each in left.webinars] == ["nothing"]
    assert await office.dump() == before


async def test_a_stranger_and_a_forged_number_change_nothing(office, leaving):
    await office.apply(SURVEY, WEBINAR, second())
    await office.enter(1)
    before = await office.dump()
    assert (await leaving.leave(chat_id=99, wants="nothing", webinar_id=None)).webinars == ()
    await leave(office, leaving, 1, "nothing", key="later")
    await leaving.leave(chat_id=1, wants="nothing", webinar_id=10**17)
    assert await office.dump() == before
    assert (await leaving.subscriptions(chat_id=1)).webinars == (Subscription(1, "Strategies for clusters", "all"),)
