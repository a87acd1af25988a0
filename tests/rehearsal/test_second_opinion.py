"""A second opinion: lo-bot-api-emulator, written by others, gives the same essential answers to the same small journey.

It keeps no messages and asks for no chat, so it has no opinion on edits that change nothing or people who never wrote.
"""

import socket

import aiohttp
import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

KEY = {"inline_keyboard": [[{"text": "Good", "callback_data": "good"}]]}
START = {"message_id": 1, "date": 1795510800, "text": "/start abc", "chat": {"id": 101, "type": "private"},
         "from": {"id": 101, "is_bot": False, "first_name": "Ana"}}  # fmt: skip


class Server:
    """Either server: where it is, and how somebody writes to the bot."""

    def __init__(self, url, token, write):
        self.url, self.token, self.write = url, token, write

    async def call(self, method, params=None, form=None):
        url = f"{self.url}/bot{self.token}/{method}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=None if form else params or {}, data=form) as answer,
        ):
            return await answer.json()


@pytest.fixture(params=["rehearsal", "second opinion"])
async def server(request, api, ana):
    if request.param == "rehearsal":

        async def write():
            ana.write("/start abc")

        yield Server(api.url, api.token, write)
        return
    emulator = LoBotApiEmulator()
    runner = web.AppRunner(emulator.app(), access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as bound:
        await web.SockSite(runner, bound).start()

        async def write():
            await emulator.enqueue_update({"message": START}, token="1:synthetic")

        yield Server(f"http://127.0.0.1:{bound.getsockname()[1]}", "1:synthetic", write)
        await runner.cleanup()


async def test_the_same_journey_gets_the_same_answers(server):
    me = await server.call("getMe")
    assert me["result"]["is_bot"]
    await server.write()
    await server.write()
    first, second = (await server.call("getUpdates", {"timeout": 5}))["result"]
    assert second["update_id"] == first["update_id"] + 1
    assert first["message"]["text"] == "/start abc"
    again = await server.call("getUpdates", {"offset": second["update_id"]})
    assert again["result"] == [second]
    confirmed = await server.call("getUpdates", {"offset": second["update_id"] + 1})
    assert confirmed == {"ok": True, "result": []}
    assert (await server.call("getUpdates"))["result"] == []
    question = {"chat_id": 101, "text": "How was it?", "reply_markup": KEY}
    sent = (await server.call("sendMessage", question))["result"]
    assert (sent["text"], sent["chat"]["id"], sent["reply_markup"]) == ("How was it?", 101, KEY)
    edit = {"chat_id": 101, "message_id": sent["message_id"], "text": "Thanks"}
    edited = (await server.call("editMessageText", edit))["result"]
    assert (edited["message_id"], edited["text"]) == (sent["message_id"], "Thanks")
    form = aiohttp.FormData({"chat_id": "101", "caption": "The slides"})
    form.add_field("document", b"%PDF slides", filename="slides.pdf")
    document = (await server.call("sendDocument", form=form))["result"]["document"]
    file = (await server.call("getFile", {"file_id": document["file_id"]}))["result"]
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.url}/file/bot{server.token}/{file['file_path']}") as answer,
    ):
        assert await answer.read() == b"%PDF slides"
    again = await server.call("sendDocument", {"chat_id": 101, "document": document["file_id"]})
    assert again["ok"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": 101, "text": ""}),
        ("sendMessage", {"chat_id": 101, "text": "a" * 4097}),
        ("sendMessage", {"chat_id": 101, "text": "😀" * 2049}),
        ("sendMessage", {"text": "hello"}),
        ("sendMessage", {"chat_id": 101, "text": "x", "message_effect_id": "5"}),
        ("sendMessage", {"chat_id": 101, "text": "x",
                         "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 33}]]}}),
        ("sendMessage", {"chat_id": 101, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}),
        ("sendDocument", {"chat_id": 101, "document": "nonsense"}),
        ("editMessageText", {"chat_id": 101, "text": "x"}),
        ("answerCallbackQuery", {"callback_query_id": ""}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}),
        ("getUpdates", {"allowed_updates": ["telepathy"]}),
        ("sendChatAction", {"chat_id": 101, "action": "dancing"}),
    ],
)  # fmt: skip
async def test_both_refuse_what_telegram_would_not_take(server, method, params):
    told = await server.call(method, params)
    assert (told["ok"], told["error_code"]) == (False, 400)
