"""What stories about materials share: people who enter, time that passes, and what is stored."""

from tests.stories.transcript import at

AFTER = "2026-11-26 09:30"
"""Two days after the webinar: what brings the recording waits for it."""


async def entered(house, *numbers):
    guests = [house.api.join(number, f"Guest {number}") for number in numbers]
    for guest in guests:
        guest.write(f"/start {house.code}")
    await house.rest()
    return guests


def files(guest):
    return [m.content.file.name for m in guest.messages if m.by_bot and m.content.file is not None]


async def arrive(house, moment):
    house.api.clock.set(at(moment))
    await house.rest()


def stored(house, key):
    return house.rows(
        """SELECT f.name, f.bytes IS NOT NULL, m.edition FROM materials m LEFT JOIN files f ON f.material_id = m.id
           WHERE m.key = ? ORDER BY f.place""",
        key,
    )
