"""The outbox in chat: what waits and why, and each word that steers it, said by one organiser or by two."""

import db.members
from tests.organising.driver import Organiser, an_office
from tests.organising.posting import GUESTS, deeds, enter, heard, second, states, tell
from tests.stories.transcript import at


async def test_the_outbox_says_what_goes_when_and_what_waits_for_whom_or_what(posted):
    house, olga = posted
    card = olga.card
    assert "Outbox: what goes to attendees" in card
    assert "Next: Wednesday, 25 November 2026, 09:00 (Brussels), messages: 3" in card
    assert "Still to come: The recording" in card
    assert "Waiting for your approval: 3" in card
    assert "Waiting for your word: 3" in card
    assert [label for label in olga.buttons if label[0] in "🔵📎" or label.islower()] == [
        "thanks", "news", "watch", "🔵 rescue", "🔵 gift",
    ]  # fmt: skip
    assert "later" in await olga.taps("More")
    assert "thanks" in await olga.taps("Back")
    assert "The survey is open" in await olga.taps("The webinar")
    house.api.clock.set(at("2026-11-26 09:01"))
    await house.rest()
    assert "Waiting for The recording: 3" in await olga.taps("Outbox")


async def test_an_outbox_that_is_empty_says_what_to_do(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("outbox.yaml")
        await house.open()
        await olga.says("/webinars")
        await olga.taps("Communication strategies")
        card = await olga.taps("Outbox")
        assert "Nobody has entered yet" in card
        assert f"?start={house.code}" in card
        card = await olga.taps("watch")
        assert "Nothing yet" in card
        assert "When: Thursday, 26 November 2026, 09:00 (Brussels)" in card
        assert "To: everyone who entered" in card
        assert "The recording (still to come)" in card


async def test_what_is_held_waits_and_goes_when_it_is_let_go(posted):
    house, olga = posted
    card = await olga.taps("news")
    assert "Good morning, {{ webinar }}!" in card
    assert "Bonjour, {{ webinar }} !" in card
    card = await olga.taps("Hold")
    assert olga.toast == "Held: 3."
    assert "Held by an organiser: 3" in card
    await enter(house, 4)
    house.api.clock.set(at("2026-11-25 09:10"))
    await house.rest()
    assert states(house, "news") == ["held"] * 4
    await olga.taps("Let it go")
    assert olga.toast == "Let go: 4."
    await house.rest()
    assert states(house, "news") == ["sent"] * 4
    assert deeds(house) == [
        ("outbox.held", {"follow_up": "news", "row": None, "rows": 3}),
        ("outbox.released", {"follow_up": "news", "row": None, "rows": 4}),
    ]


async def test_what_is_cancelled_is_asked_about_and_undone_within_a_minute(posted):
    house, olga = posted
    await olga.taps("news")
    assert "So many messages then never go: 3." in await olga.taps("Cancel it")
    assert states(house, "news") == ["planned"] * 3
    await olga.taps("No, go back")
    await olga.taps("Cancel it")
    assert "Cancelled: 3" in await olga.taps("Yes, cancel it")
    assert olga.buttons[0] == "↩️ Undo"
    assert states(house, "news") == ["cancelled"] * 3
    await olga.taps("Undo")
    assert olga.toast == "Undone: 3."
    assert states(house, "news") == ["planned"] * 3


async def test_an_undo_leaves_held_what_was_held_and_comes_too_late_after_a_minute(posted):
    house, olga = posted
    await olga.taps("news")
    await olga.taps("Hold")
    await olga.taps("Cancel it")
    await olga.taps("Yes, cancel it")
    undo = olga.button("Undo")
    await olga.taps("Undo")
    assert states(house, "news") == ["held"] * 3
    await olga.taps("Cancel it")
    await olga.taps("Yes, cancel it")
    house.api.clock.set(at("2026-11-24 11:52"))
    await olga.forges(*undo)
    assert "It is too late to undo that" in olga.toast
    assert states(house, "news") == ["cancelled"] * 3
    await olga.taps("Let it go")
    assert states(house, "news") == ["planned"] * 3


async def test_what_is_sent_now_is_asked_about_and_goes(posted):
    house, olga = posted
    await olga.taps("More")
    await olga.taps("later")
    assert "So many messages go at once, and cannot be called back: 3." in await olga.taps("Send now")
    assert states(house, "later") == ["planned"] * 3
    await olga.taps("Yes, send it now")
    assert olga.toast == "Going now: 3."
    await house.rest()
    assert [heard(house, guest)[-1] for guest in GUESTS] == ["Later."] * 3


async def test_who_waits_for_approval_is_told_with_buttons_that_give_it(posted):
    house, olga = posted
    house.api.clock.set(at("2026-11-26 10:01"))
    await house.rest()
    await tell(house)
    assert "“rescue” waits for your approval." in olga.card
    assert olga.buttons == ["✅ Approve", "👁 Preview", "📬 Outbox"]
    approve = olga.button("Approve")
    card = await olga.taps("Approve")
    assert olga.toast == "Approved: 3."
    assert "rescue" in card
    await house.rest()
    assert states(house, "rescue") == ["sent"] * 3
    await olga.forges(*approve)
    assert olga.toast == "Sent already: 3."


async def test_a_preview_comes_in_each_language_as_attendees_get_it(posted):
    house, olga = posted
    await olga.taps("rescue")
    before = house.rows("SELECT * FROM outbox")
    assert "In which language" in await olga.taps("Preview")
    await olga.taps("In all of these languages")
    assert olga.toast == "It comes below as attendees get it."
    await tell(house)
    assert olga.shown[-3].content.text == "We are sorry."
    assert "Preview of “rescue”" in olga.shown[-2].content.text
    assert "(Français)" in olga.shown[-2].content.text
    assert olga.card == "Nous sommes désolés."
    assert house.rows("SELECT * FROM outbox") == before


async def test_the_second_of_two_who_hold_it_is_told(posted):
    house, olga = posted
    otto = await second(house)
    await olga.taps("news")
    await otto.taps("news")
    hold = otto.button("Hold")
    await olga.taps("Hold")
    await otto.forges(*hold)
    assert otto.toast == "Held already: 3."
    assert [action for action, _ in deeds(house)] == ["outbox.held"]


FORGED = (
    "l", "l.1", "l.x.y", "l.99.0", "l.1.-7", "l.1.999999999999999999", "f.1", "f.1.zzzzzzzz", "h.1", "h.7.ab12cd34",
    "cc.1.zzzzzzzz", "ss", "sss.1.{mark}", "e.1.{mark}.de", "d.1.{mark}", "d.1.{mark}.000000000000",
    "x.1.{mark}.-1", "x.1.{mark}.abcdefghijklmnop", "xx.1.{mark}.0.perhaps", "xx.1.{mark}.4.sent",
    "xx.1.{mark}.999.sent",
    "v.1.{mark}.de", "q.1.{mark}.77", "u.1.{mark}", "zz.1.{mark}",
)  # fmt: skip


async def test_a_forged_button_changes_nothing_and_is_answered(posted):
    house, olga = posted
    olga.restarts = False
    message_id, news = olga.button("news")
    before = house.rows("SELECT * FROM outbox")
    for forged in FORGED:
        await olga.forges(message_id, f"2out:{forged.format(mark=news.rpartition('.')[2])}")
        assert house.rows("SELECT * FROM outbox") == before, forged
    assert house.rows("SELECT * FROM orders WHERE text IS NOT NULL OR held_at IS NOT NULL") == []
    assert house.rows("SELECT trouble FROM inbox WHERE trouble IS NOT NULL") == []


async def test_an_outbox_is_for_those_who_steer_it_only(posted):
    house, olga = posted
    join = {"telegram_id": 902, "name": "Vera", "role": "viewer", "scope": "all", "invited_by": None}
    await house.store.write(lambda tx: db.members.join(tx, **join, now=house.api.clock.now()))
    vera, ana = Organiser(house, house.api.join(902, "Vera")), Organiser(house, house.api.join(1, "Guest 1"))
    await vera.says("/webinars")
    await vera.taps("Communication strategies")
    assert not any("Outbox" in label for label in vera.buttons)
    await olga.taps("news")
    before = house.rows("SELECT * FROM outbox")
    for label in ("Hold", "Cancel it", "Send now", "Preview", "Edit the text", "Outbox"):
        for each in (vera, ana):
            await each.forges(each.shown[-1].message_id, olga.button(label)[1])
            assert "for the organisers of the webinar only" in each.toast
    assert house.rows("SELECT * FROM outbox") == before
