"""A backup is restored: what the bot may have done since is held, nobody is messaged twice or who had left."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

import db.inbox
from bot.delivery.declining import PERHAPS_BEFORE
from bot.services.access import Access, Operator
from bot.services.backups.restoring import restore_backup
from bot.services.errors import Refusal
from bot.services.forgetting import Forgetting, list_beside
from bot.services.keys import find_key
from bot.services.steering import Steering
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.owed import PLAN, of
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
    wanted,
)
from tests.services.scenes import ENDS, SURVEY

DOUBTED = Counter({("held", PERHAPS_BEFORE, "thanks"): 3, ("held", PERHAPS_BEFORE, "reminder"): 3})


async def owed(office):
    return Counter(await office.rows("SELECT state, reason, follow_up FROM outbox"))


def steering_of(office):
    return Steering(Storage(office.store), office.clock, office.library, Access({OWNER}))


async def test_what_was_due_since_is_held_and_what_is_to_come_is_not(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(ENDS + timedelta(days=1, hours=12))
    async with restored(office) as (done, after):
        found = await owed(after)
    assert (done.taken_at, done.restored_at) == (TAKEN, office.clock.now())
    assert found == DOUBTED + Counter(
        {
            ("held", PERHAPS_BEFORE, "@opening"): 3,  # nobody is known to have seen a question
            ("planned", None, "watch"): 3,
            ("planned", None, "news"): 3,
            ("held", "waits for approval", "ask"): 3,
            ("held", PERHAPS_BEFORE, "gift"): 3,  # an organiser may have said the word
        }
    )
    assert {(each.key, each.follow_up, each.rows) for each in done.held} == {
        ("clusters", "@opening", 3),
        ("clusters", "thanks", 3),
        ("clusters", "reminder", 3),
        ("clusters", "gift", 3),
    }


async def test_what_finishing_brings_may_have_been_sent_though_its_last_moment_is_to_come(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(ENDS + timedelta(minutes=10))
    async with restored(office) as (_, after):
        assert (await owed(after))["held", PERHAPS_BEFORE, "thanks"] == 3
        await after.answer(1, {"overall": Answer("answered", ("good",))})
        # Whoever finishes now, after all that was lost, gets what was promised for it.
        assert dict(await after.rows("SELECT attendee_id, state FROM outbox WHERE follow_up = 'thanks'")) == {
            1: "planned",
            2: "held",
            3: "held",
        }


async def test_before_the_webinar_nothing_that_finishing_brings_is_in_doubt(office):
    await office.apply(SURVEY, PLAN)
    await office.enter(1)
    back_up(office)
    await lose(office)
    office.clock.set(office.clock.now() + timedelta(hours=5))
    async with restored(office) as (_, after):
        assert (await owed(after))["planned", None, "thanks"] == 1


async def test_what_was_in_hand_is_held_though_it_was_not_due_for_long(office):
    await open_webinar(office)
    await office.store.write(
        lambda tx: tx.execute(
            "UPDATE outbox SET state = 'sending', claim = 'x', lease_until = 1 WHERE follow_up = 'watch'"
        )
    )
    back_up(office)
    await lose(office)
    async with restored(office) as (_, after):
        found = await after.rows("SELECT state, reason, doubts, claim FROM outbox WHERE follow_up = 'watch'")
    assert found == [("held", PERHAPS_BEFORE, 1, None)] * 3


async def test_everything_that_is_planned_is_held_if_that_is_wanted(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    async with restored(office, everything=True) as (_, after):
        assert not [each for each in await owed(after) if each[0] == "planned"]


async def test_an_owner_lets_all_of_one_follow_up_go(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(NOW)
    async with restored(office) as (_, after):
        done = await steering_of(after).steer(Operator(), "release", of("thanks"))
        assert done.touched == 3
        found = await after.rows(
            "SELECT state, due_at <= ?, reason FROM outbox WHERE follow_up = 'thanks'", NOW.timestamp() * 1000
        )
        assert found == [("planned", 1, None)] * 3


@pytest.mark.parametrize(("how", "state"), [("sent", "sent"), ("not-sent", "gave_up"), ("again", "planned")])
async def test_an_owner_who_knows_what_became_of_them_says_so(office, how, state):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(NOW)
    async with restored(office) as (_, after):
        done = await steering_of(after).resolve(Operator(), of("thanks"), how=how)
        assert done.touched == 3
        assert {row[0] for row in await after.rows("SELECT state FROM outbox WHERE follow_up = 'thanks'")} == {state}
        handed = await after.rows("SELECT perhaps FROM handed")
        assert handed == {"sent": [(0,)] * 3, "not-sent": [], "again": [(1,)] * 3}[how]


async def test_other_words_of_organisers_do_with_them_what_they_do(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(NOW)
    async with restored(office) as (_, after):
        steering = steering_of(after)
        assert (await steering.steer(Operator(), "hold", of("thanks"))).left == {"held already": 3}
        assert (await steering.steer(Operator(), "release", of("thanks"))).touched == 3
        assert (await steering.steer(Operator(), "approve", of("ask"))).left == {PERHAPS_BEFORE: 3}
        assert (await steering.steer(Operator(), "cancel", of("reminder"))).touched == 3
        assert (await steering.steer(Operator(), "send-now", of("news"))).touched == 3


async def test_what_is_held_stays_held_whatever_is_planned_anew(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(NOW)
    async with restored(office) as (_, after):
        await after.apply(SURVEY, PLAN.replace("Strategies", "Ideas"))
        assert (await owed(after))["held", PERHAPS_BEFORE, "thanks"] == 3
        await after.lose(1)
        assert await after.rows("SELECT state FROM outbox WHERE follow_up = 'thanks' AND attendee_id = 1") == [
            ("cancelled",)
        ]
        await after.store.write(lambda tx: tx.execute("UPDATE attendees SET reachable = 1") and None)
        await after.enter(1)
        assert (await owed(after))["held", PERHAPS_BEFORE, "thanks"] == 3


async def test_what_was_planned_since_and_is_planned_again_is_held_for_those_who_may_have_got_it(office):
    """The definition was applied after the backup was made, and is applied again after the restore."""
    await open_webinar(office)
    back_up(office)
    await lose(office)
    office.clock.set(ENDS + timedelta(hours=12))
    extra = (
        PLAN + "  - {key: extra, when: 3h after end, text: Extra}\n  - {key: more, when: 15h after end, text: More}\n"
    )
    async with restored(office) as (_, after):
        await after.apply(SURVEY, extra)
        assert (await owed(after))["held", PERHAPS_BEFORE, "extra"] == 3
        assert (await owed(after))["planned", None, "more"] == 3
        newcomer = await after.enter(77)
        assert (await after.outbox(newcomer))["extra"][0] == "planned"
        await after.apply(SURVEY, extra.replace("Strategies", "Ideas"))
        assert (await owed(after))["held", PERHAPS_BEFORE, "extra"] == 3


async def test_whoever_was_erased_since_is_erased_again_before_the_database_is_there(office):
    await open_webinar(office)
    back_up(office)
    seal = await office.store.read(lambda tx: find_key(tx, office.folder / "key"))
    forgetting = Forgetting(Storage(office.store), office.clock, seal, listed=list_beside(database(office)))
    office.clock.set(TAKEN + timedelta(minutes=1))
    await forgetting.forget(chat_id=2, update_id=5)
    await lose(office)
    async with restored(office) as (done, after):
        assert done.erased == 1
        assert [chat for (chat,) in await after.rows("SELECT chat_id FROM attendees ORDER BY 1")] == [1, 3]


async def test_a_list_of_erasures_from_elsewhere_counts_and_is_kept(office):
    await open_webinar(office)
    back_up(office)
    seal = await office.store.read(lambda tx: find_key(tx, office.folder / "key"))
    listed = list_beside(database(office))
    office.clock.set(TAKEN + timedelta(minutes=1))
    await Forgetting(Storage(office.store), office.clock, seal, listed=listed).forget(chat_id=2, update_id=5)
    saved = listed.rename(office.folder / "saved")
    await lose(office)
    async with restored(office, erasures=saved) as (done, _):
        assert done.erased == 1
    assert listed.read_text().split() == saved.read_text().split()


async def test_without_the_key_nobody_is_brought_back_who_was_erased(office):
    await open_webinar(office)
    back_up(office)
    seal = await office.store.read(lambda tx: find_key(tx, office.folder / "key"))
    office.clock.set(TAKEN + timedelta(minutes=1))
    await Forgetting(Storage(office.store), office.clock, seal, listed=list_beside(database(office))).forget(
        chat_id=2, update_id=5
    )
    await lose(office)
    (office.folder / "key").unlink()
    with pytest.raises(Refusal, match="1 people were erased since"):
        await restore_backup(wanted(office), now=office.clock.now())
    assert not database(office).exists()


async def test_what_organisers_had_said_is_not_carried_out_again_and_what_attendees_said_is(office):
    await open_webinar(office)
    await office.store.write(
        lambda tx: db.inbox.store_batch(tx, [(7, OWNER, "{}"), (8, 1, "{}"), (9, None, "{}")], now=TAKEN)
    )
    back_up(office)
    await lose(office)
    async with restored(office) as (done, after):
        assert done.dropped == 1
        assert await after.rows("SELECT update_id, state FROM inbox ORDER BY 1") == [
            (7, "done"),
            (8, "waiting"),
            (9, "waiting"),
        ]


@pytest.mark.parametrize("end", ["", "-wal", "-journal"])
async def test_nothing_that_is_there_is_overwritten(office, end):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    there = database(office).with_name(f"afterword.db{end}")
    there.write_bytes(b"something")
    with pytest.raises(Refusal, match="move it away"):
        await restore_backup(wanted(office), now=NOW)
    assert there.read_bytes() == b"something"


async def test_what_is_missing_is_named(office):
    await open_webinar(office)
    back_up(office)
    await lose(office)
    for name in ("backup", "live", "erasures", "identity"):
        with pytest.raises(Refusal, match="There is no file"):
            await restore_backup(wanted(office, **{name: office.folder / "nothing"}), now=NOW)
    assert backup_of(office).exists()
    assert not database(office).exists()
