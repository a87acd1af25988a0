"""What is wrong here, as whoever comes back after a year asks it: each line says what to do, whatever is missing."""

from __future__ import annotations

import asyncio
import fcntl
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import WallClock
from bot.lock import is_served, only_one
from bot.rehearsal.faults import Fault
from bot.rehearsal.refusals import Refused
from db.moments import to_ms
from tests.cli.doctoring import NOW, change, here, kinds, telegram

__all__ = ["here"]


def test_a_place_where_nothing_is_yet_is_told_what_comes_first(afterword):
    ran = afterword("doctor")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert [line for line in lines[:-1] if not line.startswith(("ok   ", "warn ", "FAIL "))] == []
    assert any(line.startswith("FAIL token: AFTERWORD_TOKEN is not set. Send /newbot to @BotFather") for line in lines)
    assert any(
        line.startswith("warn database: There is no database afterword.db yet. `afterword apply") for line in lines
    )
    assert lines[-1] == "Somebody is needed now: token."
    assert not list(Path().glob("afterword.db*"))


def test_a_healthy_bot_that_is_not_running_needs_nobody(here, monkeypatch):
    with telegram(monkeypatch):
        ran = here("doctor", "--json")
    assert (ran.code, ran.json["verdict"], kinds(ran)) == (0, "ok", {})
    found = {each["kind"] for each in ran.json["findings"]}
    assert {"token.known", "clock.right", "webhook.none", "polling.alone", "database.sound", "key.there"} <= found


def test_all_is_well_is_said_in_words_too(here, monkeypatch):
    with telegram(monkeypatch):
        ran = here("doctor")
    assert (ran.code, ran.out.splitlines()[-1], ran.err) == (0, "All is well.", "")


def test_without_a_network_the_rest_is_looked_at_all_the_same(here, monkeypatch):
    monkeypatch.setenv("AFTERWORD_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AFTERWORD_TOKEN", "12345:secret-part")
    ran = here("doctor", "--json")
    assert ran.code == 1
    assert kinds(ran) == {"token.unknown": "warn", "telegram.unreached": "fail"}
    assert "secret-part" not in ran.out + ran.err


def test_a_token_that_is_none(here, monkeypatch):
    monkeypatch.setenv("AFTERWORD_TOKEN", "not a token")
    assert kinds(here("doctor", "--json")) == {"token.malformed": "fail"}


def test_a_token_that_telegram_does_not_know_is_never_shown(here, monkeypatch):
    with telegram(monkeypatch):
        monkeypatch.setenv("AFTERWORD_TOKEN", "12345:revoked-part")
        ran = here("doctor")
    assert ran.code == 1
    assert "FAIL token: Telegram does not know the token. Get the bot's token" in ran.out
    assert "revoked-part" not in ran.out + ran.err


def test_a_clock_that_is_off_is_told_with_how_far(here, monkeypatch):
    with telegram(monkeypatch):
        monkeypatch.setattr(WallClock, "now", lambda _: NOW(_) + timedelta(minutes=10))
        ran = here("doctor", "--json")
    assert kinds(ran) == {"clock.far_off": "fail"}
    (said,) = [each["says"] for each in ran.json["findings"] if each["cause"] == "clock"]
    assert said.startswith("This machine's clock differs from Telegram's: 10 minutes.")


def test_a_webhook_that_was_left_behind_is_told_by_its_host_only(here, monkeypatch):
    with telegram(monkeypatch) as (api, soon, _):
        soon(lambda: api.updates.set_webhook("https://old.example.org/secret-path"))
        ran = here("doctor", "--json")
    assert kinds(ran) == {"webhook.left": "warn"}
    assert "old.example.org" in ran.out
    assert "secret-path" not in ran.out


def test_another_program_with_the_same_token_is_found_and_loses_nothing(here, monkeypatch):
    with telegram(monkeypatch) as (api, _, loop):

        async def other():
            """Polls as any bot does: whoever is sent away comes back."""
            while True:
                try:
                    await api.updates.poll(offset=0, limit=100, wait=50, allowed=None)
                except Refused:  # it is sent away by ours
                    await asyncio.sleep(0.1)

        poller = asyncio.run_coroutine_threadsafe(other(), loop)
        asyncio.run_coroutine_threadsafe(api.updates.until_polled(), loop).result()
        ran = here("doctor", "--json")
        poller.cancel()
    assert kinds(ran) == {"polling.second": "fail"}


def test_a_bot_of_ours_that_runs_is_not_disturbed(here, monkeypatch):
    change("INSERT INTO heartbeats VALUES (1, ?)", to_ms(WallClock().now()))
    with telegram(monkeypatch) as (api, _, _), only_one(Path("afterword.db")):
        assert is_served(Path("afterword.db"))
        ran = here("doctor", "--json")
        assert "getUpdates" not in [entry.method for entry in api.journal.entries]
    assert kinds(ran) == {}
    assert {"polling.ours", "serving.here"} <= {each["kind"] for each in ran.json["findings"]}
    assert not is_served(Path("afterword.db"))


def test_whoever_looks_whether_a_bot_serves_keeps_none_from_starting(here, monkeypatch):
    with only_one(Path("afterword.db")):
        pass
    looking = os.open("afterword.db.lock", os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_SH)
    monkeypatch.setattr("filelock._api.time.sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))
    with only_one(Path("afterword.db")):
        assert is_served(Path("afterword.db"))
    os.close(looking)


def test_a_bot_that_hangs_is_known_by_its_heartbeat(here):
    change("INSERT INTO heartbeats VALUES (1, ?)", to_ms(WallClock().now() - timedelta(minutes=7)))
    with only_one(Path("afterword.db")):
        assert kinds(here("doctor", "--json"))["serving.hangs"] == "fail"
    assert kinds(here("doctor", "--json"))["serving.not"] == "warn"  # somebody may just be updating it


def test_a_bot_that_is_down_for_longer_than_an_update_takes_needs_a_person(here):
    change("INSERT INTO heartbeats VALUES (1, ?)", to_ms(WallClock().now() - timedelta(hours=3)))
    ran = here("doctor")
    assert ran.code == 1
    assert "FAIL serving: No bot serves from this database; the last one did until 3 hours ago. Start it:" in ran.out


@pytest.mark.parametrize("times", [1, None])
def test_a_server_that_stumbles_is_no_reason_for_a_traceback(here, monkeypatch, times):
    with telegram(monkeypatch) as (api, soon, _):
        soon(lambda: api.faults.add(Fault("broken", method="getMe", times=times)))
        ran = here("doctor", "--json")
    assert "telegram.unreached" in kinds(ran)
    assert ran.err == ""
