"""A paid broadcast says so in every message, and in nothing else; people's replies never do."""

from bot.chat.connection import Connection
from bot.chat.paying import PayingConnection


async def test_only_messages_over_the_paying_line_are_paid_for(api):
    api.join(5).write("/start")
    async with Connection(api.token, api_url=api.url) as free, PayingConnection(api.token, api_url=api.url) as paying:
        for line in (free, paying):
            await line.call("sendMessage", {"chat_id": 5, "text": "hello"})
            await line.call("sendChatAction", {"chat_id": 5, "action": "typing"})
            await line.upload("sendDocument", {"chat_id": "5"}, {"document": ("a.txt", b"x")})
    said = [(each.method, each.params.get("allow_paid_broadcast"), each.status) for each in api.journal.entries]
    assert said == [
        ("sendMessage", None, 200),
        ("sendChatAction", None, 200),
        ("sendDocument", None, 200),
        ("sendMessage", True, 200),
        ("sendChatAction", None, 200),
        ("sendDocument", "true", 200),
    ]
