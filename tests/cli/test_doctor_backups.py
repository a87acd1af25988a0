"""Backups as the doctor sees them: none, old, failed, gone, and fine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import WallClock
from db.moments import to_ms
from tests.cli.doctoring import change, here, kinds

__all__ = ["here"]

MADE = "INSERT INTO backups (made_at, name, scheduled, encrypted, trouble) VALUES (?, ?, ?, 0, ?)"


def backups(ran):
    return next(each for each in ran.json["findings"] if each["cause"] == "backups")


def ago(**since):
    return to_ms(WallClock().now() - timedelta(**since))


@pytest.fixture
def by_itself(here, monkeypatch):
    """The bot is to make backups, each day, in a folder."""
    Path("safe").mkdir()
    monkeypatch.setenv("AFTERWORD_BACKUP_FOLDER", "safe")
    return here


def test_where_none_was_ever_made_it_is_said_how_to_have_one(here):
    change("DELETE FROM backups")
    ran = here("doctor", "--json")
    assert kinds(ran)["backups.none"] == "warn"
    assert "AFTERWORD_BACKUP_FOLDER" in backups(ran)["remedy"]


def test_one_made_by_hand_counts_for_a_week(here):
    assert backups(here("doctor", "--json"))["kind"] == "backups.fresh"
    change("UPDATE backups SET made_at = ?", ago(days=8))
    ran = here("doctor", "--json")
    assert kinds(ran)["backups.old_by_hand"] == "warn"
    assert backups(ran)["says"] == "Age of the latest backup: 8 days; the bot makes none by itself."


def test_a_bot_that_has_just_been_told_to_make_them_is_given_time(by_itself):
    assert kinds(by_itself("doctor", "--json"))["backups.to_come"] == "warn"


def test_what_the_bot_made_is_fine_while_it_is_there_and_young(by_itself):
    Path("safe/one.db").touch()
    change(MADE, ago(hours=26), "one.db", 1, None)
    assert backups(by_itself("doctor", "--json"))["kind"] == "backups.fresh"
    change("UPDATE backups SET made_at = ?", ago(hours=28))
    assert kinds(by_itself("doctor", "--json"))["backups.old"] == "fail"
    change("UPDATE backups SET made_at = ?", ago(hours=1))
    Path("safe/one.db").unlink()
    assert kinds(by_itself("doctor", "--json"))["backups.gone"] == "fail"


def test_one_that_failed_is_told_with_its_reason(by_itself):
    change(MADE, ago(hours=1), "one.db", 1, "No space left on device")
    ran = by_itself("doctor")
    assert "FAIL backups: The last backup failed: No space left on device. Mend that; the bot tries again" in ran.out
    assert ran.code == 1


def test_what_a_restore_left_open_is_told_until_it_is_decided(here):
    change("INSERT INTO attendees (id, chat_id, language, met_at) VALUES (90, 90, 'en', 0)")
    change(
        """INSERT INTO outbox (webinar_id, attendee_id, follow_up, due_at, prefers, state, reason)
           VALUES (1, 90, 'x', ?, 'twice', 'held', 'perhaps sent before the database was restored')""",
        ago(days=3),
    )
    change(
        "INSERT INTO restores (taken_at, restored_at, held, known, live) VALUES (?, ?, 1, 0, 0)",
        ago(hours=9),
        ago(hours=3),
    )
    ran = here("doctor", "--json")
    assert kinds(ran) == {"token.missing": "fail", "restored.undecided": "fail"}
    change("UPDATE restores SET restored_at = ?", ago(days=2))
    assert kinds(here("doctor", "--json"))["restored.forgotten"] == "fail"
    change("UPDATE outbox SET state = 'sent', reason = NULL, settled_at = 0")
    assert "restored.decided" in {each["kind"] for each in here("doctor", "--json").json["findings"]}
