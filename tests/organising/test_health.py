"""An owner asks how the bot is, and is told unasked when something breaks: once a day, and once when it is over."""

import asyncio
import dataclasses
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

import db.backups
from bot.rehearsal.faults import Fault
from bot.services.access import Person
from tests.organising.driver import an_office, an_organiser
from tests.stories.house import OWNER
from tests.stories.transcript import at

NOON = at("2026-11-24 12:00")
BROKEN = "🔴 Something is wrong: definitions\nTime zones that this machine does not know: Mars/Olympus."


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=NOON, restarts=False) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        await olga.says("/start")
        backup = {"name": "safe.db", "scheduled": False, "encrypted": False}
        await house.store.write(lambda tx: db.backups.record(tx, now=NOON, **backup))
        yield house, olga


async def change(house, sql, *values):
    await house.store.write(lambda tx: tx.execute(sql, values).close())


async def breaks(house):
    """Somebody lives by a zone that is not on this machine."""
    await change(
        house,
        "INSERT INTO attendees (id, chat_id, language, met_at, timezone) VALUES (90, 90, 'en', 0, 'Mars/Olympus')",
    )


async def is_mended(house):
    await change(house, "DELETE FROM attendees WHERE id = 90")


async def look(house, *, after=timedelta()):
    """Later the round is made, by a bot that was closed and opened meanwhile; what it wrote is sent."""
    house.api.clock.advance(after)
    await house.close()
    await house.open()
    await house.rooms.services.checkup.notice()
    await house.rest()


def told(somebody):
    """What they were told unasked, of how the bot is."""
    texts = [each.content.text for each in somebody.shown]
    return [text for text in texts if text.startswith(("🔴 Something", "🟢 It is over", "🔴 Quelque", "🔴 Etwas"))]


async def test_an_owner_reads_that_all_is_well(office):
    _, olga = office
    said = await olga.says("/health")
    assert said.startswith("How the bot is\n\nAll is well.\n\n🟢 Fine: token, line to Telegram, clock, webhook")
    fine = set(said.partition("Fine: ")[2].split(", "))
    assert {"database", "room on the disk", "key", "fonts", "regular work", "messages on time"} <= fine
    assert olga.buttons == ["🔄 Look again"]


async def test_what_is_wrong_comes_first_each_with_what_to_do(office):
    house, olga = office
    await breaks(house)
    house.settings.key_file.chmod(0o644)
    said = await olga.says("/health")
    head, first, second, last = said.split("\n\n")
    assert head == "How the bot is"
    assert first.splitlines() == [
        "🔴 Definitions",
        "Time zones that this machine does not know: Mars/Olympus.",
        "→ Install the package tzdata anew, as the lock file says.",
    ]
    assert second.startswith("🟡 Key\nOther accounts of this machine can read the key file ")
    assert second.endswith("→ Run chmod 600 on it.")
    assert last.startswith("🟢 Fine: ")
    assert "definitions" not in last


async def test_a_bot_that_stops_does_not_wait_for_a_large_database_to_be_read_through(office):
    house, _ = office
    await change(
        house,
        """INSERT INTO inbox (update_id, state, received_at)
           WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
           SELECT 1000000 + i, 'done', 0 FROM n""",
    )
    checkup, olga = house.rooms.services.checkup, Person(OWNER)
    assert "database.sound" in {each.kind.key for each in (await checkup.examine(olga)).findings}
    checkup.break_off()
    assert "database.unread" in {each.kind.key for each in (await checkup.examine(olga)).findings}


async def test_looking_again_shows_in_the_same_place_that_it_is_over(office):
    house, olga = office
    await breaks(house)
    await olga.says("/health")
    shown = len(olga.shown)
    await is_mended(house)
    assert "All is well." in await olga.taps("Look again")
    assert len(olga.shown) == shown


async def test_with_a_line_that_breaks_the_rest_is_told_all_the_same(office):
    house, olga = office
    house.api.faults.add(Fault("broken", method="getMe", times=None))
    said = await olga.says("/health")
    assert "🔴 Line to Telegram\n127.0.0.1 cannot be reached (" in said
    assert "🟢 Fine: " in said
    assert house.api.token.partition(":")[2] not in said


async def test_whoever_knocks_at_the_same_time_tells_nothing_twice(office):
    house, olga = office
    await breaks(house)
    await house.rooms.services.checkup.notice()
    await asyncio.gather(*(house.rooms.bulletins.knock() for _ in range(5)))
    await house.rest()
    assert len(told(olga)) == 1


