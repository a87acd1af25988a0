"""HTTP to the Bot API: what is sent, what is known when it fails, and that no address gets out."""

import asyncio
import io
import traceback

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.chat.connection import Connection, Me, TokenRefused
from bot.chat.receipts import receipt_of, trouble_of
from bot.chat.transport import AiohttpRequest, ApiError, NeverSent, PerhapsSent
from bot.delivery import retry
from bot.rehearsal.faults import Fault
from tests.chat.house import Sleeps

TOKEN = "123456:an-AltogetherSecretTokenOf-A-Bot1"


@pytest.fixture
async def line(api):
    async with Connection(api.token, api_url=api.url, read_seconds=0.2) as connection:
        yield connection


def everything_said(error):
    """All that a log or a screen could show of an exception."""
    parts = [*traceback.format_exception(error)]
    while error is not None:
        parts += [str(error), repr(error), repr(error.args)]
        error = error.__cause__ or error.__context__
    return "\n".join(parts)


async def failing(line, ana, fault):
    line_api = line[1]
    line_api.faults.add(fault)
    with pytest.raises(TelegramError) as caught:
        await line[0].call("sendMessage", {"chat_id": ana.chat.chat_id, "text": "hello"})
    assert line_api.token not in everything_said(caught.value)
    return caught.value


@pytest.fixture
def both(line, api, ana):
    ana.chat.opened = True
    return line, api


