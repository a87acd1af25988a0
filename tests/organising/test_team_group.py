"""The team's group: what webinars do is told there by itself, organisers steer from there, and nobody else is heard."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.rehearsal import groups
from tests.organising.driver import an_office, an_organiser
from tests.organising.hall import Hall
from tests.stories.house import OWNER
from tests.stories.transcript import at

TITLE = "Communication strategies for clusters"
POLITE = "This is for the organisers of the webinar only."


@pytest.fixture(params=[True, False], ids=["restarts", "one run"])
async def office(tmp_path, request):
    async with an_office(tmp_path, now=at("2026-11-24 11:40"), restarts=request.param) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


@pytest.fixture
async def team(office):
    """The team's group, made that by Olga; Ana is in there, too, and runs nothing."""
    house, olga = office
    house.api.join(101, "Ana")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(olga.person)
    await hall.taps(olga.person, "our team")
    return hall


async def later(house, **by):
    house.api.clock.advance(timedelta(**by))
    await house.rest()


async def entered(house, *numbers):
    for number in numbers:
        house.api.join(number, f"Guest {number}").write(f"/start {house.code}")
    await house.rest()


def cards(hall):
    return [message for message in hall.shown if TITLE in message.content.text]


async def test_brought_by_an_organiser_it_asks_once_and_listens_to_organisers_only(office):
    house, olga = office
    ana = house.api.join(101, "Ana")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(olga.person)
    assert "What is this group for?" in hall.newest
    groups.promote_bot(house.api, hall.chat, olga.person.profile)
    await house.rest()
    assert len(hall.shown) == 1
    await hall.taps(ana, "our team")
    assert hall.toast == POLITE
    assert house.rows("SELECT purpose FROM group_chats") == [(None,)]
    assert "This is the team's group now." in await hall.taps(olga.person, "our team")
    assert house.rows("SELECT action, by FROM audits") == [("group.team", OWNER)]


async def test_brought_by_a_stranger_or_a_viewer_it_says_nothing_and_keeps_nothing(office):
    house, olga = office
    viewer = await an_organiser(house, 901, "Vera", role="viewer")
    ana = house.api.join(101, "Ana")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(ana)
    await hall.brought_by(viewer.person)
    await hall.says(ana, "/webinars")
    assert hall.shown == []
    assert house.rows("SELECT * FROM group_chats") == []
    await hall.says(olga.person, "/webinars")
    assert "What is this group for?" in hall.newest


async def test_the_card_comes_when_the_survey_opens_is_edited_there_and_the_summary_comes_once(office, team):
    house, _ = office
    assert cards(team) == []
    await later(house, minutes=6)
    await entered(house, 1, 2, 3)
    await later(house, seconds=6)
    (card,) = cards(team)
    assert "Entered: 3" in card.content.text
    assert card.edits == 1
    await later(house, days=8)
    await later(house, seconds=10)
    await later(house, hours=1)
    summaries = [each for each in team.shown if "This is what the answers add up to" in each.content.text]
    assert len(summaries) == 1
    assert "The survey has closed." in team.shown[-2].content.text


async def test_a_card_in_the_group_has_only_buttons_that_may_stand_there(office, team):
    house, _ = office
    await later(house, minutes=6)
    course = ["🏁 The webinar has ended", "⏱ It takes longer", "⏳ Keep open longer", "⏹ Close the survey"]
    assert team.buttons == [*course, "🔄 Refresh"]


async def test_an_organiser_steers_there_and_anybody_else_is_told_politely(office, team):
    house, _ = office
    ana, viewer = house.api.person(101), await an_organiser(house, 901, "Vera", role="viewer")
    await later(house, minutes=6)
    team.chat.members |= {901, 902}
    for person in (ana, viewer.person):
        await team.taps(person, "Close the survey")
        assert team.toast == POLITE
        await team.taps(person, "Refresh")
        assert team.toast == POLITE
    oskar = await an_organiser(house, 902, "Oskar")
    assert "Close the survey now?" in await team.taps(oskar.person, "Close the survey")
    await team.taps(ana, "Yes, close it")
    assert team.toast == POLITE
    card = await team.taps(oskar.person, "Yes, close it")
    assert (team.toast, "The survey has closed." in card) == ("The survey is closed.", True)
    assert "↩️ Undo" not in team.buttons
    assert house.rows("SELECT by FROM audits WHERE action = 'webinar.closed'") == [(902,)]


async def test_forged_buttons_lead_to_no_other_room_and_to_no_webinar_that_the_group_is_not_shown(office, team):
    house, olga = office
    await later(house, minutes=6)
    message_id, _ = team.button("Refresh")
    before = [message.content.text for message in team.shown]
    forged = ["2hub:l.0", "2hub:w.1", "2grp:h.l.0", "2grp:h.u.1", "2grp:h.w.99", "2grp:h.w", "2grp:h", "2grp:x"]
    forged += ["2inv:w.1", "2fig:w.1", "2grp:h.kk.1.1.5000", "1t:1:0:0", "nonsense"]
    for written in forged:
        await team.forges(olga.person, message_id, written)
    assert [message.content.text for message in team.shown] == before
    other = Hall(house, chat_id=-77, title="Others", restarts=olga.restarts)
    house.api.chats.found_group(-77, title="Others")
    await other.forges(olga.person, 5, "2grp:h.w.1")
    assert other.toast == POLITE
    await other.forges(olga.person, 5, "2grp:t")
    assert other.shown == []