async def test_what_breaks_is_told_once_a_day_and_once_when_it_is_over_across_restarts(office):
    house, olga = office
    await breaks(house)
    await look(house)
    (said,) = told(olga)
    assert said == f"{BROKEN}\n→ Install the package tzdata anew, as the lock file says."
    assert olga.buttons == ["🩺 How the bot is"]
    for _ in range(4):
        await look(house, after=timedelta(hours=5))
    assert len(told(olga)) == 1
    await look(house, after=timedelta(hours=4))
    assert told(olga) == [said, said]
    await is_mended(house)
    for _ in range(2):
        await look(house, after=timedelta(hours=1))
    assert told(olga) == [said, said, "🟢 It is over: definitions\nIt lasted: 25 hours"]


async def test_what_comes_and_goes_is_told_no_more_than_once_a_day(office):
    house, olga = office
    for _ in range(8):
        await breaks(house)
        await look(house, after=timedelta(hours=1))
        await is_mended(house)
        await look(house, after=timedelta(hours=1))
    assert [each.splitlines()[0] for each in told(olga)] == [
        "🔴 Something is wrong: definitions",
        "🟢 It is over: definitions",
    ]


async def test_a_database_that_is_moved_from_under_the_bot_is_told_at_the_next_look_and_what_not_to_do(office):
    house, olga = office
    await look(house)
    away = house.path.with_name("away.db")
    house.path.rename(away)
    await house.rooms.services.checkup.notice()
    await house.rest()
    (said,) = told(olga)
    assert "was moved, deleted or replaced under the bot: a restart now loses what people did since." in said
    assert "🔴 Database" in await olga.says("/health")
    away.rename(house.path)
    await look(house)
    assert told(olga)[1:] == ["🟢 It is over: database\nIt lasted: 0 seconds"]


async def test_the_button_below_shows_everything(office):
    house, olga = office
    await breaks(house)
    await look(house)
    assert (await olga.taps("How the bot is")).startswith("How the bot is\n\n🔴 Definitions")


async def test_warnings_wait_until_somebody_asks(office):
    house, olga = office
    house.settings.key_file.chmod(0o644)
    await look(house)
    assert told(olga) == []


async def test_nobody_but_owners_is_told(office):
    house, olga = office
    nina = await an_organiser(house, 501, "Nina")
    await nina.says("/webinars")
    await breaks(house)
    await look(house)
    assert (len(told(olga)), told(nina)) == (1, [])


async def test_an_owner_who_is_none_any_more_is_not_told_what_was_written_before(office):
    house, olga = office
    await breaks(house)
    await house.rooms.services.checkup.notice()
    await house.close()
    house.settings = dataclasses.replace(house.settings, owners=frozenset({901}))
    await house.open()
    await house.rest()
    assert told(olga) == []
    assert house.rows("SELECT trouble FROM bulletins WHERE chat_id = ?", OWNER) == [
        ("they are an organiser of this no more",)
    ]


async def test_the_disk_with_the_backups_is_missed_once_it_is_gone(office, tmp_path):
    house, olga = office
    house.settings = dataclasses.replace(house.settings, backup_folder=tmp_path / "safe")
    (tmp_path / "safe").mkdir()
    (tmp_path / "safe" / "one.db").touch()
    backup = {"name": "one.db", "scheduled": True, "encrypted": False}
    await house.store.write(lambda tx: db.backups.record(tx, now=NOON, **backup))
    await look(house)
    assert told(olga) == []
    (tmp_path / "safe").rename(tmp_path / "unplugged")
    await look(house, after=timedelta(minutes=5))
    (gone,) = told(olga)
    assert "The latest backup one.db is not in" in gone
    (tmp_path / "unplugged").rename(tmp_path / "safe")
    await look(house, after=timedelta(minutes=5))
    assert told(olga)[1].startswith("🟢 It is over")


async def test_owners_who_cannot_be_told_are_counted(office):
    house, olga = office
    house.settings = dataclasses.replace(house.settings, owners=frozenset({OWNER, 77}))
    await breaks(house)
    await look(house)
    said = await olga.says("/health")
    assert "🟡 Owners\nOwners who could not be told the last thing that was for them: 1." in said


@pytest.mark.parametrize(("language", "says"), [("fr", "🔴 Quelque chose ne va pas"), ("de", "🔴 Etwas stimmt nicht")])
async def test_each_owner_is_told_in_their_language(office, language, says):
    house, olga = office
    await change(house, "INSERT INTO attendees (chat_id, language, met_at) VALUES (?, ?, 0)", OWNER, language)
    await breaks(house)
    await look(house)
    (said,) = told(olga)
    assert said.startswith(says)


async def test_a_bulletin_of_a_kind_that_a_later_version_does_not_know_is_told_by_its_cause(office):
    house, olga = office
    await breaks(house)
    await house.rooms.services.checkup.notice()
    await house.close()
    with closing(sqlite3.connect(house.path)) as connection, connection:
        connection.execute("UPDATE bulletins SET body = replace(body, 'definitions.zones', 'cellar.flooded')")
    await house.open()
    await house.rest()
    assert told(olga) == ["🔴 Something is wrong: cellar"]
