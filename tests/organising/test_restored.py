"""An owner's chat after a restore: they are told, see what is held and why, and say what became of it."""

import pytest

from bot.services.backups.making import make_backup
from bot.services.backups.restoring import Wanted, restore_backup
from tests.organising.driver import an_office
from tests.organising.posting import deeds, heard, states
from tests.stories.house import OWNER
from tests.stories.transcript import at

MORNING = "2026-11-25 09:01"


async def lose(house):
    """The database is lost, and its backup restored."""
    await house.close()
    house.path.rename(house.folder / "old.db")
    wanted = Wanted(house.folder / "backup.db", house.path, house.settings.key_file, owners={OWNER})
    await restore_backup(wanted, now=house.api.clock.now())
    await house.open()
    await house.rest()


@pytest.fixture
async def restored(posted):
    """Three were sent the news after the backup was made; then the database was lost."""
    house, olga = posted
    make_backup(house.path, house.folder / "backup.db", now=house.api.clock.now())
    house.api.clock.set(at(MORNING))
    await house.rest()
    assert states(house, "news") == ["sent"] * 3
    await lose(house)
    return house, olga


async def to_news(olga):
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Outbox")
    return await olga.taps("⚠️ news")


async def test_an_owner_is_told_and_led_to_what_is_held(restored):
    house, _ = restored
    assert states(house, "news") == ["held"] * 3
    told = heard(house, OWNER)[-1]
    assert "My database was restored from a backup" in told
    assert "moments is lost:\nFrom: Tuesday, 24 November 2026" in told
    assert "held until you say what became of them" in told
    assert "Who wrote /stop in that time" in told


async def test_what_is_held_is_let_go_all_at_once(restored):
    house, olga = restored
    card = await to_news(olga)
    assert "Perhaps sent before the database was restored, and held: 3" in card
    await olga.taps("Let it go")
    assert olga.toast == "Let go: 3."
    await house.rest()
    assert states(house, "news") == ["sent"] * 3


async def test_what_is_held_is_settled_one_by_one_or_all_together(restored):
    house, olga = restored
    before = [len(heard(house, guest)) for guest in (1, 2, 3)]
    await to_news(olga)
    card = await olga.taps("Settle what is in doubt")
    assert "these were perhaps sent after it was made" in card
    await olga.taps("Message ")
    await olga.taps("They did not get it")
    await olga.taps("They all got it")
    assert sorted(states(house, "news")) == ["gave_up", "sent", "sent"]
    await house.rest()
    assert [len(heard(house, guest)) for guest in (1, 2, 3)] == before
    assert [detail["how"] for action, detail in deeds(house) if action == "outbox.resolved"] == ["not-sent", "sent"]


async def test_what_somebody_writes_to_a_later_question_is_not_taken_for_an_answer_to_an_earlier_one(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, _):
        await house.apply("restored.yaml")
        await house.open()
        ann = house.api.join(1, "Ann")
        for text in (f"/start {house.code}", "By chance."):
            ann.write(text)
            await house.rest()
        make_backup(house.path, house.folder / "backup.db", now=house.api.clock.now())
        ann.write("Coffee.")
        await house.rest()
        assert "Anything else?" in heard(house, 1)[-1]
        await lose(house)
        ann.write("No, thank you.")  # to what stands in the chat, which the bot knows nothing of
        await house.rest()
        assert house.rows("SELECT question, text FROM answers WHERE state = 'answered'") == [("why", "By chance.")]
        assert "What did you miss?" in heard(house, 1)[-1]
        ann.write("Coffee.")
        await house.rest()
        assert house.rows("SELECT text FROM answers WHERE question = 'what'") == [("Coffee.",)]
