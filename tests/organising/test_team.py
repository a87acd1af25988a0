"""An owner shares the work from a phone, and takes it back; whoever joins learns what they may and where to begin."""

import re
from pathlib import Path

import pytest

from bot.render.organising.team import DEEDS
from tests.organising.driver import Organiser, an_office
from tests.stories.transcript import at

ROOT = Path(__file__).parents[2]
NINA, MAX = 501, 502


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30"), restarts=False) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


def somebody(house, number, name, **account):
    return Organiser(house, house.api.join(number, name, **account), restarts=False)


async def invited(owner, role, area):
    """What is to be sent to the bot by whoever opens the link."""
    await owner.says("/team")
    await owner.taps("Invite somebody")
    await owner.taps(role)
    text = await owner.taps(area)
    [token] = re.findall(r"\?start=(join_\S+)", text)
    assert "It works once, and for one day." in text
    return f"/start {token}"


async def test_an_owner_alone_is_told_how_to_get_help(office):
    _, olga = office
    card = await olga.says("/team")
    assert "Owners: 1." in card
    assert "Nobody else helps yet." in card
    assert olga.buttons == ["➕ Invite somebody", "📜 What was done"]


async def test_somebody_is_invited_joins_helps_and_is_removed_a_second_before_they_tap(office):
    house, olga = office
    start = await invited(olga, "Organiser", "All webinars")
    nina = somebody(house, NINA, "Nina <b>")
    card = await nina.says(start)
    assert "You are now: Organiser, for all webinars." in card
    assert "open and close surveys" in card
    assert "people's own words" not in card
    assert nina.buttons == ["Webinars"]
    assert "Communication strategies" in await nina.taps("Webinars")
    await nina.taps("Communication strategies")
    assert "• Nina <b> – Organiser: all webinars" in await olga.says("/team")
    await olga.taps("Nina")
    assert "Remove them?" in await olga.taps("Remove from the team")
    await olga.taps("Yes, remove them")
    assert olga.toast == "Nina <b> is not in the team any more."
    await nina.taps("Open the survey now")
    assert nina.toast == "This is for the organisers of the webinar only."
    assert house.rows("SELECT count(*) FROM audits WHERE action = 'webinar.opened'") == [(0,)]
    await olga.taps("Undo")
    await nina.taps("Open the survey now")
    assert house.rows("SELECT by, webinar FROM audits WHERE action = 'webinar.opened'") == [(NINA, "communication")]


async def test_a_link_that_was_used_or_never_was_says_one_sentence(office):
    house, olga = office
    start = await invited(olga, "Viewer", "All webinars")
    await somebody(house, NINA, "Nina").says(start)
    max_ = somebody(house, MAX, "Max", language_code="fr")
    for written in (start, "/start join_aaaaaaaaaaaaaaaaaaaa", "/start join_"):
        assert await max_.says(written) == (
            "Ce lien ne fonctionne pas. La personne qui vous l’a donné peut en créer un nouveau."
        )
    assert "You are an owner already." in await olga.says(await invited(olga, "Viewer", "All webinars"))


async def test_a_speaker_sees_their_webinar_and_nothing_to_steer_or_read_by_the_row(office):
    house, olga = office
    start = await invited(olga, "Speaker", "Communication strategies")
    speaker = somebody(house, NINA, "Nina")
    assert "see the figures of this webinar" in await speaker.says(start)
    await speaker.taps("Webinars")
    await speaker.taps("Communication strategies")
    assert not [label for label in speaker.buttons if "survey" in label]
    assert "/threads" not in await speaker.says("/help")
    assert (await speaker.says("/summary nowhere")) == "This is for the organisers of the webinar only."


async def test_roles_change_from_this_moment_and_the_log_tells_it_in_plain_sentences(office):
    house, olga = office
    await somebody(house, NINA, "Nina").says(await invited(olga, "Viewer", "All webinars"))
    await olga.says("/team")
    await olga.taps("Nina")
    card = await olga.taps("→ Organiser who also reads answers")
    assert "people's own words" in card
    assert olga.toast == "Changed, from this moment on."
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("It takes longer")
    await olga.taps("30 minutes")
    await olga.taps("Undo")
    log = await olga.says("/audit")
    assert "Undone: The webinar's end was put off. “Communication strategies for clusters”\nYou, Tuesday" in log
    assert "Nina has another role: Organiser who also reads answers.\nYou, Tuesday, 24 November 2026, 10:30" in log
    assert "Nina joined the team: Viewer.\nNina, Tuesday" in log
    assert "A link into the team was made: Viewer." in log
    assert "Your team" in await olga.taps("The team")


async def test_links_that_nobody_used_are_withdrawn(office):
    house, olga = office
    start = await invited(olga, "Viewer", "All webinars")
    assert "Links that nobody has used yet: 1" in await olga.says("/team")
    await olga.taps("Withdraw unused links")
    assert olga.toast == "These links do not work any more."
    assert "does not work" in await somebody(house, NINA, "Nina").says(start)


async def test_a_long_team_and_a_long_list_of_webinars_have_pages(office):
    house, olga = office
    for number in range(8):
        await somebody(house, 600 + number, f"Person {number}").says(await invited(olga, "Viewer", "All webinars"))
    assert "Page 1 of 2" in await olga.says("/team")
    assert "Person 7" in await olga.taps("More")
    assert "Person 0" in await olga.taps("Back")
    await olga.taps("What was done")
    assert "Page 2 of 2" in await olga.taps("More")


async def test_mydata_and_forget_say_what_somebody_is_in_the_team(office):
    house, olga = office
    nina = somebody(house, NINA, "Nina")
    await nina.says(await invited(olga, "Viewer", "All webinars"))
    await nina.says("/mydata")
    told = [message.content.text for message in nina.shown if message.content.text]
    assert "You are a member of the team: Viewer, for all webinars." in told
    assert "You would be no member of the team any more: Viewer, for all webinars." in await nina.says("/forget")
    await nina.taps("Erase everything")
    assert house.rows("SELECT count(*) FROM members") == [(0,)]
    assert await nina.says("/webinars") == "This is for the organisers of the webinar only."
    assert "its settings say so" in await olga.says("/forget")
    await olga.taps("Erase everything")
    log = await olga.says("/audit")
    assert "somebody who is forgotten joined the team: Viewer.\nSomebody who is forgotten, Tuesday" in log
    assert house.rows("SELECT DISTINCT by FROM audits") == [(0,)]


def test_every_deed_that_is_recorded_has_a_sentence_in_the_log():
    """Whoever records a new one adds its sentence to ``bot/render/organising/team.py``."""
    recorded, kinds = set(), set()  # of a kind such as `export` it is known only later what is recorded
    for path in ROOT.glob("bot/services/**/*.py"):
        text = path.read_text(encoding="utf-8")
        recorded |= set(re.findall(r'action="([a-z]+\.[a-z_]+)"', text))
        recorded |= set(re.findall(r'\brecord\(tx, by, "([a-z]+\.[a-z_]+)"', text))
        if "import audit" in text:
            recorded |= set(re.findall(r'(?<!/ )"([a-z]+\.[a-z_]+)"', text))
            recorded |= set(re.findall(r'audit\.record\(\s*tx, [^"]*?, "([a-z_.]+)"', text))
            kinds |= set(re.findall(r'f"([a-z]+)\.\{', text))
    assert recorded - set(DEEDS) == set(), "without a sentence in DEEDS"
    assert {each for each in set(DEEDS) - recorded if each.split(".")[0] not in kinds} == set(), "recorded no more"
