"""Sending, editing, deleting, answering taps: what Telegram takes, what it refuses and in which words."""

from datetime import timedelta

import pytest

BUTTON = {"text": "Good", "callback_data": "good"}


async def sent(client, **params):
    return await client.result("sendMessage", **({"chat_id": 101, "text": "How was it?"} | params))


async def test_a_message_arrives_in_telegrams_shape(client, ana, key):
    message = await sent(client, text="<b>How</b> was it?", parse_mode="HTML", reply_markup=key)
    assert message == {
        "message_id": 2,
        "from": {"id": 123456, "is_bot": True, "first_name": "Afterword", "username": "afterword_rehearsal_bot"},
        "chat": {"id": 101, "first_name": "Ana", "username": "ana", "type": "private"},
        "date": 1795510800,
        "text": "How was it?",
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
        "reply_markup": key,
    }


@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction", "deleteMessage", "editMessageText"])
async def test_nobody_is_written_to_who_never_wrote(client, api, method):
    api.join(102, "Ben")
    params = {"sendMessage": {"text": "hello"}, "sendChatAction": {"action": "typing"}}
    more = params.get(method, {"message_id": 1, "text": "hello"} if "edit" in method else {"message_id": 1})
    for stranger in (102, 999, "@somebody"):
        assert await client.refusal(method, chat_id=stranger, **more) == (400, "Bad Request: chat not found")


async def test_a_message_without_a_chat_is_refused(client):
    assert await client.refusal("sendMessage", text="hello") == (400, "Bad Request: chat_id is empty")


async def test_who_blocks_the_bot_is_out_of_its_reach(client, ana):
    message = await sent(client)
    ana.block()
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert await client.refusal("sendMessage", chat_id=101, text="hello") == blocked
    assert await client.refusal("editMessageText", chat_id=101, message_id=message["message_id"], text="x") == blocked
    ana.unblock()
    await sent(client)


@pytest.mark.parametrize("text", ["", "   \n ", "<b> </b>"])
async def test_an_empty_text_is_refused(client, ana, text):
    refusal = await client.refusal("sendMessage", chat_id=101, text=text, parse_mode="HTML")
    assert refusal == (400, "Bad Request: message text is empty")


