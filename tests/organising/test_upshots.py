"""You said, we did: those whose comments led to a change are told, once, and nobody else learns anything."""

import pytest

import db.members
from tests.organising.driver import Organiser, an_office
from tests.organising.posting import deeds, heard
from tests.stories.transcript import at

COMMENTS = {
    1: "Louder, please",
    2: "More <b>breaks</b>",
    3: "Breaks!",
    4: "Less text",
    5: "A better chair",
    6: "Nothing",
}
LINE = "We now have two breaks."
TOLD = "You told us something after “Clusters & co”, and this came of it:\n\nWe now have two breaks."


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("upshots.yaml")
        await house.open()
        yield house, olga


async def comment(house, comments=COMMENTS, key="clusters"):
    for number, text in comments.items():
        guest = house.api.join(number, f"Guest {number}")
        guest.write(f"/start {house.codes[key]}")
        await house.rest()
        guest.write(text)
    await house.rest()


async def room(olga, title="Clusters & co"):
    await olga.says("/help")  # whatever comes by itself comes now
    await olga.says("/webinars")
    await olga.taps(title)
    return await olga.taps("You said, we did")


async def choose(olga, *texts):
    """Tick these comments, of those that are shown."""
    for text in texts:
        (number,) = [line.split(".")[0][2:] for line in olga.card.splitlines() if line.endswith(text)]
        await olga.taps(f"☐ {number}")


async def written(olga):
    await room(olga)
    await olga.taps("Choose comments")
    assert "Which comments led to the change?\nComments chosen: 0" in olga.card
    await choose(olga, "More <b>breaks</b>", "Breaks!")
    await olga.taps("Write what came of it")
    return await olga.says(LINE)


async def test_those_who_commented_are_told_once_and_nobody_else(office):
    house, olga = office
    await comment(house)
    card = await written(olga)
    assert TOLD in card
    assert "So many people get it: 2." in card
    await olga.taps("Send it")
    assert olga.toast == "It goes in a minute. People: 2"
    await house.rest()
    assert TOLD not in heard(house, 2)
    await olga.says("/webinars")
    card = await olga.taps("Clusters & co")
    assert "Next: Tuesday, 24 November 2026, 11:51 (Brussels), messages: 2" in card
    assert "@did" not in card
    house.api.clock.set(at("2026-11-24 11:52"))
    await house.rest()
    assert [heard(house, guest).count(TOLD) for guest in COMMENTS] == [0, 1, 1, 0, 0, 0]
    assert house.rows("SELECT state FROM outbox WHERE follow_up = '@did:1'") == [("sent",)] * 2
    assert house.rows("SELECT * FROM marks") == []
    assert deeds(house) == [("upshot.sent", {"follow_up": "@did:1", "rows": 2})]
    assert f"✅ {LINE}" in await room(olga)


async def test_the_comments_stand_alphabetically_and_say_nothing_of_who_wrote_them(office):
    house, olga = office
    await comment(house)
    await room(olga)
    card = await olga.taps("Choose comments")
    assert [line[2:] for line in card.splitlines() if line.startswith("☐")] == [
        "1. A better chair", "2. Breaks!", "3. Less text", "4. Louder, please", "5. More <b>breaks</b>", "6. Nothing",
    ]  # fmt: skip
    assert "Guest" not in card
    await choose(olga, "Less text")
    assert "Comments chosen: 1" in olga.card
    await olga.taps("☑ 3")
    assert "Comments chosen: 0" in olga.card
    assert not any("Write" in label for label in olga.buttons)


async def test_what_fewer_than_five_wrote_is_not_shown(office):
    house, olga = office
    await comment(house, {number: COMMENTS[number] for number in (1, 2, 3, 4)})
    assert "so little that it would give them away" in await room(olga)
    assert not any("Choose" in label for label in olga.buttons)
    await olga.forges(olga.shown[-1].message_id, "2did:n.1")
    assert "it is not shown who wrote what" in olga.toast


async def test_answers_to_an_anonymous_survey_belong_to_nobody(office):
    house, olga = office
    await comment(house, key="secret")
    assert "belong to nobody" in await room(olga, "Secret clusters")
    assert not any("Choose" in label for label in olga.buttons)
    await olga.forges(olga.shown[-1].message_id, "2did:n.2")
    assert "belong to nobody" in olga.toast


async def test_who_left_is_not_told_and_who_leaves_within_the_minute_is_not_either(office):
    house, olga = office
    await comment(house)
    house.api.join(2, "Guest 2").write("/stop")
    await house.rest()
    stop = house.api.join(2, "Guest 2").messages[-1]
    house.api.join(2, "Guest 2").tap(stop.message_id, stop.buttons[-1][0]["callback_data"])
    await house.rest()
    (wants,) = house.rows("SELECT wants FROM enrolments WHERE attendee_id = 2")
    assert wants != ("all",)
    assert "So many people get it: 1." in await written(olga)
    await olga.taps("Send it")
    house.api.join(3, "Guest 3").block()
    house.api.clock.set(at("2026-11-24 11:52"))
    await house.rest()
    assert house.rows("SELECT state FROM outbox WHERE follow_up LIKE '@did%'") == [("cancelled",)]


