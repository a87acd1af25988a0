"""Groups, polls, and what people send: the shapes and the refusals of the real Bot API."""

import base64

import pytest

from .test_files import MB, png, upload


async def updates(client):
    return await client.result("getUpdates")


async def test_a_file_that_is_passed_on_says_so_and_an_album_is_several_messages_of_one_name(client, ana):
    await client.post("/people/101/document", file_name="slides.pdf", content=base64.b64encode(b"%PDF").decode(),
                      caption="see https://eccp.eu", forwarded_from="Bo")  # fmt: skip
    things = [{"thing": "photo"}, {"thing": "video", "duration": 12, "file_size": 30 * MB, "caption": "the film"}]
    await client.post("/people/101/album", things=things)
    slides, photo, film = [update["message"] for update in await updates(client)]
    assert slides["forward_origin"]["sender_user_name"] == "Bo"
    assert slides["caption_entities"] == [{"type": "url", "offset": 4, "length": 15}]
    assert photo["media_group_id"] == film["media_group_id"]
    assert (film["video"]["duration"], film["video"]["file_size"], film["caption"]) == (12, 30 * MB, "the film")
    assert await client.refusal("getFile", file_id=film["video"]["file_id"]) == (400, "Bad Request: file is too big")
    again = await client.result("sendVideo", chat_id=101, video=film["video"]["file_id"])
    assert again["video"]["file_size"] == 30 * MB


async def test_no_app_makes_an_album_of_one_thing_or_of_things_that_do_not_go_together(client, ana):
    for things in ([{"thing": "photo"}], [{"thing": "photo"}, {"thing": "document"}], [{"thing": "voice"}] * 2):
        assert "album" in (await client.post("/people/101/album", expect=409, things=things))["error"]


async def test_a_message_of_the_bot_can_be_passed_back_to_it(client, ana):
    sent = await client.result("sendMessage", chat_id=101, text="hello")
    await client.post("/people/101/forward", message_id=sent["message_id"])
    (update,) = await updates(client)
    assert (update["message"]["text"], update["message"]["forward_origin"]["type"]) == ("hello", "hidden_user")
    await client.post("/people/101/forward", expect=409, message_id=999)


async def test_only_members_act_in_a_group_and_the_bot_hears_what_becomes_of_it(client, ana):
    await client.post("/people/102", first_name="Bo")
    await client.post("/groups/-5", title="Team", members=[101])
    assert "not in this group" in (await client.post("/people/102/text", expect=409, text="/x", chat_id=-5))["error"]
    assert (await client.post("/groups/-5/enter", person=102))["members"] == [101, 102]
    await client.post("/people/102/text", text="/x", chat_id=-5)
    await client.post("/people/102/text", text="/x@another_bot", chat_id=-5)
    await client.post("/groups/-5/leave", person=102)
    await client.post("/groups/-5/promote", by=101)
    await client.post("/groups/-5/kick", by=101)
    assert (await client.refusal("sendMessage", chat_id=-5, text="x"))[
        1
    ] == "Forbidden: bot was kicked from the group chat"
    await client.post("/groups/-5/add", by=101)
    assert (await client.result("sendMessage", chat_id=-5, text="x"))["chat"]["title"] == "Team"
    heard = await updates(client)
    statuses = [each["my_chat_member"]["new_chat_member"]["status"] for each in heard if "my_chat_member" in each]
    assert statuses == ["administrator", "left", "member"]
    assert [each["message"]["text"] for each in heard if "text" in each.get("message", {})] == ["/x"]


async def test_a_tap_in_a_group_tells_who_pressed_and_only_they_see_the_answer(client, ana, key):
    await client.post("/groups/-5", title="Team", members=[101])
    sent = await client.result("sendMessage", chat_id=-5, text="x", reply_markup=key)
    tap = await client.post("/people/101/tap", message_id=sent["message_id"], data="good", chat_id=-5)
    (update,) = await updates(client)
    assert (update["callback_query"]["from"]["id"], update["callback_query"]["message"]["chat"]["id"]) == (101, -5)
    await client.result("answerCallbackQuery", callback_query_id=tap["callback_query_id"], text="Thanks")
    assert (await client.get(f"/people/101/taps/{tap['callback_query_id']}"))["text"] == "Thanks"
    assert [each["text"] for each in (await client.get("/people/101/messages", chat_id=-5))["messages"]] == ["x"]


