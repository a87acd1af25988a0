"""A second opinion: the same journey against lo-bot-api-emulator, a Bot API server written by others.

It keeps no messages, so what the bot sent is written down here as it comes in. Its updates are exactly what is put into
them: no command is marked as one, and no message stands behind a tap but the one given.
"""

import socket
from functools import partial

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from bot.rehearsal import Rehearsal

from .house import apply
from .running import eventually, running, settings_for
from .teller import says
from .transcript import at

TOKEN = "7654321:AAsecret-that-nobody-may-ever-see_0123456789"
ANA = {"id": 101, "is_bot": False, "first_name": "Ana", "language_code": "en"}
CHAT = {"id": 101, "type": "private", "first_name": "Ana"}
ANSWERS = (
    "Yes, all or most of it",
    "Very satisfied",
    "To a great extent",
    "Maybe",
    "About right",
    "To some extent",
    "6",  # nothing in particular: labels too long for a button are numbered
)


class Listening(LoBotApiEmulator):
    """The emulator, and what stands in Ana's chat: message numbers with texts and buttons, and files by name."""

    def __init__(self):
        super().__init__()
        self.messages, self.files, self.taps = {}, [], []

    def validate(self, method, fields, uploads):
        result = super().validate(method, fields, uploads)
        if method in ("sendMessage", "editMessageText"):
            markup = self.decoded(fields.get("reply_markup")) or {}
            self.messages[result["message_id"]] = (fields["text"], markup.get("inline_keyboard", []))
        if method == "sendDocument":
            self.files.append((uploads["document"]["filename"], uploads["document"]["data"], fields["caption"]))
        if method == "answerCallbackQuery":
            self.taps.append(fields["callback_query_id"])
        return result

    def shows(self, words):
        """Number and buttons of the message that says ``words``; None if none does."""
        found = [(number, rows) for number, (text, rows) in self.messages.items() if words in text]
        return found[-1] if found else None

    async def write(self, text):
        message = {"message_id": 900, "date": 1795510800, "chat": CHAT, "from": ANA, "text": text}
        await self.enqueue_update({"message": message}, token=TOKEN)

    async def tap(self, words, label):
        """Press ``label`` under the message that says ``words``; the number of the tap."""
        number, rows = self.shows(words)
        written = next(b["callback_data"] for row in rows for b in row if says(b["text"], label))
        message = {"message_id": number, "date": 1795510800, "chat": CHAT}
        query = {"id": f"tap-{number}-{written}", "from": ANA, "chat_instance": "1", "message": message}
        await self.enqueue_update({"callback_query": query | {"data": written}}, token=TOKEN)
        return query["id"]


@pytest.fixture
async def emulator():
    """It serves at ``emulator.url``."""
    emulator = Listening()
    runner = web.AppRunner(emulator.app(), access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as bound:
        await web.SockSite(runner, bound).start()
        emulator.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        yield emulator
        await runner.cleanup()


async def test_the_same_journey_passes_against_a_server_of_others(emulator, tmp_path):
    async with Rehearsal(TOKEN, now=at("2026-11-24 11:50")) as clock:
        code = (await apply(tmp_path, "satisfaction.yaml", clock.clock))["communication"]
        async with running(tmp_path, "run", **settings_for(clock, api_url=emulator.url)) as bot:
            await bot.says("action=serving")
            await emulator.write(f"/start {code}-slide")
            taps = []
            for number, label in enumerate(ANSWERS, start=1):
                words = f"{number} of 8"
                await eventually(partial(emulator.shows, words))
                taps.append(await emulator.tap(words, label))
            await eventually(lambda: emulator.shows("8 of 8"))
            await emulator.write("More time for questions")
            await eventually(lambda: emulator.files)
            await eventually(lambda: emulator.shows("Which materials"))
            await emulator.tap("Which materials", "Skip")
            await eventually(lambda: emulator.shows("Your answers about"))
            assert await bot.told_to_stop() == 0
    assert emulator.files == [
        ("slides.pdf", b"%PDF the slides", "Thank you! Here are the slides.\n\n<b>The slides</b>")
    ]
    assert emulator.taps[: len(taps)] == taps
    # It knows no method by which a bot presents itself; nobody waits for that.
    served = [each for each in emulator.requests if not each["method"].startswith("setMy")]
    refused = [each for each in served if each["status"] != 200]
    assert refused == []
    assert "Traceback" not in bot.said
    assert TOKEN not in bot.said
