"""A webinar's own group: an invitation and a poll are posted there from the webinar's card, and nothing else."""

from datetime import timedelta

import pytest

from bot.rehearsal import groups
from bot.rehearsal.faults import Fault
from tests.organising.driver import an_office, an_organiser
from tests.organising.hall import Hall
from tests.stories.transcript import at

TITLE = "Communication strategies for clusters"
POLITE = "This is for the organisers of the webinar only."


@pytest.fixture(params=[True, False], ids=["restarts", "one run"])
async def office(tmp_path, request):
    async with an_office(tmp_path, now=at("2026-11-24 11:50"), restarts=request.param) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


@pytest.fixture
async def hall(office):
    """The webinar's group, with Ana and Ben in it; Olga has said which webinar's it is."""
    house, olga = office
    await olga.says("/help")
    for number, name in ((101, "Ana"), (102, "Ben")):
        house.api.join(number, name)
    hall = Hall(house, title="Clusters", restarts=olga.restarts)
    await hall.brought_by(olga.person)
    await hall.taps(olga.person, "own group")
    await olga.taps("Communication")
    return hall


async def later(house, **by):
    house.api.clock.advance(timedelta(**by))
    await house.rest()


async def to_group(olga):
    await olga.says("/webinars")
    await olga.taps("Communication")
    return await olga.taps("👥 Group")


def ballot(hall):
    return next(message for message in reversed(hall.shown) if message.content.ballot is not None)


async def test_which_webinar_is_asked_in_private_and_only_of_who_tapped(office, hall):
    house, olga = office
    assert hall.newest == f"This group goes with “{TITLE}”."
    assert "Clusters" in olga.card
    assert house.rows("SELECT purpose, webinar_id FROM group_chats") == [("webinar", 1)]
    oskar = await an_organiser(house, 902, "Oskar")
    for number in (oskar, olga):
        await number.says("/webinars")
        await number.forges(number.shown[-1].message_id, "2grp:s.1.1")
        assert number.toast.startswith("This button does not work any more.")
    await hall.forges(house.api.person(101), hall.shown[0].message_id, "2grp:g")
    assert hall.toast == POLITE


async def test_who_has_not_written_to_the_bot_yet_is_asked_to(office):
    house, olga = office
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(olga.person)
    await hall.taps(olga.person, "own group")
    assert "write to me in a private chat first" in hall.toast


async def test_the_invitation_is_shown_first_and_brings_people_who_are_counted_there(office, hall):
    house, olga = office
    await to_group(olga)
    assert "Tell us how it was" in await olga.taps("Post the invitation")
    assert len(hall.shown) == 1  # nothing was posted yet
    assert "The invitation was posted: Tuesday, 24 November 2026, 11:50" in await olga.taps("Post it")
    posted = hall.shown[-1]
    assert posted.content.text.splitlines()[0] == TITLE
    ((button,),) = posted.buttons
    assert button["url"].endswith(f"?start={house.code}-group")
    assert button["url"] in posted.content.text
    house.api.person(101).write(f"/start {house.code}-group")
    await house.rest()
    assert "group 1" in await _card(olga)
    assert house.rows("SELECT action FROM audits WHERE webinar IS NOT NULL") == [("group.webinar",), ("group.invited",)]


async def _card(olga):
    await olga.says("/webinars")
    return await olga.taps("Communication")


