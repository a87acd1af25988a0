"""Whoever looks after the bot asks a server who it is, over a network as there are some."""

import asyncio
from contextlib import asynccontextmanager

from aiohttp import web

from bot.chat.sounding import sound

ANSWERS = {
    "getMe": {"id": 1, "is_bot": True, "first_name": "Ana's bot", "username": "anas_bot"},
    "getWebhookInfo": {"url": "", "pending_update_count": 3},
    "getUpdates": [],
}


@asynccontextmanager
async def a_server_whose_answers_come_in_pieces():
    async def answer(request):
        told = web.json_response({"ok": True, "result": ANSWERS[request.path.rpartition("/")[2]]}).body
        reply = web.StreamResponse()
        await reply.prepare(request)
        for byte in range(0, len(told), 20):
            await reply.write(told[byte : byte + 20])
            for _ in range(5):
                await asyncio.sleep(0)  # whoever asked reads meanwhile what there is
        return reply

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_an_answer_that_comes_in_pieces_is_heard_to_its_end():
    async with a_server_whose_answers_come_in_pieces() as url:
        heard = await sound("1:abc", api_url=url, now=None, alone=True)
    assert (heard.trouble, heard.username, heard.conflict) == (None, "anas_bot", False)
    assert heard.webhook.pending == 3
