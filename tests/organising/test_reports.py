"""Reports by chat: the whole one as PDF and HTML, and a page for each speaker, of what whoever asks may see."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.organising.answers import FIVE, SIX, a_member, take
from tests.organising.driver import Organiser, an_office
from tests.organising.test_sessions import OTHERS, TALKS, a_speaker
from tests.stories.transcript import at


@pytest.fixture
async def answered(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("in_a_series.yaml")
        await house.open()
        await house.rest()
        await take(house, "clusters", SIX)
        await take(house, "before", FIVE)
        yield house, olga


@pytest.fixture
async def talks(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("sessions.yaml")
        await house.open()
        await house.rest()
        await take(house, "day", TALKS)
        yield house, olga


def last_file(person: Organiser):
    return [message.content.file for message in person.shown if message.content.file][-1]


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


async def test_an_organiser_takes_the_report_on_a_tap_and_it_is_logged(answered):
    house, olga = answered
    await olga.says("/summary clusters")
    await olga.taps("Documents")
    await olga.taps("Report (PDF)")
    assert any(message.content.text.startswith("Which document?") for message in olga.shown)
    pdf = last_file(olga)
    assert pdf.name == "clusters-short-report.pdf"
    assert "At a glance" in pages(pdf.content)[0]
    assert "6 of 40 attendees" in pages(pdf.content)[0]
    assert any(page.startswith("Annex: all counts") for page in pages(pdf.content))
    await olga.taps("Report (HTML)")
    html = last_file(olga)
    assert html.name == "clusters-short-report.html"
    assert "15\u00a0%" in html.content.decode()
    assert house.rows("SELECT action FROM audits ORDER BY id") == [("export.report",), ("export.report",)]
    assert not any("speaker" in label for label in olga.buttons)


async def test_a_viewer_takes_the_report_too_and_is_not_told_what_goes_out(answered):
    house, olga = answered
    vera = await a_member(house, 77, "Vera", "viewer")
    for person, told in ((olga, True), (vera, False)):
        await person.says("/summary clusters")
        await person.taps("Documents")
        await person.taps("Report (HTML)")
        assert ('data-table="follow_ups"' in last_file(person).content.decode()) is told


async def test_each_speaker_gets_a_page_of_their_own(talks):
    _, olga = talks
    await olga.says("/summary day")
    await olga.taps("Documents")
    await olga.taps("A page for each speaker (PDF)")
    sheets = last_file(olga)
    assert sheets.name == "day-talks-talks.pdf"
    ada, grace = pages(sheets.content)
    assert "The analytical engine – Ada Lovelace" in ada
    assert "How was the talk on the engine?" in ada
    assert "Will you write loops from now on?" in ada
    assert ada.count("n = 6") >= 2
    assert "compiler" not in ada.replace("The first compiler", "")
    assert "The first compiler – Grace Hopper" in grace
    assert "engine" not in grace


async def test_a_speaker_takes_a_report_and_a_page_of_her_own_talk_only(talks):
    house, olga = talks
    ada = await a_speaker(house, olga)
    await ada.says("/summary day")
    await ada.taps("Documents")
    for label in ("A page for each speaker", "Report (PDF)"):
        await ada.taps(label)
        told = " ".join(pages(last_file(ada).content))
        assert "How was the talk on the engine?" in told
        assert [words for words in OTHERS if words in told] == []
    await ada.taps("Report (HTML)")
    told = re.sub(r"\s+", " ", last_file(ada).content.decode())
    assert [words for words in OTHERS if words in told] == []


async def test_a_forged_button_brings_no_page_where_there_are_no_sessions(answered):
    house, olga = answered
    await olga.says("/summary clusters")
    number = house.rows("SELECT id FROM webinars WHERE key = 'clusters'")[0][0]
    await olga.forges(olga.shown[-1].message_id, f"2paper:talks.{number}.0")
    assert "no sessions with questions of their own" in olga.card
    assert [message for message in olga.shown if message.content.file] == []
