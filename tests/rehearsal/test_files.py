"""Files up and down: sizes, kinds, and what a ``file_id`` is good for."""

import io
import struct

import aiohttp
import pytest

MB = 1024 * 1024


def png(width=640, height=480):
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


async def upload(client, field, content, name="slides.pdf", **params):
    form = aiohttp.FormData({"chat_id": "101"} | params)
    form.add_field(field, io.BytesIO(content), filename=name)
    url = f"{client.api.url}/bot{client.api.token}/send{field[0].upper()}{field[1:]}"
    async with client.session.post(url, data=form) as answer:
        return await answer.json()


async def test_a_document_goes_up_and_comes_down(client, api, ana):
    told = await upload(client, "document", b"%PDF slides", caption="<b>The slides</b>", parse_mode="HTML")
    document = told["result"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "slides.pdf",
        "application/pdf",
        11,
    )
    assert told["result"]["caption"] == "The slides"
    assert told["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 10}]
    path = (await client.result("getFile", file_id=document["file_id"]))["file_path"]
    async with client.session.get(f"{api.url}/file/bot{api.token}/{path}") as answer:
        assert await answer.read() == b"%PDF slides"
    async with client.session.get(f"{api.url}/file/bot1:wrong/{path}") as answer:
        assert answer.status == 401
    (call,) = api.journal.calls("sendDocument")
    assert call.params["document"] == {"file_name": "slides.pdf", "bytes": 11}


async def test_a_file_id_sends_again_without_upload(client, ana):
    file_id = (await upload(client, "document", b"%PDF slides"))["result"]["document"]["file_id"]
    again = await client.result("sendDocument", chat_id=101, document=file_id)
    assert again["document"]["file_id"] == file_id


async def test_a_file_id_that_telegram_dropped_must_be_uploaded_again(client, api, ana):
    file_id = (await upload(client, "document", b"%PDF slides"))["result"]["document"]["file_id"]
    await client.delete("/files")
    refusal = await client.refusal("sendDocument", chat_id=101, document=file_id)
    assert refusal == (400, "Bad Request: wrong file identifier/HTTP URL specified")
    assert (await client.refusal("getFile", file_id=file_id))[0] == 400


@pytest.mark.parametrize(
    ("given", "why"),
    [("nonsense", "wrong remote file identifier specified"), ("https://example.org/a.pdf", "failed to get HTTP URL"),
     ("", "there is no document in the request")],
)  # fmt: skip
async def test_a_file_id_that_is_none_is_refused(client, ana, given, why):
    assert why in (await client.refusal("sendDocument", chat_id=101, document=given))[1]


async def test_an_empty_file_is_refused(client, ana):
    assert (await upload(client, "document", b""))["description"] == "Bad Request: file must be non-empty"


async def test_a_document_beyond_50_mb_is_refused_and_one_of_50_is_not(client, ana):
    told = await upload(client, "document", bytes(50 * MB + 1))
    assert (told["error_code"], told["description"]) == (413, "Request Entity Too Large")
    assert (await upload(client, "document", bytes(50 * MB)))["ok"]


async def test_a_file_beyond_20_mb_cannot_be_fetched(client, ana):
    file_id = (await upload(client, "document", bytes(20 * MB + 1)))["result"]["document"]["file_id"]
    assert await client.refusal("getFile", file_id=file_id) == (400, "Bad Request: file is too big")
    assert (await client.result("sendDocument", chat_id=101, document=file_id))["document"]["file_size"] == 20 * MB + 1


async def test_a_caption_has_its_limit(client, ana):
    assert (await upload(client, "document", b"x", caption="a" * 1024))["ok"]
    told = await upload(client, "document", b"x", caption="a" * 1025)
    assert told["description"] == "Bad Request: message caption is too long"


async def test_a_chart_is_a_photo_with_its_size(client, ana):
    photo = (await upload(client, "photo", png(), "chart.png"))["result"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (640, 480)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"%PDF", "IMAGE_PROCESS_FAILED"), (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"), (png(2100, 100), "DIMENSIONS"),
     (bytes(10 * MB + 1), "PHOTO_SAVE_FILE_INVALID")],
)  # fmt: skip
async def test_a_photo_that_is_none_is_refused(client, ana, content, why):
    assert why in (await upload(client, "photo", content, "chart.png"))["description"]


async def test_a_jpeg_is_a_photo_too(client, ana):
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 300, 400) + bytes(12)
    photo = (await upload(client, "photo", jpeg, "chart.jpg"))["result"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (400, 300)


async def test_a_photo_does_not_pass_for_a_document(client, ana):
    file_id = (await upload(client, "photo", png(), "chart.png"))["result"]["photo"][-1]["file_id"]
    refusal = await client.refusal("sendDocument", chat_id=101, document=file_id)
    assert refusal == (400, "Bad Request: can't use file of type Photo as Document")


@pytest.mark.parametrize(("name", "kind"), [("film.mp4", "video"), ("talk.mp3", "audio"), ("loop.gif", "animation")])
async def test_films_and_music_come_back_as_such_unless_detection_is_off(client, ana, name, kind):
    detected = (await upload(client, "document", b"x", name))["result"]
    assert kind in detected
    assert ("document" in detected) is (kind == "animation")
    again = await client.result("sendDocument", chat_id=101, document=detected[kind]["file_id"])
    assert kind in again
    plain = (await upload(client, "document", b"x", name, disable_content_type_detection="true"))["result"]
    assert "document" in plain
    assert kind not in plain


async def test_a_text_cannot_be_edited_where_there_is_none(client, ana):
    message_id = (await upload(client, "document", b"x"))["result"]["message_id"]
    refusal = await client.refusal("editMessageText", chat_id=101, message_id=message_id, text="x")
    assert refusal == (400, "Bad Request: there is no text in the message to edit")
