"""A backup is restored beside the database that was in use: what that says was sent was, and whoever had left has."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

import db.consents
import db.members
import db.passes
import db.steered
import db.votes
import db.webinars
from bot.delivery.declining import PERHAPS_BEFORE
from bot.services.access import Access
from bot.services.backups.restoring import restore_backup
from bot.services.errors import Refusal
from bot.services.forgetting import Forgetting, list_beside
from bot.services.informing import Informing
from bot.services.keys import find_key
from bot.services.leaving import Leaving
from bot.services.storage import Storage
from tests.services.owed import PLAN
from tests.services.restoring import (
    NOW,
    OWNER,
    TAKEN,
    back_up,
    backup_of,
    database,
    lose,
    open_webinar,
    restored,
    send_due,
    wanted,
)
from tests.services.scenes import ENDS, SURVEY, an_office, second

EVENING = ENDS + timedelta(hours=36)


async def owed(office, follow_up):
    return Counter(await office.rows("SELECT state, reason FROM outbox WHERE follow_up = ?", follow_up))


async def test_what_it_says_was_sent_is_sent_and_what_was_not_goes(office):
    await open_webinar(office)
    back_up(office)
    office.clock.set(EVENING)
    assert await send_due(office, leave_sending=1) == 8  # the first question, thanks and the reminder, but one
    old = await lose(office)
    async with restored(office, live=old) as (done, after):
        states = Counter(
            await after.rows("SELECT state FROM outbox WHERE follow_up IN ('@opening', 'thanks', 'reminder')")
        )
        assert states == {("sent",): 8, ("held",): 1}
        assert await owed(after, "watch") == {("planned", None): 3}
        assert await owed(after, "gift") == {("held", "waits for an organiser's word"): 3}
    assert (done.survived.sound, done.survived.unread, done.survived.settled) == (True, (), 8)
    assert sum(each.rows for each in done.held) == 1


async def test_what_was_sent_to_somebody_is_not_planned_for_them_again(office):
    """It was not owed yet when the backup was made."""
    await open_webinar(
        office, PLAN.replace(PLAN[PLAN.index("  - {key: thanks") : PLAN.index("  - {key: reminder")], "")
    )
    back_up(office)
    await office.apply(SURVEY, PLAN)
    office.clock.set(EVENING)
    await send_due(office)
    old = await lose(office)
    async with restored(office, live=old) as (_, after):
        await after.apply(SURVEY, PLAN)
        assert await owed(after, "thanks") == {("sent", None): 3}


async def test_who_left_has_left(office):
    first, second_one, third = await open_webinar(office)
    back_up(office)
    leaving = Leaving(Storage(office.store), office.clock, office.library, wake=lambda: None)
    await leaving.leave(chat_id=1, wants="nothing", webinar_id=None)
    await leaving.leave(chat_id=2, wants="promised", webinar_id=None)
    await office.lose(3)
    old = await lose(office)
    async with restored(office, live=old) as (done, after):
        assert await after.rows("SELECT attendee_id, wants FROM enrolments ORDER BY 1") == [
            (first, "nothing"),
            (second_one, "promised"),
            (third, "all"),
        ]
        assert await after.rows("SELECT reachable FROM attendees ORDER BY id") == [(1,), (1,), (0,)]
    assert done.survived.narrowed == 2


async def test_a_no_that_was_said_since_stands_and_a_yes_does_not(office):
    first, second_one, _ = await open_webinar(office)

    def say(tx, attendee_id, given, purpose="follow_up"):
        db.consents.record(
            tx,
            attendee_id=attendee_id,
            webinar_id=1,
            purpose=purpose,
            subject="more",
            given=given,
            language="en",
            text="More?",
            now=office.clock.now(),
        )

    await office.store.write(lambda tx: say(tx, first, True))
    await office.store.write(lambda tx: say(tx, first, True, "contacts"))
    await office.store.write(
        lambda tx: tx.execute("INSERT INTO contacts VALUES (1, ?, 'listed', 'Ann, Brussels', 1, 1)", (first,)) and None
    )
    back_up(office)
    await office.store.write(lambda tx: say(tx, first, False))
    await office.store.write(lambda tx: say(tx, first, False, "contacts"))
    await office.store.write(lambda tx: say(tx, second_one, True))
    await office.store.write(lambda tx: db.votes.stop(tx, webinar_id=1, attendee_id=second_one, topic="news"))
    old = await lose(office)
    async with restored(office, live=old) as (done, after):
        assert await after.rows("SELECT attendee_id, purpose, given FROM consents ORDER BY id") == [
            (first, "follow_up", 1),
            (first, "contacts", 1),
            (first, "follow_up", 0),
            (first, "contacts", 0),
        ]
        assert await after.rows("SELECT count(*) FROM contacts") == [(0,)]
        assert await after.rows("SELECT attendee_id, topic FROM stopped_topics") == [(second_one, "news")]
    assert done.survived.narrowed == 2


async def test_what_organisers_stopped_is_stopped_and_whoever_they_took_out_is_out(office):
    await open_webinar(office)
    member = await office.store.write(
        lambda tx: db.members.join(
            tx, telegram_id=77, name="Bo", role="organiser", scope="all", invited_by=OWNER, now=TAKEN
        )
    )
    await office.store.write(
        lambda tx: (
            tx.executemany(
                """INSERT INTO passes (digest, role, scope, made_by, made_at, expires_at)
               VALUES (?, 'viewer', 'all', 900, 1, 99999999999999)""",
                [(bytes([n]) * 32,) for n in (1, 2)],
            )
            and None
        )
    )
    back_up(office)
    now = int(office.clock.now().timestamp() * 1000)
    for change in (
        f"UPDATE webinars SET paused_at = {now}, closes_at = {now + 5}",
        f"UPDATE members SET removed_at = {now} WHERE id = {member}",
        f"UPDATE passes SET used_at = {now} WHERE id = 1",
        f"INSERT INTO orders (webinar_id, follow_up, held_at, cancelled_at) VALUES (1, 'news', {now}, NULL)",
        f"INSERT INTO orders (webinar_id, follow_up, approved_at) VALUES (1, 'ask', {now})",
    ):
        await office.store.write(lambda tx, change=change: tx.execute(change) and None)
    old = await lose(office)
    async with restored(office, live=old) as (_, after):
        assert await after.rows("SELECT paused_at, closes_at FROM webinars") == [(now, now + 5)]
        assert await after.rows("SELECT removed_at FROM members") == [(now,)]
        assert await after.rows("SELECT hex(digest) FROM passes") == [("02" * 32,)]
        assert await after.rows("SELECT follow_up, held_at FROM orders") == [("news", now)], "an approval is said anew"


async def test_who_was_erased_there_is_erased_here_though_the_list_is_gone(office):
    await open_webinar(office)
    back_up(office)
    seal = await office.store.read(lambda tx: find_key(tx, office.folder / "key"))
    office.clock.set(TAKEN + timedelta(minutes=1))
    listed = list_beside(database(office))
    await Forgetting(Storage(office.store), office.clock, seal, listed=listed).forget(chat_id=2, update_id=5)
    old = await lose(office)
    listed.unlink()
    async with restored(office, live=old) as (done, after):
        assert done.erased == 1
        assert await after.rows("SELECT chat_id FROM attendees ORDER BY 1") == [(1,), (3,)]
    assert len(listed.read_text().split()) == 3


def spoil(path, *, table):
    """Somebody's disk wrote nonsense over a page of the table."""
    with closing(sqlite3.connect(path)) as tx:
        tx.execute("PRAGMA wal_checkpoint (TRUNCATE)")
        (page,) = tx.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = tx.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


