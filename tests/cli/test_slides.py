"""The last slide from the command line: what is written, and what is said when it cannot be."""

import io
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

import db.bots

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def applied(afterword):
    assert afterword("apply", "webinar.yaml").code == 0
    return afterword


@pytest.fixture
def met(applied):
    """The bot has met Telegram once."""
    with sqlite3.connect("afterword.db", isolation_level=None) as connection:
        db.bots.remember(connection, telegram_id=1, username="afterbot", now=NOW)
    return applied


def scanned(path):
    return [code.text for code in zxingcpp.read_barcodes(Image.open(path))]


def test_the_slide_and_the_code_lead_to_the_same_link(met):
    ran = met("slide", "clusters", "--pdf", "s.pdf", "--png", "s.png", "--qr", "q.png", "--source", "Newsletter")
    assert (ran.code, ran.err) == (0, "")
    *told, link = ran.out.splitlines()
    assert told == ["The slide is in s.pdf.", "The slide is in s.png.", "The code is in q.png."]
    assert link.startswith("https://t.me/afterbot?start=")
    assert link.endswith("-newsletter")
    assert scanned("s.png") == scanned("q.png") == [link]
    (page,) = PdfReader(io.BytesIO(Path("s.pdf").read_bytes())).pages
    assert [note.get_object()["/A"]["/URI"] for note in page["/Annots"]] == [link]


def test_the_slide_speaks_a_language_of_the_webinar(met):
    ran = met("slide", "clusters", "--pdf", "s.pdf", "--language", "fr")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].endswith("-slide")
    (page,) = PdfReader(io.BytesIO(Path("s.pdf").read_bytes())).pages
    assert "Scannez pour nous dire" in " ".join(page.extract_text().split())
    ran = met("slide", "clusters", "--pdf", "other.pdf", "--language", "pl")
    assert "The webinar is in en, fr, not in pl." in ran.sentence
    assert not Path("other.pdf").exists()


def test_nothing_is_written_when_nobody_said_where(met):
    ran = met("slide", "clusters")
    assert ran.code == 2
    assert "Say where the slide goes" in ran.sentence


def test_a_source_that_no_link_can_carry_is_refused(met):
    ran = met("slide", "clusters", "--qr", "q.png", "--source", "two words")
    assert (ran.code, Path("q.png").exists()) == (1, False)
    assert "one short word" in ran.sentence


def test_an_unknown_webinar_and_an_unknown_bot_are_told_in_a_sentence(applied):
    assert "There is no webinar" in applied("slide", "nothing", "--qr", "q.png").sentence
    ran = applied("slide", "clusters", "--qr", "q.png")
    assert ran.code == 1
    assert "The link needs the bot's name" in ran.sentence


def test_a_layout_that_is_wrong_is_called_by_its_name(met, monkeypatch):
    Path("own/slides").mkdir(parents=True)
    Path("own/slides/invitation.typ").write_text("#nonsense(")
    monkeypatch.setenv("AFTERWORD_TEMPLATES", "own")
    ran = met("slide", "clusters", "--png", "s.png")
    assert ran.code == 1
    assert "own/slides/invitation.typ: " in ran.sentence
    assert not Path("s.png").exists()
