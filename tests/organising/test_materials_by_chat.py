"""What an organiser sends to the bot becomes a material: promised, new, or another edition; restarts in between."""

import pytest

from bot.rehearsal.crowd import Piece
from tests.organising.driver import an_office
from tests.organising.scenes import AFTER, arrive, entered, files, stored
from tests.rehearsal.test_files import MB, png
from tests.stories.transcript import at


async def test_what_was_promised_arrives_and_what_waited_for_it_goes_at_once(office):
    house, olga = office
    (guest,) = await entered(house, 1)
    await arrive(house, AFTER)
    held = "SELECT count(*) FROM outbox WHERE follow_up = 'watch' AND state = 'held'"
    assert house.rows(held) == [(1,)]
    card = await olga.sends("video", name="recording.mp4", content=b"film", seconds=9, forwarded_from="Bo")
    assert "recording.mp4" in card
    assert "What is it, for “Communication strategies for clusters”?" in card
    assert olga.buttons[0] == "📥 The recording"
    card = await olga.taps("The recording")
    assert "“The recording” is in its place." in card
    assert "1 message waited for it and goes out within a minute." in card
    assert house.rows(held) == [(0,)]
    assert files(guest) == ["slides.pdf", "recording.mp4"]
    assert stored(house, "recording") == [("recording.mp4", 1, 1)]
    film = guest.messages[-1].content.file
    assert house.api.journal.calls("sendVideo")[-1].params["video"] == film.file_id  # sent on by its name, not uploaded
    assert house.rows("SELECT action FROM audits") == [("material.arrived",)]


async def test_a_film_too_large_to_be_fetched_goes_out_by_its_name_and_is_missing_once_telegram_forgets_it(office):
    house, olga = office
    (guest,) = await entered(house, 1)
    await olga.sends("video", name="recording.mp4", size=700 * MB, seconds=5400)
    await olga.taps("The recording")
    assert stored(house, "recording") == [("recording.mp4", 0, 1)]
    await arrive(house, AFTER)
    assert files(guest) == ["slides.pdf", "recording.mp4"]
    late = house.api.join(2, "Late")
    late.write(f"/start {house.code}")
    house.api.files.forget()
    await house.rest()
    assert "recording.mp4" not in files(late)
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    card = await olga.taps("Materials")
    assert "⏳ The recording" in card
    await olga.sends("video", name="again.mp4", size=700 * MB, seconds=5400)
    await olga.taps("The recording")
    assert "again.mp4" in files(late)


async def test_what_another_bot_takes_over_it_uploads_itself(office):
    house, olga = office
    await olga.sends("document", name="recording.pdf", content=b"%PDF notes of the recording")
    await olga.taps("The recording")
    (guest,) = await entered(house, 1)
    house.api.files.forget()  # as if it were another bot's name for it
    await arrive(house, AFTER)
    assert files(guest) == ["slides.pdf", "recording.pdf"]
    assert stored(house, "recording") == [("recording.pdf", 1, 1)]


async def test_an_album_is_one_material_however_many_messages_it_came_in(office):
    house, olga = office
    for _ in range(2):  # it is closed and reopened in between, too
        await house.close()
        await house.open()
    things = [Piece("photo", name=f"{n}.jpg", content=png(300 + n, 200), caption="The whiteboard") for n in range(3)]
    olga.person.send_album(things)
    await house.rest()
    assert len(olga.shown) == 1
    assert olga.card.count("📎") == 3
    await olga.taps("Something else that is new")
    card = await olga.taps("A list of resources")
    assert "“The whiteboard” is in its place." in card
    assert house.rows("SELECT count(*) FROM files WHERE shown = 'photo'") == [(3,)]


async def test_a_link_is_a_recording_and_replaces_nothing_by_itself(office):
    house, olga = office
    (guest,) = await entered(house, 1)
    await arrive(house, AFTER)
    card = await olga.says("Here it is: https://youtu.be/abc")
    assert "https://youtu.be/abc" in card
    await olga.taps("The recording")
    assert "https://youtu.be/abc" in guest.messages[-1].content.text


