"""Under a follow-up: whether it was useful, no more of these with a way back, why it came, and links."""

import json

import msgspec
import pytest

from bot.chat.callbacks import Chosen, TapOn, encode
from bot.chat.footing import marked
from bot.services.access import Access, Operator
from bot.services.reading import Reading
from bot.survey.definitions import FollowUp, LinkButton, Offset, OnEntry
from tests.chat.house import WEBINAR, both, button, labels, shown, text
from tests.chat.test_attendee import last, tap, write

LATER = Offset(3, "d", "end", (9, 0))
BUTTONS = ("useful", "stop", "why", LinkButton(both("The handbook"), "https://example.org/handbook"))


def hello(topic=None):
    return FollowUp("hello", OnEntry(), text=both("Hello!"), buttons=BUTTONS, topic=topic)


def more(topic=None):
    return FollowUp("more", LATER, text=both("More."), topic=topic)


ASKS = FollowUp("asks", LATER, survey="satisfaction", text=both("Again?"))


async def gets(house, person, *follow_ups):
    """Somebody enters and gets the first of these."""
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="under", follow_ups=follow_ups))
    house.poll()
    await write(house, person, f"/start {house.code}")
    for parcel in await house.delivering.claim(limit=5):
        assert await house.delivering.sending(parcel)
        sent = await house.sender.send(parcel, parcel.parts[-1])
        assert await house.delivering.sent(parcel, sent=sent)
    return last(person)


async def votes(house):
    return await house.rows("SELECT follow_up, useful FROM votes")


async def states(house, key="more"):
    return [row[0] for row in await house.rows("SELECT state FROM outbox WHERE follow_up = ?", key)]


async def test_they_stand_on_it_in_the_order_given(house, ana):
    message = await gets(house, ana, hello())
    assert text(message) == "Hello!"
    assert labels(message) == ["👍 Useful", "👎 Not useful", "No more of these", "Why do I get this?", "The handbook"]
    assert message.buttons[-1][0]["url"] == "https://example.org/handbook"


async def test_a_vote_counts_once_and_can_be_changed_also_when_the_row_is_gone(house, ana):
    message = await gets(house, ana, hello())
    await tap(house, ana, "👍", message)
    await house.store.write(lambda tx: tx.execute("DELETE FROM outbox"))
    query = ana.tap(message.message_id, button(message, "👎"))
    await house.quiet()
    assert query.answer["text"] == "Thank you! Noted as not useful."
    assert await votes(house) == [("hello", 0)]


async def test_what_somebody_chose_is_marked_and_the_mark_moves_with_their_mind(house, ana):
    message = await gets(house, ana, hello())
    rest = labels(message)[2:]
    for tapped, votes_now in [("👍", ["✓ 👍 Useful", "👎 Not useful"]), ("👎", ["👍 Useful", "✓ 👎 Not useful"])] * 2:
        await tap(house, ana, tapped, message)
        assert labels(message) == votes_now + rest
        assert text(message) == "Hello!"
    edits = message.edits
    await tap(house, ana, "👎", message)
    assert labels(message) == ["👍 Useful", "✓ 👎 Not useful", *rest]
    assert message.edits == edits, "it stands so already"
    assert await votes(house) == [("hello", 0)]


async def test_a_vote_on_a_message_that_is_gone_counts_and_nothing_else_happens(house, ana):
    message = await gets(house, ana, hello())
    data = button(message, "👍")
    query = ana.tap(message.message_id, data)
    message.deleted = True
    await house.quiet()
    assert query.answer["text"] == "Thank you! Noted as useful."
    assert await votes(house) == [("hello", 1)]
    assert len(shown(ana)) == 1


def test_only_the_buttons_of_a_follow_up_are_marked():
    def own(label, argument):
        return {"text": label, "callback_data": encode(Chosen("fu", argument))}

    link, end = (
        {"text": "More", "url": "https://example.org"},
        {"text": "End", "callback_data": encode(Chosen("nomore", "1"))},
    )
    rows = [[own("✓ Yes", "y1.a"), own("No", "n1.a")], [own("Yes", "y1.b")], [link], [end]]
    assert marked(rows, "n1.a") == [[own("Yes", "y1.a"), own("✓ No", "n1.a")], [own("Yes", "y1.b")], [link], [end]]
    assert marked(rows, "y1.a") is None, "it is marked already"
    asks = {"text": "Satisfied", "callback_data": encode(TapOn(1, 2, 3))}
    assert marked([[asks], *rows], "n1.a") is None, "the question may be another one by now"
    assert marked([], "n1.a") is None


