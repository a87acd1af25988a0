"""When an anonymous survey closes, what was said belongs to nobody, and nothing tells whose it was."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta

import db.attendees
import db.webinars
from bot.services.opening import open_response
from bot.services.views import ClosedScreen, ThanksScreen
from bot.survey.answers import Answer
from bot.survey.engine import Over
from tests.services.candid import CANDID, CLOSED, GOOD, POOR, WEBINAR, candid, mixing, nobodys, take_part, ten_take_part
from tests.services.scenes import picked


async def test_what_was_moved_says_nothing_of_when_in_which_language_or_whose(office):
    await ten_take_part(office)
    office.clock.set(CLOSED + timedelta(hours=5))
    await mixing(office).mix()
    closed = int(CLOSED.timestamp() * 1000)
    assert {row[1:] for row in await nobodys(office)} == {("und", closed, closed, closed, None)}
    assert await office.rows("SELECT DISTINCT stored_at FROM answers") == [(closed,)]
    took_part = await office.rows(
        "SELECT DISTINCT language, created_at, started_at, finished_at FROM responses WHERE attendee_id IS NOT NULL"
    )
    day = int(CLOSED.replace(day=24, month=11, hour=0).timestamp() * 1000)
    assert sorted(took_part, key=str) == [("und", day, day, day), ("und", day, day, None)]


async def test_finished_and_unfinished_responses_move_only_where_there_are_five_of_their_kind(office):
    await ten_take_part(office)
    await mixing(office).mix()
    assert await nobodys(office) == []
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert len(await nobodys(office)) == 6
    assert await office.rows("SELECT count(*) FROM drafts") == [(4,)]
    await mixing(office).mix()
    assert len(await nobodys(office)) == 6


async def test_who_only_looked_in_makes_no_company_but_goes_along(office):
    await candid(office)
    for chat_id in range(4):
        await take_part(office, chat_id, POOR, finished=False)
    await take_part(office, 4, {}, finished=False)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await nobodys(office) == []
    office.clock.set(CLOSED - timedelta(hours=1))
    await take_part(office, 5, POOR, finished=False)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert len(await nobodys(office)) == 6


async def test_ticks_that_were_never_confirmed_are_dropped(office):
    await candid(office)
    for chat_id in range(5):
        ticks = Answer("shown", picks=("talks", "other"), text="pangolins")
        await take_part(office, chat_id, {"overall": picked("good"), "formats": ticks}, finished=False)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await office.rows("SELECT DISTINCT picks, text FROM answers WHERE question = 'formats'") == [("[]", None)]


async def test_many_are_moved_in_portions_none_of_which_is_small(office):
    await candid(office)
    for chat_id in range(17):
        await take_part(office, chat_id, POOR)
    office.clock.set(CLOSED)
    sizes = []

    class Chance(random.Random):
        def sample(self, population, k):
            sizes.append(k)
            return super().sample(population, k)

    await mixing(office, chance=Chance(7), portion=5).mix()
    assert sizes == [5, 5, 7]
    assert len(await nobodys(office)) == 17


async def test_the_order_in_the_file_is_that_of_chance(office):
    await candid(office)
    for chat_id in range(8):
        await take_part(office, chat_id, {**POOR, "hours": Answer("answered", number=chat_id)})
    office.clock.set(CLOSED)
    await mixing(office, chance=random.Random(7)).mix()
    order = [
        row[0] for row in await office.rows("SELECT number FROM answers WHERE question = 'hours' ORDER BY response_id")
    ]
    assert order == random.Random(7).sample(range(8), 8)


async def test_a_response_that_was_moved_takes_no_more_even_if_the_closing_is_put_off(office):
    await ten_take_part(office)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    await office.apply(CANDID, WEBINAR + "closes: 9d after end\n")

    def stand(chat_id):
        def work(tx: sqlite3.Connection):
            row, attendee = db.webinars.find(tx, "clusters"), db.attendees.by_chat(tx, chat_id)
            return open_response(tx, office.library, row, attendee, chance=office.chance.choice, now=office.clock.now())

        return office.store.write(work)

    moved = await stand(1)
    assert moved.closed(CLOSED)
    assert isinstance(moved.next(), Over)
    assert moved.screen(CLOSED) == ThanksScreen(moved.seat(), moved.survey, (), closed=True, moved=True)
    stays = await stand(6)
    assert not stays.closed(CLOSED)
    assert stays.answers["overall"] == picked("good")
    office.clock.set(CLOSED + timedelta(days=3))
    assert isinstance((await stand(6)).screen(office.clock.now()), ClosedScreen)


async def test_a_second_closing_moves_only_those_who_are_enough_by_themselves(office):
    await ten_take_part(office)
    office.clock.set(CLOSED)
    mixer = mixing(office)
    await mixer.mix()
    await office.apply(CANDID, WEBINAR + "closes: 9d after end\n")
    for chat_id in range(20, 24):
        await take_part(office, chat_id, GOOD)
    office.clock.set(CLOSED + timedelta(days=2))
    await mixer.mix()
    assert len(await nobodys(office)) == 6
    await office.apply(CANDID, WEBINAR + "closes: 10d after end\n")
    await take_part(office, 24, GOOD)
    office.clock.set(CLOSED + timedelta(days=3))
    await mixer.mix()
    assert len(await nobodys(office)) == 11


async def test_who_finishes_after_a_closing_was_put_off_makes_up_the_number_of_those_who_stayed(office):
    await candid(office)
    for chat_id in range(4):
        await take_part(office, chat_id, GOOD)
    await take_part(office, 4, POOR, finished=False)
    office.clock.set(CLOSED)
    mixer = mixing(office)
    await mixer.mix()
    await office.apply(CANDID, WEBINAR + "closes: 9d after end\n")
    await mixer.mix()
    await take_part(office, 4, GOOD)
    office.clock.set(CLOSED + timedelta(days=2))
    await mixer.mix()
    assert len(await nobodys(office)) == 5


async def test_a_closing_put_off_at_the_last_moment_keeps_everything_sealed(office):
    await ten_take_part(office)
    await office.apply(CANDID, WEBINAR + "closes: by hand\n")
    office.clock.set(CLOSED + timedelta(days=30))
    await mixing(office).mix()
    assert await nobodys(office) == []
    assert await office.rows("SELECT count(*) FROM drafts") == [(10,)]


async def test_who_sent_what_was_done_is_forgotten_before_answers_are_mixed(office):
    await ten_take_part(office)
    await office.store.write(
        lambda tx: tx.execute(
            "INSERT INTO inbox (update_id, chat_id, body, state, received_at) VALUES (1, 1, NULL, 'done', 0),"
            " (2, 1, x'00', 'waiting', 0)"
        )
    )
    await mixing(office).mix()
    assert await office.rows("SELECT chat_id FROM inbox ORDER BY update_id") == [(1,), (1,)]
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await office.rows("SELECT chat_id FROM inbox ORDER BY update_id") == [(None,), (1,)]


async def test_nothing_is_moved_while_the_log_cannot_be_emptied(office):
    await ten_take_part(office)
    office.clock.set(CLOSED)
    path = office.folder / "afterword.db"
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM drafts").fetchone()
    mixer = mixing(office)
    await mixer.mix()
    assert await nobodys(office) == []
    reader.execute("ROLLBACK")
    reader.close()
    await mixer.mix()
    assert len(await nobodys(office)) == 6
    assert path.with_name("afterword.db-wal").stat().st_size == 0
