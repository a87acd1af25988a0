"""What tests of the doctor share: a Bot API server in a thread, a database that was served, and what was found."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.clock import WallClock
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.services.keys import take_key
from tests.cli.test_commands import answers

NOW = WallClock.now


@contextmanager
def telegram(monkeypatch, *, token="12345:right"):
    """A Bot API server in a thread of its own, named in the settings together with its token."""
    loop, api = asyncio.new_event_loop(), Rehearsal(now=WallClock().now(), flood=UNLIMITED)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(api.start(), loop).result()
        monkeypatch.setenv("AFTERWORD_API_URL", api.url)
        monkeypatch.setenv("AFTERWORD_TOKEN", api.token)
        yield api, lambda deed: loop.call_soon_threadsafe(deed), loop
    finally:
        asyncio.run_coroutine_threadsafe(api.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def here(afterword, monkeypatch):
    """A folder with a database and a backup of it, an owner named, and this machine's own clock."""
    monkeypatch.setattr(WallClock, "now", NOW)
    monkeypatch.setenv("AFTERWORD_OWNERS", "900")
    Path("answers.csv").write_text(answers())
    assert afterword("apply", "both.yaml").code == 0
    assert afterword("import", "clusters", "answers.csv").code == 0
    take_key(Path("afterword.db"), Path("afterword.db.key"), now=WallClock().now())
    assert afterword("backup", "safe.db").code == 0
    return afterword


def kinds(ran):
    """What was found but what is fine, by severity."""
    return {each["kind"]: each["severity"] for each in ran.json["findings"] if each["severity"] != "ok"}


def change(sql, *values):
    with closing(sqlite3.connect("afterword.db")) as connection, connection:
        connection.execute(sql, values)
