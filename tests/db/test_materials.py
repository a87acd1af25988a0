"""Materials keep their file until it is replaced, and a file id is trusted for the same bytes and the same bot only."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from db import handed, materials
from db.materials import FileRow, MaterialRow
from tests.db.makings import NOON, a_webinar, someone

HOUR = timedelta(hours=1)

SLIDES = FileRow("slides.pdf", "d1")
TITLE = '{"en":"The slides"}'


def _slides(tx: sqlite3.Connection, webinar_id: int, **more: str) -> int:
    wanted = {"key": "slides", "kind": "presentation", "title": TITLE, "url": None, **more}
    return materials.put(tx, webinar_id=webinar_id, **wanted)


def test_a_material_is_promised_first_and_there_later(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    assert materials.of_webinar(tx, webinar) == [MaterialRow(slides, "slides", "presentation", TITLE, None)]
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"%PDF-1")
    assert materials.of_webinar(tx, webinar) == [
        MaterialRow(slides, "slides", "presentation", TITLE, None, files=(SLIDES,))
    ]
    assert materials.file_bytes(tx, slides, digest="d1") == b"%PDF-1"


def test_putting_it_again_keeps_its_id_and_its_file(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"%PDF-1")
    recording = _slides(tx, webinar, key="recording", url="https://example.org/r")
    assert _slides(tx, webinar, kind="handbook") == slides
    assert materials.of_webinar(tx, webinar) == [
        MaterialRow(slides, "slides", "handbook", TITLE, None, files=(SLIDES,)),
        MaterialRow(recording, "recording", "presentation", TITLE, "https://example.org/r"),
    ]


def _keep(tx: sqlite3.Connection, slides: int, file_id: str, *, bot: int = 42, file: FileRow = SLIDES) -> None:
    materials.keep_file_ids(tx, slides, telegram_id=bot, files=[file], file_ids=[file_id])


def _known(tx: sqlite3.Connection, slides: int, *files: FileRow, bot: int = 42) -> tuple[str, ...]:
    return materials.file_ids(tx, slides, files or (SLIDES,), telegram_id=bot)


def test_a_file_id_is_good_for_the_same_bytes_shown_as_the_same_by_the_same_bot(tx: sqlite3.Connection) -> None:
    slides = _slides(tx, a_webinar(tx))
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    assert _known(tx, slides) == ()
    _keep(tx, slides, "AgAD")
    _keep(tx, slides, "BgAD", bot=43)
    assert (_known(tx, slides), _known(tx, slides, bot=43)) == (("AgAD",), ("BgAD",))
    assert _known(tx, slides, FileRow("slides.pdf", "d2")) == ()
    assert _known(tx, slides, FileRow("slides.pdf", "d1", "photo")) == ()
    _keep(tx, slides, "CgAD", file=FileRow("slides.pdf", "d2"))
    assert _known(tx, slides, FileRow("slides.pdf", "d2")) == ("CgAD",)
    materials.forget_file_ids(tx, slides, telegram_id=42)
    assert _known(tx, slides, FileRow("slides.pdf", "d2")) == ()
    assert _known(tx, slides, bot=43) == ("BgAD",)


def test_an_album_is_known_when_all_of_it_is(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    album = _slides(tx, webinar)
    files = [FileRow(f"{place}.jpg", f"d{place}", "photo") for place in range(3)]
    for place, file in enumerate(files):
        content = file.digest.encode()
        materials.put_file(tx, album, name=file.name, digest=file.digest, bytes=content, place=place, shown="photo")
    assert materials.of_webinar(tx, webinar)[0].files == tuple(files)
    materials.keep_file_ids(tx, album, telegram_id=42, files=files[:2], file_ids=["a", "b"])
    assert _known(tx, album, *files) == ()
    materials.keep_file_ids(tx, album, telegram_id=42, files=files, file_ids=["a", "b", "c"])
    assert _known(tx, album, *files) == ("a", "b", "c")
    assert _known(tx, album, files[1], files[0]) == ("b", "a")
    materials.drop_files(tx, album, beyond=2)
    assert _known(tx, album, *files[:2]) == ("a", "b")
    assert materials.of_webinar(tx, webinar)[0].files == tuple(files[:2])


def test_a_file_that_is_dropped_leaves_nothing(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    _keep(tx, slides, "AgAD")
    assert materials.file_bytes(tx, slides, digest="d2") is None
    materials.drop_files(tx, slides)
    assert _known(tx, slides) == ()
    assert not materials.of_webinar(tx, webinar)[0].is_there
    assert materials.file_bytes(tx, slides, digest="d1") is None


def test_a_material_that_is_removed_is_gone_and_a_late_upload_of_it_is_not_kept(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    materials.remove(tx, slides)
    _keep(tx, slides, "AgAD")
    assert materials.of_webinar(tx, webinar) == []
    assert _known(tx, slides) == ()


def test_no_two_materials_ever_have_the_same_number(tx: sqlite3.Connection) -> None:
    """A button names one by it, and an old button must not bring what replaced it."""
    webinar = a_webinar(tx)
    first = _slides(tx, webinar)
    materials.remove(tx, first)
    assert _slides(tx, webinar) > first


def test_who_was_sent_what_is_noted_by_edition(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    ana, ben = someone(tx), someone(tx)
    handed.note(tx, material_id=slides, attendee_id=ana, edition=1, now=NOON)
    handed.note(tx, material_id=slides, attendee_id=ben, edition=1, now=NOON)
    assert materials.renew(tx, slides) == 2
    handed.note(tx, material_id=slides, attendee_id=ben, edition=2, now=NOON + HOUR)
    assert handed.have_earlier(tx, slides, follow_ups=[], than=2) == [ana]
    assert handed.find(tx, material_id=slides, attendee_id=ben) == handed.HandedRow(2, NOON + HOUR)
    materials.remove(tx, slides)
    assert handed.find(tx, material_id=slides, attendee_id=ana) is None
    handed.note(tx, material_id=slides, attendee_id=ana, edition=1, now=NOON)  # too late to count
    assert handed.have_earlier(tx, slides, follow_ups=[], than=9) == []
