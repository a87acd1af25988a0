"""The outbox in chat: what waits and why, and each word that steers it, said by one organiser or by two."""

import json

import pytest

import db.members
from bot.rehearsal import Fault
from tests.organising.driver import Organiser, an_office
from tests.stories.transcript import at

GUESTS = (1, 2, 3)


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("outbox.yaml")
        await house.open()
        await enter(house)
        await olga.says("/webinars")
        await olga.taps("Communication strategies")
        await olga.taps("Outbox")
        yield house, olga


async def enter(house, *numbers):
    for number in numbers or GUESTS:
        house.api.join(number, f"Guest {number}").write(f"/start {house.code}")
    await house.rest()


async def second(house):
    """Otto, an organiser of all webinars who reads no rows, before the same card."""
    join = {"telegram_id": 901, "name": "Otto", "role": "organiser", "scope": "all", "invited_by": None}
    await house.store.write(lambda tx: db.members.join(tx, **join, now=house.api.clock.now()))
    otto = Organiser(house, house.api.join(901, "Otto"))
    await otto.says("/webinars")
    await otto.taps("Communication strategies")
    await otto.taps("Outbox")
    return otto


async def tell(house):
    """Whatever organisers are to be told is told."""
    await house.rooms.services.informing.notice()
    await house.rooms.bulletins.knock()


def states(house, key):
    return [state for (state,) in house.rows("SELECT state FROM outbox WHERE follow_up = ? ORDER BY attendee_id", key)]


def heard(house, guest):
    return [message.content.text for message in house.api.join(guest, "").messages if message.by_bot]


def deeds(house):
    """What the audit log says, without the moments."""
    return [
        (action, json.loads(detail)) for action, detail in house.rows("SELECT action, detail FROM audits ORDER BY id")
    ]


async def test_the_outbox_says_what_goes_when_and_what_waits_for_whom_or_what(office):
    house, olga = office
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


async def test_what_is_held_waits_and_goes_when_it_is_let_go(office):
    house, olga = office
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


async def test_what_is_cancelled_is_asked_about_and_undone_within_a_minute(office):
    house, olga = office
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


async def test_an_undo_leaves_held_what_was_held_and_comes_too_late_after_a_minute(office):
    house, olga = office
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


async def test_what_is_sent_now_is_asked_about_and_goes(office):
    house, olga = office
    await olga.taps("More")
    await olga.taps("later")
    assert "So many messages go at once, and cannot be called back: 3." in await olga.taps("Send now")
    assert states(house, "later") == ["planned"] * 3
    await olga.taps("Yes, send it now")
    assert olga.toast == "Going now: 3."
    await house.rest()
    assert [heard(house, guest)[-1] for guest in GUESTS] == ["Later."] * 3


async def test_who_waits_for_approval_is_told_with_buttons_that_give_it(office):
    house, olga = office
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


async def test_a_preview_comes_in_each_language_as_attendees_get_it(office):
    house, olga = office
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


async def test_a_text_is_edited_in_one_language_by_writing_it(office):
    house, olga = office
    await olga.taps("news")
    assert "In which language" in await olga.taps("Edit the text")
    card = await olga.taps("Français")
    assert "Bonjour, {{ webinar }} !" in card
    assert "filled in for each attendee" in card
    card = await olga.says("Salut, {{ webinar }} !")
    assert "With the new text: 3." in card
    assert "Salut, {{ webinar }} !" in card
    assert "Good morning" in card
    assert "This text was edited" in card
    house.api.clock.set(at("2026-11-25 09:01"))
    await house.rest()
    assert heard(house, 1)[-1] == "Good morning, Communication strategies for clusters!"
    assert ("outbox.edited", {"follow_up": "news", "language": "fr"}) in deeds(house)


async def test_an_edited_text_gives_way_to_the_definitions_again(office):
    house, olga = office
    await olga.taps("news")
    await olga.taps("Edit the text")
    await olga.taps("One text for everyone")
    assert "Hello, all." in await olga.says("Hello, all.")
    await olga.taps("Edit the text")
    await olga.taps("One text for everyone")
    card = await olga.taps("The definition's text again")
    assert "Good morning" in card
    assert olga.toast == "With the new text: 3."
    assert house.rows("SELECT room FROM awaited") == []


@pytest.mark.parametrize("text", ["{{ secret }}", "{% for x in y %}", "x" * 3501])
async def test_a_text_that_cannot_be_sent_is_refused_and_still_awaited(office, text):
    _, olga = office
    await olga.taps("news")
    await olga.taps("Edit the text")
    await olga.taps("English")
    assert "Good morning" not in await olga.says(text)
    assert "Fine now." in await olga.says("Fine now.")


