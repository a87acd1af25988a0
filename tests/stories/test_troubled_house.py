"""Bad hours of a house that serves: its store is out, the network goes, an update makes no sense. Nothing is lost."""

import asyncio
import sys
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest

import db.bulletins
from bot.rehearsal import Fault
from bot.services.bulletins import Missing
from bot.services.errors import Unavailable

from .house import OWNER, a_house
from .running import eventually
from .teller import Guest
from .transcript import at

OPEN = at("2026-11-24 11:50")
REMINDED = at("2026-11-25 09:00")
IMPATIENT = timedelta(milliseconds=50)
"""How long a write waits for another program; five seconds in the product."""


@pytest.fixture
async def house(tmp_path):
    """A house that is open, with a webinar whose survey is."""
    async with a_house(tmp_path, now=OPEN, busy_timeout=IMPATIENT) as house:
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house


@pytest.fixture
async def ana(house):
    """Ana, with the first question before her."""
    guest = Guest(house.api.join(101, "Ana"))
    guest.person.write(f"/start {house.code}")
    await house.rest()
    guest.look()
    return guest


def shows(guest, words):
    """How many of the messages on the phone say that."""
    guest.look()
    return sum(words in screen.text for screen in guest.seen.values())


def tap(guest, label):
    guest.look()
    guest.person.tap(*guest.tap(label))


def answered(house):
    return dict(house.rows("SELECT question, picks FROM answers WHERE state = 'answered'"))


