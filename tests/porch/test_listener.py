"""The listener over real HTTP: who is answered, who is turned away, and that nobody from outside can wear it out."""

import asyncio
import contextlib
import socket

import aiohttp
import pytest

from bot.porch import listener as porch
from bot.porch.listener import Listener
from bot.porch.routes import Answer, DoorTaken, Route

MOST = 1000


async def echo(asked):
    return Answer(body=asked.headers.get("x-secret", "").encode() + await asked.body(MOST))


async def breaks(asked):
    raise ValueError("what Ana wrote")


@pytest.fixture
async def door():
    async with Listener(
        "127.0.0.1", 0, [Route("GET", "/echo", echo), Route("POST", "/echo", echo), Route("GET", "/breaks", breaks)]
    ) as opened:
        yield opened


@pytest.fixture
async def web(door):
    async with aiohttp.ClientSession(f"http://127.0.0.1:{door.port}") as session:
        yield session


async def test_a_route_is_given_headers_and_body_and_answers(web):
    async with web.post("/echo", data=b"hello", headers={"X-Secret": "s3:"}) as answer:
        assert (answer.status, await answer.read()) == (200, b"s3:hello")
        assert answer.headers["Server"] == "afterword"


async def test_a_head_request_is_answered_like_a_get_without_its_body(web):
    async with web.head("/echo", headers={"X-Secret": "12345"}) as answer:
        assert (answer.status, await answer.read()) == (200, b"")


async def test_an_unknown_path_is_not_found_and_a_wrong_method_is_told_the_right_ones(web):
    async with web.get("/elsewhere") as answer:
        assert (answer.status, await answer.read()) == (404, b"")
    async with web.put("/echo", data=b"x") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


async def test_a_body_that_is_too_long_is_refused_with_and_without_a_length(web):
    async def chunks():
        for _ in range(100):
            yield b"x" * 100

    async with web.post("/echo", data=b"x" * (MOST + 1)) as answer:
        assert answer.status == 413
    with contextlib.suppress(aiohttp.ClientOSError):  # the server may close before all is sent
        async with web.post("/echo", data=chunks()) as answer:
            assert answer.status == 413
    async with web.post("/echo", data=b"x" * MOST) as answer:
        assert answer.status == 200


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused(web):
    import zlib

    bomb = zlib.compress(b"x" * 10_000_000)
    async with web.post("/echo", data=bomb[:MOST], headers={"Content-Encoding": "deflate"}) as answer:
        assert answer.status == 413


async def test_a_body_that_never_ends_is_waited_for_only_so_long(door, monkeypatch):
    monkeypatch.setattr(porch, "BODY_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nslowly")
    assert b" 408 " in await reader.readline()
    await reader.read()
    writer.close()


async def test_headers_that_never_end_are_waited_for_only_so_long(monkeypatch):
    monkeypatch.setattr(porch, "IDLE_SECONDS", 0.05)
    async with Listener("127.0.0.1", 0, [Route("GET", "/echo", echo)]) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(b"GET /echo HTTP/1.1\r\nHost: x\r\nX-Sl")
        assert await reader.read() == b""
        writer.close()


async def opened(door, request):
    """A connection on which ``request`` was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(request)
    return reader, writer


NOWHERE = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_idle_connections_make_room_for_new_ones(door, monkeypatch, caplog):
    monkeypatch.setattr(porch, "MOST_CONNECTIONS", 3)
    idle = [await opened(door, NOWHERE) for _ in range(3)]
    for reader, _ in idle:  # each has been answered, so the server has counted it
        assert b" 404 " in await reader.readline()
    reader, writer = await opened(door, NOWHERE)
    assert b" 404 " in await reader.readline()
    await idle[0][0].read()
    assert idle[0][0].at_eof(), "the oldest was closed"
    assert not idle[1][0].at_eof()
    for _, each in [*idle, (reader, writer)]:
        each.close()
    assert caplog.records == []


async def test_there_is_an_end_to_how_many_connections_are_busy(door, monkeypatch, caplog):
    held, let = asyncio.Semaphore(0), asyncio.Event()

    async def hold(asked):
        held.release()
        await let.wait()
        return Answer()

    door.mount(Route("GET", "/hold", hold))
    monkeypatch.setattr(porch, "MOST_CONNECTIONS", 3)
    busy = [await opened(door, b"GET /hold HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(3)]
    for _ in busy:
        await held.acquire()
    async with aiohttp.ClientSession() as session:
        assert await status(session, door.port) == 0
        let.set()
        for reader, _ in busy:
            assert b" 200 " in await reader.readline()
        assert await status(session, door.port) == 404
    for _, each in busy:
        each.close()
    assert caplog.records == [], "whoever knocks often fills no log"


async def status(session, port):
    try:
        async with session.get(f"http://127.0.0.1:{port}/nowhere") as answer:
            return answer.status
    except aiohttp.ClientConnectionError:
        return 0


async def test_a_thousand_that_ask_at_once_are_answered_or_cut_off_and_fill_no_log(door, caplog):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        found = await asyncio.gather(*(status(session, door.port) for _ in range(1000)))
    assert set(found) <= {0, 404}
    assert found.count(404) >= porch.MOST_CONNECTIONS / 2
    assert caplog.records == []


async def test_what_breaks_is_said_without_a_word_of_why(web, caplog):
    async with web.get("/breaks") as answer:
        assert (answer.status, await answer.read()) == (500, b"")
    assert [record.action for record in caplog.records] == ["unanswered"]


@pytest.mark.parametrize("request_", [b"\x16\x03\x01 hello\r\n\r\n", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n"])
async def test_whoever_speaks_no_http_is_turned_away_and_fills_no_log(door, caplog, request_):
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(request_)
    assert (await reader.readline()).startswith(b"HTTP/1.0 400") or b" 400 " in await reader.read()
    writer.close()
    assert caplog.records == []


async def test_a_taken_port_and_a_host_that_is_none_are_each_one_clear_sentence(door):
    with pytest.raises(DoorTaken, match=r"^The bot cannot listen at 127.0.0.1:\d+ \(address already in use\): .*\.$"):
        async with Listener("127.0.0.1", door.port):
            pass
    with pytest.raises(DoorTaken, match="AFTERWORD_LISTEN"):
        async with Listener("no.such.host.invalid", door.port):
            pass


async def test_two_routes_cannot_have_one_place(door):
    with pytest.raises(ValueError):
        door.mount(Route("GET", "/echo", echo))


async def test_a_port_is_free_again_once_it_is_closed():
    async with Listener("127.0.0.1", 0) as door:
        port = door.port
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))


def test_a_route_does_not_tell_its_path():
    assert "hidden" not in repr(Route("POST", "/hidden", echo))
