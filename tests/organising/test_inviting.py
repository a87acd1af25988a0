"""From a webinar's card to people who come: the link, the slide, a link for each place, a text to paste."""

import io
import json
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

import db.members
from tests.organising.driver import Organiser, an_office
from tests.stories.house import OWNER
from tests.stories.transcript import at

VIEWER, STRANGER = 901, 902


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


async def invites(olga):
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    return await olga.taps("Invite")


def link(house, source=None):
    me = house.rows("SELECT username FROM bots")[0][0]
    return f"https://t.me/{me}?start={house.code}{'-' + source if source else ''}"


def newest_file(olga):
    return olga.shown[-1].content.file


def scanned(png):
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


async def enters(house, number, source):
    guest = house.api.join(number, f"Guest {number}")
    guest.write(f"/start {house.code}-{source}")
    await house.rest()


async def joins(house, number, role):
    def work(tx):
        db.members.join(
            tx, telegram_id=number, name="Vera", role=role, scope="all", series=None, webinar_id=None, rows=False,
            invited_by=OWNER, now=house.api.clock.now(),
        )  # fmt: skip

    await house.store.write(work)
    return Organiser(house, house.api.join(number, "Vera"))


async def test_the_link_stands_there_to_be_copied(office):
    house, olga = office
    card = await invites(olga)
    assert link(house) in card
    assert olga.buttons[0] == "🖼 The last slide as a picture"
    assert "Entered: 0" in await olga.taps("Back")


async def test_the_slide_comes_as_a_picture_below_and_the_card_stays_what_it_was(office):
    house, olga = office
    card = await invites(olga)
    await olga.taps("The last slide as a picture")
    picture = newest_file(olga)
    assert picture.kind == "photo"
    assert picture.dimensions == (1920, 1080)
    assert scanned(picture.content) == [link(house, "slide")]
    assert olga.shown[-2].content.text == card
    assert any("A text to paste" in button["text"] for row in olga.shown[-2].buttons for button in row)


async def test_a_slide_that_was_asked_for_when_the_bot_went_down_comes_when_it_is_up_again(office):
    house, olga = office
    card = await invites(olga)
    message_id, written = olga.button("The last slide as a picture")
    olga.person.tap(message_id, written)
    await house.taken_up()
    await house.close()
    await house.open()
    await house.rest()
    assert scanned(newest_file(olga).content) == [link(house, "slide")]
    assert [message.content.text for message in olga.shown if message.message_id == message_id] == [card]


async def test_the_slide_comes_as_a_pdf_and_the_code_alone_as_a_file(office):
    house, olga = office
    await invites(olga)
    await olga.taps("As a PDF")
    slide = newest_file(olga)
    assert slide.name == "communication-slide.pdf"
    assert olga.card == link(house, "slide")
    (page,) = PdfReader(io.BytesIO(slide.content)).pages
    assert "Communication strategies for clusters" in " ".join(page.extract_text().split())
    assert "Scan to tell us how it was and to get the slides." in " ".join(page.extract_text().split())
    await olga.taps("The code alone")
    assert newest_file(olga).name == "communication-slide.png"
    assert scanned(newest_file(olga).content) == [link(house, "slide")]


async def test_whoever_scans_the_slide_is_counted_there(office):
    house, olga = office
    await enters(house, 1, "slide")
    await enters(house, 2, "slide")
    await enters(house, 3, "mail")
    assert "People by source: slide 2, mail 1" in await invites(olga)
    await olga.taps("A link for each place")
    assert olga.buttons[:3] == ["slide · 2", "mail · 1", "chat · 0"]
    card = await olga.taps("mail · 1")
    assert link(house, "mail") in card
    assert "People who came by it: 1" in card


async def test_a_source_is_typed_and_gets_a_link_and_a_code_of_its_own(office):
    house, olga = office
    await invites(olga)
    await olga.taps("A link for each place")
    assert "Send one short word" in await olga.taps("Another source")
    card = await olga.says(" LinkedIn ")
    assert link(house, "linkedin") in card
    await olga.taps("The code alone")
    assert scanned(newest_file(olga).content) == [link(house, "linkedin")]
    assert newest_file(olga).name == "communication-linkedin.png"
    assert house.rows("SELECT name FROM sources") == [("linkedin",)]
    deeds = house.rows("SELECT by, action, webinar, detail FROM audits")
    assert [(*deed[:3], json.loads(deed[3])) for deed in deeds] == [
        (OWNER, "source.added", "communication", {"source": "linkedin"})
    ]


