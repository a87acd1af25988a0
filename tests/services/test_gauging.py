"""Gauging: how much waits is told truly, and whoever asks too often gets what others have just seen."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

import db.gauges
from bot.services import gauging as looked_at
from bot.services.gauging import BELIEVED, PORTION, REST, SHARE, Gauging
from bot.services.storage import Storage
from db.moments import from_ms
from tests.services.owed import DAY, NEWS_UTC
from tests.services.scenes import an_office

HOUR = timedelta(hours=1)


class Watched(Storage):
    """The store, which counts how often it is read; ``let`` holds reads back, ``slow`` is what each takes."""

    def __init__(self, store, watch):
        super().__init__(store)
        self.reads, self.let, self.slow, self._watch = 0, asyncio.Event(), 0.0, watch
        self.let.set()

    async def read(self, work):
        self.reads += 1
        await self.let.wait()
        self._watch.seconds += self.slow
        return await super().read(work)


class Watch:
    seconds = 1000.0

    def __init__(self):
        self.slept = []

    def __call__(self):
        return self.seconds

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
async def watched(office):
    watch = Watch()
    store = Watched(office.store, watch)
    return store, watch, Gauging(store, office.clock, office.store._path, time=watch, sleep=watch.sleep)


async def stored(office):
    return Counter(dict(await office.rows("SELECT state, count(*) FROM outbox GROUP BY state")))


async def test_what_waits_is_what_is_stored(office, three, watched):
    _, watch, gauging = watched
    seen = await gauging.gauge()
    assert Counter(seen.value.outbox) == await stored(office)
    assert set(seen.value.outbox) == {*db.gauges.LIVE, *db.gauges.SETTLED}
    assert seen.value.overdue is None
    assert seen.value.database_bytes == office.store._path.stat().st_size
    [(first,)] = await office.rows("SELECT min(due_at) FROM outbox WHERE state = 'planned'")
    office.clock.set(from_ms(first) + HOUR)
    watch.seconds += 2
    assert (await gauging.gauge()).value.overdue == HOUR


async def test_the_inbox_and_its_dead_letters_are_counted(office, three, watched):
    def fill(tx):
        now = NEWS_UTC - DAY
        db.inbox.store_batch(tx, [(number, 7, "{}") for number in range(5)], now=now)
        db.inbox.mark_done(tx, [0])
        db.inbox.bury(tx, 1, trouble="x")

    await office.store.write(fill)
    office.clock.set(NEWS_UTC)
    gauge = (await watched[2].gauge()).value
    assert (gauge.inbox, gauge.inbox_age, gauge.dead_letters) == (3, DAY, 1)


async def test_ten_that_ask_at_once_look_once(office, three, watched):
    store, _, gauging = watched
    store.let.clear()
    asking = [asyncio.create_task(gauging.gauge()) for _ in range(10)]
    await asyncio.sleep(0)
    store.let.set()
    assert len({id((await each).value) for each in asking}) == 1
    assert store.reads == 3, "the highest number, one portion, and what is alive"


async def test_what_was_seen_is_believed_the_longer_the_longer_it_took(office, three, watched):
    store, watch, gauging = watched
    store.slow = 0.2
    await gauging.gauge()
    took = 3 * store.slow
    assert store.reads == 3
    watch.seconds += SHARE * took - 0.1
    seen = await gauging.gauge()
    assert store.reads == 3
    assert seen.age == timedelta(seconds=SHARE * took - 0.1)
    watch.seconds += 0.2
    await gauging.gauge()
    assert store.reads == 6


async def test_a_quick_look_is_believed_for_a_second(office, three, watched):
    store, watch, gauging = watched
    await gauging.gauge()
    watch.seconds += BELIEVED.total_seconds() - 0.01
    await gauging.gauge()
    assert store.reads == 3


async def test_whoever_asks_while_a_look_lasts_gets_the_one_before(office, three, watched, monkeypatch):
    store, watch, gauging = watched
    before = (await gauging.gauge()).value
    monkeypatch.setattr(looked_at, "PATIENCE", timedelta(milliseconds=10))
    store.let.clear()
    watch.seconds += 60
    seen = await gauging.gauge()
    assert (seen.value, seen.age) == (before, timedelta(seconds=60))
    assert not await gauging.answers(), "a database that says nothing is out"
    store.let.set()


async def test_a_database_that_is_gone_is_said_to_be(tmp_path):
    async with an_office(tmp_path) as office:
        gauging = Gauging(Storage(office.store), office.clock, office.store._path)
        assert await gauging.answers()
    later = Gauging(Storage(office.store), office.clock, office.store._path)
    assert not await later.answers()
    assert await later.gauge() is None


async def test_many_rows_are_counted_in_portions_between_which_others_read(office, three, watched):
    store, watch, gauging = watched
    store.slow = 0.1
    rows = 2 * PORTION + 7
    [(webinar_id,)] = await office.rows("SELECT id FROM webinars LIMIT 1")
    [(attendee_id,)] = await office.rows("SELECT id FROM attendees LIMIT 1")
    await office.store.write(
        lambda tx: (
            tx.executemany(
                "INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, state, prefers, settled_at)"
                " VALUES (?, ?, ?, 1, 'sent', 'twice', 1)",
                ((webinar_id, attendee_id, f"f{number}") for number in range(rows)),
            ).rowcount
        )
    )
    seen = await gauging.gauge()
    assert Counter(seen.value.outbox) == await stored(office)
    assert seen.value.outbox["sent"] >= rows
    assert store.reads == 2 + 3
    assert watch.slept == pytest.approx([REST * 0.1] * 2), "between portions others have the processor"


def test_nothing_is_counted_by_reading_the_whole_table(office):
    told = []
    with closing(sqlite3.connect(office.store._path)) as tx:
        tx.set_trace_callback(told.append)
        db.gauges.live(tx)
        db.gauges.highest(tx)
        db.gauges.settled(tx, after_id=5, through_id=9)
        db.gauges.inbox(tx)
        tx.set_trace_callback(None)
        plans = [row[3] for sql in told for row in tx.execute(f"EXPLAIN QUERY PLAN {sql}")]
    scans = [plan for plan in plans if plan.startswith("SCAN") and " USING " not in plan]
    assert plans
    assert scans == []