@pytest.mark.parametrize("letter", ["y", "n", "s", "u", "w"])
async def test_somebody_elses_button_and_one_of_no_follow_up_do_nothing(house, ana, api, letter):
    message = await gets(house, ana, hello("news"))
    data = button(message, "👍").replace(":y", f":{letter}")
    ben = api.join(202, "Ben", language_code="en")
    await write(house, ben, "/help")
    answers = [
        ben.tap(last(ben).message_id, data),
        ana.tap(message.message_id, data.replace(".hello", ".other")) if letter in "ynw" else None,
        ana.tap(message.message_id, f"2fu:{letter}999.hello"),
    ]
    await house.quiet()
    assert all(q.answer["text"].startswith("This button does not work any more.") for q in answers if q is not None)
    assert await votes(house) == await house.rows("SELECT * FROM stopped_topics") == []


async def test_no_more_of_a_topic_ends_all_of_it_and_nothing_else_until_it_is_undone(house, ana):
    message = await gets(house, ana, hello("news"), more("news"), FollowUp("slides", LATER, text=both("Slides.")))
    await tap(house, ana, "No more of these", message)
    said = last(ana)
    assert text(said) == "You get no more messages like this about “Strategies & clusters”."
    assert (await states(house), await states(house, "slides")) == (["cancelled"], ["planned"])
    assert await house.rows("SELECT reason FROM outbox WHERE follow_up = 'more'") == [
        ("asked for no more of its topic",)
    ]
    await tap(house, ana, "Undo", said)
    assert text(said) == "Undone: you get these messages about “Strategies & clusters” again."
    assert await states(house) == ["planned"]


async def test_without_a_topic_only_what_was_promised_still_comes(house, ana):
    message = await gets(house, ana, hello(), more(), ASKS)
    await tap(house, ana, "No more of these", message)
    assert text(last(ana)) == "You get nothing more about “Strategies & clusters” but what you were promised."
    assert (await states(house), await states(house, "asks")) == (["planned"], ["cancelled"])
    await tap(house, ana, "Undo")
    assert await states(house, "asks") == ["planned"]


async def test_who_had_asked_for_nothing_is_not_given_more_by_undoing(house, ana):
    message = await gets(house, ana, hello(), more(), ASKS)
    await tap(house, ana, "No more of these", message)
    undo = last(ana)
    await write(house, ana, "/stop")
    await tap(house, ana, "No more messages")
    assert await house.rows("SELECT wants FROM enrolments") == [("nothing",)]
    query = ana.tap(undo.message_id, button(undo, "Undo"))
    await house.quiet()
    assert query.answer["text"].startswith("This button does not work any more.")
    await tap(house, ana, "No more of these", message)
    assert text(last(ana)) == "You get no more messages like this about “Strategies & clusters”."
    assert labels(last(ana)) == []
    assert await house.rows("SELECT wants FROM enrolments") == [("nothing",)]


async def test_why_it_came_is_told(house, ana):
    message = await gets(house, ana, hello())
    await tap(house, ana, "Why do I get this?", message)
    assert text(last(ana)) == (
        "You entered “Strategies & clusters” on 24 November 2026.\nYou have not answered its survey to the end.\n\n"
        "This message goes to everyone who entered.\n\n/mydata shows what is stored about you, /stop ends messages."
    )


async def test_few_votes_are_withheld_and_five_are_told(house, ana, api):
    await gets(house, ana, hello())

    async def told():
        report = await Reading(house.store, Access(())).summary("under", reader=Operator())
        return report.summary.follow_ups[0].useful

    for number in range(5):
        person = api.join(300 + number, "P", language_code="en")
        await write(house, person, f"/start {house.code}")
        assert (await told()) is None if not number else (await told()).yes is None
        (webinar,) = (await house.rows("SELECT id FROM webinars WHERE key = 'under'"))[0]
        person.tap(last(person).message_id, f"2fu:{'n' if number == 0 else 'y'}{webinar}.hello")
        await house.quiet()
    assert ((await told()).yes, (await told()).no) == (4, 1)


async def test_it_is_told_and_forgotten(house, ana):
    message = await gets(house, ana, hello("news"))
    await tap(house, ana, "👍", message)
    await tap(house, ana, "No more of these", message)
    ana.write("/mydata")
    await house.quiet()
    tables = json.loads(shown(ana)[-1].content.file.content)["tables"]
    assert tables["votes"][0]["useful"] == 1
    assert tables["stopped_topics"][0]["topic"] == "news"
    await write(house, ana, "/forget")
    await tap(house, ana, "Erase everything")
    assert await votes(house) == await house.rows("SELECT * FROM stopped_topics") == []
