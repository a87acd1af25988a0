"""What an anonymous survey leaves in the file once answers were moved: no place, number or moment by which somebody
could be told from others.
"""

from __future__ import annotations

import itertools
import random

import pytest

from bot.services import mixing as the_mixing
from bot.survey.answers import Answer
from tests.services.candid import CLOSED, POOR, candid, mixing, take_part
from tests.services.scenes import an_office

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
