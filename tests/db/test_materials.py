"""Materials keep their file until it is replaced, and a file id is trusted for the same bytes and the same bot only."""

from __future__ import annotations

import sqlite3

import pytest

from db import materials
from db.materials import MaterialRow
from tests.db.makings import a_webinar

TITLE = '{"en":"The slides"}'


def _slides(tx: sqlite3.Connection, webinar_id: int, **more: str) -> int:
    wanted = {"key": "slides", "kind": "presentation", "title": TITLE, "url": None, **more}
    return materials.put(tx, webinar_id=webinar_id, **wanted)


def test_a_material_is_promised_first_and_there_later(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    assert materials.of_webinar(tx, webinar) == [MaterialRow(slides, "slides", "presentation", TITLE, None, None, None)]
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"%PDF-1")
    assert materials.of_webinar(tx, webinar) == [
        MaterialRow(slides, "slides", "presentation", TITLE, None, "slides.pdf", "d1")
    ]
    assert materials.file_bytes(tx, slides) == b"%PDF-1"


def test_putting_it_again_keeps_its_id_and_its_file(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"%PDF-1")
    recording = _slides(tx, webinar, key="recording", url="https://example.org/r")
    assert _slides(tx, webinar, kind="handbook") == slides
    assert materials.of_webinar(tx, webinar) == [
        MaterialRow(slides, "slides", "handbook", TITLE, None, "slides.pdf", "d1"),
        MaterialRow(recording, "recording", "presentation", TITLE, "https://example.org/r", None, None),
    ]


def test_a_file_id_is_good_for_the_same_bytes_and_the_same_bot(tx: sqlite3.Connection) -> None:
    slides = _slides(tx, a_webinar(tx))
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    assert materials.file_id(tx, slides, telegram_id=42, digest="d1") is None
    materials.keep_file_id(tx, slides, telegram_id=42, digest="d1", file_id="AgAD")
    materials.keep_file_id(tx, slides, telegram_id=43, digest="d1", file_id="BgAD")
    assert materials.file_id(tx, slides, telegram_id=42, digest="d1") == "AgAD"
    assert materials.file_id(tx, slides, telegram_id=43, digest="d1") == "BgAD"
    assert materials.file_id(tx, slides, telegram_id=42, digest="d2") is None
    materials.keep_file_id(tx, slides, telegram_id=42, digest="d2", file_id="CgAD")
    assert materials.file_id(tx, slides, telegram_id=42, digest="d2") == "CgAD"
    materials.forget_file_id(tx, slides, telegram_id=42)
    assert materials.file_id(tx, slides, telegram_id=42, digest="d2") is None
    assert materials.file_id(tx, slides, telegram_id=43, digest="d1") == "BgAD"


def test_a_file_that_is_dropped_leaves_nothing(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    materials.keep_file_id(tx, slides, telegram_id=42, digest="d1", file_id="AgAD")
    materials.drop_file(tx, slides)
    assert materials.file_id(tx, slides, telegram_id=42, digest="d1") is None
    assert materials.of_webinar(tx, webinar)[0].file_name is None
    with pytest.raises(LookupError):
        materials.file_bytes(tx, slides)


def test_a_material_that_is_removed_is_gone_and_a_late_upload_of_it_is_not_kept(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    slides = _slides(tx, webinar)
    materials.put_file(tx, slides, name="slides.pdf", digest="d1", bytes=b"1")
    materials.remove(tx, slides)
    materials.keep_file_id(tx, slides, telegram_id=42, digest="d1", file_id="AgAD")
    assert materials.of_webinar(tx, webinar) == []
    assert materials.file_id(tx, slides, telegram_id=42, digest="d1") is None
