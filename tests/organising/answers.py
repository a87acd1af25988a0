"""Answers that are there already when a story about figures begins."""

import db.members
from bot.services.importing import Importing
from bot.services.library import Library
from tests.organising.driver import Organiser

SIX = """response,finished,overall,formats,formats.other,improve
a,1,very,talks,,Zebras & more time
b,1,very,talks;rooms,,apples
c,1,very,rooms,,Bananas
d,1,rather,talks,,cherries
e,1,rather,other,A walk,dates
f,1,not,rooms,,elderberries
"""
"""Six people; all of them wrote."""

FIVE = "response,finished,overall,formats,formats.other,improve\n" + "".join(
    f"{name},1,{'very' if name == 'a' else 'not'},talks,,-\n" for name in "abcde"
)
"""Five people, one of them very satisfied; none of them wrote."""


async def take(house, key, text):
    """The answers are there, as by import."""
    importing = Importing(house.store, house.api.clock, Library(house.seal))
    await importing.answers(key, file="answers.csv", content=text.encode())


async def a_member(house, number, name, role, *, scope="all", rows=False):
    """Somebody else who runs webinars, in a story."""

    def work(tx):
        return db.members.join(
            tx, telegram_id=number, name=name, role=role, scope=scope, series=None, webinar_id=None, rows=rows,
            invited_by=None, now=house.api.clock.now(),
        )  # fmt: skip

    await house.store.write(work)
    member = Organiser(house, house.api.join(number, name))
    await house.rest()
    return member
