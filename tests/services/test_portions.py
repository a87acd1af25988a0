"""The plan of a large audience: laid in portions, whoever dies meanwhile, and never against the new definition."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

import db.attendees
import db.enrolments
import db.webinars
from bot.delivery.owing import WAITS_FOR_APPROVAL
from bot.services.access import Operator
from bot.services.laying import Laid
from bot.services.planning import AT_ONCE, OPENING, PORTION, replan
from bot.services.portions import NOBODY_AT_IT, Portions
from bot.services.steering import Steered
from bot.services.storage import Storage
from tests.services.owed import BY_HAND, NEWS_UTC
from tests.services.scenes import OPENS, SURVEY, WEBINAR

NEWS = "  - {key: news, when: 2d after end at 09:00, text: {en: News, fr: Nouvelles}}\n"
CROWD = AT_ONCE + PORTION // 2
AT_NOON = NEWS.replace("09:00", "12:00")
PORTIONS = -(-CROWD // PORTION)


class Killed(Exception):  # noqa: N818 - what happened to the command
    """The command that applied died."""


def killed_after(portions):
    """Told of progress, it dies when so many portions are laid."""
    told = []

    def progress(key, done, people):
        told.append((key, done, people))
        if len(told) == portions:
            raise Killed

    return progress


async def crowd(office, *documents, people=CROWD):
    """So many people have entered a webinar with the plan of ``documents``."""
    await office.apply(*documents)

    def work(tx: sqlite3.Connection) -> None:
        row = db.webinars.find(tx, "clusters")
        for number in range(people):
            attendee = db.attendees.meet(tx, chat_id=1000 + number, language="en", now=office.clock.now())
            db.enrolments.enrol(tx, webinar_id=row.id, attendee_id=attendee.id, source=None, now=office.clock.now())

    await office.store.write(work)


async def applied_until(office, definition, *, portions):
    """The command applies it and dies when so many portions are laid."""
    with pytest.raises(Killed):
        await office.apply(SURVEY, definition, progress=killed_after(portions))


def bot(office, **given) -> Portions:
    return Portions(Storage(office.store), office.clock, office.library, **given)


async def laid_by(office, portions):
    """The bot knocks until nothing is noted any more."""
    for _ in range(100):
        if not await office.rows("SELECT 1 FROM plannings"):
            return
        await portions.knock()
    pytest.fail("the bot never ends")


async def rows(office):
    return await office.rows(
        "SELECT attendee_id, follow_up, state, due_at, reason, prefers, urgency FROM outbox ORDER BY 1, 2"
    )


async def laid_anew_in_one_go(office):
    """What laying everything at once changes."""

    def work(tx: sqlite3.Connection) -> Laid:
        row = db.webinars.find(tx, "clusters")
        return replan(tx, row, office.library.webinar(row), now=office.clock.now(), at_once=10**6)

    return await office.store.write(work)


async def test_a_large_audience_has_its_plan_when_apply_ends_and_apply_says_what_it_did(office):
    await crowd(office, SURVEY, WEBINAR)
    applied = await office.apply(SURVEY, WEBINAR + NEWS)
    # an opening, what they get on finishing, a reminder, the recording and the news, for each
    assert f"{5 * CROWD} messages planned" in applied.webinars[0].words
    assert await office.rows("SELECT count(*) FROM outbox") == [(5 * CROWD,)]
    assert await office.rows("SELECT * FROM plannings") == []
    assert await laid_anew_in_one_go(office) == Laid()


async def test_a_small_audience_has_its_plan_in_the_transaction_that_changed_it(office):
    await crowd(office, SURVEY, WEBINAR, people=AT_ONCE)
    told = []
    await office.apply(SURVEY, WEBINAR + NEWS, progress=lambda *what: told.append(what))
    assert told == []
    assert await office.rows("SELECT count(*) FROM outbox") == [(5 * AT_ONCE,)]


@pytest.mark.parametrize("portions", range(1, PORTIONS))
async def test_whenever_the_command_dies_the_bot_carries_on_from_there(office, portions):
    await crowd(office, SURVEY, WEBINAR)
    await applied_until(office, WEBINAR + NEWS, portions=portions)
    assert len(await office.rows("SELECT DISTINCT attendee_id FROM outbox")) == portions * PORTION
    await laid_by_a_bot_that_waits(office)
    assert len(await rows(office)) == 5 * CROWD
    assert await laid_anew_in_one_go(office) == Laid()


async def laid_by_a_bot_that_waits(office):
    """A bot leaves it to the command at first, and then does it."""
    portions, before = bot(office), await rows(office)
    await portions.knock()
    assert await rows(office) == before, "the command may be at it"
    office.clock.set(office.clock.now() + NOBODY_AT_IT)
    await laid_by(office, portions)


async def test_a_clock_that_was_set_back_does_not_keep_the_bot_from_carrying_on(office):
    await crowd(office, SURVEY, WEBINAR)
    await applied_until(office, WEBINAR + NEWS, portions=1)
    office.clock.set(office.clock.now() - timedelta(hours=3))
    await laid_by(office, bot(office))
    assert len(await rows(office)) == 5 * CROWD


async def test_a_bot_that_dies_over_it_is_followed_by_the_next(office):
    await crowd(office, SURVEY, WEBINAR)
    await applied_until(office, WEBINAR + NEWS, portions=1)
    office.clock.set(office.clock.now() + NOBODY_AT_IT)
    portion = bot(office, people=60)

    async def dies(_: float) -> None:
        raise Killed

    with pytest.raises(Killed):
        await bot(office, people=60, rest=dies).knock()
    assert len(await office.rows("SELECT DISTINCT attendee_id FROM outbox")) == PORTION + 60
    office.clock.set(office.clock.now() + NOBODY_AT_IT)
    await laid_by(office, portion)
    assert await laid_anew_in_one_go(office) == Laid()


async def test_applied_again_meanwhile_it_begins_again_and_nobody_has_the_plan_in_between(office):
    await crowd(office, SURVEY, WEBINAR + NEWS)
    await office.apply(SURVEY, WEBINAR.replace("Strategies", "Ideas") + NEWS)
    await applied_until(office, WEBINAR + AT_NOON, portions=2)
    await office.apply(SURVEY, WEBINAR + NEWS.replace("09:00", "15:00"))
    assert await office.rows("SELECT count(*), due_at FROM outbox WHERE follow_up = 'news' GROUP BY due_at") == [
        (CROWD, round(NEWS_UTC.timestamp() * 1000) + 6 * 3_600_000)
    ]


async def test_who_finishes_meanwhile_has_their_part_at_once(office):
    await crowd(office, SURVEY, WEBINAR)
    office.clock.set(OPENS)
    await applied_until(office, WEBINAR + NEWS, portions=1)
    last = 1000 + CROWD - 1
    await office.answer(last, {})
    [(attendee,)] = await office.rows("SELECT id FROM attendees WHERE chat_id = ?", last)
    assert (await office.outbox(attendee))["thanks"] == ("planned", "11-24 10:45")
    office.clock.set(OPENS + NOBODY_AT_IT)
    await laid_by(office, bot(office))
    assert (await office.outbox(attendee))["thanks"] == ("planned", "11-24 10:45")
    assert await laid_anew_in_one_go(office) == Laid()


async def test_opening_by_hand_calls_a_large_audience(office, steering):
    await crowd(office, SURVEY, BY_HAND)
    await office.apply(SURVEY, BY_HAND.replace("Strategies", "Ideas"))
    assert await steering.open(Operator(), "clusters") == Steered(CROWD)
    assert await office.rows("SELECT state, count(*) FROM outbox WHERE follow_up = ? GROUP BY 1", OPENING) == [
        ("planned", CROWD)
    ]


@pytest.mark.parametrize(
    ("plan", "state", "reason"),
    [
        (WEBINAR + AT_NOON, "planned", "its moment moved"),
        (WEBINAR, "cancelled", "no longer owed"),
        (WEBINAR + NEWS.replace("text:", "approve: true, text:"), "held", WAITS_FOR_APPROVAL),
        (
            WEBINAR + NEWS.replace("when: 2d after end at 09:00", "when: by hand"),
            "held",
            "waits for an organiser's word",
        ),
        (WEBINAR + NEWS.replace("text:", "to: {finished: true}, text:"), "cancelled", "no longer owed"),
        (WEBINAR.replace("duration: 2h", "duration: 2h\nquiet: 08:00 to 20:00") + NEWS, "planned", "its moment moved"),
    ],
)
async def test_nothing_goes_by_the_old_plan_while_the_new_one_is_laid(office, delivering, plan, state, reason):
    await crowd(office, SURVEY, WEBINAR)
    await office.apply(SURVEY, WEBINAR + NEWS)
    await applied_until(office, plan, portions=1)
    await only_news(office)
    office.clock.set(NEWS_UTC)
    assert await delivering.claim(limit=50) == []
    # everybody but those whose part is laid had it due by the old plan
    waited = await office.rows(
        "SELECT count(*), state, reason FROM outbox WHERE attendee_id > ? GROUP BY 2, 3", PORTION
    )
    assert waited == [(CROWD - PORTION, state, reason)]
    office.clock.set(office.clock.now() + NOBODY_AT_IT)
    await laid_by(office, bot(office))
    assert await office.rows("SELECT DISTINCT state FROM outbox WHERE follow_up = 'news'") == [(state,)]


async def only_news(office):
    """Nothing else is owed, so that what is claimed is news."""
    await office.store.write(lambda tx: tx.execute("DELETE FROM outbox WHERE follow_up <> 'news'") and None)


async def test_a_text_that_changed_goes_out_as_it_is_now(office, delivering):
    await crowd(office, SURVEY, WEBINAR)
    await office.apply(SURVEY, WEBINAR + NEWS)
    await applied_until(office, WEBINAR + NEWS.replace("en: News", "en: Better news"), portions=1)
    office.clock.set(NEWS_UTC)
    await only_news(office)
    parcels = await delivering.claim(limit=CROWD)
    assert {parcel.parts[0].wording.by_language["en"] for parcel in parcels} == {"Better news"}
