"""A briefing is composed when somebody is to get it, shares only what may be shared, and comes in their language."""

from __future__ import annotations

import io
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader

import db.attendees
import db.bots
from bot.delivery.ports import FilePart, TextPart
from bot.delivery.retry import Sent
from bot.insight.contents import Contents
from bot.render.press import Press
from bot.render.texts import Texts
from bot.services.access import Access, Operator
from bot.services.composing import Composing, NoBriefing
from bot.services.delivering import Delivering
from bot.services.fetching import A_MOMENT, Fetched, Fetching
from bot.services.named import UnknownWebinar
from bot.services.storage import Storage
from tests.render.briefings import picture
from tests.services.scenes import SURVEY, WEBINAR, picked

BRIEFING = """
  - key: harbour
    kind: good_practice
    title: {en: The harbour, fr: Le port}
    who: Blue Cluster
    story: {en: They opened the harbour., fr: Ils ont ouvert le port.}
    picture: harbour.png
  - key: briefing
    kind: briefing
    title: {en: The briefing, fr: La note}
    compose:
      lessons: [{en: Say it once more., fr: Répétez-le.}]
      practices: [harbour]
      figures: [overall, again, hours]
follow_ups:
  - {key: story, when: 1d after end at 09:00, send: [harbour], text: A story.}
  - {key: digest, when: 2d after end at 09:00, send: [briefing], text: Here it is.}
"""
COMPOSING = WEBINAR.split("follow_ups:")[0].rstrip() + BRIEFING
STORY_DUE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
CLOSED = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


class Desk:
    """An office with a press."""

    def __init__(self, office) -> None:
        self.office = office
        self.press = Press(Texts())
        self.printed = 0
        storage = Storage(office.store)
        self.briefings = Composing(storage, office.clock, office.library, self._print)
        self.delivering = Delivering(
            storage, office.clock, office.library, chance=office.chance.choice, compose=self.briefings.compose
        )
        self.fetching = Fetching(storage, office.clock, office.library)

    def _print(self, contents: Contents, language: str) -> bytes:
        self.printed += 1
        return self.press(contents, language)

    async def part_of(self, parcel) -> tuple[FilePart, str]:
        """The last part of a parcel and what its pages say."""
        part = parcel.parts[-1]
        assert isinstance(part, FilePart)
        (content,) = await self.delivering.file_bytes(part)
        return part, " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())

    async def look(self, key: str = "clusters") -> Contents:
        return await self.briefings.look(key, access=Access(()), reader=Operator())


@pytest.fixture
async def desk(office):
    (office.folder / "harbour.png").write_bytes(picture())
    await office.apply(SURVEY, COMPOSING)
    return Desk(office)


async def answered(office, people: int, *, since: int = 101, choice: str = "good") -> None:
    for number in range(people):
        await office.answer(since + number, {"overall": picked(choice), "again": picked("9")})


async def in_french(office, chat_id: int) -> None:
    def work(tx: sqlite3.Connection) -> None:
        db.attendees.choose(tx, chat_id=chat_id, language="fr", now=office.clock.now())

    await office.store.write(work)


async def due(desk, follow_up: str, now: datetime):
    """The parcels of one follow-up that are given out at ``now``."""
    desk.office.clock.set(now)
    found = []
    while parcels := await desk.delivering.claim(limit=50):
        found += parcels
    return [parcel for parcel in found if parcel.follow_up == follow_up]


async def test_everybody_gets_it_in_their_language_with_the_figures_of_that_moment(desk, office):
    await answered(office, 6)
    await in_french(office, 101)
    parcels = await due(desk, "digest", DUE)
    assert len(parcels) == 6
    said = {parcel.chat_id: await desk.part_of(parcel) for parcel in parcels}
    french, english = said[101], said[102]
    assert (french[0].file_name, english[0].file_name) == ("clusters-briefing-fr.pdf", "clusters-briefing-en.pdf")
    assert "Répétez-le." in french[1]
    assert "Say it once more." in english[1]
    assert "6 people answered" in english[1]
    assert "Answers until 26 November 2026" in english[1]
    assert "Left out, because fewer than 5 people answered: 1" in english[1]
    assert desk.printed == 2  # once a language, not once a person


async def test_too_few_answers_leave_the_figures_out_even_of_an_identified_survey(desk, office):
    await office.apply(SURVEY.replace("identity: pseudonymous", "identity: identified"), COMPOSING)
    await answered(office, 4)
    parcel = (await due(desk, "digest", DUE))[0]
    _, said = await desk.part_of(parcel)
    assert "Too few people have answered so far to share figures here." in said
    assert "%" not in said


