"""What can be fetched follows from the rows that are stored: what is held is not there, and what is planned stays."""

import db.steered
from bot.delivery.ports import FilePart, LinkPart
from bot.delivery.shelf import Reach
from bot.services.enrolled import Answered, Enrolments, Opens, Waits
from bot.services.fetching import Fetched, Fetching
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.scenes import ENDS, OPENS, SURVEY, WEBINAR, second

APPROVED = WEBINAR.replace("send: [slides]}", "send: [slides], approve: true}")


def fetching(office):
    return Fetching(Storage(office.store), office.clock, office.library)


async def stands(office, chat_id=101):
    """Each material of somebody by its title, and how it stands."""
    shelves = await fetching(office).shelves(chat_id)
    return {each.title.spoken("en"): each.reach for shelf in shelves for each in shelf.materials}


async def test_what_is_held_for_approval_appears_when_it_is_let_go(office):
    await office.apply(SURVEY, APPROVED)
    office.clock.set(ENDS)
    await office.enter(101)
    assert await stands(office) == {"The recording": Reach.PROMISED}
    assert await fetching(office).fetch(101, 1) is Reach.HIDDEN
    [(row,)] = await office.rows("SELECT id FROM outbox WHERE follow_up = 'thanks'")
    await office.store.write(lambda tx: db.steered.release(tx, row, due_at=ENDS))
    assert await stands(office) == {"The slides": Reach.READY, "The recording": Reach.PROMISED}
    assert isinstance(await fetching(office).fetch(101, 1), Fetched)
    await office.store.write(lambda tx: db.steered.cancel(tx, row, reason="no", now=ENDS))
    assert await fetching(office).fetch(101, 1) is Reach.HIDDEN


async def test_reading_and_fetching_store_nothing(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(101)
    office.clock.set(ENDS)
    before = await office.dump()
    await stands(office)
    fetched = await fetching(office).fetch(101, 1)
    assert isinstance(fetched, Fetched)
    assert isinstance(fetched.part, FilePart)
    assert (fetched.part.file_name, fetched.address.webinar) == ("slides.pdf", "Strategies for clusters")
    assert await office.dump() == before


async def test_a_link_is_handed_out_as_a_link(office):
    await office.apply(
        SURVEY, WEBINAR.replace("title: The recording}", "title: The recording, url: 'https://v.example.org'}")
    )
    await office.enter(101)
    office.clock.set(ENDS)
    fetched = await fetching(office).fetch(101, 2)
    assert isinstance(fetched, Fetched)
    assert isinstance(fetched.part, LinkPart)


async def test_nobody_fetches_from_a_webinar_they_did_not_enter(office):
    await office.apply(SURVEY, WEBINAR)
    await office.apply(SURVEY, second())
    await office.enter(101, "later")
    office.clock.set(ENDS)
    webinars = await office.rows("SELECT id, webinar_id FROM materials WHERE key = 'slides' ORDER BY id")
    (foreign, _), (own, _) = webinars
    assert await fetching(office).fetch(101, foreign) is Reach.HIDDEN
    assert isinstance(await fetching(office).fetch(101, own), Fetched)
    assert await fetching(office).fetch(999, own) is Reach.HIDDEN
    assert await fetching(office).fetch(101, 999) is Reach.HIDDEN
    assert await fetching(office).shelves(999) == ()


async def test_where_somebody_stands_follows_from_what_is_stored(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(101)
    enrolments = Enrolments(Storage(office.store), office.clock, office.library)
    [told] = (await enrolments.overview(101)).webinars
    assert told.states == (Opens(OPENS, "Europe/Brussels"),)
    office.clock.set(OPENS)
    await office.answer(101, {"welcome": Answer("answered")}, finished=False)
    overview = await enrolments.overview(101)
    [waits] = overview.webinars[0].states
    assert isinstance(waits, Waits)
    assert overview.waiting == waits.screen
    assert await enrolments.question(101, waits.screen.seat.response_id) == waits.screen
    assert await enrolments.question(102, waits.screen.seat.response_id) is None


async def test_who_answered_everything_is_told_so(office):
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    questions = ["welcome", "overall", "formats", "again", "live", "hours", "day", "improve", "remarks", "wants"]
    await office.answer(101, {key: Answer("skipped") for key in questions})
    overview = await Enrolments(Storage(office.store), office.clock, office.library).overview(101)
    assert overview.webinars[0].states == (Answered(),)
    assert overview.waiting is None
