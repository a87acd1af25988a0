"""Figures by how people answered, small modes withheld with what would give them away."""

from __future__ import annotations

import pytest

from bot.services.access import Access, Operator
from bot.services.crossing import Crossings
from bot.services.importing import Importing
from tests.services.scenes import SURVEY, WEBINAR, picked, sheet

ASKED = ["response", "overall", "live", "formats", "again"]


@pytest.fixture
async def asked(office):
    """Twelve have answered in chat."""
    await office.apply(SURVEY, WEBINAR)
    for number in range(12):
        answers = {"overall": picked("good" if number < 9 else "poor"), "live": picked("yes")}
        await office.answer(number, answers | {"formats": picked("talks"), "again": picked("9")})
    return office


async def taken(asked, collected, *rows):
    importing = Importing(asked.store, asked.clock)
    await importing.answers("clusters", file="a.csv", content=sheet(ASKED, *rows).encode(), collected=collected)


async def by_mode(asked, question="overall"):
    crossed = await Crossings(asked.store, Access(frozenset())).table("clusters", question, "mode", reader=Operator())
    return crossed, {each.category.key: each.base for each in crossed.table.groups}


async def test_each_mode_has_its_own_base_and_shares(asked):
    await taken(asked, "paper", *([f"p{n}", "poor" if n < 5 else "good", "no", "rooms", "3"] for n in range(7)))
    crossed, bases = await by_mode(asked)
    assert bases == {"chat": 12, "paper": 7}
    cells = {line.category.key: [cell.count for cell in line.cells] for line in crossed.table.lines}
    assert cells["poor"] == [3, 5]
    assert (crossed.doubles.imported, crossed.doubles.alike) == (7, 0)


async def test_a_mode_of_four_is_withheld_and_so_is_what_would_leave_it_over(asked):
    await taken(asked, "paper", *([f"p{n}", "poor", "no", "rooms", "3"] for n in range(4)))
    _, bases = await by_mode(asked)
    assert bases == {"chat": None, "paper": None}
    await taken(asked, "web", *([f"w{n}", "good", "no", "rooms", "3"] for n in range(6)))
    _, bases = await by_mode(asked)
    assert bases == {"chat": 12, "web": None, "paper": None}


async def test_an_imported_response_that_says_the_same_as_one_in_chat_may_be_a_double(asked):
    rows = [
        ["p1", "good", "yes", "talks", "9"],
        ["p2", "good", "yes", "talks", "8"],
        ["p3", "good", "yes", "talks", ""],
    ]
    await taken(asked, None, *rows, *([f"q{n}", "fair", "no", "rooms", "1"] for n in range(3)))
    crossed, bases = await by_mode(asked)
    assert bases == {"chat": 12, "elsewhere": 6}
    assert (crossed.doubles.imported, crossed.doubles.alike) == (6, 1)