async def test_a_poll_is_voted_in_and_closed_once(client, ana):
    options = [{"text": "Now"}, {"text": "Later"}]
    sent = await client.result("sendPoll", chat_id=101, question="When?", options=options, is_anonymous=False)
    await client.post("/people/101/vote", message_id=sent["message_id"], options=[1])
    await client.post("/people/101/vote", message_id=sent["message_id"], options=[])
    await client.post("/people/101/vote", message_id=sent["message_id"], options=[0])
    assert (
        "choice"
        in (await client.post("/people/101/vote", expect=409, message_id=sent["message_id"], options=[0, 1]))["error"]
    )
    closed = await client.result("stopPoll", chat_id=101, message_id=sent["message_id"])
    assert ([each["voter_count"] for each in closed["options"]], closed["is_closed"]) == ([1, 0], True)
    again = await client.refusal("stopPoll", chat_id=101, message_id=sent["message_id"])
    assert again == (400, "Bad Request: poll has already been closed")
    heard = await updates(client)
    assert [each["poll_answer"]["option_ids"] for each in heard if "poll_answer" in each] == [[1], [], [0]]
    counts = [[option["voter_count"] for option in each["poll"]["options"]] for each in heard if "poll" in each]
    assert counts == [[0, 1], [0, 0], [1, 0], [1, 0]]
    refusal = await client.refusal("editMessageText", chat_id=101, message_id=sent["message_id"], text="x")
    assert "no text" in refusal[1]


@pytest.mark.parametrize(
    ("change", "why"),
    [({"question": " "}, "question must be non-empty"), ({"question": "x" * 301}, "must not exceed 300"),
     ({"options": [{"text": "a"}]}, "at least 2"), ({"options": [{"text": "a"}] * 13}, "more than 12"),
     ({"options": [{"text": "a"}, {"text": "b" * 101}]}, "must not exceed 100"), ({"type": "quiz"}, "regular")],
)  # fmt: skip
async def test_a_poll_that_telegram_does_not_take_is_refused(client, ana, change, why):
    asked = {"chat_id": 101, "question": "When?", "options": [{"text": "a"}, {"text": "b"}]} | change
    assert why in (await client.refusal("sendPoll", **asked))[1]


async def test_a_picture_and_its_caption_are_changed_where_they_stand(client, ana):
    sent = (await upload(client, "photo", png(), "a.png", caption="one"))["result"]
    number, file_id = sent["message_id"], sent["photo"][-1]["file_id"]
    changed = await client.result(
        "editMessageCaption", chat_id=101, message_id=number, caption="<b>two</b>", parse_mode="HTML"
    )
    assert (changed["caption"], changed["photo"][-1]["file_id"]) == ("two", file_id)
    same = await client.refusal(
        "editMessageCaption", chat_id=101, message_id=number, caption="<b>two</b>", parse_mode="HTML"
    )
    assert "not modified" in same[1]
    text = await client.result("sendMessage", chat_id=101, text="words")
    refusal = await client.refusal("editMessageCaption", chat_id=101, message_id=text["message_id"], caption="x")
    assert refusal == (400, "Bad Request: there is no caption in the message to edit")
    media = {"type": "photo", "media": file_id, "caption": "three"}
    again = await client.result("editMessageMedia", chat_id=101, message_id=text["message_id"], media=media)
    assert again["caption"] == "three"
    for wrong, why in (
        ({"type": "sticker", "media": file_id}, "not rehearsed"),
        ({"type": "document", "media": file_id}, "can't use file of type Photo as Document"),
        ({"type": "photo"}, "media not found"),
        ({"type": "photo", "media": file_id, "caption": "x" * 1025}, "caption is too long"),
    ):
        assert why in (await client.refusal("editMessageMedia", chat_id=101, message_id=number, media=wrong))[1]


async def test_a_message_is_pinned_by_who_may(client, ana):
    sent = await client.result("sendMessage", chat_id=101, text="x")
    assert await client.result("pinChatMessage", chat_id=101, message_id=sent["message_id"])
    assert (await client.get("/people/101/messages"))["messages"][-1]["pinned"]
    assert await client.result("unpinChatMessage", chat_id=101)
    await client.post("/groups/-5", title="Team")
    there = await client.result("sendMessage", chat_id=-5, text="x")
    refusal = await client.refusal("pinChatMessage", chat_id=-5, message_id=there["message_id"])
    assert "not enough rights" in refusal[1]
