"""What systemd hears of a bot over a real socket, and what it does not hear."""

import asyncio
import resource
import socket
from dataclasses import dataclass

import pytest

from bot.porch.notify import Systemd


@dataclass
class Signs:
    causes: tuple[str, ...] = ()
    moves: bool = True


class Over(Exception):  # noqa: N818  the name says what it is
    """The story is told."""


@pytest.fixture
def heard(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.setblocking(False)
        yield line


def words(heard):
    said = []
    while True:
        try:
            said.append(heard.recv(4096).decode().split("\n"))
        except BlockingIOError:
            return said


async def attended(environment, *story):
    """How long it paused after each look at one of the ``story``'s signs."""
    signs, pauses = iter(story), []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == len(story):
            raise Over

    with pytest.raises(Over):
        await Systemd(environment).attend(lambda: next(signs), sleep=sleep)
    return pauses


async def test_a_bot_is_ready_once_telegram_has_answered_it_and_gets_time_until_then(heard):
    environment = {"NOTIFY_SOCKET": heard.getsockname(), "WATCHDOG_USEC": "180000000"}
    pauses = await attended(
        environment, Signs(causes=("poll",)), Signs(causes=("poll",)), Signs(), Signs(causes=("poll",))
    )
    waits = ["EXTEND_TIMEOUT_USEC=60000000", "WATCHDOG=1", "STATUS=Starting: Telegram has not answered yet"]
    assert words(heard) == [
        waits,
        waits,
        ["READY=1", "WATCHDOG=1", "STATUS=Serving"],
        ["READY=1", "WATCHDOG=1", "STATUS=Late: poll; afterword doctor says why"],
    ]
    assert pauses == [0.5, 0.5, 60, 60]


async def test_a_bot_that_stands_still_gives_no_sign_of_life_and_asks_for_no_time(heard):
    stuck = Signs(causes=("metronome",), moves=False)
    await attended({"NOTIFY_SOCKET": heard.getsockname()}, stuck, stuck, stuck)
    assert words(heard) == []


async def test_a_bot_says_that_it_stops(heard):
    Systemd({"NOTIFY_SOCKET": heard.getsockname()}).stopping()
    ((stopping, _),) = words(heard)
    assert stopping == "STOPPING=1"


async def test_an_abstract_socket_hears_too():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0afterword-test-notify")
        line.setblocking(False)
        Systemd({"NOTIFY_SOCKET": "@afterword-test-notify"}).stopping()
        assert words(line)[0][0] == "STOPPING=1"


async def test_nothing_is_said_where_nobody_listens_and_a_socket_that_is_gone_harms_nobody(tmp_path):
    silent = Systemd({})
    silent.stopping()
    async with asyncio.timeout(5):
        await silent.attend(Signs)
    assert not silent.listens
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "gone")}).stopping()


def test_a_bot_that_has_run_out_of_files_is_not_ended_by_what_it_cannot_say(heard):
    systemd, before = Systemd({"NOTIFY_SOCKET": heard.getsockname()}), resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        systemd.stopping()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert words(heard) == []
    systemd.stopping()
    assert len(words(heard)) == 1
