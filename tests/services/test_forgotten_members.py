"""Whoever helped is forgotten like everybody: out of the team, and out of the log's memory of who it was."""

import sqlite3

import db.audits
import db.members
import db.passes
from tests.services.scenes import ENDS
from tests.services.test_forgetting import HOUR, SECRET, about, back_up, forgetting, restored, two

__all__ = ["two"]


async def test_a_member_who_is_forgotten_is_no_member_and_the_log_does_not_know_who_it_was(two):
    now = two.clock.now()

    def works(tx: sqlite3.Connection) -> None:
        place = {"role": "viewer", "scope": "all", "now": now}
        for who, invited_by in ((1, 900), (2, 1)):
            db.members.join(tx, telegram_id=who, name=f"{SECRET} {who}", invited_by=invited_by, **place)
            deed = {"action": "export.csv", "webinar": None, "detail": "{}", "undo": None, "now": now}
            db.audits.record(tx, by=who, **deed)
        link = {"role": "viewer", "scope": "all", "series": None, "webinar_id": None, "rows": False}
        db.passes.make(tx, digest=bytes(32), made_by=1, now=now, expires_at=now + HOUR, **link)

    await two.store.write(works)
    assert {"members": 1, "passes": 1, "audits": 1}.items() <= (await about(two, 1)).items()
    backup = back_up(two)
    two.clock.set(ENDS + HOUR)
    await forgetting(two).forget(chat_id=1, update_id=13)

    async def who_is_left(office):
        assert await office.rows("SELECT telegram_id, invited_by FROM members") == [(2, None)]
        assert await office.rows("SELECT by FROM audits ORDER BY id") == [(0,), (2,)]
        assert await office.rows("SELECT * FROM passes") == []
        assert await about(office, 1) == {}

    await who_is_left(two)
    async with restored(two, backup) as office:
        assert await forgetting(office).replay() == 1
        await who_is_left(office)
