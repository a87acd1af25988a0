"""Whoever wants to be forgotten is forgotten, in every table, in the log, and in backups that are put back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import pytest

import db.attendees
import db.awaited
import db.bulletins
import db.consents
import db.contacts
import db.handed
import db.inbox
import db.invitations
import db.materials
import db.notes
import db.responses
import db.themes
import db.threads
import db.upshots
import db.votes
from bot.services.drafts import Draft, write_draft
from bot.services.forgetting import STRANGER_KEPT, Forgetting, append, list_beside, read
from bot.services.sealing import KEY_BYTES, Seal
from bot.services.storage import Storage
from bot.survey.answers import Answer
from db.erasures import Erasure
from db.store import Store
from tests.services.scenes import BEFORE, ENDS, OPENS, SURVEY, WEBINAR, Office, picked, second

SEAL = Seal(bytes(KEY_BYTES))
SECRET = "the pangolin said so"
HOUR = timedelta(hours=1)
ANONYMOUS = """
survey: secret
title: Secret
identity: pseudonymous
questions:
  - {key: why, kind: open, ask: Why?}
"""


def forgetting(office, seal=SEAL):
    listed = list_beside(office.folder / "afterword.db")
    return Forgetting(Storage(office.store), office.clock, seal, listed=listed)


async def talkative(office, chat_id, *, letters=True):
    """Somebody of whom there is something in every table."""
    await office.answer(chat_id, {"overall": picked("good"), "remarks": Answer("answered", text=f"{SECRET} {chat_id}")})
    attendee_id = await office.enter(chat_id, "later")

    def work(tx: sqlite3.Connection) -> None:
        now = office.clock.now()
        response = db.responses.of_attendee(tx, attendee_id)[0]
        db.themes.assign(tx, survey_key="everything", response_id=response.id, question="remarks", labels=["x"])
        upshot = db.upshots.begin(tx, response.webinar_id, now=now)
        db.upshots.mark(tx, upshot, (response.id, "remarks"), led_to_it=True)
        tx.execute("UPDATE enrolments SET name = ? WHERE attendee_id = ?", (f"{SECRET} name", attendee_id))
        db.consents.record(
            tx,
            attendee_id=attendee_id,
            webinar_id=response.webinar_id,
            purpose="answering",
            subject="everything",
            given=True,
            language="en",
            text=f"{SECRET} {chat_id}",
            now=now,
        )
        listed = {"webinar_id": response.webinar_id, "attendee_id": attendee_id, "now": now}
        (slides, *_) = db.materials.of_webinar(tx, response.webinar_id)
        db.handed.note(tx, material_id=slides.id, attendee_id=attendee_id, edition=1, now=now)
        place = {"webinar_id": response.webinar_id, "attendee_id": attendee_id}
        db.votes.vote(tx, **place, follow_up="thanks", useful=True)
        db.votes.stop(tx, **place, topic="news")
        db.invitations.make(tx, webinar_id=response.webinar_id, tag=bytes([chat_id]), token=f"t{chat_id}", now=now)
        db.invitations.take(tx, token=f"t{chat_id}", **place)
        db.contacts.ask(tx, **listed)
        db.contacts.put(tx, entry=f"{SECRET} {chat_id}", update_id=chat_id, **listed)
        thread = db.threads.begin(tx, webinar_id=response.webinar_id, attendee_id=attendee_id, name=None, now=now)
        said = {"attendee_id": attendee_id, "thread_id": thread, "update_id": chat_id, "now": now}
        for author, chat, text in (("attendee", 900, f"{SECRET} {chat_id}"), ("organiser", chat_id, "We see")):
            note = db.notes.keep(tx, author=author, text=text, **said)
            db.notes.keep_post(tx, chat_id=chat, message_id=note.id, note_id=note.id, reader="attendee")
        write_draft(tx, SEAL, response, office.library.survey(tx, response.survey_id), Draft({}, touched=1))
        if letters:
            start = chat_id * 10
            db.inbox.store_batch(tx, [(start + n, chat_id, f'"{SECRET}"') for n in range(4)], now=now)
            db.inbox.bury(tx, start, trouble="x")
            db.inbox.mark_done(tx, [start + 1])

    await office.store.write(work)


async def about(office, chat_id):
    """How many rows there are of this chat, wherever."""
    return await forgetting(office).known(chat_id=chat_id)


@pytest.fixture
async def two(office):
    await office.apply(SURVEY, WEBINAR, second())
    office.clock.set(OPENS)
    await talkative(office, 1)
    await talkative(office, 2)
    office.clock.set(ENDS)
    return office


async def test_everything_about_one_chat_is_gone_and_nothing_of_the_other(two):
    before = await about(two, 2)
    assert set(before) >= {"attendees", "enrolments", "responses", "answers", "codings", "outbox", "consents", "inbox"}
    assert await forgetting(two).forget(chat_id=1, update_id=13) == sum((await about(two, 2)).values()) + 1
    assert await about(two, 1) == {}
    assert await about(two, 2) == before
    assert await two.rows("SELECT count(*) FROM drafts") == [(1,)]
    assert await two.rows("SELECT text FROM notices") == [(f"{SECRET} 2",)]
    # The update that asked, and what came after it, is still to be carried out.
    assert await two.rows("SELECT update_id FROM inbox WHERE chat_id = 1") == [(12,), (13,)]


async def test_nothing_is_left_in_the_file_or_its_log_once_the_update_is_done(office):
    await office.apply(SURVEY, WEBINAR, second())
    office.clock.set(OPENS)
    await talkative(office, 1, letters=False)
    files = [office.folder / "afterword.db", office.folder / "afterword.db-wal"]
    assert any(SECRET.encode() in file.read_bytes() for file in files)
    await forgetting(office).forget(chat_id=1, update_id=13)
    assert not any(SECRET.encode() in file.read_bytes() for file in files)
    assert files[1].stat().st_size == 0


async def test_asking_again_erases_nothing_and_adds_nothing_to_the_list(two):
    await forgetting(two).forget(chat_id=1, update_id=13)
    before, listed = await two.dump(), list_beside(two.folder / "afterword.db").read_bytes()
    assert await forgetting(two).forget(chat_id=1, update_id=14) == 0
    assert await two.dump() == before
    assert list_beside(two.folder / "afterword.db").read_bytes() == listed


@asynccontextmanager
async def restored(office, backup):
    """The office, with the backup in place of its database."""
    await office.store.close()
    path = office.folder / "afterword.db"
    for file in office.folder.glob("afterword.db-*"):
        file.unlink()
    shutil.copy(backup, path)
    async with await Store.open(path) as store:
        yield Office(store, office.clock, office.folder)


def back_up(office):
    path = office.folder / "backup.db"
    with closing(sqlite3.connect(office.folder / "afterword.db")) as db_, closing(sqlite3.connect(path)) as copy:
        db_.backup(copy)
    return path


async def test_a_backup_that_is_put_back_does_not_bring_them_back(two):
    backup = back_up(two)
    await forgetting(two).forget(chat_id=1, update_id=13)
    async with restored(two, backup) as office:
        assert await about(office, 1) != {}
        assert await forgetting(office).replay() == 1
        assert await about(office, 1) == {}
        assert (await about(office, 2))["answers"] == 2
        assert await office.rows("SELECT count(*) FROM drafts") == [(1,)]
        # What they had sent before they were erased is not carried out; what asked for it may still be.
        assert await office.rows("SELECT update_id, state FROM inbox WHERE chat_id = 1") == [(13, "waiting")]
        before = await office.dump()
        assert await forgetting(office).replay() == 0
        assert await office.dump() == before


async def test_who_came_back_is_somebody_new_and_stays(two):
    backup = back_up(two)
    await forgetting(two).forget(chat_id=1, update_id=13)
    two.clock.set(ENDS + HOUR)
    await two.enter(1)
    assert await forgetting(two).replay() == 0
    assert (await about(two, 1))["enrolments"] == 1
    async with restored(two, backup) as office:
        # The backup knows nothing of their second life, and the first one is over.
        assert await forgetting(office).replay() == 1
        assert await about(office, 1) == {}


async def test_a_death_between_the_list_and_the_commit_errs_towards_erasing(two):
    append(list_beside(two.folder / "afterword.db"), [Erasure(SEAL.erasure("1"), 13, ENDS)])
    assert await about(two, 1) != {}
    assert await forgetting(two).replay() == 1
    assert await about(two, 1) == {}
    assert await two.rows("SELECT update_id, state FROM inbox WHERE chat_id = 1") == [(13, "waiting")]


async def test_nobody_is_told_they_are_erased_when_the_list_cannot_be_written(two):
    list_beside(two.folder / "afterword.db").mkdir()
    before = await two.dump()
    with pytest.raises(OSError, match=r"directory"):
        await forgetting(two).forget(chat_id=1, update_id=13)
    assert await two.dump() == before


async def test_a_list_that_is_lost_or_cut_off_is_mended_from_the_database(two):
    listed = list_beside(two.folder / "afterword.db")
    await forgetting(two).forget(chat_id=1, update_id=13)
    (line,) = read(listed)
    listed.unlink()
    await forgetting(two).replay()
    assert read(listed) == [line]
    listed.write_text(listed.read_text() + "\n" + line.mark.hex()[:40])
    await forgetting(two).forget(chat_id=2, update_id=23)
    assert [each.mark for each in read(listed)] == [SEAL.erasure("1"), SEAL.erasure("2")]


async def test_the_list_tells_nobody_who_is_on_it(two):
    await forgetting(two).forget(chat_id=1, update_id=13)
    listed = list_beside(two.folder / "afterword.db")
    assert listed.stat().st_mode & 0o777 == 0o600
    assert await forgetting(two, Seal(b"x" * KEY_BYTES)).replay() == 0
    (line,) = listed.read_text().split("\n")[1:-1]
    assert line == f"{SEAL.erasure('1').hex()} {int(ENDS.timestamp() * 1000)} 13"


async def test_strangers_who_only_chose_a_language_are_forgotten_after_a_month(office):
    await office.apply(SURVEY, WEBINAR)
    await office.store.write(lambda tx: db.attendees.choose(tx, chat_id=5, language="fr", now=BEFORE))
    await office.enter(6)
    office.clock.set(BEFORE + STRANGER_KEPT)
    await forgetting(office).forget_strangers()
    assert len(await office.rows("SELECT 1 FROM attendees")) == 2
    office.clock.set(BEFORE + STRANGER_KEPT + timedelta(milliseconds=1))
    await forgetting(office).forget_strangers()
    assert await office.rows("SELECT chat_id FROM attendees") == [(6,)]


async def organises(office, chat_id):
    """They never entered a webinar; what is kept of them is what they were told as an organiser, and are asked."""
    now = office.clock.now()

    def work(tx: sqlite3.Connection) -> None:
        db.bulletins.make(tx, chats=[chat_id], what="missing", subject="clusters/watch", body='{"rows": 3}', now=now)
        db.awaited.put(tx, chat_id, room="course", body="clusters", now=now)

    await office.store.write(work)


async def test_an_organiser_who_never_entered_a_webinar_is_forgotten_like_everybody(two):
    await organises(two, 900)
    await organises(two, 901)
    assert await about(two, 900) == {"bulletins": 1, "awaited": 1}
    backup = back_up(two)
    two.clock.set(ENDS + HOUR)
    assert await forgetting(two).forget(chat_id=900, update_id=19) == 2
    assert await about(two, 900) == {}
    async with restored(two, backup) as office:
        assert await forgetting(office).replay() == 1
        assert await about(office, 900) == {}
        assert await about(office, 901) == {"bulletins": 1, "awaited": 1}


async def test_what_an_organiser_is_told_after_they_were_forgotten_outlives_the_next_start(two):
    await organises(two, 900)
    await forgetting(two).forget(chat_id=900, update_id=19)
    two.clock.set(ENDS + HOUR)
    await organises(two, 900)
    assert await forgetting(two).replay() == 0
    assert await about(two, 900) == {"bulletins": 1, "awaited": 1}


async def test_every_reference_to_an_attendee_goes_with_them_and_no_table_knows_chats_by_another_way(office):
    """Whoever adds a table about people learns here that it has to go with them."""
    references = await office.rows(
        """SELECT t.name, k.on_delete FROM sqlite_schema AS t JOIN pragma_foreign_key_list (t.name) AS k
           WHERE t.type = 'table' AND k."table" IN ('attendees', 'enrolments')"""
    )
    assert {name for name, _ in references} >= {"enrolments", "responses", "outbox", "consents"}
    assert {kind for _, kind in references} == {"CASCADE"}
    named = await office.rows(
        """SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info (t.name) AS c
           WHERE t.type = 'table' AND (c.name LIKE '%chat_id%' OR c.name LIKE '%attendee_id%' OR c.name = 'person'
                OR c.name LIKE '%telegram_id%' OR c.name LIKE '%\\_by' ESCAPE '\\' OR c.name = 'by')"""
    )
    by_reference = {(name, "attendee_id") for name, _ in references}
    kept = ("attendees", "inbox", "posts", "bulletins", "awaited", "watches", "prepared", "tryouts", "arrivals")
    by_chat = {(table, "chat_id") for table in (*kept, "hosts", "menus")}
    by_chat |= {("members", "telegram_id"), ("members", "invited_by"), ("passes", "made_by"), ("audits", "by")}
    by_chat |= {("theme_changes", "by"), ("coded", "by")}
    ours = {("bots", "telegram_id"), ("uploads", "telegram_id"), ("group_chats", "chat_id")}  # the bot's, and groups'
    assert set(named) - by_reference - ours == by_chat
