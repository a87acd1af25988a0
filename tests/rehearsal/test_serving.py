"""``python -m bot.rehearsal``: a process of its own, which says where it serves and ends when asked."""

import asyncio
import signal
import sys

import aiohttp
import pytest

from bot.rehearsal import TOKEN


async def start(*options):
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.rehearsal", "--port", "0", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_process_of_its_own_serves_until_it_is_told_to_end():
    process = await start("--token", "7:seven", "--now", "2027-01-01T08:00:00+01:00", "--unlimited")
    url = (await process.stdout.readline()).decode().removeprefix("listening on ").strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/bot7:seven/getMe") as answer:
            assert (await answer.json())["result"]["id"] == 7
        async with session.get(f"{url}/bot{TOKEN}/getMe") as answer:
            assert answer.status == 401
        async with session.get(f"{url}/clock") as answer:
            assert (await answer.json())["now"] == "2027-01-01T07:00:00+00:00"
        async with session.get(f"{url}/flood") as answer:
            assert (await answer.json())["bulk_per_second"] == 0
    process.send_signal(signal.SIGTERM)
    stdout, stderr = await process.communicate()
    assert (process.returncode, stdout, stderr) == (0, b"", b"")


async def test_it_comes_back_where_it_was_and_has_forgotten_nothing(client, api, ana):
    await client.result("sendMessage", chat_id=101, text="hello")
    ana.write("are you there?")
    port = int(api.url.rpartition(":")[2])
    await api.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.call("getMe")
    await api.start(port=port)
    assert (await client.result("getUpdates"))[0]["message"]["text"] == "are you there?"
    assert len(ana.messages) == 3


async def test_what_it_cannot_serve_is_one_sentence(api):
    process = await start("--port", api.url.rpartition(":")[2])
    _, stderr = await process.communicate()
    assert process.returncode == 1
    assert stderr.startswith(b"The rehearsal cannot serve: ")
    assert stderr.count(b"\n") == 1
