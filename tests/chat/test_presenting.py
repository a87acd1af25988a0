"""The bot tells Telegram how to show it: once, in every language it speaks, and without keeping anybody waiting."""

import pytest

from bot.chat.presenting import Presenter
from bot.rehearsal.faults import Fault
from bot.services.errors import Unavailable
from bot.services.introducing import Introductions
from bot.services.storage import Storage

METHODS = ("setMyCommands", "setMyDescription", "setMyShortDescription")
WORDS = ["start", "materials", "language", "help"]


def presenter(house, words=WORDS):
    return Presenter(
        house.connection,
        house.texts,
        Introductions(Storage(house.store)),
        answers_to=words,
        sleep=house.sleeps,
    )


def told(house):
    return [entry for entry in house.api.journal.entries if entry.method in METHODS]


def commands(house, language=""):
    (found,) = [each for each in house.api.profile["commands"] if each["language_code"] == language]
    assert found["scope"] == {"type": "default"}
    return {each["command"]: each["description"] for each in found["commands"]}


async def test_commands_and_descriptions_are_there_for_everybody_and_for_each_language(house):
    await presenter(house).present()
    assert list(commands(house)) == ["start", "materials", "language", "help"]
    assert commands(house)["language"] == commands(house, "en")["language"] == "Choose your language"
    assert commands(house, "fr")["language"] == "Choisir votre langue"
    profile = house.api.profile
    assert set(profile["descriptions"]) == set(profile["short_descriptions"]) == {"", *house.texts.languages}
    assert profile["descriptions"][""].startswith("I ask how a webinar was")
    assert profile["short_descriptions"]["fr"].startswith("Comment était le webinaire ?")


async def test_what_nothing_answers_to_and_what_is_for_organisers_is_not_listed(house):
    await presenter(house, ["help", "webinars", "summary", "nonsense"]).present()
    assert list(commands(house)) == ["help"]


async def test_the_same_is_not_told_again_and_something_else_is(house):
    await presenter(house).present()
    before = len(told(house))
    assert before == 3 * (1 + len(house.texts.languages))
    await presenter(house).present()
    assert len(told(house)) == before
    await presenter(house, ["start"]).present()
    assert len(told(house)) == 2 * before
    assert list(commands(house)) == ["start"]


async def test_another_bot_on_the_same_database_is_presented_too(house):
    await presenter(house).present()
    before = len(told(house))
    await house.receiving.meet(telegram_id=1, username="another")
    await presenter(house).present()
    assert len(told(house)) == 2 * before


async def test_the_same_bot_met_again_is_not_presented_again(house):
    await presenter(house).present()
    before = len(told(house))
    await house.receiving.meet(telegram_id=house.api.bot["id"], username="renamed")
    await presenter(house).present()
    assert len(told(house)) == before


@pytest.mark.parametrize("fault", ["429", "429_bare", "500", "cut_before", "cut_after"])
async def test_a_bad_moment_is_waited_out_and_halts_nobody_else(house, fault):
    house.api.faults.add(Fault(fault, method="setMyDescription", **({"retry_after": 99} if fault == "429" else {})))
    await presenter(house).present()
    assert len(house.sleeps) == 1
    assert list(house.api.profile["descriptions"]) == ["", *house.texts.languages]
    assert house.pace.halted_for(101).total_seconds() == 0


async def test_what_telegram_will_not_have_is_logged_and_the_rest_is_told(house, monkeypatch, caplog):
    monkeypatch.setattr("bot.render.introducing.SHORT_UNITS", 1000)
    monkeypatch.setattr(type(house.texts), "say", lambda self, sentence, language: "x" * 200)
    await presenter(house).present()
    assert {record.action for record in caplog.records if record.levelname == "WARNING"} == {"presenting_refused"}
    assert list(commands(house)) == WORDS
    assert house.api.profile["short_descriptions"] == {}


async def test_a_store_that_is_out_is_no_reason_to_fall(house, monkeypatch, caplog):
    async def out(*_):
        raise Unavailable

    shown = presenter(house)
    monkeypatch.setattr(shown._introductions, "is_new", out)
    await shown.present()
    assert [record.action for record in caplog.records] == ["not_presented"]
    assert told(house) == []


async def test_a_refused_token_is_for_those_who_poll_to_tell(house, caplog):
    house.api.token = "1:other"
    await presenter(house).present()
    assert caplog.records == []
