"""The doctor asks a bot that serves and listens whether it is ready; it asks nobody else."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.lock import only_one
from bot.porch.health import health_routes
from bot.porch.listener import Listener
from bot.porch.routes import Answer, Route
from bot.services.vitals import Vitals
from tests.cli.doctoring import here, kinds

__all__ = ["here"]


@contextmanager
def listening(monkeypatch, routes):
    """A listener in a thread of its own, named in the settings, beside a bot that holds the database."""
    loop, door = asyncio.new_event_loop(), Listener("127.0.0.1", 0, routes)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(door.__aenter__(), loop).result()
        monkeypatch.setenv("AFTERWORD_LISTEN", f"127.0.0.1:{door.port}")
        with only_one(Path("afterword.db")):
            yield
    finally:
        asyncio.run_coroutine_threadsafe(door.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def answers():
    return True


def test_a_bot_that_is_ready_and_one_that_is_not(here, monkeypatch):
    vitals = Vitals()
    with listening(monkeypatch, health_routes(vitals, answers)):
        ran = here("doctor", "--json")
        assert kinds(ran)["listener.not_ready"] == "fail"
        (said,) = [each["says"] for each in ran.json["findings"] if each["cause"] == "listener"]
        assert said.endswith("that it is not ready: poll, rounds.")
        vitals.note_poll()
        vitals.expect_round("outbox", timedelta(seconds=1))
        assert "listener.ready" in {each["kind"] for each in here("doctor", "--json").json["findings"]}


@pytest.mark.parametrize("status", [200, 404, 503])
def test_another_program_at_that_port(here, monkeypatch, status):
    async def other(_):
        return Answer(status, b"")

    with listening(monkeypatch, [Route("GET", "/readyz", other)]):
        assert kinds(here("doctor", "--json"))["listener.silent"] == "fail"


def test_nothing_at_that_port(here, monkeypatch):
    monkeypatch.setenv("AFTERWORD_LISTEN", "127.0.0.1:9")
    with only_one(Path("afterword.db")):
        assert kinds(here("doctor", "--json"))["listener.silent"] == "fail"
    assert "listener.silent" not in kinds(here("doctor", "--json"))  # no bot serves, so none listens
