"""A bot's process that listens, asked over real HTTP while people use it."""

import asyncio
import re
import socket
from pathlib import Path

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal
from tests.stories.house import apply
from tests.stories.running import PLAIN, complaints, eventually, running, settings_for
from tests.stories.transcript import at

from .visiting import a_port, asked

OPEN = at("2026-11-24 11:50")


@pytest.fixture
async def api(tmp_path):
    async with Rehearsal(now=OPEN, flood=UNLIMITED) as served:
        await apply(tmp_path, "satisfaction.yaml", served.clock)
        yield served


async def test_a_bot_lives_at_once_and_is_ready_once_it_has_polled(api, tmp_path):
    port = a_port()
    async with running(tmp_path, "run", **settings_for(api, listen=f"127.0.0.1:{port}")) as bot:
        await bot.says("action=serving")
        assert await asked(port, "/healthz") == (200, "alive\n")
        async with asyncio.timeout(10):  # less than a poll that waits for somebody to write
            while (said := await asked(port, "/readyz"))[0] != 200:  # noqa: ASYNC110  it rings no bell
                await asyncio.sleep(0.02)
        assert re.fullmatch(r"ready\npoll_age_seconds=\d+\.\d\nmetronome_age_seconds=\d+\.\d\n", said[1])
        assert await bot.told_to_stop() == 0


async def test_without_a_network_a_bot_lives_and_is_not_ready(api, tmp_path):
    port = a_port()
    lost = settings_for(api, listen=f"127.0.0.1:{port}") | {"api_url": f"http://127.0.0.1:{a_port()}"}
    async with running(tmp_path, "run", **lost) as bot:
        await bot.says("action=waiting")
        assert await asked(port, "/healthz") == (200, "alive\n")
        status, said = await asked(port, "/readyz")
        assert (status, said.splitlines()[:2]) == (503, ["poll", "rounds"])


async def test_a_port_that_is_taken_is_one_sentence_and_exit_code_1(api, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with running(tmp_path, "run", **settings_for(api, listen=f"127.0.0.1:{port}")) as bot:
            assert await bot.ended() == 1
    [complaint] = complaints(bot.said)
    assert complaint.startswith(f"The bot cannot listen at 127.0.0.1:{port} (address already in use): stop what")
    assert "Traceback" not in bot.said


async def test_nobody_listens_unless_it_is_set(api, tmp_path):
    async with running(tmp_path, "run", **settings_for(api)) as bot:
        await bot.says("action=serving")
        await eventually(lambda: len(api.journal.entries))
        assert listening(bot.process.pid) == set()


async def test_a_bot_that_listens_does_so_at_one_place(api, tmp_path):
    async with running(tmp_path, "run", **settings_for(api, listen=f"127.0.0.1:{a_port()}")) as bot:
        await bot.says("action=serving")
        assert len(listening(bot.process.pid)) == 1


@pytest.mark.parametrize("listens", [False, True])
async def test_what_only_the_porch_needs_is_imported_only_where_it_listens(api, tmp_path, listens):
    told = ("-X", "importtime", *PLAIN)
    where = {"listen": f"127.0.0.1:{a_port()}"} if listens else {}
    async with running(tmp_path, "run", python=told, **settings_for(api, **where)) as bot:
        await bot.says("action=serving")
        assert await bot.told_to_stop() == 0
    imported = {line.rpartition("|")[2].strip() for line in bot.said.splitlines() if line.startswith("import time:")}
    assert ("prometheus_client" in imported) is listens
    assert ("bot.porch.listener" in imported) is listens
    assert "bot.app" in imported


def listening(pid):
    """The sockets on which this process listens."""
    place = Path(f"/proc/{pid}")
    lines = [line.split() for name in ("tcp", "tcp6") for line in (place / "net" / name).read_text().splitlines()]
    anybody = {line[9] for line in lines if line[3] == "0A"}
    links = [str(each.readlink()) for each in (place / "fd").iterdir() if each.is_symlink()]
    return anybody & {link.removeprefix("socket:[").removesuffix("]") for link in links}
