"""The same journey against a Bot API double that others wrote: none of our calls is refused."""

from dataclasses import dataclass, field
from dataclasses import replace as but

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from bot.delivery.ports import LinkPart, TextPart
from tests.chat.house import OWNER, both, open_house
from tests.chat.test_sender import PARCEL

TOKEN = "123456:synthetic-and-nothing-else"


@dataclass
class Emulated:
    """What a house asks of its Bot API."""

    emulator: LoBotApiEmulator
    url: str
    token: str = TOKEN
    bot: dict = field(default_factory=lambda: {"id": 7, "username": "synthetic_bot"})


@pytest.fixture
async def api():
    emulator = LoBotApiEmulator()
    runner = web.AppRunner(emulator.app(), access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    yield Emulated(emulator, f"http://{host}:{port}")
    await runner.cleanup()


def person(chat_id):
    who = {"id": chat_id, "first_name": "Ana"}
    return {"chat": who | {"type": "private"}, "from": who | {"is_bot": False, "language_code": "en"}, "date": 1}


async def test_a_person_answers_to_the_end_and_an_organiser_reads_it(api, tmp_path):
    async with open_house(api, tmp_path / "afterword.db") as house:
        await house.publish()
        house.poll()

        async def told(**update):
            done = await house.rows("SELECT count(*) FROM inbox WHERE state = 'done'")
            await api.emulator.enqueue_update(update, token=TOKEN)
            while await house.rows("SELECT count(*) FROM inbox WHERE state = 'done'") == done:
                await house.receiving.flush()

        async def says(words, chat_id=101):
            command = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}] * words.startswith("/")
            await told(message=person(chat_id) | {"message_id": 1, "text": words, "entities": command})

        async def taps(data):
            number = (await house.rows("SELECT message_id FROM responses"))[0][0]
            message = person(101) | {"message_id": number, "text": "x"}
            tap = {"id": data, "from": message.pop("from"), "chat_instance": "1", "data": data}
            await told(callback_query=tap | {"message": message})

        await says(f"/start {house.code}")
        for data in ("1t:1:0:0", "1t:1:1:0", "1t:1:1:2"):
            await taps(data)
        await says("a walk")
        await taps("1c:1:1")
        for words in ("more <breaks> & walks", "lots", "2,5", "hello", "/help"):
            await says(words)
        await says(f"/summary {house.code}", chat_id=OWNER)
        asked = person(OWNER) | {"message_id": 1, "text": "x"}
        tap = {"id": "chart", "from": asked.pop("from"), "chat_instance": "1", "data": "2fig:c.1.0"}
        await told(callback_query=tap | {"message": asked})
        assert await house.rows("SELECT count(*) FROM responses WHERE finished_at IS NOT NULL") == [(1,)]
        assert await house.rows("SELECT count(*) FROM inbox WHERE state <> 'done'") == [(0,)]
        for part in (TextPart(None), LinkPart(1, "recording", both("The recording"), "https://video.example.org/1")):
            await house.sender.send(but(PARCEL, chat_id=101), part)
    calls = [call for call in api.emulator.requests if call["method"] != "getUpdates"]
    assert {call["status"] for call in calls} == {200}, calls
    assert {call["method"] for call in calls} >= {"sendMessage", "editMessageText", "answerCallbackQuery", "sendPhoto"}