LOCKS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@asynccontextmanager
async def locked_by_another_program(path):
    """Another process holds the database's write lock until the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOCKS, str(path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert await process.stdout.readline() == b"locked\n"
    try:
        yield
    finally:
        await process.communicate(b"\n")


def actions(caplog):
    return [getattr(record, "action", "") for record in caplog.records]


async def test_an_answer_given_while_another_program_locks_the_database_is_stored_when_it_lets_go(house, ana, caplog):
    async with locked_by_another_program(house.path):
        tap(ana, "Yes, part of it")
        await eventually(lambda: "intake_waits" in actions(caplog))
        assert len(house.api.updates) == 1, "what is not stored is not confirmed to Telegram"
        assert answered(house) == {}
    await house.rest()
    assert answered(house) == {"attended": '["part"]'}
    assert shows(ana, "2 of 8") == 1
    [told] = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "is locked by another program" in told


async def test_an_answer_stored_just_before_the_lock_is_decided_after_it(house, ana, caplog):
    lanes, taken = house.rooms.lanes, asyncio.Event()
    take, let = lanes._take_one, asyncio.Event()

    async def take_when_let(received):
        taken.set()
        await let.wait()
        await take(received)

    lanes._take_one = take_when_let
    tap(ana, "No")
    await taken.wait()
    await house.taken_up()
    async with locked_by_another_program(house.path):
        let.set()
        await eventually(lambda: "store_waits" in actions(caplog))
        assert answered(house) == {}
    await house.rest()
    assert answered(house) == {"attended": '["no"]'}
    assert shows(ana, "Which materials") == 1


async def test_a_tap_on_a_reminder_of_which_nobody_knows_that_it_came_is_answered_there(house, ana):
    tap(ana, "Yes, part of it")
    await house.rest()
    house.api.faults.add(Fault("cut_after", "sendMessage", chat_id=101))
    house.api.clock.set(REMINDED)
    await house.rest()
    ana.look()
    reminder = ana.person.messages[-1]
    assert "You stopped half-way" in reminder.content.text
    assert ("doubtful",) in house.rows("SELECT state FROM outbox WHERE follow_up = 'reminder'")
    tap(ana, "Very satisfied")
    await house.rest()
    assert "3 of 8" in reminder.content.text, "they look at the message that they tapped"
    tap(ana, "To some extent")
    await house.rest()
    assert "4 of 8" in reminder.content.text
    assert [bool(each.buttons) for each in ana.person.messages if each.by_bot].count(True) == 1


async def test_a_full_disk_loses_nothing_and_is_got_over(house, ana, caplog):
    await limit_pages(house, lambda used: used)
    ana.person.write("x" * 4000)
    await eventually(lambda: "intake_waits" in actions(caplog))
    tap(ana, "Yes, part of it")
    assert len(house.api.updates) == 2
    await limit_pages(house, lambda used: 2**30)
    await house.rest()
    assert answered(house) == {"attended": '["part"]'}
    assert shows(ana, "2 of 8") == 1
    assert shows(ana, "Please tap one of the buttons") == 1
    assert any("There is no room left" in message for message in caplog.messages)


async def test_an_organiser_is_told_once_though_that_cannot_be_written_down(house):
    olga, now = Guest(house.api.join(OWNER, "Olga")), house.api.clock.now()
    olga.person.write("/webinars")
    await house.rest()
    waits = Missing("Strategies", "communication", "Europe/Brussels", "watch", 3, now, ("The recording",))
    body = msgspec.json.encode(waits).decode()
    await house.store.write(
        lambda tx: db.bulletins.make(tx, chats=[OWNER], what="missing", subject="watch", body=body, now=now)
    )
    async with locked_by_another_program(house.path):
        for _ in range(3):
            with pytest.raises(Unavailable):
                await house.rooms.bulletins.knock()
    await house.rooms.bulletins.knock()
    assert shows(olga, "The recording") == 1
    assert house.rows("SELECT count(*) FROM bulletins WHERE sent_at IS NULL") == [(0,)]


async def limit_pages(house, pages):
    """The database may have so many pages, none of them free; SQLite calls the disk full beyond."""

    def work(tx):
        free = tx.execute("PRAGMA freelist_count").fetchone()[0]
        tx.execute("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
        tx.execute("INSERT INTO ballast VALUES (zeroblob(?))", (free * 4092,))
        used = tx.execute("PRAGMA page_count").fetchone()[0]
        tx.execute(f"PRAGMA max_page_count = {pages(used)}")

    await house.store.write(work)


async def test_what_people_did_while_the_network_was_away_counts_when_it_is_back(house, ana, caplog):
    port = int(house.api.url.rpartition(":")[2])
    await house.api.stop()
    tap(ana, "Yes, part of it")
    await eventually(lambda: "intake_waits" in actions(caplog))
    await house.api.start(port=port)
    await house.rest()
    assert answered(house) == {"attended": '["part"]'}
    assert shows(ana, "2 of 8") == 1
    assert house.api.token not in caplog.text


PERSON = {"id": 101, "is_bot": False, "first_name": "Ana", "language_code": "en"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Ana"}
GROUP = {"id": -5, "type": "group", "title": "Clusters"}
MESSAGE = {"message_id": 900, "date": 1795510800, "chat": PRIVATE, "from": PERSON}

GARBLED = (
    {"message": {"text": 5}},
    {"message": "hello"},
    {"message": MESSAGE | {"chat": {"id": "everywhere"}}},
    {"message": MESSAGE | {"text": ["/start"]}},
    {"callback_query": {"id": 1}},
    {"callback_query": {"id": "1", "from": "Ana", "data": "1t:1:0:0"}},
    {"my_chat_member": {"chat": PRIVATE}},
)


async def test_garbled_updates_become_dead_letters_and_everybody_else_goes_on(house, ana, caplog):
    for body in GARBLED:
        house.api.updates.push_raw(body)
    tap(ana, "Yes, part of it")
    await house.rest()
    assert answered(house) == {"attended": '["part"]'}
    assert shows(ana, "2 of 8") == 1
    dead = house.rows("SELECT trouble, body FROM inbox WHERE state = 'dead'")
    assert len(dead) == len(GARBLED)
    assert all(trouble and body for trouble, body in dead)
    assert actions(caplog).count("buried") == len(GARBLED)
    assert house.rows("SELECT count(*) FROM inbox WHERE state NOT IN ('done', 'dead')") == [(0,)]


@pytest.mark.parametrize(
    "body",
    [
        {"message": MESSAGE | {"chat": GROUP, "text": "/summary"}},
        {"message": MESSAGE | {"pinned_message": MESSAGE | {"text": "hello"}}},
        {"message": MESSAGE | {"new_chat_title": "Clusters"}},
        {"edited_message": MESSAGE | {"text": "/start aaaaaaaaaaaaa"}},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel"}, "text": "/start"}},
        {"poll_answer": {"poll_id": "1", "option_ids": [0]}},
        {"something_of_2030": {}},
        {},
    ],
    ids=["group", "pinned", "title", "edit", "channel", "poll", "new kind", "empty"],
)
async def test_what_is_not_for_the_bot_is_passed_over_in_silence(house, ana, body, caplog):
    before = len(house.api.journal.calls("sendMessage"))
    house.api.updates.push_raw(body)
    await house.rest()
    assert house.rows("SELECT DISTINCT state FROM inbox") == [("done",)]
    assert len(house.api.journal.calls("sendMessage")) == before


async def test_a_message_of_ten_thousand_characters_changes_nothing_and_is_answered_in_one_sentence(house, ana):
    tap(ana, "Yes, part of it")
    for _ in range(6):
        await house.rest()
        tap(ana, "Skip")
    await house.rest()
    assert shows(ana, "What one thing should we improve?") == 1
    before = house.rows("SELECT question, state, text FROM answers")
    ana.person.raw({"message": MESSAGE | {"text": "word " * 2000}})
    await house.rest()
    assert shows(ana, "This is too long: at most 4,096 characters, please. Nothing was stored.") == 1
    assert house.rows("SELECT question, state, text FROM answers") == before


@pytest.mark.parametrize("text", ["/start {code}", "/start@afterword_rehearsal_bot {code}-slide", "/Start {code}"])
async def test_a_start_that_telegram_did_not_mark_as_a_command_is_one_all_the_same(house, text):
    guest = Guest(house.api.join(101, "Ana"))
    guest.person.write("Hello")
    guest.person.raw({"message": MESSAGE | {"text": text.format(code=house.code)}})
    await house.rest()
    assert shows(guest, "Did you follow the webinar live?") == 1


async def test_a_name_a_reply_and_a_dead_letter_appear_in_no_log(house, ana, caplog):
    house.api.updates.push_raw({"message": {"text": "a secret of mine"}})
    ana.person.write("another secret")
    await house.rest()
    tap(ana, "No")
    await house.rest()
    for word in ("secret", "Ana", house.code, house.api.token):
        assert word not in caplog.text