async def test_the_group_of_who_runs_one_series_is_shown_that_series_only(office):
    house, olga = office
    sara = await an_organiser(house, 903, "Sara", series="another")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(sara.person)
    await hall.taps(sara.person, "our team")
    await later(house, minutes=6)
    assert cards(hall) == []
    await hall.forges(olga.person, hall.shown[0].message_id, "2grp:h.w.1")
    assert hall.toast == POLITE


async def test_when_who_made_it_the_teams_group_runs_webinars_no_more_it_hears_no_more(office):
    house, olga = office
    oskar = await an_organiser(house, 902, "Oskar")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(oskar.person)
    await hall.taps(oskar.person, "our team")
    await later(house, minutes=6)
    (card,) = cards(hall)
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute("DELETE FROM members WHERE telegram_id = 902")
    await entered(house, 1)
    await later(house, days=8)
    await later(house, minutes=1)
    assert [message.edits for message in hall.shown[1:]] == [0]
    assert "Entered: 0" in card.content.text


async def test_put_out_of_the_group_nothing_is_sent_there_any_more_and_nothing_is_kept(office, team):
    house, olga = office
    await later(house, minutes=6)
    groups.remove_bot(house.api, team.chat, olga.person.profile)
    await house.rest()
    for table in ("group_chats", "hosts", "watches WHERE chat_id < 0", "bulletins WHERE chat_id < 0"):
        assert house.rows(f"SELECT * FROM {table}") == []
    before = len(house.api.journal.calls(chat_id=team.chat_id))
    await entered(house, 1)
    await later(house, days=8)
    await later(house, minutes=1)
    assert len(house.api.journal.calls(chat_id=team.chat_id)) == before


async def test_a_group_that_becomes_a_supergroup_gets_its_cards_there(office, team):
    house, _ = office
    await later(house, minutes=6)
    groups.migrate(house.api, team.chat, to=-100_5500)
    await later(house, seconds=6)
    team.chat_id = -100_5500
    (card,) = cards(team)
    await entered(house, 1)
    await later(house, seconds=6)
    assert "Entered: 1" in card.content.text
    assert house.rows("SELECT chat_id FROM group_chats") == [(-100_5500,)]
    await team.taps(house.api.person(OWNER), "Refresh")
    assert team.toast == ""


async def test_a_move_that_only_an_edit_tells_of_is_followed_too(office, team):
    house, _ = office
    await later(house, minutes=6)
    house.api.chats.found_group(-100_5500, title="Team", kind="supergroup")
    team.chat.moved_to = -100_5500
    await entered(house, 1)
    await later(house, seconds=6)
    await later(house, seconds=6)
    team.chat_id = -100_5500
    (card,) = cards(team)
    assert "Entered: 1" in card.content.text


async def test_who_made_it_the_teams_group_is_told_so_and_forgotten_with_all_that_is_theirs(office, team):
    house, olga = office
    await later(house, minutes=6)
    await olga.says("/mydata")
    assert house.rows("SELECT chat_id FROM hosts") == [(OWNER,)]
    await olga.says("/forget")
    await olga.taps("Erase everything")
    assert house.rows("SELECT * FROM hosts") == []
    await entered(house, 1)
    await later(house, seconds=10)
    assert "Entered: 0" in cards(team)[0].content.text


async def test_a_group_that_is_for_nothing_is_left_in_peace_and_can_be_asked_anew(office, team):
    house, olga = office
    await team.says(olga.person, "/webinars")
    assert "I say nothing here." in await team.taps(olga.person, "Neither")
    await later(house, minutes=6)
    assert cards(team) == []
    await team.says(olga.person, "/webinars")
    await team.taps(olga.person, "our team")
    await later(house, seconds=6)
    assert len(cards(team)) == 1


async def test_a_french_organisers_group_hears_french_and_a_stranger_their_own_language(office):
    house, olga = office
    fleur = await an_organiser(house, 904, "Fleur")
    fleur.person = house.api.join(904, "Fleur", language_code="fr")
    ana = house.api.join(101, "Ana", language_code="en")
    hall = Hall(house, restarts=olga.restarts)
    await hall.brought_by(fleur.person)
    await hall.forges(fleur.person, hall.shown[-1].message_id, "2grp:t")
    await later(house, minutes=6)
    (card,) = cards(hall)
    assert "mardi" in card.content.text
    await hall.forges(ana, card.message_id, "2grp:h.w.1")
    assert hall.toast == POLITE
    await hall.forges(olga.person, card.message_id, "2grp:h.w.1")
    assert "mardi" in hall.newest
