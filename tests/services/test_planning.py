"""The plan of each person follows what happens: entering, finishing, leaving, a survey that opens."""

from __future__ import annotations

from datetime import timedelta

import db.attendees
import db.outbox
import db.steered
from bot.services.planning import OPENING
from tests.services.scenes import BEFORE, ENDS, OPENS, SURVEY, WEBINAR, picked

BARE = "\n".join(line for line in WEBINAR.splitlines() if not line.startswith("privacy"))
BY_HAND = WEBINAR.replace("survey: everything\n", "survey: everything\nopens: by hand\n")


async def test_whoever_comes_early_is_called_when_the_survey_opens(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    assert (await office.outbox())[OPENING] == ("planned", "11-24 10:45")


async def test_whoever_comes_when_it_is_open_is_not_called(office):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    await office.enter(1)
    assert OPENING not in await office.outbox()


async def test_whoever_comes_too_late_is_not_called_but_gets_what_was_promised(office):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(ENDS + timedelta(days=8))
    await office.enter(1)
    owed = await office.outbox()
    assert OPENING not in owed
    assert owed["thanks"] == ("planned", "12-02 11:00")


async def test_an_opening_that_moves_moves_the_call(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    await office.apply(SURVEY, WEBINAR.replace("survey: everything\n", "survey: everything\nopens: at end\n"))
    assert (await office.outbox())[OPENING] == ("planned", "11-24 11:00")


async def test_an_opening_moved_into_the_past_calls_at_once(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    earlier = WEBINAR.replace("survey: everything\n", "survey: everything\nopens: 2026-11-18 09:00\n")
    await office.apply(SURVEY, earlier)
    assert (await office.outbox())[OPENING] == ("planned", "11-20 09:00")


async def test_a_survey_opened_by_hand_holds_the_call(office):
    await office.apply(SURVEY, BY_HAND)
    await office.enter(1)
    assert (await office.outbox())[OPENING] == ("held", None)
    await office.apply(SURVEY, WEBINAR)
    assert (await office.outbox())[OPENING] == ("planned", "11-24 10:45")


async def test_without_privacy_nobody_is_called_until_it_is_given(office):
    await office.apply(SURVEY, BARE)
    await office.enter(1)
    assert (await office.outbox())[OPENING] == ("held", None)
    office.clock.set(OPENS + timedelta(hours=2))
    await office.apply(SURVEY, WEBINAR)
    assert (await office.outbox())[OPENING] == ("planned", "11-24 10:45")


async def test_a_survey_that_closes_before_it_could_call_takes_the_call_back(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    closed = WEBINAR.replace(
        "survey: everything\n", "survey: everything\nopens: 2026-11-18 09:00\ncloses: 2026-11-19 09:00\n"
    )
    await office.apply(SURVEY, closed)
    assert (await office.outbox())[OPENING][0] == "cancelled"


async def test_finishing_sends_the_thanks_and_cancels_the_reminder(office):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    await office.enter(1)
    assert await office.outbox() == {
        "thanks": ("planned", "11-25 11:00"),
        "reminder": ("planned", "11-25 08:00"),
        "watch": ("planned", "11-26 08:00"),
    }
    await office.answer(1, {"overall": picked("good")})
    owed = await office.outbox()
    assert owed["thanks"] == ("planned", "11-24 10:45")
    assert owed["reminder"][0] == "cancelled"


async def test_what_finishing_sends_at_once_goes_before_a_broadcast_and_what_the_clock_sends_does_not(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    office.clock.set(ENDS)
    await office.answer(2, {"overall": picked("good")})
    found = dict(await office.rows("SELECT attendee_id || follow_up, urgency FROM outbox WHERE state = 'planned'"))
    assert {key for key, urgency in found.items() if urgency == db.outbox.ACT} == {"2thanks"}
    office.clock.set(ENDS + timedelta(days=1))
    await office.apply(SURVEY, WEBINAR.replace("2d after end", "3d after end"))
    again = dict(await office.rows("SELECT attendee_id || follow_up, urgency FROM outbox WHERE state = 'planned'"))
    assert {key for key, urgency in again.items() if urgency == db.outbox.ACT} == {"2thanks"}


async def test_a_finishers_slides_are_given_out_first_and_marked_as_prompt(office, delivering):
    await office.apply(SURVEY, WEBINAR.replace("when: on finish,", "when: on finish, latest: at end,"))
    for number in (1, 2, 3):
        await office.enter(number)
    office.clock.set(ENDS + timedelta(minutes=1))
    await office.answer(4, {"overall": picked("good")})
    parcels = await delivering.claim(limit=9)
    assert [(parcel.chat_id, parcel.prompt) for parcel in parcels if parcel.follow_up == "thanks"] == [
        (4, True),
        (1, False),
        (2, False),
        (3, False),
    ]


async def test_a_call_is_taken_back_when_they_have_begun_by_themselves(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")}, finished=False)
    assert (await office.outbox())[OPENING][0] == "cancelled"


async def test_an_audience_is_judged_on_their_answers(office):
    rescue = WEBINAR + "  - {key: rescue, when: 3d after end, to: {question: overall, in: [poor]}, text: Sorry}\n"
    await office.apply(SURVEY, rescue)
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")})
    await office.answer(2, {"overall": picked("poor")})
    rows = await office.rows("SELECT attendee_id FROM outbox WHERE follow_up = 'rescue'")
    ((unhappy,),) = await office.rows("SELECT id FROM attendees WHERE chat_id = 2")
    assert rows == [(unhappy,)]


async def test_nothing_is_owed_to_someone_who_blocked_the_bot_until_they_come_back(office):
    await office.apply(SURVEY, WEBINAR)
    attendee = await office.enter(1)

    def leave(tx):
        db.attendees.mark_unreachable(tx, attendee)
        db.steered.cancel_for_attendee(tx, attendee, reason="blocked the bot", now=BEFORE)

    await office.store.write(leave)
    await office.apply(SURVEY, WEBINAR.replace("2d after", "3d after"))
    assert {state for state, _ in (await office.outbox()).values()} == {"cancelled"}
    await office.enter(1)
    assert (await office.outbox())["watch"] == ("planned", "11-27 08:00")


async def test_a_plan_applied_late_gives_up_what_is_long_over_and_says_why(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    office.clock.set(ENDS + timedelta(days=10))
    late = WEBINAR + "  - {key: hello, when: 1h after end, text: Hello}\n"
    await office.apply(SURVEY, late)
    assert await office.rows("SELECT state, reason FROM outbox WHERE follow_up = 'hello'") == [
        ("gave_up", "more than 24 hours late")
    ]
