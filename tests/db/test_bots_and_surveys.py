"""The bot is met once; a published survey never changes."""

from __future__ import annotations

import sqlite3

import pytest

from db import bots, surveys
from db.bots import BotRow
from tests.db.makings import LATER, NOON


def test_nobody_is_known_before_the_first_meeting(tx: sqlite3.Connection) -> None:
    assert bots.known(tx) is None


def test_a_bot_that_changes_its_name_is_the_same_bot(tx: sqlite3.Connection) -> None:
    bots.remember(tx, telegram_id=42, username="afterword_bot", now=NOON)
    bots.remember(tx, telegram_id=42, username="after_bot", now=LATER)
    assert bots.known(tx) == BotRow(telegram_id=42, username="after_bot", met_at=NOON)


def test_another_bot_takes_the_place_of_the_first(tx: sqlite3.Connection) -> None:
    bots.remember(tx, telegram_id=42, username="afterword_bot", now=NOON)
    bots.remember(tx, telegram_id=43, username="another_bot", now=LATER)
    assert bots.known(tx) == BotRow(telegram_id=43, username="another_bot", met_at=LATER)


def test_the_same_wording_is_the_same_version_and_another_one_the_next(tx: sqlite3.Connection) -> None:
    first = surveys.publish(tx, key="satisfaction", digest="a", body='{"q":1}', now=NOON)
    second = surveys.publish(tx, key="satisfaction", digest="b", body='{"q":2}', now=NOON)
    other = surveys.publish(tx, key="needs", digest="a", body='{"q":3}', now=NOON)
    assert surveys.publish(tx, key="satisfaction", digest="a", body='{"q":1}', now=LATER) == first
    assert len({first, second, other}) == 3
    assert [row.version for row in surveys.versions(tx, "satisfaction")] == [1, 2]
    latest = surveys.latest(tx, "satisfaction")
    assert latest is not None
    assert (latest.id, latest.version, latest.body) == (second, 2, '{"q":2}')
    assert surveys.by_id(tx, other).version == 1


def test_a_survey_that_is_not_there(tx: sqlite3.Connection) -> None:
    assert surveys.latest(tx, "satisfaction") is None
    assert surveys.versions(tx, "satisfaction") == []
    with pytest.raises(LookupError):
        surveys.by_id(tx, 1)


def test_nobody_can_reword_a_published_survey(tx: sqlite3.Connection) -> None:
    surveys.publish(tx, key="satisfaction", digest="a", body="{}", now=NOON)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        tx.execute("UPDATE surveys SET body = '[]'")
