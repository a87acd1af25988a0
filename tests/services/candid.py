"""An anonymous survey, and people who take part in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import timedelta

import db.attendees
import db.responses
import db.webinars
from bot.services.keys import take_key
from bot.services.library import Library
from bot.services.mixing import Mixing
from bot.services.opening import open_response, put_answer
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.scenes import ENDS, Office, picked

CANDID = """
survey: candid
title: Candidly
identity: anonymous
questions:
  - key: overall
    kind: scale
    ask: Overall?
    options: [{key: good, label: Good}, {key: poor, label: Poor}, {key: none, label: No opinion, substantive: false}]
  - key: formats
    kind: multiple
    ask: Which?
    other: true
    options: [{key: talks, label: Talks}, {key: rooms, label: Rooms}]
    boxes: {either: [talks, rooms]}
  - {key: hours, kind: number, ask: Hours?}
  - {key: why, kind: open, ask: Why?}
"""
WEBINAR = """
webinar: Strategies for clusters
key: clusters
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
privacy: {controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}
survey: candid
"""
CLOSED = ENDS + timedelta(days=7)
GOOD = {
    "overall": picked("good"),
    "formats": picked("talks", "rooms"),
    "hours": Answer("answered", number=2),
    "why": Answer("answered", text="It was short"),
}
POOR = {"overall": picked("poor"), "formats": Answer("skipped"), "hours": Answer("skipped"), "why": Answer("skipped")}


async def candid(office: Office, survey: str = CANDID, webinar: str = WEBINAR) -> None:
    """The survey is open, and the office has the key to it."""
    await office.apply(survey, webinar)
    path = office.folder / "afterword.db"
    office.library = Library(take_key(path, path.with_name("key"), now=office.clock.now()))
    office.clock.set(ENDS)


async def take_part(office: Office, chat_id: int, answers: Mapping[str, Answer], *, finished: bool = True) -> None:
    """Somebody answers in chat, as the chat would leave it."""
    attendee_id = await office.enter(chat_id)

    def work(tx: sqlite3.Connection) -> None:
        row, now = db.webinars.find(tx, "clusters"), office.clock.now()
        attendee = db.attendees.by_id(tx, attendee_id)
        standing = open_response(tx, office.library, row, attendee, chance=office.chance.choice, now=now)
        for key, answer in answers.items():
            put_answer(tx, standing, key, answer, now=now)
        moment = standing.shelf.moment(now)
        if any(answer.settled for answer in answers.values()):
            db.responses.mark_started(tx, standing.response.id, now=moment)
        if finished:
            db.responses.finish(tx, standing.response.id, now=moment)

    await office.store.write(work)


def mixing(office: Office, **ways) -> Mixing:
    """As the bot mixes."""
    return Mixing(Storage(office.store), office.clock, office.library, **ways)


async def nobodys(office: Office) -> list[tuple]:
    """What the rows say that belong to nobody."""
    return await office.rows(
        "SELECT id, language, created_at, started_at, finished_at, message_id FROM responses "
        "WHERE mode = 'anonymous' ORDER BY id"
    )


async def ten_take_part(office: Office) -> None:
    """Six finish, four do not."""
    await candid(office)
    for chat_id in range(6):
        await take_part(office, chat_id, GOOD if chat_id % 2 else POOR)
    for chat_id in range(6, 10):
        await take_part(office, chat_id, {"overall": picked("good"), "formats": Answer("shown")}, finished=False)