async def test_every_trouble_says_whether_the_message_may_have_gone_out(both, ana):
    for name, kind, cause, trouble in (
        ("cut_before", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("cut_after", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("hang", TimedOut, PerhapsSent, retry.PerhapsSent),
        ("500", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("502", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("502_page", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("malformed", NetworkError, PerhapsSent, retry.PerhapsSent),
        ("429", RetryAfter, ApiError, retry.Answered),
        ("429_bare", NetworkError, ApiError, retry.Answered),
        ("401", InvalidToken, ApiError, retry.Answered),
        ("403", Forbidden, ApiError, retry.Answered),
    ):
        error = await failing(both, ana, Fault(name, retry_after=7, seconds=0.5))
        assert type(error) is kind, name
        assert isinstance(error.__cause__, cause), name
        assert isinstance(trouble_of(error), trouble), name


async def test_a_pause_that_telegram_asks_for_is_kept_and_one_it_forgets_to_name_is_a_pause_too(both, ana):
    asked = receipt_of(await failing(both, ana, Fault("429", retry_after=7)))
    assert isinstance(asked, retry.Later)
    assert asked.after.total_seconds() == 7
    assert isinstance(receipt_of(await failing(both, ana, Fault("429_bare"))), retry.Later)


async def test_a_refused_connection_and_an_unknown_host_were_never_sent(unused_tcp_port):
    for url in (f"http://127.0.0.1:{unused_tcp_port}", "http://no-such-host.invalid"):
        async with Connection(TOKEN, api_url=url) as line:
            with pytest.raises(NetworkError) as caught:
                await line.call("getMe", {})
            assert isinstance(caught.value.__cause__, NeverSent)
            assert isinstance(receipt_of(caught.value), retry.NotSent)
            assert TOKEN not in everything_said(caught.value)
            with pytest.raises(NetworkError) as caught:
                await line.bot.get_me()
            assert TOKEN not in everything_said(caught.value)


async def test_no_free_connection_in_time_was_never_sent(api, ana):
    api.faults.add(Fault("hang", method="getMe", seconds=0.3))
    request = AiohttpRequest(connections=1, connect_seconds=0.02, pool_seconds=0.03)
    await request.initialize()
    url = f"{api.url}/bot{api.token}/getMe"
    slow = asyncio.create_task(request.call(url, {}))
    while not api.journal.calls("getMe"):  # noqa: ASYNC110  nothing rings when a call comes
        await asyncio.sleep(0)
    with pytest.raises(TimedOut) as caught:
        await request.call(url, {})
    assert isinstance(caught.value.__cause__, NeverSent)
    with pytest.raises(NetworkError):
        await slow
    await request.shutdown()


@pytest.mark.parametrize("url", ["http://[::1:/x/bot" + TOKEN, "ftp://127.0.0.1/bot" + TOKEN, "nonsense " + TOKEN])
async def test_an_address_that_is_none_is_not_repeated(url):
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(TelegramError) as caught:
        await request.call(url, {})
    await request.shutdown()
    assert TOKEN not in everything_said(caught.value)


async def test_a_transport_that_is_not_open_says_so():
    with pytest.raises(RuntimeError, match="not open"):
        await AiohttpRequest().call("http://127.0.0.1/", {})


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"description": "Bad Request: chat not found"}, BadRequest),
        (400, {"description": "x", "parameters": {"migrate_to_chat_id": -100}}, ChatMigrated),
        (404, {"description": "Not Found"}, InvalidToken),
        (409, {"description": "Conflict: terminated by other getUpdates request"}, Conflict),
        (413, {"description": "Request Entity Too Large"}, NetworkError),
        (302, {}, NetworkError),
        (418, "a page", NetworkError),
        (429, {"description": "slow", "parameters": ["odd"]}, NetworkError),
    ],
)
async def test_what_the_server_answers_is_raised_as_the_library_raises_it(status, body, error):
    async def answer(_):
        return (
            web.json_response({"ok": False, "error_code": status} | body, status=status)
            if isinstance(body, dict)
            else web.Response(text=body, status=status)
        )

    async with served(answer) as url, Connection(TOKEN, api_url=url) as line:
        for call in (line.call("sendMessage", {}), line.bot.send_message(1, "x")):
            with pytest.raises(TelegramError) as caught:
                await call
            assert type(caught.value) is error
            assert isinstance(caught.value.__cause__, ApiError)
            assert caught.value.__cause__.code == status


class served:  # noqa: N801  reads as what it does
    """A server that gives one answer to everything."""

    def __init__(self, answer):
        self.runner = web.ServerRunner(web.Server(answer))

    async def __aenter__(self):
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        host, port = self.runner.addresses[0]
        return f"http://{host}:{port}"

    async def __aexit__(self, *_):
        await self.runner.cleanup()


async def test_an_answer_that_is_ok_and_empty_is_no_answer():
    async def answer(_):
        return web.json_response({"ok": True})

    async with served(answer) as url, Connection(TOKEN, api_url=url) as line:
        with pytest.raises(NetworkError) as caught:
            await line.call("getMe", {})
        assert isinstance(caught.value.__cause__, PerhapsSent)


async def test_nothing_is_taken_from_the_environment(api, ana, monkeypatch, unused_tcp_port):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_tcp_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    async with Connection(api.token, api_url=api.url) as line:
        assert await line.whoami() == Me(api.bot["id"], api.bot["username"])


async def test_it_stands_in_for_the_librarys_own_transport(api, ana):
    ana.write("/start")
    told = []
    for request in (HTTPXRequest(), AiohttpRequest()):
        async with Bot(
            api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot", request=request
        ) as bot:
            said = await bot.send_message(101, "<b>hi</b> &amp; bye", parse_mode="HTML")
            sent = await bot.send_document(
                101, io.BytesIO(b"%PDF" * 9), filename="Présentation “1”.pdf", caption="für 你"
            )
            file = await bot.get_file(sent.document.file_id)
            content = bytes(await file.download_as_bytearray())
            told.append((said.text, sent.document.file_name, sent.document.file_size, sent.caption, content))
    assert told[0] == told[1]
    assert told[1][1] == "Présentation “1”.pdf"


async def test_a_file_of_many_megabytes_goes_up(api, ana):
    ana.write("/start")
    async with Connection(api.token, api_url=api.url, read_seconds=0.2) as line:
        message = await line.bot.send_document(101, b"x" * 9_000_000, filename="big.bin")
    assert message.document.file_size == 9_000_000


async def test_opening_and_closing_twice_does_no_harm():
    request = AiohttpRequest()
    for _ in range(2):
        await request.initialize()
    for _ in range(2):
        await request.shutdown()
    assert request.read_timeout == 20


async def test_the_bot_waits_for_a_network_at_start_and_learns_who_it_is(api):
    for _ in range(3):
        api.faults.add(Fault("cut_before", method="getMe"))
    sleeps = Sleeps()
    async with Connection(api.token, api_url=api.url) as line:
        assert (await line.whoami(sleep=sleeps)).username == api.bot["username"]
    assert sleeps == [1.0, 2.0, 4.0]


async def test_a_refused_token_is_one_sentence_that_does_not_hold_it(api):
    async with Connection(TOKEN, api_url=api.url) as line:
        with pytest.raises(TokenRefused, match="@BotFather") as caught:
            await line.whoami()
    assert TOKEN not in everything_said(caught.value)


def test_a_trouble_of_unknown_cause_was_perhaps_sent():
    assert trouble_of(NetworkError("?")) == retry.PerhapsSent("NetworkError")
