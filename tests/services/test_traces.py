"""What an anonymous survey leaves in the file once answers were moved: no place, number or moment by which somebody
could be told from others.
"""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

import db.attendees
import db.inbox
from bot.services import mixing as the_mixing
from bot.services.mixing import Mixing
from bot.services.purging import Purging
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.candid import CANDID, CLOSED, POOR, WEBINAR, candid, mixing, nobodys, take_part, ten_take_part
from tests.services.scenes import an_office, picked

TOO_LONG_FOR_A_ROW = 3000
PAGE = 4096


async def places_after_mixing(folder, *, seed):
    """Of each response that was moved, in their order in the file: what was said, and on which page it lies."""
    folder.mkdir()
    (folder / "key").write_text("5e" * 32)
    async with an_office(folder) as office:
        await candid(office)
        for chat_id in range(16):
            text = f"{chat_id:4}" * (TOO_LONG_FOR_A_ROW // 4)
            await take_part(office, chat_id, {**POOR, "why": Answer("answered", text=text)})
        office.clock.set(CLOSED)
        await mixing(office, chance=random.Random(seed)).mix()
        said = [
            row[0] for row in await office.rows("SELECT text FROM answers WHERE question = 'why' ORDER BY response_id")
        ]
    content = (folder / "afterword.db").read_bytes()
    return said, [content.find(text[-2000:].encode()) // PAGE for text in said]


@pytest.fixture
def labels_in_turn(monkeypatch):
    """Labels have an index, whose shape is left to chance otherwise."""
    numbers = itertools.count()
    monkeypatch.setattr(the_mixing, "new_label", lambda _: f"{next(numbers):010}")


async def test_where_answers_come_to_lie_has_nothing_to_do_with_whose_they_are(tmp_path, labels_in_turn):
    (one, places), (another, the_same) = [await places_after_mixing(tmp_path / str(seed), seed=seed) for seed in (1, 2)]
    assert one != another
    assert sorted(one) == sorted(another)
    assert places == the_same


async def test_nothing_is_left_of_when_and_how_often_anybody_wrote(office):
    await ten_take_part(office)

    def wrote(moment, *update_ids):
        batch = [(update_id, 7, b"sealed") for update_id in update_ids]
        return office.store.write(lambda tx: db.inbox.store_batch(tx, batch, now=moment))

    await wrote(CLOSED - timedelta(days=1, seconds=9), 1, 2, 3)
    await wrote(CLOSED - timedelta(hours=3, seconds=5), 4, 5)
    await wrote(CLOSED, 6)
    await office.store.write(lambda tx: db.inbox.mark_done(tx, [1, 2, 3, 4, 5]))
    office.clock.set(CLOSED + timedelta(seconds=20))
    await mixing(office).mix()
    hour = int((CLOSED + timedelta(hours=1)).timestamp() * 1000)
    forgotten = await office.rows("SELECT DISTINCT chat_id, received_at FROM inbox WHERE state = 'done'")
    assert forgotten == [(None, hour)]
    assert await office.rows("SELECT chat_id FROM inbox WHERE state = 'waiting'") == [(7,)]


async def test_what_was_in_hand_while_answers_were_mixed_is_forgotten_as_well(office):
    await ten_take_part(office)
    await office.store.write(lambda tx: db.inbox.store_batch(tx, [(1, 7, b"sealed")], now=CLOSED))
    office.clock.set(CLOSED)

    class Busy(Storage):
        async def checkpoint(self):
            await self.write(lambda tx: db.inbox.mark_done(tx, [1]))
            return await super().checkpoint()

    await Mixing(Busy(office.store), office.clock, office.library).mix()
    assert len(await nobodys(office)) == 6
    assert await office.rows("SELECT chat_id FROM inbox") == [(None,)]


async def test_what_was_forgotten_once_is_not_kept_longer_by_the_next_mixing(office):
    await candid(office)
    await office.store.write(lambda tx: db.inbox.store_batch(tx, [(1, 7, b"sealed")], now=CLOSED))
    await office.store.write(lambda tx: db.inbox.mark_done(tx, [1]))
    moments = set()
    for hours in (0, 5, 20):
        later = CLOSED + timedelta(hours=hours, seconds=1)
        await office.store.write(lambda tx, now=later: db.inbox.forget_chats(tx, now=now))
        moments |= set(await office.rows("SELECT received_at FROM inbox"))
    assert len(moments) == 1


async def test_which_message_held_a_screen_is_forgotten_since_numbers_tell_how_much_was_written_in_between(office):
    await ten_take_part(office)
    receiving = Receiving(Storage(office.store), office.clock, office.library.seal)
    theirs = [row[0] for row in await office.rows("SELECT id FROM responses ORDER BY id")]

    async def shown():
        for place, response_id in enumerate(theirs):
            await receiving.shown(response_id=response_id, message_id=1000 + 7 * place)
        return await office.rows("SELECT count(message_id) FROM responses")

    assert await shown() == [(10,)]
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await office.rows("SELECT count(message_id) FROM responses") == [(0,)]
    assert await shown() == [(0,)]
    await office.apply(CANDID, WEBINAR + "closes: 9d after end\n")
    assert await shown() == [(10,)]


async def test_messages_of_other_surveys_are_still_known_after_their_closing(office):
    await candid(office, CANDID.replace("identity: anonymous", "identity: pseudonymous"))
    await take_part(office, 1, POOR)
    office.clock.set(CLOSED)
    receiving = Receiving(Storage(office.store), office.clock, office.library.seal)
    await receiving.shown(response_id=1, message_id=55)
    assert await office.rows("SELECT message_id FROM responses") == [(55,)]


@pytest.mark.parametrize(("whose", "moved"), [(0, 0), (9, 6)])
async def test_a_draft_that_is_spoiled_keeps_only_its_own_kind_from_being_mixed(office, caplog, whose, moved):
    await ten_take_part(office)
    await take_part(office, 10, {"overall": picked("good")}, finished=False)

    def spoil(tx):
        attendee = db.attendees.by_chat(tx, whose)
        tag = office.library.seal.tag(webinar_id=1, survey_key="candid", attendee_id=attendee.id)
        return tx.execute("UPDATE drafts SET sealed = zeroblob(length(sealed)) WHERE tag = ?", (tag,)).rowcount

    assert await office.store.write(spoil) == 1
    office.clock.set(CLOSED)
    mixer = mixing(office)
    await mixer.mix()
    await mixer.mix()
    assert caplog.text.count("answers cannot be mixed") == 1
    assert len(await nobodys(office)) == moved
    office.clock.set(CLOSED + timedelta(days=400))
    await Purging(Storage(office.store), office.clock, office.library).purge()
    assert "answers are not deleted: Something sealed in this database was changed" in caplog.text