async def test_a_text_is_measured_after_parsing_and_in_utf16(client, ana):
    await sent(client, text="<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    await sent(client, text="😀" * 2048)
    for text in ("a" * 4097, "😀" * 2048 + "a"):
        refusal = await client.refusal("sendMessage", chat_id=101, text=text)
        assert refusal == (400, "Bad Request: message is too long")


async def test_a_text_beyond_all_measure_is_not_even_parsed(client, ana):
    refusal = await client.refusal("sendMessage", chat_id=101, text="<b></b>" * 5000, parse_mode="HTML")
    assert refusal == (400, "Bad Request: text is too long")


async def test_white_space_around_a_text_is_taken_off(client, ana):
    message = await sent(client, text="  <b>hi</b> there \n", parse_mode="HTML")
    assert (message["text"], message["entities"]) == ("hi there", [{"type": "bold", "offset": 0, "length": 2}])


async def test_other_parse_modes_are_not_rehearsed(client, ana):
    assert (await client.refusal("sendMessage", chat_id=101, text="*hi*", parse_mode="MarkdownV2"))[0] == 400


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[BUTTON] * 9], "reply markup is too long"),
        ([[BUTTON] * 8] * 13, "reply markup is too long"),
        ([[BUTTON | {"callback_data": "é" * 33}]], "BUTTON_DATA_INVALID"),
        ([[BUTTON | {"callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[BUTTON | {"text": " "}]], "inline keyboard button text must be non-empty"),
        ([[{"text": "Good"}]], "Text buttons are unallowed"),
        ([[BUTTON | {"url": "https://example.org"}]], "exactly one action"),
        ([[{"text": "Pay", "pay": True}]], "knows no inline keyboard button with pay"),
        ([[{"text": "Watch", "url": "http://localhost/film"}]], "Wrong HTTP URL"),
        ([[{"text": "Watch", "url": "ftp://example.org/film"}]], "Unsupported URL protocol"),
        ([[]], "non-empty Arrays"),
        ([BUTTON], "non-empty Arrays"),
    ],
)
async def test_a_keyboard_telegram_would_not_take_is_refused(client, ana, rows, why):
    refusal = await client.refusal("sendMessage", chat_id=101, text="hello", reply_markup={"inline_keyboard": rows})
    assert refusal[0] == 400
    assert why in refusal[1]


async def test_the_largest_keyboard_is_taken(client, ana):
    longest = BUTTON | {"callback_data": "é" * 32}
    await sent(client, reply_markup={"inline_keyboard": [[longest] * 8] * 12 + [[longest] * 4]})


async def test_an_edit_replaces_text_and_takes_the_keyboard_away(client, ana, key):
    message = await sent(client, reply_markup=key)
    edited = await client.result("editMessageText", chat_id=101, message_id=message["message_id"], text="Thanks")
    assert (edited["text"], edited["edit_date"]) == ("Thanks", message["date"])
    assert "reply_markup" not in edited


async def test_an_edit_that_changes_nothing_is_refused(client, ana, key):
    message = await sent(client, reply_markup=key)
    same = {"chat_id": 101, "message_id": message["message_id"], "reply_markup": key}
    for method, params in (("editMessageText", same | {"text": " How was it? "}), ("editMessageReplyMarkup", same)):
        code, why = await client.refusal(method, **params)
        assert code == 400
        assert why.startswith("Bad Request: message is not modified: specified new message content")


async def test_a_bold_word_is_a_change(client, ana):
    message = await sent(client)
    edit = {"chat_id": 101, "message_id": message["message_id"], "parse_mode": "HTML"}
    await client.result("editMessageText", text="<b>How</b> was it?", **edit)


async def test_only_the_keyboard_can_be_changed(client, ana, key):
    message = await sent(client, reply_markup=key)
    edited = await client.result("editMessageReplyMarkup", chat_id=101, message_id=message["message_id"])
    assert edited["text"] == "How was it?"
    assert "reply_markup" not in edited


async def test_what_is_not_there_cannot_be_edited(client, ana):
    edit = {"chat_id": 101, "text": "x"}
    missing = (400, "Bad Request: message to edit not found")
    assert await client.refusal("editMessageText", message_id=99, **edit) == missing
    message = await sent(client)
    await client.result("deleteMessage", chat_id=101, message_id=message["message_id"])
    assert await client.refusal("editMessageText", message_id=message["message_id"], **edit) == missing


async def test_other_peoples_messages_cannot_be_edited(client, ana):
    refusal = await client.refusal("editMessageText", chat_id=101, message_id=1, text="x")
    assert refusal == (400, "Bad Request: message can't be edited")


async def test_a_message_of_last_week_cannot_be_edited_or_deleted(client, api, ana):
    message = await sent(client)
    api.clock.advance(timedelta(days=7))
    place = {"chat_id": 101, "message_id": message["message_id"]}
    assert await client.refusal("editMessageText", text="x", **place) == (400, "Bad Request: message can't be edited")
    assert (await client.refusal("deleteMessage", **place))[1] == "Bad Request: message can't be deleted for everyone"


async def test_there_is_nothing_to_delete_twice(client, ana):
    message = await sent(client)
    place = {"chat_id": 101, "message_id": message["message_id"]}
    assert await client.result("deleteMessage", **place) is True
    assert await client.refusal("deleteMessage", **place) == (400, "Bad Request: message to delete not found")


async def test_a_tap_carries_the_message_it_hangs_on(client, ana, key):
    message = await sent(client, reply_markup=key)
    tap = ana.tap(message["message_id"], "good")
    (update,) = await client.result("getUpdates")
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"]) == (tap.query_id, "good", message)
    assert query["from"] == {"id": 101, "is_bot": False, "first_name": "Ana", "username": "ana", "language_code": "fr"}


async def test_a_tap_on_a_message_that_is_gone_carries_an_inaccessible_one(client, ana):
    ana.tap(77, "good")
    (update,) = await client.result("getUpdates")
    assert update["callback_query"]["message"]["date"] == 0


async def test_a_tap_is_answered_once(client, ana):
    tap = ana.tap(1, "good")
    assert await client.result("answerCallbackQuery", callback_query_id=tap.query_id, text="Noted") is True
    assert tap.answer == {"text": "Noted", "show_alert": False}
    code, why = await client.refusal("answerCallbackQuery", callback_query_id=tap.query_id)
    assert (code, why.startswith("Bad Request: query is too old")) == (400, True)


async def test_a_tap_of_half_an_hour_ago_is_too_old_to_answer(client, api, ana):
    tap = ana.tap(1, "good")
    api.clock.advance(timedelta(minutes=30))
    assert "too old" in (await client.refusal("answerCallbackQuery", callback_query_id=tap.query_id))[1]
    assert "too old" in (await client.refusal("answerCallbackQuery", callback_query_id="invented"))[1]


async def test_an_answer_to_a_tap_is_short(client, ana):
    tap = ana.tap(1, "good")
    refusal = await client.refusal("answerCallbackQuery", callback_query_id=tap.query_id, text="a" * 201)
    assert refusal == (400, "Bad Request: MESSAGE_TOO_LONG")
    await client.result("answerCallbackQuery", callback_query_id=tap.query_id, text="a" * 200, show_alert=True)


async def test_a_reply_names_a_message_that_is_there(client, ana):
    message = await sent(client, reply_parameters={"message_id": 1})
    assert message["reply_to_message"]["text"] == "/start abc"
    missing = await client.refusal("sendMessage", chat_id=101, text="x", reply_parameters={"message_id": 99})
    assert missing == (400, "Bad Request: message to be replied not found")


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": 5}, "must be a String"),
        ({"text": "x", "disable_notification": "maybe"}, "must be a Boolean"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": {"keyboard": []}}, "no reply markup but inline_keyboard"),
        ({"text": "x", "link_preview_options": {"shiny": True}}, "can't parse link preview options"),
        ({"text": "\ud83d"}, "must be encoded in UTF-8"),
        ({"text": "x", "reply_parameters": {"message_id": [1]}}, "must be of type Number"),
        ({"text": "x", "chat_id": [101]}, "chat not found"),
        ({"text": "x", "chat_id": 101.5}, "chat not found"),
    ],
)
async def test_parameters_of_the_wrong_kind_are_refused(client, ana, params, why):
    code, told = await client.refusal("sendMessage", **({"chat_id": 101} | params))
    assert code == 400
    assert why in told


@pytest.mark.parametrize("number", ["--5", "5.5", "", None, [5], True])
async def test_a_message_number_that_is_none_is_refused(client, ana, number):
    assert (await client.refusal("editMessageText", chat_id=101, message_id=number, text="x"))[0] == 400


async def test_chat_actions_show_until_the_next_message(client, ana):
    await client.result("sendChatAction", chat_id=101, action="typing")
    assert ana.chat.typing == "typing"
    assert (await client.refusal("sendChatAction", chat_id=101, action="dancing"))[0] == 400
    await sent(client)
    assert ana.chat.typing is None


async def test_commands_and_descriptions_are_kept_by_language(client, api):
    commands = [{"command": "mydata", "description": "What is kept about me"}]
    await client.result("setMyCommands", commands=commands)
    await client.result("setMyCommands", commands=commands, language_code="fr")
    await client.result("setMyCommands", commands=commands)
    await client.result("setMyDescription", description="After the webinar")
    await client.result("setMyShortDescription", short_description="Après", language_code="fr")
    bot = await client.get("/profile")
    assert [it["language_code"] for it in bot["commands"]] == ["fr", ""]
    assert bot["descriptions"] == {"": "After the webinar"}
    assert bot["short_descriptions"] == {"fr": "Après"}


@pytest.mark.parametrize("command", ["Start", "two words", "", "a" * 33])
async def test_a_command_nobody_could_type_is_refused(client, command):
    commands = [{"command": command, "description": "x"}]
    assert await client.refusal("setMyCommands", commands=commands) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_a_description_has_its_limits(client):
    assert (await client.refusal("setMyDescription", description="a" * 513))[0] == 400
    assert (await client.refusal("setMyDescription", description="a", language_code="fr-BE"))[0] == 400
    assert (await client.refusal("setMyShortDescription", short_description="a" * 121))[0] == 400