@pytest.mark.parametrize("typed", ["two words", "a" * 17, "Žurnál", "mail!", "personal"])
async def test_a_word_that_no_link_can_carry_is_asked_for_again(office, typed):
    house, olga = office
    await invites(olga)
    await olga.taps("A link for each place")
    await olga.taps("Another source")
    refusal = await olga.says(typed)
    assert "one short word" in refusal or "another word" in refusal
    assert link(house, "newsletter") in await olga.says("newsletter")
    assert house.rows("SELECT name FROM sources") == [("newsletter",)]


async def test_a_source_is_taken_off_the_list_unless_somebody_came_by_it(office):
    house, olga = office
    await invites(olga)
    await olga.taps("A link for each place")
    await olga.taps("Another source")
    await olga.says("linkedin")
    there = olga.button("Take it off the list")
    await olga.taps("Take it off the list")
    assert not any("linkedin" in label for label in olga.buttons)
    assert house.rows("SELECT name FROM sources") == []
    await enters(house, 1, "linkedin")
    await olga.forges(*there)
    assert olga.toast == "People came by this link already, so it stays on the list."
    await invites(olga)
    await olga.taps("A link for each place")
    assert any("linkedin · 1" in label for label in olga.buttons)


async def test_a_text_to_paste_in_each_language_of_the_webinar(office):
    house, olga = office
    await invites(olga)
    await olga.taps("A link for each place")
    await olga.taps("chat · 0")
    text = await olga.taps("A text to paste")
    assert f"Tell us how it was, and get the slides, in a short chat:\n{link(house, 'chat')}" in text
    assert "Dites-nous comment c’était" in await olga.taps("Français")
    assert link(house, "chat") in olga.card
    assert link(house, "chat") in await olga.taps("Back")


async def test_whoever_may_only_look_gets_the_link_and_the_slide_but_adds_nothing(office):
    house, _olga = office
    vera = await joins(house, VIEWER, "viewer")
    card = await invites(vera)
    assert link(house) in card
    await vera.taps("The last slide as a picture")
    assert newest_file(vera).kind == "photo"
    await vera.taps("A link for each place")
    assert not any("Another source" in label for label in vera.buttons)
    message_id, _ = vera.button("chat · 0")
    (webinar,) = house.rows("SELECT id FROM webinars")[0]
    await vera.forges(message_id, f"2inv:x.{webinar}.chat")
    assert vera.toast == "This is for the organisers of the webinar only."


async def test_a_stranger_learns_nothing_by_a_forged_button(office):
    house, _ = office
    stranger = Organiser(house, house.api.join(STRANGER, "Sam"))
    await stranger.says("/start")
    message_id = stranger.shown[-1].message_id
    for written in ("2inv:w.1", "2inv:p.1.", "2inv:w.77", "2inv:a.1"):
        before = len(stranger.shown)
        await stranger.forges(message_id, written)
        assert stranger.toast == "This is for the organisers of the webinar only."
        assert len(stranger.shown) == before


async def test_a_forged_source_or_verb_does_nothing(office):
    _, olga = office
    await invites(olga)
    message_id, _ = olga.button("As a PDF")
    before = len(olga.shown)
    for written in ("2inv:p.1.nowhere", "2inv:z.1", "2inv:w.x", "2inv:"):
        await olga.forges(message_id, written)
        assert olga.toast
    assert len(olga.shown) == before


async def test_a_slide_whose_layout_is_wrong_is_said_to_be_and_the_card_stays(office, tmp_path):
    house, olga = office
    (tmp_path / "own" / "slides").mkdir(parents=True)
    (tmp_path / "own" / "slides" / "invitation.typ").write_text("#nonsense(")
    house.settings = replace(house.settings, templates=tmp_path / "own")
    await invites(olga)
    before = len(olga.shown)
    card = await olga.taps("The last slide as a picture")
    assert link(house) in card
    assert "its layout is wrong. Please tell whoever runs the bot." in card
    assert len(olga.shown) == before
    assert "A text to paste" in " ".join(olga.buttons)
