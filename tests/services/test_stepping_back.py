"""Going back to the copy from before an update: it is what it was, but for whoever was erased since."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.clock import SteppedClock
from bot.services.before_updates import BeforeUpdates
from bot.services.forgetting import Forgetting, list_beside
from bot.services.keys import take_key
from bot.services.storage import Storage
from db.migrate import migrate
from db.store import Store
from db.versions import copy_before, known_version
from tests.db.released import all_released

LATE = [each for each in all_released() if each.schema >= 8]
"""Versions that kept a list of who was erased."""


async def forgetting_over(path, clock, work):
    seal = take_key(path, path.with_name(path.name + ".key"), now=clock.now())
    async with await Store.open(path) as store:
        return await work(Forgetting(Storage(store), clock, seal, listed=list_beside(path)))


@pytest.mark.parametrize("released", LATE, ids=lambda each: f"schema {each.schema}")
async def test_whoever_was_erased_after_the_update_is_erased_in_the_copy_that_is_gone_back_to(released, tmp_path):
    path, then = tmp_path / "afterword.db", datetime.fromisoformat(released.unpack(tmp_path)["now"])
    clock = SteppedClock(then)
    migrate(path, then)
    with closing(sqlite3.connect(path)) as connection:
        (chat_id,) = connection.execute("SELECT chat_id FROM attendees ORDER BY id LIMIT 1").fetchone()
    clock.set(then + timedelta(days=2))
    assert await forgetting_over(path, clock, lambda it: it.forget(chat_id=chat_id, update_id=2**40)) > 0
    copy_before(path, known_version()).replace(path)
    clock.set(then + timedelta(days=3))
    migrate(path, clock.now())
    assert (await forgetting_over(path, clock, lambda it: it.known(chat_id=chat_id))) != {}
    assert await forgetting_over(path, clock, lambda it: it.replay()) == 1
    assert (await forgetting_over(path, clock, lambda it: it.known(chat_id=chat_id))) == {}


async def test_copies_of_an_update_that_was_gone_back_on_go_after_a_month_too(office):
    path, now = office.folder / "afterword.db", office.clock.now()
    early, late = (copy_before(path, known_version() + more) for more in (1, 2))
    for copy, days in ((early, 31), (late, 29)):
        copy.write_bytes(b"as it was")
        os.utime(copy, ((now - timedelta(days=days)).timestamp(),) * 2)
    await BeforeUpdates(Storage(office.store), office.clock, path).tidy()
    assert not early.exists()
    assert late.exists()
