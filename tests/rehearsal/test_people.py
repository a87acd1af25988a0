"""The people's side over HTTP, the clock, the journal, groups: what audiences and stories are made of."""

import asyncio
import base64
from datetime import UTC, datetime

import pytest

from bot.rehearsal import Impossible


async def test_a_person_joins_and_opens_the_bot_by_its_link(client):
    who = await client.post("/people/7", first_name="Zoë", language_code="fr", username="zoe")
    assert who == {"id": 7, "is_bot": False, "first_name": "Zoë", "username": "zoe", "language_code": "fr",
                   "blocked": False, "opened": False, "version": 0}  # fmt: skip
    sent = await client.post("/people/7/text", text="/start abc-slide")
    (update,) = await client.result("getUpdates")
    assert update["update_id"] == sent["update_id"]
    assert update["message"] == {
        "message_id": sent["message_id"],
        "from": {"id": 7, "is_bot": False, "first_name": "Zoë", "username": "zoe", "language_code": "fr"},
        "chat": {"id": 7, "first_name": "Zoë", "username": "zoe", "type": "private"},
        "date": 1795510800,
        "text": "/start abc-slide",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    assert (await client.get("/people/7"))["opened"]
    assert [it["id"] for it in await client.get("/people/")] == [7]


async def test_a_persons_app_sees_messages_edits_and_deletions(client, ana, key):
    start = await client.get("/people/101/messages")
    assert [it["from"] for it in start["messages"]] == ["person"]
    message = await client.result("sendMessage", chat_id=101, text="<b>How?</b>", parse_mode="HTML", reply_markup=key)
    news = await client.get("/people/101/messages", after=start["version"], wait=5)
    (seen,) = news["messages"]
    assert (seen["text"], seen["entities"][0]["type"], seen["edits"]) == ("How?", "bold", 0)
    assert seen["buttons"] == key["inline_keyboard"]
    place = {"chat_id": 101, "message_id": message["message_id"]}
    await client.result("editMessageText", text="Thanks", **place)
    (edited,) = (await client.get("/people/101/messages", after=news["version"]))["messages"]
    assert (edited["text"], edited["edits"], edited["buttons"]) == ("Thanks", 1, [])
    await client.result("deleteMessage", **place)
    (gone,) = (await client.get("/people/101/messages", after=edited["version"]))["messages"]
    assert gone["deleted"]


async def test_a_waiting_app_hears_at_once(client, ana):
    version = (await client.get("/people/101/messages"))["version"]
    waiting = asyncio.create_task(client.get("/people/101/messages", after=version, wait=50))
    await asyncio.sleep(0)
    await client.result("sendMessage", chat_id=101, text="hello")
    assert [it["text"] for it in (await waiting)["messages"]] == ["hello"]


async def test_a_tap_tells_what_the_bot_answered(client, ana):
    tap = await client.post("/people/101/tap", message_id=1, data="good")
    assert not tap["answered"]
    query = tap["callback_query_id"]
    waiting = asyncio.create_task(client.get(f"/people/101/taps/{query}", wait=50))
    await client.result("answerCallbackQuery", callback_query_id=query, text="Noted", show_alert=True)
    answer = await waiting
    assert (answer["answered"], answer["text"], answer["show_alert"]) == (True, "Noted", True)


async def test_a_long_text_comes_in_pieces_as_apps_send_it(client, ana):
    sent = await client.post("/people/101/text", text="é" * 10_000)
    updates = await client.result("getUpdates")
    assert [len(update["message"]["text"]) for update in updates] == [4096, 4096, 1808]
    assert sent["message_ids"] == [update["message"]["message_id"] for update in updates]
    ana.write("😀" * 2049)
    assert [len(message.content.text) for message in ana.messages[-2:]] == [2048, 1]


@pytest.mark.parametrize("thing", ["sticker", "photo", "voice", "document"])
async def test_things_arrive_as_what_they_are(client, ana, thing):
    await client.post(f"/people/101/{thing}")
    (update,) = await client.result("getUpdates")
    assert thing in update["message"]


async def test_an_organisers_file_can_be_fetched_by_the_bot_and_shown_to_people(client, api, ana):
    content = base64.b64encode(b"%PDF slides").decode()
    sent = await client.post("/people/101/document", file_name="slides.pdf", content=content, caption="for all")
    (update,) = await client.result("getUpdates")
    document = update["message"]["document"]
    assert (document["file_name"], update["message"]["caption"]) == ("slides.pdf", "for all")
    assert "file_path" in await client.result("getFile", file_id=document["file_id"])
    async with client.session.get(f"{api.url}/people/101/files/{sent['message_id']}") as answer:
        assert await answer.read() == b"%PDF slides"
        assert "slides.pdf" in answer.headers["Content-Disposition"]


async def test_a_file_of_a_gigabyte_is_told_of_without_its_bytes(client, ana):
    await client.post("/people/101/document", file_name="film.mkv", file_size=1_000_000_000)
    (update,) = await client.result("getUpdates")
    file_id = update["message"]["document"]["file_id"]
    assert await client.refusal("getFile", file_id=file_id) == (400, "Bad Request: file is too big")
    await client.result("sendDocument", chat_id=101, document=file_id)


async def test_blocking_and_unblocking_are_told_as_telegram_tells_them(client, ana):
    await client.post("/people/101/block")
    await client.post("/people/101/block")
    await client.post("/people/101/unblock")
    blocked, unblocked = [update["my_chat_member"] for update in await client.result("getUpdates")]
    assert (blocked["old_chat_member"]["status"], blocked["new_chat_member"]["status"]) == ("member", "kicked")
    assert blocked["new_chat_member"]["user"]["id"] == 123456
    assert (unblocked["old_chat_member"]["status"], unblocked["new_chat_member"]["status"]) == ("kicked", "member")


async def test_who_has_blocked_the_bot_cannot_write_to_it(client, ana):
    ana.block()
    with pytest.raises(Impossible):
        ana.write("hello")
    assert "blocked" in (await client.post("/people/101/text", expect=409, text="hello"))["error"]
    assert "blocked" in (await client.post("/people/101/tap", expect=409, message_id=1, data="x"))["error"]


async def test_garbled_updates_arrive_as_they_are(client, ana):
    told = await client.post("/people/101/raw", message="nonsense", extra=[1])
    assert await client.result("getUpdates") == [{"message": "nonsense", "extra": [1], "update_id": told["update_id"]}]


async def test_what_no_app_could_send_is_refused(client, ana):
    assert "needs text" in (await client.post("/people/101/text", expect=409, text="  "))["error"]
    assert "error" in await client.post("/people/101/text", expect=400)
    assert "error" in await client.post("/people/101/photo", expect=409, content=base64.b64encode(b"x").decode())
    assert "error" in await client.post("/people/101/document", expect=400, content="not base64!")
    assert "error" in await client.post("/people/101/dance", expect=404)
    assert "nobody joined" in (await client.post("/people/999/text", expect=404, text="x"))["error"]
    assert "error" in await client.get("/nowhere", expect=404)


async def test_a_deleted_account_is_out_of_reach(client, ana):
    ana.deactivate()
    assert await client.refusal("sendMessage", chat_id=101, text="x") == (403, "Forbidden: user is deactivated")


async def test_a_group_that_became_a_supergroup_says_where_it_went(client, ana):
    await client.post("/groups/-5", title="Organisers", added_by=101)
    assert (await client.result("sendMessage", chat_id=-5, text="hello"))["chat"]["type"] == "group"
    await client.post("/groups/-5/migrate", to=-1005)
    told = await client.call("sendMessage", chat_id=-5, text="hello")
    assert (told["error_code"], told["parameters"]) == (400, {"migrate_to_chat_id": -1005})
    assert (await client.result("sendMessage", chat_id=-1005, text="hello"))["chat"]["type"] == "supergroup"
    joined, old, new = await client.result("getUpdates")
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert old["message"]["migrate_to_chat_id"] == -1005
    assert new["message"]["migrate_from_chat_id"] == -5


async def test_in_groups_the_bot_hears_commands_only(client, ana):
    await client.post("/groups/-5")
    await client.post("/people/101/text", text="hello all", chat_id=-5)
    await client.post("/people/101/text", text="/webinars@afterword_rehearsal_bot", chat_id=-5)
    (update,) = await client.result("getUpdates")
    assert update["message"]["chat"]["id"] == -5
    assert update["message"]["entities"][0]["length"] == 33
    await client.post("/groups/-5/kick")
    refusal = await client.refusal("sendMessage", chat_id=-5, text="x")
    assert refusal == (403, "Forbidden: bot was kicked from the group chat")


async def test_the_clock_stands_until_it_is_moved(client, api):
    assert (await client.get("/clock"))["now"] == "2026-11-24T09:00:00+00:00"
    await client.post("/clock", advance_seconds=86_400)
    assert api.clock.now() == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    told = await client.post("/clock", now="2026-12-01T10:30:00+01:00")
    assert told["now"] == "2026-12-01T09:30:00+00:00"
    assert "offset" in (await client.post("/clock", expect=400, now="2026-12-01T10:30:00"))["error"]
    assert "error" in await client.post("/clock", expect=400)
    assert "error" in await client.post("/clock", expect=400, now="tomorrow")


async def test_the_clock_can_run(client, api, watch):
    await client.post("/clock", rate=60)
    watch.seconds += 2
    assert (await client.get("/clock"))["now"] == "2026-11-24T09:02:00+00:00"
    await client.post("/clock", rate=0)
    watch.seconds += 100
    assert (await client.get("/clock"))["now"] == "2026-11-24T09:02:00+00:00"


async def test_who_waits_for_the_clock_is_told_when_it_moves(client):
    version = (await client.get("/clock"))["version"]
    waiting = asyncio.create_task(client.get("/clock", after=version, wait=50))
    await asyncio.sleep(0)
    await client.post("/clock", advance_seconds=60)
    assert (await waiting)["now"] == "2026-11-24T09:01:00+00:00"


async def test_the_journal_knows_every_call(client, api, ana, watch):
    watch.seconds = 5.0
    await client.call("sendMessage", chat_id=101, text="hello")
    await client.call("sendMessage", chat_id=999, text="hello")
    await client.call("getMe", token="1:wrong")
    first, second = await client.get("/journal", method="sendMessage")
    assert first == {
        "number": 1, "at": 5.0, "method": "sendMessage", "params": {"chat_id": 101, "text": "hello"}, "status": 200,
        "description": None, "carried_out": True, "message_id": 2, "fault": None,
    }  # fmt: skip
    assert (second["status"], second["description"]) == (400, "Bad Request: chat not found")
    assert [it["number"] for it in await client.get("/journal", chat_id=999)] == [2]
    assert [it["method"] for it in await client.get("/journal", status=401)] == ["getMe"]
    assert {"method": "sendMessage", "outcome": "400", "calls": 1} in await client.get("/journal/counts")
    await client.delete("/journal")
    assert await client.get("/journal") == []


async def test_who_waits_for_a_call_hears_of_it(client, ana):
    waiting = asyncio.create_task(client.get("/journal", method="sendMessage", wait=50))
    await client.call("getMe")
    await client.call("sendMessage", chat_id=101, text="hello")
    assert [it["params"]["text"] for it in await waiting] == ["hello"]


async def test_a_person_replies_to_a_message_and_to_none_that_is_not_there(client, ana):
    message = await client.result("sendMessage", chat_id=101, text="How?")
    await client.post("/people/101/text", text="Well", reply_to=message["message_id"])
    *_, update = await client.result("getUpdates")
    assert update["message"]["reply_to_message"]["message_id"] == message["message_id"]
    assert update["message"]["reply_to_message"]["text"] == "How?"
    with pytest.raises(Impossible, match="no such message"):
        ana.write("Well", reply_to=99)