async def test_what_is_likeliest_is_offered_first_among_several_webinars(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.apply("many.yaml")
        await house.open()
        card = await olga.sends("video", name="recording of clusters.mp4", size=30 * MB)
        assert "To which webinar does this belong?" in card
        assert olga.buttons[0].startswith("📥 The recording – Communication")
        await olga.taps("📥 The recording")
        assert stored(house, "recording") == [("recording of clusters.mp4", 0, 1)]


async def test_who_is_late_hears_that_it_is_there_already_and_nothing_is_lost(office):
    house, olga = office
    await olga.sends("video", name="one.mp4", content=b"one")
    first = olga.button("The recording")
    await olga.sends("video", name="two.mp4", content=b"two")
    await olga.taps("The recording")
    await olga.forges(*first)
    assert "Somebody else has sent this in the meantime." in olga.toast
    assert stored(house, "recording") == [("two.mp4", 1, 1)]
    await olga.forges(first[0], first[1].replace("p.", "w.").rpartition(".")[0])
    assert "one.mp4" in next(m.content.text for m in olga.shown if m.message_id == first[0])


async def test_what_is_not_wanted_is_forgotten(office):
    house, olga = office
    await olga.sends("document", name="wrong.pdf", content=b"%PDF")
    old = olga.button("The recording")
    assert "Nothing was changed" in await olga.taps("Never mind")
    await olga.forges(*old)
    assert "I do not have this any more" in olga.toast
    assert house.rows("SELECT count(*) FROM arrivals") == [(0,)]


@pytest.mark.parametrize(
    "forged",
    [
        "p.1.1",
        "p.1.99.1",
        "x.1.1.1.9",
        "n.1.1.nonsense",
        "m.99",
        "i.1.99",
        "dd.1.1.0",
        "s.1.99",
        "zz",
        "k.2.1",
        "f.9.9",
    ],
)
async def test_a_forged_button_changes_nothing_and_is_answered(office, forged):
    house, olga = office
    await olga.sends("document", name="a.pdf", content=b"%PDF")
    before = house.rows("SELECT * FROM materials"), house.rows("SELECT revision FROM webinars")
    await olga.forges(olga.shown[-1].message_id, f"2mat:{forged}")
    assert (house.rows("SELECT * FROM materials"), house.rows("SELECT revision FROM webinars")) == before


async def test_what_a_stranger_sends_is_kept_nowhere(office):
    house, olga = office
    await olga.sends("document", name="a.pdf", content=b"%PDF")
    ana = house.api.join(101, "Ana")
    ana.send("document", name="mine.pdf", content=b"%PDF")
    tap = ana.tap(1, olga.button("The recording")[1])
    await house.rest()
    assert house.rows("SELECT DISTINCT chat_id FROM arrivals") == [(olga.person.chat.chat_id,)]
    assert "I do not have this any more" in tap.answer["text"]
    assert stored(house, "recording") == [(None, 0, 1)]


async def test_a_sticker_is_no_material_and_a_link_in_an_answer_is_an_answer(office):
    house, olga = office
    await olga.sends("sticker")
    olga.person.write(f"/start {house.code}")
    await house.rest()
    await olga.says("/webinars")
    await olga.taps("Communication strategies")
    await olga.taps("Open the survey now")
    await olga.says("It was as good as https://eccp.eu")
    assert house.rows("SELECT count(*) FROM arrivals") == [(0,)]
    await olga.sends("document", name="recording.pdf", content=b"%PDF")
    assert "What is it, for" in olga.card


async def test_an_organiser_who_speaks_french_is_asked_in_french(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        house.api.join(olga.person.chat.chat_id, "Olga", language_code="fr")
        card = await olga.sends("document", name="enregistrement.pdf", content=b"%PDF")
        assert "Ce qui est promis et manque encore est en tête." in card
        assert olga.buttons[0] == "📥 L’enregistrement"
        assert "est à sa place" in await olga.taps("L’enregistrement")
