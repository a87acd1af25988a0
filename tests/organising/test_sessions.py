"""A speaker of one session sees the figures of its questions, and nothing of any other talk, wherever they look."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.organising.answers import take
from tests.organising.driver import Organiser, an_office
from tests.stories.transcript import at

ADA, GRACE = 501, 502
TALKS = "response,finished,overall,engine,loops,compiler,improve\n" + "".join(
    f"{name},1,very,{'good' if name in 'abc' else 'fair'},yes,poor,Shorter\n" for name in "abcdef"
)
OTHERS = ("day as a whole", "compiler", "torment", "Very satisfied", "Shorter", "What should be better")
"""What Ada's talk has nothing to do with."""


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:00")) as (house, olga):
        await house.apply("sessions.yaml")
        await house.open()
        await house.rest()
        await take(house, "day", TALKS)
        await take(house, "before", TALKS)
        yield house, olga


async def offered(olga, session):
    """The link that makes somebody the speaker of a session, as a command."""
    await olga.says("/team")
    await olga.taps("Invite somebody")
    await olga.taps("Speaker")
    assert await olga.taps("The day of talks") == "Which session’s figures shall they see?"
    assert olga.buttons[:3] == [
        "The analytical engine – Ada Lovelace",
        "The first compiler – Grace Hopper",
        "The whole webinar",
    ]
    [token] = re.findall(r"\?start=(join_\S+)", await olga.taps(session))
    return f"/start {token}"


async def a_speaker(house, olga, number=ADA, name="Ada", session="The analytical engine"):
    start = await offered(olga, session)
    speaker = Organiser(house, house.api.join(number, name))
    await speaker.says(start)
    return speaker


async def test_a_speaker_is_invited_for_one_session_and_told_so(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    assert "You are now: Speaker, for the session “The analytical engine” of “The day of talks”." in ada.card
    assert "see the figures of this session’s questions" in ada.card
    await olga.says("/team")
    assert "Ada – Speaker: the session “The analytical engine” of “The day of talks”" in olga.card.replace("\n", "")


async def test_the_figures_are_those_of_her_talk_with_wording_and_base(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    card = await ada.says("/summary day")
    assert "Only the figures of: The analytical engine" in card
    assert "How was the talk on the engine?" in card
    assert "n = 6" in card
    await ada.taps("Questions")
    assert "1. How was the talk on the engine?" in ada.card
    assert "2. Will you write loops from now on?" in ada.card
    assert "3." not in ada.card
    await ada.taps("1")
    assert "A delight: 50% (19–81)" in ada.card
    assert not [label for label in ada.buttons if "wrote" in label]


async def test_nothing_of_another_talk_is_told_by_any_button_chart_document_or_forged_place(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    await ada.says("/summary day")
    message_id = ada.shown[-1].message_id
    number = house.rows("SELECT id FROM webinars WHERE key = 'day'")[0][0]
    forged = [
        f"2fig:{verb}.{number}.{survey}.{place}.0" for verb in "scquwob" for survey in (0, 1) for place in range(6)
    ]
    for data in [*forged, *(f"2paper:{kind}.{number}.0" for kind in ("l", "png", "pdf", "csv"))]:
        await ada.forges(message_id, data)
    told = " ".join(f"{m.content.text} {m.buttons}" for m in ada.shown) + ada.toast
    assert not [words for words in OTHERS if words in told]
    assert "How was the talk on the engine?" in told


async def test_a_briefing_that_she_takes_has_her_own_figures_only(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    await ada.says("/summary day")
    await ada.taps("Documents")
    await ada.taps("Briefing")
    [paper] = [message.content.file for message in ada.shown if message.content.file]
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "talk on the engine" in text
    assert "compiler" not in text
    assert "day as a whole" not in text


async def test_who_speaks_twice_sees_both_talks_and_a_viewer_sees_all(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    await ada.says(await offered(olga, "The first compiler"))
    card = await ada.says("/summary day")
    assert "Only the figures of: The analytical engine, The first compiler" in card
    assert "talk on the compiler" in card
    assert "day as a whole" not in card
    await olga.says("/team")
    await olga.taps("Ada")
    await olga.taps("→ Viewer")
    assert "day as a whole" in await ada.says("/summary day")


async def test_a_session_that_the_webinar_has_no_more_shows_nothing(office):
    house, olga = office
    ada = await a_speaker(house, olga)
    await house.close()
    await house.apply("sessions_less.yaml")
    await house.open()
    card = await ada.says("/summary day")
    assert "Your session is not in this webinar any more." in card
    assert "engine?" not in card


async def test_the_speaker_of_the_whole_webinar_becomes_one_of_a_session_by_another_link(office):
    house, olga = office
    ada = await a_speaker(house, olga, session="The whole webinar")
    assert "day as a whole" in await ada.says("/summary day")
    await ada.says(await offered(olga, "The analytical engine"))
    assert "day as a whole" not in await ada.says("/summary day")
    assert house.rows("SELECT count(*) FROM members WHERE removed_at IS NULL") == [(1,)]


async def test_a_viewer_of_one_webinar_is_made_the_speaker_of_a_session(office):
    house, olga = office
    await olga.says("/team")
    await olga.taps("Invite somebody")
    await olga.taps("Viewer")
    [token] = re.findall(r"\?start=(join_\S+)", await olga.taps("“The day of talks”"))
    grace = Organiser(house, house.api.join(GRACE, "Grace"))
    await grace.says(f"/start {token}")
    await olga.says("/team")
    await olga.taps("Grace")
    await olga.taps("→ Speaker")
    assert "the session “The first compiler”" in await olga.taps("The first compiler")
    assert "talk on the engine" not in await grace.says("/summary day")


async def test_her_survey_alone_is_what_the_earlier_webinar_beside_tells(office):
    """She speaks at one day; what another day added up to is not hers to see."""
    house, olga = office
    ada = await a_speaker(house, olga)
    await ada.says("/summary day")
    assert not [label for label in ada.buttons if "Earlier" in label]
