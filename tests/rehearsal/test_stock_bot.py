"""python-telegram-bot's own Bot on its stock HTTP backend drives the rehearsal, and understands all that comes back."""

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.rehearsal import Fault

KEY = InlineKeyboardMarkup([[InlineKeyboardButton("Good", callback_data="good")]])


@pytest.fixture
async def bot(api):
    async with Bot(api.token, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as stock:
        yield stock


async def test_the_bot_knows_itself(bot):
    assert (bot.id, bot.username, bot.link) == (
        123456,
        "afterword_rehearsal_bot",
        "https://t.me/afterword_rehearsal_bot",
    )


async def test_a_conversation_from_the_link_to_the_slides(bot, ana):
    ana.write("/start abc-slide")
    (update,) = await bot.get_updates(timeout=10)
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    assert update.effective_user.language_code == "fr"
    question = await update.message.reply_text("<b>How was it?</b>", parse_mode="HTML", reply_markup=KEY)
    ana.tap(question.message_id, "good")
    (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=10)
    assert isinstance(update.callback_query.message, Message)
    assert await update.callback_query.answer("Noted") is True
    edited = await update.callback_query.edit_message_text("Thanks")
    assert (edited.text, edited.reply_markup) == ("Thanks", None)
    slides = await bot.send_document(101, b"%PDF slides", filename="slides.pdf", caption="The slides")
    again = await bot.send_document(101, slides.document.file_id)
    assert again.document == slides.document
    fetched = await (await bot.get_file(again.document.file_id)).download_as_bytearray()
    assert bytes(fetched) == b"%PDF slides"
    await bot.send_chat_action(101, "typing")
    await bot.delete_message(101, edited.message_id)
    assert [message.content.text for message in ana.messages[1:]] == ["/start abc-slide", "The slides", ""]


async def test_everything_people_do_parses(api, bot, ana):
    for thing in ("sticker", "photo", "voice", "document"):
        ana.send(thing)
    ana.tap(77, "gone")
    ana.block()
    ana.unblock()
    updates = await bot.get_updates(offset=-7)
    assert [update.effective_message.effective_attachment is not None for update in updates[:4]] == [True] * 4
    assert not updates[4].callback_query.message.is_accessible
    assert [update.my_chat_member.new_chat_member.status for update in updates[5:]] == ["kicked", "member"]


async def test_commands_and_webhooks(bot, api):
    assert await bot.set_my_commands([BotCommand("help", "What I do")], language_code="fr")
    assert await bot.set_my_description("After the webinar")
    assert await bot.set_my_short_description("After the webinar")
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.set_webhook("https://bot.example.org/hook", secret_token="secret", max_connections=10)
    assert (await bot.get_webhook_info()).max_connections == 10
    assert await bot.delete_webhook()
    assert await bot.get_updates(allowed_updates=Update.ALL_TYPES) == ()


async def test_refusals_become_the_errors_that_they_become_with_telegram(api, bot, ana):
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "hello")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", 101, 99)
    api.chats.found_group(-5, title="Organisers").moved_to = -1005
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "hello")
    assert moved.value.new_chat_id == -1005
    ana.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(101, "hello")
    api.updates.set_webhook("https://bot.example.org/")
    with pytest.raises(Conflict):
        await bot.get_updates()


@pytest.mark.parametrize(
    ("name", "error"),
    [("500", NetworkError), ("502", NetworkError), ("429", RetryAfter), ("401", InvalidToken),
     ("cut_after", NetworkError), ("429_bare", NetworkError)],
)  # fmt: skip
async def test_troubles_become_the_errors_that_they_become_with_telegram(api, bot, ana, name, error, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    api.faults.add(Fault(name, method="sendMessage"))
    with pytest.raises(error):
        await bot.send_message(101, "hello")
