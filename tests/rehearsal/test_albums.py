"""Films, sounds and albums: what the rehearsal takes, what it refuses as Telegram does, and what people see."""

import io
import json

import aiohttp
import pytest

from tests.rehearsal.test_files import png, upload

MB = 1024 * 1024
OGG = b"OggS\x00\x02 a voice"


async def album(client, files, **params):
    """Send ``files`` (kind, name, content) as one album, as python-telegram-bot names their parts."""
    form = aiohttp.FormData({"chat_id": "101"})
    media = []
    for place, (kind, name, content) in enumerate(files):
        form.add_field(f"file{place}", io.BytesIO(content), filename=name)
        media.append({"type": kind, "media": f"attach://file{place}"} | (params if place == 0 else {}))
    form.add_field("media", json.dumps(media))
    async with client.session.post(f"{client.api.url}/bot{client.api.token}/sendMediaGroup", data=form) as answer:
        return await answer.json()


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [("video", "talk.mp4", b"film"), ("voice", "talk.ogg", OGG), ("audio", "talk.mp3", b"s")],
)
async def test_films_and_sounds_go_up_once_and_again_by_their_id(client, ana, field, name, content):
    sent = (await upload(client, field, content, name, caption="<b>Here</b>", parse_mode="HTML"))["result"]
    assert sent["caption"] == "Here"
    method = f"send{field.capitalize()}"
    assert field in await client.result(method, chat_id=101, **{field: sent[field]["file_id"]})
    assert [message.content.file.kind for message in ana.messages if message.by_bot] == [field, field]


@pytest.mark.parametrize(
    ("field", "name", "becomes"),
    [("video", "talk.mov", "document"), ("voice", "talk.mp3", "audio"), ("voice", "talk.pdf", "document"),
     ("audio", "talk.pdf", "document")],
)  # fmt: skip
async def test_what_is_not_what_it_was_sent_as_becomes_what_it_is(client, ana, field, name, becomes):
    assert becomes in (await upload(client, field, b"x", name))["result"]


@pytest.mark.parametrize(
    ("field", "why"),
    [("photo", "Document as Photo"), ("video", "Document as Video"), ("voice", "Document as VoiceNote"),
     ("audio", "Document as Audio")],
)  # fmt: skip
async def test_the_id_of_a_document_is_good_for_nothing_else(client, ana, field, why):
    file_id = (await upload(client, "document", b"%PDF"))["result"]["document"]["file_id"]
    refusal = await client.refusal(f"send{field.capitalize()}", chat_id=101, **{field: file_id})
    assert refusal == (400, f"Bad Request: can't use file of type {why}")


async def test_who_lets_no_voice_messages_in_gets_none(client, api, ana):
    api.no_voice.add(101)
    assert (await upload(client, "voice", OGG, "a.ogg"))["description"] == "Bad Request: VOICE_MESSAGES_FORBIDDEN"


async def test_photos_and_films_make_an_album_with_one_caption(client, api, ana):
    files = [("photo", "a.png", png()), ("video", "b.mp4", b"film"), ("photo", "c.png", png(64, 64))]
    told = (await album(client, files, caption="<i>That day</i>", parse_mode="HTML"))["result"]
    assert len({message["media_group_id"] for message in told}) == 1
    assert [message.get("caption") for message in told] == ["That day", None, None]
    ids = [message["photo"][-1]["file_id"] if "photo" in message else message["video"]["file_id"] for message in told]
    again = [{"type": kind, "media": each} for (kind, *_), each in zip(files, ids, strict=True)]
    assert len(await client.result("sendMediaGroup", chat_id=101, media=again)) == 3
    seen = (await client.get("/people/101/messages"))["messages"]
    groups = [message["album"] for message in seen if message.get("album")]
    assert len(groups) == 6
    assert len(set(groups)) == 2
    api.files.forget(ids[1])
    assert (await client.refusal("sendMediaGroup", chat_id=101, media=again))[1].endswith(
        "wrong file identifier/HTTP URL specified"
    )


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("photo", "a.png", png())], "at least 2"),
        ([("photo", f"{n}.png", png()) for n in range(11)], "too many messages to send as an album"),
        ([("photo", "a.png", png()), ("document", "b.pdf", b"x")], "document can't be mixed"),
        ([("audio", "a.mp3", b"x"), ("video", "b.mp4", b"x")], "audio can't be mixed"),
        ([("voice", "a.ogg", OGG), ("voice", "b.ogg", OGG)], "can't be used in albums"),
        ([("photo", "a.png", png()), ("photo", "b.png", b"%PDF")], "IMAGE_PROCESS_FAILED"),
        ([("photo", "a.png", png()), ("photo", "b.png", bytes(10 * MB + 1))], "PHOTO_SAVE_FILE_INVALID"),
        ([("video", "a.mp4", b"x"), ("video", "b.mov", b"x")], "can't be used in an album as video"),
    ],
)  # fmt: skip
async def test_an_album_that_telegram_does_not_take_is_refused_and_nothing_of_it_comes(client, ana, files, why):
    assert why in (await album(client, files))["description"]
    assert not [message for message in ana.messages if message.by_bot]


async def test_an_album_has_no_buttons_and_no_file_that_stands_nowhere(client, ana):
    two = [{"type": "photo", "media": "x"}, {"type": "photo", "media": "y"}]
    refusal = await client.refusal("sendMediaGroup", chat_id=101, media=two, reply_markup={"inline_keyboard": []})
    assert 'knows no parameter "reply_markup"' in refusal[1]
    told = await upload(client, "mediaGroup", b"x", "a.png", media=json.dumps(two))
    assert "stands nowhere" in told["description"]


async def test_an_album_counts_as_many_messages_as_it_has(client, api, ana):
    api.flood.follow(type(api.flood.rules)(chat_per_second=1, chat_burst=3, bulk_per_second=0))
    three = [("photo", f"{n}.png", png()) for n in range(3)]
    assert (await album(client, three))["ok"]
    assert (await client.refusal("sendMessage", chat_id=101, text="x"))[0] == 429
