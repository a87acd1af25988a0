"""Whoever runs webinars finds it without knowing a command: in Telegram's list, and by a button below /start."""

import pytest

from bot.chat.organising.menus import KNOCKS
from bot.rehearsal.faults import Fault
from tests.organising.answers import a_member
from tests.organising.driver import Organiser, an_office
from tests.organising.posting import enter, tell
from tests.stories.house import OWNER
from tests.stories.transcript import at

NINA, GIL = 501, 1


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30"), restarts=False) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


async def listed(house, number):
    """The commands that Telegram lists in somebody's chat; None: those of everybody."""
    await house.rooms.menus.knock()
    scope = {"type": "chat", "chat_id": number}
    found = [each["commands"] for each in house.api.profile["commands"] if each["scope"] == scope]
    return [each["command"] for each in found[0]] if found else None


async def test_an_owner_finds_their_commands_once_telegram_knows_their_chat(office):
    house, olga = office
    house.api.faults.add(
        Fault("refused", method="setMyCommands", times=None, description="Bad Request: chat not found")
    )
    assert await listed(house, OWNER) is None
    house.api.faults.clear()
    for _ in range(KNOCKS):
        await house.rooms.menus.knock()
    await olga.says("/start")
    commands = await listed(house, OWNER)
    assert commands[:6] == ["webinars", "new", "summary", "threads", "team", "audit"]
    assert commands[6] == "health"
    assert {"start", "materials", "forget"} < set(commands)


async def test_the_list_follows_what_somebody_may_and_goes_with_their_place(office):
    house, olga = office
    nina = await a_member(house, NINA, "Nina", "viewer")
    await nina.says("/start")
    assert (await listed(house, NINA))[:3] == ["webinars", "summary", "start"]
    await olga.says("/team")
    await olga.taps("Nina")
    await olga.taps("→ Organiser")
    assert (await listed(house, NINA))[:3] == ["webinars", "new", "summary"]
    await olga.taps("Remove from the team")
    await olga.taps("Yes, remove them")
    assert await listed(house, NINA) is None
    assert house.rows("SELECT count(*) FROM menus WHERE chat_id = ?", NINA) == [(0,)]


async def test_telegram_is_told_once_and_again_in_another_language(office):
    house, olga = office
    await olga.says("/start")
    await listed(house, OWNER)
    before = len([each for each in house.api.journal.entries if each.method == "setMyCommands"])
    await house.close()
    await house.open()
    await listed(house, OWNER)
    assert len([each for each in house.api.journal.entries if each.method == "setMyCommands"]) == before
    await olga.says("/language")
    await olga.taps("Français")
    await listed(house, OWNER)
    (entry,) = [each for each in house.api.profile["commands"] if each["scope"]["type"] == "chat"]
    assert entry["commands"][0]["description"] == "tous les webinaires, avec codes et chiffres"


async def test_what_telegram_will_not_have_now_is_told_later(office):
    house, olga = office
    await olga.says("/start")
    house.api.faults.add(Fault("429", method="setMyCommands", times=None, retry_after=5))
    nina = await a_member(house, NINA, "Nina", "viewer")
    await nina.says("/start")
    assert await listed(house, NINA) is None
    house.api.faults.clear()
    assert await listed(house, NINA) is not None
    assert await listed(house, OWNER) is not None


async def test_who_is_forgotten_has_everybodys_list_again(office):
    house, _ = office
    nina = await a_member(house, NINA, "Nina", "organiser")
    await nina.says("/start")
    assert await listed(house, NINA) is not None
    await nina.says("/forget")
    await nina.taps("Erase everything")
    assert await listed(house, NINA) is None


async def test_start_without_a_code_leads_whoever_runs_webinars_to_them_and_nobody_else(office):
    house, olga = office
    gil = Organiser(house, house.api.join(GIL, "Gil"), restarts=False)
    await olga.says("/start")
    assert "Your webinars" in await olga.taps("Webinars that I run")
    await gil.says("/start")
    assert not [label for label in gil.buttons if "run" in label]
    await olga.says(f"/start {house.code}")
    await olga.says("/start")
    assert "Your webinars" in await olga.taps("Webinars that I run")


async def test_word_of_a_missing_material_leads_to_where_it_is_given(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50"), restarts=False) as (house, olga):
        await house.apply("outbox.yaml")
        await house.open()
        await olga.says("/start")
        await enter(house)
        house.api.clock.set(at("2026-11-26 09:30"))
        await house.rest()
        await tell(house)
        assert "give it a link under “Materials”" in olga.card
        assert olga.buttons == ["📎 Materials", "📬 Outbox"]
        assert "watch" in await olga.taps("Outbox")


async def test_word_of_a_downtime_leads_to_the_outbox(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50"), restarts=False) as (house, olga):
        await house.apply("outbox.yaml")
        await house.open()
        await olga.says("/start")
        await enter(house)
        await house.rooms.services.informing.beat()
        await house.close()
        house.api.clock.set(at("2026-11-25 12:30"))
        await house.open()
        await house.rooms.services.informing.awake()
        await tell(house)
        assert "I was away" in "".join(message.content.text for message in olga.shown)
        assert "news" in await olga.taps("Outbox")