async def test_figures_told_once_do_not_change_with_one_more_answer(desk, office):
    await answered(office, 6)
    await due(desk, "digest", DUE)
    await answered(office, 1, since=201, choice="poor")
    office.clock.set(CLOSED)
    await desk.briefings.compose_closed()
    stored = await office.rows("SELECT counted_at, composed_at FROM briefings")
    assert stored == [(int(DUE.timestamp() * 1000), int(CLOSED.timestamp() * 1000))]


async def test_when_the_survey_has_closed_the_figures_are_those_of_its_end(desk, office):
    await answered(office, 6)
    await due(desk, "digest", DUE)
    await answered(office, 5, since=201)
    office.clock.set(CLOSED)
    await desk.briefings.compose_closed()
    assert [figure.base for figure in (await desk.look()).figures] == [11, 11]
    assert await office.rows("SELECT counted_at FROM briefings") == [(int(CLOSED.timestamp() * 1000),)]
    printed = desk.printed
    await desk.briefings.compose_closed()
    assert desk.printed == printed


async def test_a_mended_lesson_is_printed_anew_with_the_same_figures(desk, office):
    await answered(office, 6)
    await due(desk, "digest", DUE)
    await answered(office, 6, since=201)
    await office.apply(SURVEY, COMPOSING.replace("Say it once more.", "Say it twice."))
    parcel = (await due(desk, "digest", DUE + timedelta(hours=1)))[0]
    _, said = await desk.part_of(parcel)
    assert "Say it twice." in said
    assert "6 people answered" in said


async def test_who_asks_for_it_later_gets_the_same_and_nobody_before_it_is_there(desk, office):
    await answered(office, 6)
    ((material_id,),) = await office.rows("SELECT id FROM materials WHERE key = 'briefing'")
    office.clock.set(DUE - timedelta(hours=1))
    assert not isinstance(await desk.fetching.fetch(101, material_id), Fetched)
    part = (await due(desk, "digest", DUE))[0].parts[-1]
    fetched = await desk.fetching.fetch(101, material_id)
    assert isinstance(fetched, Fetched)
    assert fetched.part.digest == part.digest


async def test_what_telegram_calls_each_language_is_remembered(desk, office):
    await office.store.write(lambda tx: db.bots.remember(tx, telegram_id=1, username="bot", now=office.clock.now()))
    await answered(office, 6)
    await in_french(office, 101)
    french, english = (await due(desk, "digest", DUE))[:2]
    for parcel in (french, english):
        sent = Sent(1, f"file of {parcel.chat_id}")
        await desk.fetching.handed(parcel.chat_id, parcel.parts[-1], sent)
    ((material_id,),) = await office.rows("SELECT id FROM materials WHERE key = 'briefing'")
    office.clock.set(office.clock.now() + A_MOMENT)
    for chat_id in (101, 102):
        assert (await desk.fetching.fetch(chat_id, material_id)).part.file_id == f"file of {chat_id}"


async def test_a_good_practice_is_a_picture_with_its_story_and_the_text_goes_before_it(desk, office):
    await answered(office, 1)
    (parcel,) = await due(desk, "story", STORY_DUE)
    text, practice = parcel.parts
    assert isinstance(text, TextPart)
    assert (practice.kind, practice.file_name) == ("good_practice", "harbour.png")
    assert practice.practice.story[0].spoken("fr") == "Ils ont ouvert le port."
    assert await desk.delivering.file_bytes(practice) == [picture()]


async def test_a_briefing_that_cannot_be_printed_stops_its_own_rows_and_no_others(office):
    (office.folder / "harbour.png").write_bytes(picture())
    await office.apply(SURVEY, COMPOSING)

    def broken(contents: Contents, language: str) -> bytes:
        raise RuntimeError("no ink")

    desk = Desk(office)
    desk.briefings._press = broken
    await answered(office, 2)
    assert len(await due(desk, "story", STORY_DUE)) == 2
    assert await due(desk, "digest", DUE) == []
    rows = await office.rows("SELECT DISTINCT state, attempts FROM outbox WHERE follow_up = 'digest'")
    assert rows == [("planned", 1)]


async def test_a_look_keeps_nothing(desk, office):
    await answered(office, 6)
    before = await office.dump()
    contents = await desk.look()
    assert ([figure.key for figure in contents.figures], contents.left_out) == (["overall", "again"], 1)
    assert contents.practices[0].picture == picture()
    assert await office.dump() == before


async def test_who_looks_for_none_is_told_so(desk, office):
    with pytest.raises(UnknownWebinar):
        await desk.look("nothing")
    await office.apply(SURVEY, WEBINAR)
    with pytest.raises(NoBriefing):
        await desk.look()
