"""Backups that the bot makes by itself: when it is time, no more than are wanted, and never anybody else's file."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pyrage import x25519

from bot.services.backups.age import is_sealed
from bot.services.backups.keeping import AGAIN_AFTER, BackupPlan, Keeping
from bot.services.storage import Storage
from db.copies import verify
from db.moments import to_ms
from tests.services.scenes import BEFORE, SURVEY, WEBINAR

DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "away"
    made.mkdir()
    return made


def keeping(office, folder, *, kept=3, recipient=None):
    plan = BackupPlan(folder, DAY, kept, recipient)
    return Keeping(Storage(office.store), office.clock, office.folder / "afterword.db", plan)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


async def test_one_is_made_when_it_is_time_and_not_before_whoever_asks(office, folder):
    await office.apply(SURVEY, WEBINAR)
    await keeping(office, folder).knock()
    first = names(folder)
    assert first == [f"afterword-{BEFORE:%Y%m%dT%H%M%SZ}.db"]
    made = verify(folder / first[0], called="it")
    assert made.rows["webinars"] == 1
    office.clock.set(BEFORE + DAY - timedelta(seconds=1))
    await keeping(office, folder).knock()  # the bot was restarted meanwhile
    assert names(folder) == first
    office.clock.set(BEFORE + DAY)
    await keeping(office, folder).knock()
    assert len(names(folder)) == 2


async def test_the_oldest_of_ours_go_and_no_other_file_does(office, folder):
    others = ["afterword-20200101T000000Z.db", "afterword-old.db", "holiday.jpg", "afterword-20200101T000000Z.db.age"]
    for name in others:
        (folder / name).write_text("not made by the bot")
    for day in range(6):
        office.clock.set(BEFORE + day * DAY)
        await keeping(office, folder).knock()
    ours = [f"afterword-{BEFORE + day * DAY:%Y%m%dT%H%M%SZ}.db" for day in (3, 4, 5)]
    assert names(folder) == sorted([*others, *ours])
    assert await office.rows("SELECT count(*) FROM backups") == [(3,)]


async def test_one_that_somebody_took_away_is_made_anew_at_once(office, folder):
    await keeping(office, folder).knock()
    for each in folder.iterdir():
        each.unlink()
    office.clock.set(BEFORE + timedelta(minutes=5))
    await keeping(office, folder).knock()
    assert len(names(folder)) == 1


async def test_one_that_fails_is_written_down_and_tried_again_an_hour_later(office, folder, caplog):
    away = keeping(office, folder / "unplugged")
    await away.knock()
    office.clock.set(BEFORE + AGAIN_AFTER - timedelta(seconds=1))
    await away.knock()
    ((trouble,),) = await office.rows("SELECT trouble FROM backups")
    assert "There is no folder" in trouble
    assert [each.action for each in caplog.records if hasattr(each, "action")] == ["backup_failed"]
    (folder / "unplugged").mkdir()
    await away.knock()
    assert names(folder / "unplugged") == []
    office.clock.set(BEFORE + AGAIN_AFTER)
    await away.knock()
    assert len(names(folder / "unplugged")) == 1
    assert await office.rows("SELECT count(*) FROM backups WHERE trouble IS NULL") == [(1,)]


async def test_the_newest_stays_though_every_later_one_fails(office, folder):
    await keeping(office, folder, kept=1).knock()
    kept = names(folder)
    office.clock.set(BEFORE + DAY)
    await keeping(office, folder, kept=1, recipient=str(folder / "no such file")).knock()
    assert names(folder) == kept
    assert await office.rows("SELECT trouble IS NULL FROM backups ORDER BY id") == [(1,), (0,)]


async def test_they_are_sealed_for_whom_the_settings_name(office, folder):
    identity = x25519.Identity.generate()
    await keeping(office, folder, recipient=str(identity.to_public())).knock()
    (name,) = names(folder)
    assert name.endswith(".db.age")
    assert is_sealed(folder / name)
    assert not [each for each in office.folder.iterdir() if ".part" in each.name]


async def test_people_are_answered_while_one_is_made(office, folder):
    await office.store.write(
        lambda tx: tx.execute(
            "INSERT INTO surveys (key, version, digest, body, published_at) VALUES ('x', 1, 'x', ?, 0)",
            ['"' + "x" * 40_000_000 + '"'],
        )
    )
    making = asyncio.create_task(keeping(office, folder, recipient=str(x25519.Identity.generate().to_public())).knock())
    answered = 0
    while not making.done():
        await office.store.write(lambda tx: tx.execute("UPDATE surveys SET id = id WHERE FALSE") and None)
        answered += 1
    await making
    assert answered > 20
    assert len(names(folder)) == 1


async def test_one_that_is_being_made_ends_with_the_bot_and_leaves_nothing(office, folder):
    await office.store.write(
        lambda tx: tx.execute(
            "INSERT INTO surveys (key, version, digest, body, published_at) VALUES ('x', 1, 'x', ?, 0)",
            ['"' + "x" * 80_000_000 + '"'],
        )
    )
    ours = keeping(office, folder)
    making = asyncio.create_task(ours.knock())
    while not names(folder) and not making.done():
        await office.store.read(lambda tx: None)
    ours.break_off()
    await making
    assert names(folder) == []
    assert await office.rows("SELECT count(*) FROM backups") == [(0,)]


@pytest.mark.parametrize("looks", [0, 3, 30, 100, 300])
async def test_one_whose_bot_does_not_wait_for_it_is_written_down_or_is_not_there(office, folder, looks):
    ours = keeping(office, folder)
    making = asyncio.create_task(ours.knock())
    for _ in range(looks):
        await office.store.read(lambda tx: None)
    ours.break_off()
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()  # the thread goes on for as long as it likes
    assert names(folder) == [name for (name,) in await office.rows("SELECT name FROM backups")]


async def test_none_is_made_while_nobody_can_write_down_that_the_one_before_was(office, folder):
    fails = "CREATE TEMP TRIGGER no_room BEFORE INSERT ON backups BEGIN SELECT RAISE (ABORT, 'no room'); END"
    await office.store.write(lambda tx: tx.execute(fails) and None)
    ours = keeping(office, folder)
    for minute in range(3):
        office.clock.set(BEFORE + timedelta(minutes=minute))
        with pytest.raises(sqlite3.IntegrityError):
            await ours.knock()
    first = names(folder)
    assert first == [f"afterword-{BEFORE:%Y%m%dT%H%M%SZ}.db"]
    await office.store.write(lambda tx: tx.execute("DROP TRIGGER no_room") and None)
    await ours.knock()
    assert names(folder) == first
    assert await office.rows("SELECT name, made_at FROM backups") == [(first[0], to_ms(BEFORE))]


async def test_what_a_bot_that_was_killed_left_half_made_is_gone_a_day_later_and_nobody_elses_is(office, folder):
    half, others = ".afterword-20261119T090000Z.db.x1_yzabc.part", [".afterword-notes.x1yzabcd.part", ".holiday.part"]
    young = ".afterword-20261120T085900Z.db.age.x1yzabcd.part"
    for name in (half, f"{half}-journal", young, *others):
        (folder / name).write_text("half")
        now = (folder / name).stat().st_mtime
        os.utime(folder / name, (now - (60 if name == young else 90_000),) * 2)
    await keeping(office, folder).knock()
    assert names(folder) == sorted([young, *others, f"afterword-{BEFORE:%Y%m%dT%H%M%SZ}.db"])


async def test_a_clock_that_was_set_back_makes_one_more_and_not_one_a_minute(office, folder):
    await keeping(office, folder).knock()
    for minute in range(3):
        office.clock.set(BEFORE - 30 * DAY + timedelta(minutes=minute))
        await keeping(office, folder).knock()
    assert len(names(folder)) == 2


async def test_a_backup_holds_a_note_of_itself(office, folder):
    await keeping(office, folder).knock()
    with closing(sqlite3.connect(folder / names(folder)[0])) as tx:
        assert tx.execute("SELECT name, scheduled FROM backups").fetchall() == [(names(folder)[0], 1)]
