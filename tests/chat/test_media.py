"""Photos, films, sounds and albums as attendees get them: by the right method, uploaded once, whole or not at all."""

from dataclasses import replace

import pytest

import db.materials
from bot.delivery import retry
from bot.delivery.ports import AlbumPart, FilePart, Leaf
from tests.chat.house import both, shown, text
from tests.chat.test_sender import PARCEL
from tests.rehearsal.test_files import png

OGG = b"OggS a voice"
NAMES = {"photo": "a.png", "video": "a.mp4", "voice": "a.ogg", "audio": "a.mp3", "document": "a.pdf"}
TITLE = both("That day", "Ce jour-là")


@pytest.fixture
def met(house, ana):
    ana.write("hello")
    house.api.updates.drop()
    return ana


async def stored(house, *files):
    """The number of a material with these files: name, as what it is shown, bytes."""

    def work(tx):
        number = db.materials.put(tx, webinar_id=1, key="m", kind="resources", title="{}", url=None)
        for place, (name, kind, content) in enumerate(files):
            more = {"place": place, "shown": kind, "bytes": content}
            db.materials.put_file(tx, number, name=name, digest=f"d{place}", **more)
        return number

    return await house.store.write(work)


async def single(house, kind, content):
    number = await stored(house, (NAMES[kind], kind, content))
    return FilePart(number, "resources", TITLE, NAMES[kind], "d0", shown=kind)


@pytest.mark.parametrize(
    ("kind", "content"), [("photo", png()), ("video", b"x"), ("voice", OGG), ("audio", b"x"), ("document", b"x")]
)
async def test_each_kind_goes_by_its_own_method_and_again_by_its_name_at_telegram(house, met, kind, content):
    part = await single(house, kind, content)
    first = await house.sender.send(PARCEL, part)
    assert isinstance(first, retry.Sent)
    again = await house.sender.send(PARCEL, part.known_as(first.file_ids))
    assert again.file_ids == first.file_ids != ()
    assert [(message.content.file.kind, text(message)) for message in shown(met)] == [(kind, "Ce jour-là")] * 2


async def test_who_lets_no_voice_messages_in_gets_the_file(house, met):
    house.api.no_voice.add(101)
    part = await single(house, "voice", OGG)
    for known in (part, part.known_as(("BQACAgIAAxk",))):
        assert await house.sender.send(PARCEL, known) == retry.Sent(shown(met)[-1].message_id)  # no id for the others
        assert shown(met)[-1].content.file.kind == "document"


async def test_a_photo_that_telegram_cannot_read_goes_as_the_file_it_is(house, met):
    part = await single(house, "photo", b"no picture at all")
    assert (await house.sender.send(PARCEL, part)).file_ids == ()
    assert shown(met)[-1].content.file.kind == "document"


@pytest.fixture
async def album(house):
    files = [("a.png", "photo", png()), ("b.mp4", "video", b"film"), ("c.png", "photo", png(64, 64))]
    number = await stored(house, *files)
    leaves = tuple(Leaf(name, f"d{place}", kind) for place, (name, kind, _) in enumerate(files))
    return AlbumPart(number, "resources", TITLE, leaves, wording=both("Look!", "Regardez !"))


async def test_an_album_comes_as_one_with_its_title_on_the_first_and_again_without_upload(house, met, album):
    first = await house.sender.send(PARCEL, album)
    assert [message.content.file.kind for message in shown(met)] == ["photo", "video", "photo"]
    assert [text(message) for message in shown(met)] == ["Regardez !\n\nCe jour-là", "", ""]
    assert len({message.album for message in shown(met)}) == 1
    assert first.message_id == shown(met)[0].message_id
    again = await house.sender.send(PARCEL, album.known_as(first.file_ids))
    assert again.file_ids == first.file_ids
    assert [bool(call.params.get("file0")) for call in house.api.journal.calls("sendMediaGroup")] == [True, False]


async def test_an_album_of_which_telegram_forgot_one_file_is_to_be_uploaded_again(house, met, album):
    sent = await house.sender.send(PARCEL, album)
    house.api.files.forget(sent.file_ids[1])
    assert await house.sender.send(PARCEL, album.known_as(sent.file_ids)) == retry.UploadAgain()
    assert await house.sender.hand(101, PARCEL, album.known_as(sent.file_ids))
    assert len(shown(met)) == 6


async def test_an_album_with_a_photo_that_is_none_goes_as_files(house, met):
    files = [("a.png", "photo", png()), ("b.png", "photo", b"%PDF")]
    number = await stored(house, *files)
    leaves = tuple(Leaf(name, f"d{place}", kind) for place, (name, kind, _) in enumerate(files))
    await house.sender.send(PARCEL, AlbumPart(number, "resources", TITLE, leaves))
    assert [message.content.file.kind for message in shown(met)] == ["document", "document"]


async def test_a_correction_says_that_it_is_one(house, met, album):
    await house.sender.send(PARCEL, replace(album, corrected=True, wording=None))
    assert text(shown(met)[0]) == "Voici une version corrigée de : Ce jour-là"