async def test_a_poll_asks_the_first_scale_is_counted_apart_and_closes_with_the_survey(office, hall):
    house, olga = office
    ana, ben = house.api.person(101), house.api.person(102)
    await to_group(olga)
    preview = await olga.taps("Ask by a poll")
    assert "○ Very satisfied" in preview
    card = await olga.taps("Post it")
    assert "Poll in the group: 0 votes, not part of the figures" in card
    assert "📊 Ask by a poll" not in olga.buttons
    asked = ballot(hall).content.ballot
    assert asked.question == "Overall, how satisfied or dissatisfied were you with the webinar?"
    assert (asked.options[0], asked.anonymous) == ("Very satisfied", True)
    ana.vote(ballot(hall).message_id, [0], chat_id=hall.chat_id)
    ben.vote(ballot(hall).message_id, [1], chat_id=hall.chat_id)
    await house.rest()
    await olga._restart()
    ben.vote(ballot(hall).message_id, [], chat_id=hall.chat_id)
    await house.rest()
    assert "Poll in the group: 1 vote, not part of the figures" in await _card(olga)
    counts = house.rows("SELECT option, votes FROM pulse_counts ORDER BY place")
    assert counts[:2] == [("very_satisfied", 1), ("satisfied", 0)]
    assert "Started: fewer than 5" in olga.card or "Started: 0" in olga.card
    await later(house, days=8)
    assert ballot(hall).content.ballot.closed
    assert house.rows("SELECT voters, closed_at IS NULL FROM pulses") == [(1, 0)]
    assert house.rows("SELECT count(*) FROM answers") == [(0,)]
    assert not any(str(number) in str(house.rows("SELECT * FROM pulses, pulse_counts")) for number in (101, 102))


async def test_a_poll_is_posted_once_and_nobody_forges_one(office, hall):
    house, olga = office
    await to_group(olga)
    await olga.taps("Ask by a poll")
    message_id, written = olga.button("Post it")
    await olga.forges(message_id, written)
    await olga.forges(message_id, written)
    assert olga.toast == "A poll takes votes in this group already."
    assert len([message for message in hall.shown if message.content.ballot]) == 1
    viewer, sara = (
        await an_organiser(house, 901, "Vera", role="viewer"),
        await an_organiser(house, 903, "Sara", series="another"),
    )
    for nobody in (viewer, sara):
        await nobody.says("/webinars")
        for forged in ("2grp:w.1", "2grp:i.1.1", "2grp:ii.1.1", "2grp:q.1.1", "2grp:qq.1.1", "2grp:s.1.1"):
            await nobody.forges(nobody.shown[-1].message_id, forged)
            assert nobody.toast == POLITE
    for forged in ("2grp:ii.1.7", "2grp:ii.1", "2grp:zz.1.1", "2grp:"):
        await olga.forges(message_id, forged)
        assert olga.toast.startswith("This button does not work any more.")
    assert len([message for message in hall.shown if message.content.ballot]) == 1


async def test_what_telegram_does_not_take_is_said_and_not_remembered(office, hall):
    house, olga = office
    for method, first in (("sendPoll", "Ask by a poll"), ("sendMessage", "Post the invitation")):
        await to_group(olga)
        await olga.taps(first)
        message_id, written = olga.button("Post it")
        await olga._restart()
        house.api.faults.add(Fault("refused", method=method, error_code=400,
                                   description="Bad Request: not enough rights to send polls to the chat"))  # fmt: skip
        await olga.forges(message_id, written)
        assert "Telegram does not let me post that there." in olga.toast
    assert house.rows("SELECT * FROM pulses") == []
    assert house.rows("SELECT posted_at FROM group_chats") == [(None,)]


async def test_put_out_of_the_group_its_poll_stays_a_series_and_nothing_is_posted(office, hall):
    house, olga = office
    await to_group(olga)
    await olga.taps("Ask by a poll")
    await olga.taps("Post it")
    house.api.person(101).vote(ballot(hall).message_id, [0], chat_id=hall.chat_id)
    await house.rest()
    groups.remove_bot(house.api, hall.chat, olga.person.profile)
    await house.rest()
    assert "Poll in the group: 1 vote" in await _card(olga)
    assert "Add me to the webinar's group" in await olga.taps("👥 Group")
    before = len(house.api.journal.calls(chat_id=hall.chat_id))
    await later(house, days=8)
    assert house.rows("SELECT voters, closed_at IS NULL FROM pulses") == [(1, 0)]
    assert len(house.api.journal.calls(chat_id=hall.chat_id)) == before


async def test_no_card_and_no_summary_comes_to_a_webinars_own_group(office, hall):
    house, _ = office
    said = len(hall.shown)
    await later(house, days=8)
    await later(house, minutes=1)
    assert len(hall.shown) == said