async def test_at_night_it_waits_for_the_morning(office):
    house, olga = office
    await comment(house)
    house.api.clock.set(at("2026-11-24 23:00"))
    await written(olga)
    await olga.taps("Send it")
    house.api.clock.set(at("2026-11-24 23:30"))
    await house.rest()
    assert TOLD not in heard(house, 2)
    house.api.clock.set(at("2026-11-25 08:01"))
    await house.rest()
    assert heard(house, 2).count(TOLD) == 1


async def test_within_a_minute_it_is_cancelled_in_the_outbox(office):
    house, olga = office
    await comment(house)
    await written(olga)
    await olga.taps("Send it")
    card = await olga.taps("Outbox")
    assert LINE in card
    assert "To come: 2" in card
    await olga.taps("Cancel it")
    await olga.taps("Yes, cancel it")
    house.api.clock.set(at("2026-11-24 11:59"))
    await house.rest()
    assert TOLD not in heard(house, 2)


async def test_what_the_plan_lays_anew_leaves_it_alone(office):
    house, olga = office
    await comment(house)
    await written(olga)
    await olga.taps("Send it")
    await house.apply("upshots.yaml")
    house.api.join(2, "Guest 2").write(f"/start {house.codes['clusters']}")
    await house.rest()
    assert house.rows("SELECT state FROM outbox WHERE follow_up = '@did:1'") == [("planned",)] * 2


async def test_a_comment_that_is_changed_is_chosen_no_more(office):
    house, olga = office
    await comment(house)
    await room(olga)
    await olga.taps("Choose comments")
    await choose(olga, "Breaks!")
    number = house.rows("SELECT response_id FROM marks")
    await house.store.write(
        lambda tx: tx.execute("UPDATE answers SET text = 'Other' WHERE response_id = ?", number[0]) and None
    )
    assert house.rows("SELECT * FROM marks") == []


async def test_whoever_is_overtaken_sees_the_other_line(office):
    house, olga = office
    await comment(house)
    await written(olga)
    join = {"telegram_id": 901, "name": "Otto", "role": "organiser", "scope": "all", "rows": True, "invited_by": None}
    await house.store.write(lambda tx: db.members.join(tx, **join, now=house.api.clock.now()))
    otto = Organiser(house, house.api.join(901, "Otto"))
    await room(otto)
    await otto.taps(LINE)
    for each in (olga, otto):
        await each.taps("Write it anew")
    await otto.says("Otto's line.")
    card = await olga.says("Olga's line.")
    assert "yours was not taken" in card
    assert "Otto's line." in card
    send = otto.button("Send it")
    assert "Olga's line." in await olga.says("Olga's line.")
    await otto.forges(*send)
    assert "Somebody has written another line in between" in otto.toast
    assert house.rows("SELECT * FROM outbox WHERE follow_up LIKE '@did%'") == []
    await olga.taps("Send it")
    await otto.taps("Send it")
    assert "This has been sent already" in otto.toast


async def test_it_is_dropped_after_a_question(office):
    house, olga = office
    await comment(house)
    await written(olga)
    assert "nobody is told" in await olga.taps("Drop it")
    await olga.taps("Yes, drop it")
    assert house.rows("SELECT * FROM upshots") == house.rows("SELECT * FROM marks") == []


async def test_it_is_for_those_only_who_read_rows_and_forged_buttons_change_nothing(office):
    house, olga = office
    await comment(house)
    await written(olga)
    join = {"telegram_id": 901, "name": "Otto", "role": "organiser", "scope": "all", "invited_by": None}
    await house.store.write(lambda tx: db.members.join(tx, **join, now=house.api.clock.now()))
    otto = Organiser(house, house.api.join(901, "Otto"), restarts=False)
    await otto.says("/help")
    await otto.says("/webinars")
    await otto.taps("Clusters & co")
    assert not any("You said" in label for label in otto.buttons)
    _, send = olga.button("Send it")
    before = house.rows("SELECT * FROM upshots"), house.rows("SELECT * FROM marks")
    for forged in (send, "2did:l.1", "2did:n.1", "2did:c.1.1.0", "2did:f.1.1", "2did:w.1.1", "2did:xx.1.1"):
        await otto.forges(otto.shown[-1].message_id, forged)
        assert "for the organisers of the webinar only" in otto.toast
    olga.restarts = False
    for forged in ("f.1.99", "f.2.1", "m.1.1.x.y.0", "s.1.1.000000000000", "c.1.1.-4", "zz.1.1", "w", "xx.2.1", "m"):
        await olga.forges(olga.shown[-1].message_id, f"2did:{forged}")
    assert (house.rows("SELECT * FROM upshots"), house.rows("SELECT * FROM marks")) == before
    assert house.rows("SELECT * FROM outbox WHERE follow_up LIKE '@did%'") == []
    assert house.rows("SELECT trouble FROM inbox WHERE trouble IS NOT NULL") == []