async def test_what_cannot_be_read_is_named_and_held(office):
    await open_webinar(office)
    back_up(office)
    office.clock.set(EVENING)
    await send_due(office)
    leaving = Leaving(Storage(office.store), office.clock, office.library, wake=lambda: None)
    await leaving.leave(chat_id=1, wants="nothing", webinar_id=None)
    old = await lose(office)
    spoil(old, table="outbox")
    before = old.read_bytes()
    async with restored(office, live=old) as (done, after):
        assert (await owed(after, "thanks"))["held", PERHAPS_BEFORE] == 3
        assert await after.rows("SELECT wants FROM enrolments WHERE attendee_id = 1") == [("nothing",)]
    assert (done.survived.sound, done.survived.unread, done.survived.settled) == (False, ("outbox",), 0)
    assert old.read_bytes() == before, "nobody writes to it"


async def test_of_a_damaged_database_only_what_was_done_is_believed(office):
    """What was planned in it may have been sent by writes that are lost with the rest."""
    await open_webinar(office)
    back_up(office)
    office.clock.set(EVENING)
    old = await lose(office)
    spoil(old, table="audits")
    async with restored(office, live=old) as (done, after):
        assert (await owed(after, "thanks"))["held", PERHAPS_BEFORE] == 3
    assert not done.survived.sound


async def test_a_database_that_is_none_or_of_somebody_else_is_refused(office, tmp_path):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    (tmp_path / "letter.db").write_bytes(b"Dear all" * 1000)
    with pytest.raises(Refusal, match="cannot be read at all"):
        await restore_backup(wanted(office, live=tmp_path / "letter.db"), now=NOW)
    (tmp_path / "other").mkdir()
    async with an_office(tmp_path / "other") as other:
        other.chance.seed(8)
        await other.apply(SURVEY, second())
    with pytest.raises(Refusal, match="another installation"):
        await restore_backup(wanted(office, live=tmp_path / "other" / "afterword.db"), now=NOW)
    assert not database(office).exists()
    assert backup_of(office).exists()


async def test_owners_are_told_once_and_of_nothing_that_was_late(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(NOW)
    async with restored(office) as (_, after):
        for _ in range(2):
            informing = Informing(Storage(after.store), after.clock, after.library, Access({OWNER}))
            await informing.awake()
        ((chat_id, body),) = await after.rows("SELECT chat_id, body FROM bulletins")
        bulletin = await informing.due()
    assert chat_id == OWNER
    assert '"Restored"' in body
    assert (bulletin.body.since, bulletin.body.until, bulletin.body.held) == (TAKEN, NOW, 21)
    assert (bulletin.body.live, [title for _, title in bulletin.body.webinars]) == (False, ["Strategies for clusters"])