async def test_whoever_is_overtaken_sees_the_other_text_and_overwrites_nothing(office):
    house, olga = office
    otto = await second(house)
    for each in (olga, otto):
        await each.taps("news")
        await each.taps("Edit the text")
        await each.taps("English")
    await otto.says("Otto's.")
    card = await olga.says("Olga's.")
    assert "Somebody has changed this text in between" in card
    assert "Otto's." in card
    assert "Otto" in house.rows("SELECT text FROM orders")[0][0]
    assert "Olga's." in await olga.says("Olga's.")


async def test_the_second_of_two_who_hold_it_is_told(office):
    house, olga = office
    otto = await second(house)
    await olga.taps("news")
    await otto.taps("news")
    hold = otto.button("Hold")
    await olga.taps("Hold")
    await otto.forges(*hold)
    assert otto.toast == "Held already: 3."
    assert [action for action, _ in deeds(house)] == ["outbox.held"]


@pytest.fixture
async def doubtful(office):
    """Two of the three were perhaps sent the news."""
    house, olga = office
    for guest in (1, 2):
        house.api.faults.add(Fault("cut_after", method="sendMessage", chat_id=guest))
    house.api.clock.set(at("2026-11-25 09:01"))
    await house.rest()
    assert states(house, "news") == ["doubtful", "doubtful", "sent"]
    return house, olga


async def test_what_is_in_doubt_is_settled_one_by_one_or_all_together(doubtful):
    house, olga = doubtful
    card = await olga.taps("Refresh")
    assert "Perhaps sent, perhaps not: 2" in card
    await olga.taps("⚠️ news")
    assert olga.buttons[0] == "⚠️ Settle what is in doubt"
    assert "might bring them twice" in await olga.taps("Settle what is in doubt")
    await olga.taps("Message ")
    await olga.taps("They got it")
    assert olga.toast == "Noted: 1."
    assert sorted(states(house, "news")) == ["doubtful", "sent", "sent"]
    assert "Nothing is in doubt any more" in await olga.taps("They did not get it")
    assert sorted(states(house, "news")) == ["gave_up", "sent", "sent"]
    assert [detail["how"] for action, detail in deeds(house) if action == "outbox.resolved"] == ["sent", "not-sent"]


async def test_what_is_in_doubt_goes_again_to_all(doubtful):
    house, olga = doubtful
    await olga.taps("news")
    await olga.taps("Settle what is in doubt")
    await olga.taps("Send it to all again")
    assert olga.toast == "Going again: 2."
    await house.rest()
    assert states(house, "news") == ["sent"] * 3


async def test_whose_message_is_in_doubt_is_told_to_those_only_who_read_rows(doubtful):
    house, olga = doubtful
    labels = {label for (label,) in house.rows("SELECT label FROM responses")}
    otto = await second(house)
    for each, told in ((olga, True), (otto, False)):
        await each.taps("Refresh")
        await each.taps("news")
        await each.taps("Settle what is in doubt")
        named = [label for label in each.buttons if label.startswith("Message ")]
        assert len(named) == 2
        assert all(any(label in button for label in labels) is told for button in named)


FORGED = (
    "l", "l.1", "l.x.y", "l.99.0", "l.1.-7", "l.1.999999999999999999", "f.1", "f.1.zzzzzzzz", "h.1", "h.7.ab12cd34",
    "cc.1.zzzzzzzz", "ss", "sss.1.{mark}", "e.1.{mark}.de", "d.1.{mark}", "d.1.{mark}.000000000000",
    "x.1.{mark}.-1", "x.1.{mark}.abcdefghijklmnop", "xx.1.{mark}.0.perhaps", "xx.1.{mark}.4.sent",
    "xx.1.{mark}.999.sent",
    "v.1.{mark}.de", "q.1.{mark}.77", "u.1.{mark}", "zz.1.{mark}",
)  # fmt: skip


async def test_a_forged_button_changes_nothing_and_is_answered(office):
    house, olga = office
    olga.restarts = False
    message_id, news = olga.button("news")
    before = house.rows("SELECT * FROM outbox")
    for forged in FORGED:
        await olga.forges(message_id, f"2out:{forged.format(mark=news.rpartition('.')[2])}")
        assert house.rows("SELECT * FROM outbox") == before, forged
    assert house.rows("SELECT * FROM orders WHERE text IS NOT NULL OR held_at IS NOT NULL") == []
    assert house.rows("SELECT trouble FROM inbox WHERE trouble IS NOT NULL") == []


async def test_an_outbox_is_for_those_who_steer_it_only(office):
    house, olga = office
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
