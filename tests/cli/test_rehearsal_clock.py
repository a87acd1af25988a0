"""The rehearsal's clock: believed on this machine, in two forms, and nowhere else."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.followed_clock import FollowedClock
from bot.rehearsal import Rehearsal
from bot.rehearsal_clock import NoRehearsalTime, fetch, is_loopback
from tests.services.scenes import SURVEY, WEBINAR

MOMENT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@contextmanager
def a_clock(body: bytes, *, status: int = 200, location: str | None = None):
    class Clock(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            if location is not None:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Clock) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/clock"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "body",
    [
        b'{"now": "2026-11-24T11:00:00+01:00"}',
        b"2026-11-24T10:00:00Z\n",
        b'"2026-11-24T10:00:00.000+00:00"',
    ],
)
def test_a_moment_is_read_in_either_form(body):
    with a_clock(body) as url:
        assert fetch(url) == MOMENT


@pytest.mark.parametrize("body", [b"", b"noon", b"{}", b"[]", b'{"now": 5}', b"\xff", b"2026-11-24T10:00:00"])
def test_what_is_no_moment_is_not_guessed_at(body):
    with a_clock(body) as url, pytest.raises(NoRehearsalTime):
        fetch(url)


def test_a_clock_that_fails_or_leads_elsewhere_is_not_followed():
    with a_clock(b"", status=500) as url, pytest.raises(NoRehearsalTime, match="does not answer"):
        fetch(url)
    with (
        a_clock(b"2026-11-24T10:00:00Z") as good,
        a_clock(b"", status=302, location=good) as url,
        pytest.raises(NoRehearsalTime),
    ):
        fetch(url)


@pytest.mark.parametrize("url", ["http://localhost:1/c", "http://127.0.0.9/c", "http://[::1]:8/c"])
def test_this_machine_is_recognised(url):
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/c",
        "http://127.0.0.1.example.org/c",
        "http://127.0.0.1@example.org/c",
        "https://127.0.0.1/c",
        "file:///etc/hostname",
        "http://10.1.1.1/",
        "http://[/",
        "http://127.0.0.1:port/",
        "",
    ],
)
def test_everything_else_is_refused_before_it_is_asked(url):
    assert not is_loopback(url)
    with pytest.raises(NoRehearsalTime, match="on this machine"):
        fetch(url)


def test_commands_live_at_the_rehearsals_time(afterword, monkeypatch, tmp_path):
    (tmp_path / "webinar.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}")
    with a_clock(b"2030-01-01T00:00:00Z") as url:
        monkeypatch.setenv("AFTERWORD_CLOCK_URL", url)
        assert afterword("apply", "webinar.yaml").code == 0
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect("afterword.db")) as tx:
        (applied,) = tx.execute("SELECT created_at FROM webinars").fetchone()
    assert applied == datetime(2030, 1, 1, tzinfo=UTC).timestamp() * 1000


async def test_a_bot_that_follows_the_rehearsals_clock_knows_at_once_when_it_is_set_and_says_so():
    moved = asyncio.Event()
    async with Rehearsal(now=MOMENT) as api, FollowedClock(f"{api.url}/clock") as clock:
        clock.tell(moved.set)
        for days in range(1, 20):
            moved.clear()
            api.clock.set(MOMENT + timedelta(days=days))
            while api.clock.known != api.clock.moved.rings:
                assert await api.clock.learnt.past(api.clock.learnt.rings, wait=10)
            assert moved.is_set()
            assert timedelta(days=days) <= clock.now() - MOMENT < timedelta(days=days, minutes=1)


async def test_a_clock_that_knows_nothing_of_waiting_is_followed_all_the_same():
    moved = asyncio.Event()
    body = bytearray(b"2026-11-24T10:00:00Z")
    with a_clock(body) as url:
        async with FollowedClock(url) as clock:
            clock.tell(moved.set)
            body[:] = b"2026-12-24T10:00:00Z"
            await asyncio.wait_for(moved.wait(), 10)
            assert clock.now().month == 12
