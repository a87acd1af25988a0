"""A webinar with follow-ups of every sort, three guests who entered, and what became of their messages."""

import json

import db.members
from tests.organising.driver import Organiser

GUESTS = (1, 2, 3)


async def enter(house, *numbers):
    """They enter one after the other, so that they are known in this order: many at once overtake each other."""
    for number in numbers or GUESTS:
        house.api.join(number, f"Guest {number}").write(f"/start {house.code}")
        await house.rest()


async def second(house):
    """Otto, an organiser of all webinars who reads no rows, before the same card."""
    join = {"telegram_id": 901, "name": "Otto", "role": "organiser", "scope": "all", "invited_by": None}
    await house.store.write(lambda tx: db.members.join(tx, **join, now=house.api.clock.now()))
    otto = Organiser(house, house.api.join(901, "Otto"))
    await otto.says("/webinars")
    await otto.taps("Communication strategies")
    await otto.taps("Outbox")
    return otto


async def tell(house):
    """Whatever organisers are to be told is told."""
    await house.rooms.services.informing.notice()
    await house.rooms.bulletins.knock()


def states(house, key):
    return [state for (state,) in house.rows("SELECT state FROM outbox WHERE follow_up = ? ORDER BY attendee_id", key)]


def heard(house, guest):
    return [message.content.text for message in house.api.join(guest, "").messages if message.by_bot]


def deeds(house):
    """What the audit log says, without the moments."""
    return [
        (action, json.loads(detail)) for action, detail in house.rows("SELECT action, detail FROM audits ORDER BY id")
    ]
