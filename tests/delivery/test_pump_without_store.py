"""The store goes away at the worst moments: nothing is sent twice, nothing is lost, nobody crashes."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

import db.claims
from bot.delivery.ports import Parcel, Part
from bot.delivery.retry import Doubt, Later, Moved, NotSent, Receipt, Refused, TokenRefused, Unreachable, UploadAgain
from tests.delivery.office import SLIDES, TEXT, Office

SECOND = timedelta(seconds=1)


async def test_while_the_store_is_away_nothing_is_sent_and_it_is_said_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.owe("thanks", 1, 2)
    pump = office.pump()
    office.ledger.away = frozenset({"everything"})
    for _ in range(5):
        await pump.knock()
    assert office.post.sent == []
    assert sum("ledger" in record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING) == 1
    office.ledger.away = frozenset()
    await pump.knock()
    assert await office.states() == {"sent": 2}


async def test_nothing_is_sent_that_could_not_be_noted_as_sending(office: Office) -> None:
    await office.owe("thanks", 1)
    pump = office.pump()
    office.ledger.away = frozenset({"sending", "unclaim"})
    await pump.knock()
    assert office.post.sent == []
    office.ledger.away = frozenset()
    await pump.knock()
    assert office.post.chats() == [1]
    assert await office.states() == {"sent": 1}


async def test_what_was_sent_while_the_store_was_away_is_settled_later_and_not_sent_again(office: Office) -> None:
    await office.owe("thanks", 1, 2, 3)
    pump = office.pump()
    office.ledger.away = frozenset({"sent"})
    await pump.knock()
    assert await office.states() == {"sending": 3}
    await pump.knock()
    office.ledger.away = frozenset()
    await pump.knock()
    assert await office.states() == {"sent": 3}
    assert sorted(office.post.chats()) == [1, 2, 3]


async def test_a_part_that_could_not_be_recorded_is_not_sent_again(office: Office) -> None:
    office.ledger.contents["thanks"] = (TEXT, SLIDES)
    await office.owe("thanks", 1)
    pump = office.pump()
    office.ledger.away = frozenset({"part_sent"})
    await pump.knock()
    assert [part for _, part in office.post.sent] == [TEXT]
    office.ledger.away = frozenset()
    await pump.knock()
    assert [part for _, part in office.post.sent] == [TEXT, SLIDES]
    assert await office.states() == {"sent": 1}


async def test_nothing_new_is_claimed_before_the_arrears_are_settled(office: Office) -> None:
    await office.owe("thanks", 1)
    pump = office.pump()
    office.ledger.away = frozenset({"sent"})
    await pump.knock()
    await office.owe("thanks", 2)
    office.ledger.calls.clear()
    await pump.knock()
    assert office.ledger.calls == ["sent"]
    office.ledger.away = frozenset()
    office.ledger.calls.clear()
    await pump.knock()
    assert office.ledger.calls[:2] == ["sent", "claim"]
    assert office.post.chats() == [1, 2]


async def test_stopping_settles_the_arrears_if_the_store_is_back(office: Office) -> None:
    await office.owe("thanks", 1)
    pump = office.pump()
    office.ledger.away = frozenset({"sent"})
    await pump.knock()
    office.ledger.away = frozenset()
    await pump.stop()
    assert await office.states() == {"sent": 1}


@pytest.mark.parametrize(
    ("receipt", "write", "state"),
    [
        (Later(SECOND), "retry", "planned"),
        (NotSent(SECOND, "refused"), "retry", "planned"),
        (Doubt("read timeout"), "doubt", "doubtful"),
        (Refused("no"), "give_up", "gave_up"),
        (Unreachable("blocked"), "unreachable", "gave_up"),
        (Moved(-5), "moved", "planned"),
        (TokenRefused(), "unclaim", "planned"),
        (ValueError("broken template"), "retry", "planned"),
    ],
)
async def test_whatever_was_to_be_written_is_written_when_the_store_is_back(
    office: Office, receipt: Receipt | Exception, write: str, state: str
) -> None:
    await office.owe("thanks", 1)
    office.post.says[1] = [receipt]
    pump = office.pump()
    office.ledger.away = frozenset({write})
    await pump.knock()
    assert await office.states() == {"sending": 1}
    office.ledger.away = frozenset()
    await pump.stop()
    assert await office.states() == {state: 1}
    assert len(office.post.sent) == 1


async def test_a_stale_file_id_that_cannot_be_forgotten_gives_the_row_back(office: Office) -> None:
    office.ledger.contents["thanks"] = (replace(SLIDES, file_id="stale"),)
    office.post.says[1] = [UploadAgain()]
    await office.owe("thanks", 1)
    pump = office.pump()
    seen = 0

    async def away_after_the_first(parcel: Parcel, part: Part) -> None:
        nonlocal seen
        seen += 1
        office.ledger.away = frozenset({"forget_file_id", "claim"}) if seen == 1 else frozenset()

    office.post.before = away_after_the_first
    await pump.knock()
    assert await office.states() == {"planned": 1}
    office.ledger.away = frozenset()
    await pump.knock()
    assert await office.states() == {"sent": 1}


async def test_a_row_that_another_run_took_over_is_left_to_it(office: Office) -> None:
    """A settlement that comes after the row was rescued changes nothing."""
    await office.owe("watch", 1, prefers="twice")
    pump = office.pump()
    office.ledger.away = frozenset({"sent"})
    await pump.knock()
    now = office.clock.now()
    await office.ledger.store.write(lambda tx: db.claims.rescue(tx, now=now, not_mine="another", doubt_limit=3))
    (row,) = await office.rows()
    assert (row.state, row.doubts) == ("planned", 1)
    office.ledger.away = frozenset()
    await pump.stop()
    assert (await office.rows()) == [row]
