"""``/materials``: what was promised, by webinar, and each thing that is there one tap away."""

from datetime import timedelta

import msgspec
import pytest

from bot.rehearsal.faults import Fault
from bot.services.errors import Unavailable
from bot.services.fetching import A_MOMENT, Fetching
from bot.survey.definitions import FollowUp, Material, OnFinish
from bot.survey.ruling import Picked
from tests.chat.house import WEBINAR, both, button, labels, shown, text
from tests.chat.test_attendee import last, tap, write

PDF = b"%PDF the slides"
SLIDES = Material(
    "slides", "presentation", both("The slides", "Les diapositives"), files=("slides.pdf",), shown=("document",)
)
LINK = Material("links", "resources", both("Links"), url="https://example.org/links")
TO_COME = Material("recording", "recording", both("The recording"))
CONTACTS = Material("contacts", "contacts", both("The contact list"))
THANKS = FollowUp("thanks", OnFinish(), send=("slides", "recording", "links"))


@pytest.fixture
async def shelf(house, ana, tmp_path, monkeypatch):
    """Ana has entered a webinar with materials, and it has ended."""
    (tmp_path / "slides.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    await publish(house, SLIDES, LINK, TO_COME, CONTACTS, follow_ups=(THANKS,))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    return ana


async def publish(house, *materials, **changed):
    changed = {"materials": materials, "key": "promising", **changed}
    return await house.publish(webinar=msgspec.structs.replace(WEBINAR, **changed))


async def fetches(house, person, label):
    await write(house, person, "/materials")
    before = len(shown(person))
    await tap(house, person, label)
    return shown(person)[before:]


async def test_what_is_there_has_a_button_and_what_is_to_come_says_so(house, shelf):
    await write(house, shelf, "/materials")
    assert text(last(shelf)) == (
        "Your materials\n\nStrategies & clusters\n1. The slides\n2. Links\n"
        "3. The recording – not there yet; it comes by itself"
    )
    assert labels(last(shelf)) == ["1. The slides", "2. Links"]


async def test_a_file_comes_with_its_title_and_a_link_as_a_message(house, shelf):
    (file,) = await fetches(house, shelf, "The slides")
    assert (file.content.file.name, file.content.file.content, text(file)) == ("slides.pdf", PDF, "The slides")
    (link,) = await fetches(house, shelf, "Links")
    assert text(link) == "Links\nhttps://example.org/links"


async def test_a_file_is_uploaded_once_and_sent_by_its_name_from_then_on(house, shelf):
    for _ in range(2):
        await fetches(house, shelf, "The slides")
        house.clock.set(house.clock.now() + A_MOMENT)
    first, second = house.api.journal.calls("sendDocument")
    assert first.params.keys() ^ second.params.keys() <= {"disable_content_type_detection"}
    assert [(second.params["document"],)] == await house.rows("SELECT file_id FROM uploads")


async def test_a_file_that_telegram_has_forgotten_is_uploaded_again(house, shelf):
    await fetches(house, shelf, "The slides")
    house.clock.set(house.clock.now() + A_MOMENT)
    await house.store.write(lambda tx: tx.execute("UPDATE uploads SET file_id = 'forgotten'"))
    (file,) = await fetches(house, shelf, "The slides")
    assert file.content.file.content == PDF
    assert await house.rows("SELECT count(*) FROM uploads WHERE file_id <> 'forgotten'") == [(1,)]


async def test_a_second_tap_while_they_wait_brings_no_second_copy(house, shelf):
    assert len(await fetches(house, shelf, "The slides")) == 1
    assert await fetches(house, shelf, "The slides") == []
    (tapped, *_) = reversed(house.api.journal.calls("answerCallbackQuery"))
    assert (tapped.params["text"], tapped.params["show_alert"]) == ("I have just sent you this.", False)
    assert len(await fetches(house, shelf, "Links")) == 1
    house.clock.set(house.clock.now() + A_MOMENT)
    assert len(await fetches(house, shelf, "The slides")) == 1


async def test_it_comes_through_a_bad_moment(house, shelf):
    house.api.faults.add(Fault("429", method="sendDocument", retry_after=9))
    (file,) = await fetches(house, shelf, "The slides")
    assert file.content.file.name == "slides.pdf"


async def test_a_store_that_is_out_after_the_file_went_brings_no_second_one(house, shelf, monkeypatch):
    async def out(*_):
        raise Unavailable

    monkeypatch.setattr(Fetching, "handed", out)
    assert len(await fetches(house, shelf, "The slides")) == 1
    assert await house.rows("SELECT count(*) FROM uploads") == [(0,)]


async def test_fetching_by_hand_leaves_what_is_planned_as_it_is(house, shelf):
    before = await house.rows("SELECT * FROM outbox")
    await fetches(house, shelf, "The slides")
    assert await house.rows("SELECT * FROM outbox") == before != []


async def test_before_the_end_nothing_can_be_fetched(house, ana, tmp_path, monkeypatch):
    house.clock.set(house.clock.now() + timedelta(minutes=-15))
    (tmp_path / "slides.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    await publish(house, SLIDES)
    house.poll()
    await write(house, ana, f"/start {house.code}")
    assert (await write(house, ana, "/materials")).endswith("1. The slides – after the webinar")
    query = ana.tap(last(ana).message_id, "2fetch:1")
    await house.quiet()
    assert query.answer["text"] == "You can get this after the webinar."


@pytest.mark.parametrize("forged", ["999", "", "x", "1" * 18, "-1", "00000"])
async def test_a_forged_id_is_refused_politely(house, shelf, forged):
    query = shelf.tap(last(shelf).message_id, f"2fetch:{forged}")
    await house.quiet()
    assert query.answer == {
        "text": "I cannot send you this. /materials shows what there is for you.",
        "show_alert": True,
    }


async def test_another_webinars_material_is_refused_like_one_that_is_not_there(house, shelf, api):
    await write(house, shelf, "/materials")
    eve = api.join(666, "Eve")
    for written in ("hello", f"/start {await house.publish(webinar=msgspec.structs.replace(WEBINAR, key='other'))}"):
        await write(house, eve, written)
        query = eve.tap(last(eve).message_id, button(last(shelf), "The slides"))
        await house.quiet()
        assert query.answer["text"].startswith("I cannot send you this.")


async def test_what_only_some_are_promised_is_not_even_named_to_the_others(house, ana, api, tmp_path, monkeypatch):
    (tmp_path / "slides.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    rescue = FollowUp("rescue", OnFinish(), send=("slides",), to=Picked("overall", ("not",)))
    await publish(house, SLIDES, follow_ups=(rescue,))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    assert (await write(house, ana, "/materials")).startswith("There are no materials for you yet.")
    query = ana.tap(last(ana).message_id, "2fetch:1")
    await house.quiet()
    assert query.answer["text"].startswith("I cannot send you this.")
    (question, *_) = shown(ana)
    await tap(house, ana, "Not", question)
    assert (await write(house, ana, "/materials")).endswith("1. The slides")
    (file,) = await fetches(house, ana, "The slides")
    assert file.content.file.name == "slides.pdf"


async def test_what_waits_for_approval_is_not_given_away(house, ana, tmp_path, monkeypatch):
    (tmp_path / "slides.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    await publish(house, SLIDES, follow_ups=(FollowUp("bonus", OnFinish(), send=("slides",), approve=True),))
    house.poll()
    await write(house, ana, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    assert (await write(house, ana, "/materials")).startswith("There are no materials for you yet.")


async def test_a_long_list_is_leafed_through_in_its_own_message(house, ana):
    links = [Material(f"link{n}", "resources", both(f"Link {n}"), url=f"https://example.org/{n}") for n in range(20)]
    await publish(house, *links)
    house.poll()
    await write(house, ana, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    await write(house, ana, "/materials")
    card, count = last(ana), len(shown(ana))
    assert text(card).endswith("8. Link 7\n\nPage 1 of 3")
    assert labels(card)[-1:] == ["More ▶"]
    await tap(house, ana, "More", card)
    assert labels(card)[-2:] == ["◀ Back", "More ▶"]
    await tap(house, ana, "More", card)
    assert text(card) == (
        "Your materials\n\nStrategies & clusters\n17. Link 16\n18. Link 17\n19. Link 18\n20. Link 19\n\nPage 3 of 3"
    )
    await tap(house, ana, "Back", card)
    assert "Page 2 of 3" in text(card)
    ana.tap(card.message_id, "2materials:99")
    await house.quiet()
    assert "Page 3 of 3" in text(card)
    assert len(shown(ana)) == count


async def test_who_comes_too_late_finds_the_materials_behind_a_button(house, ana):
    await publish(house, LINK)
    house.poll()
    house.clock.set(house.clock.now() + timedelta(days=9))
    await write(house, ana, f"/start {house.code}")
    late = last(ana)
    assert labels(late) == ["Materials"]
    await tap(house, ana, "Materials", late)
    assert text(last(ana)) == "Your materials\n\nStrategies & clusters\n1. Links"
    assert text(late).startswith("The survey about")


async def test_titles_as_long_as_can_be_fit_into_one_message(house, ana):
    links = [Material(f"l{n}", "resources", both("<&" * 100), url=f"https://example.org/{n}") for n in range(8)]
    await publish(house, *links, title="<&" * 1000)
    house.poll()
    await write(house, ana, f"/start {house.code}")
    house.clock.set(house.clock.now() + timedelta(hours=1))
    assert (await write(house, ana, "/materials")).startswith("Your materials\n\n<&<&")
    assert len(labels(last(ana))) == 8
