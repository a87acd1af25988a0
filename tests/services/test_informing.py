"""Organisers are told what they have to know, once each, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

import db.claims
import db.erasures
from bot.services.access import Access, Operator
from bot.services.bulletins import Awaiting, Downtime, Missing
from bot.services.informing import Informing
from bot.services.storage import Storage
from tests.services.owed import DAY, NEWS_UTC, PLAN, of
from tests.services.scenes import BEFORE, SURVEY, second
from tests.services.team import add, remove

OWNERS = (7001, 7002)
HOUR = timedelta(hours=1)
ABOUT = ((1, "Strategies for clusters"),)


@pytest.fixture
def informing(office):
    return Informing(Storage(office.store), office.clock, office.library, Access(OWNERS))


async def told(informing):
    """Everything that is due is sent; to whom, and what."""
    found = []
    while (bulletin := await informing.due()) is not None:
        await informing.told(bulletin)
        found.append((bulletin.chat_id, bulletin.body))
    return found


async def test_after_downtime_organisers_are_told_what_it_missed(office, three, informing):
    await informing.awake()
    office.clock.set(NEWS_UTC + DAY + HOUR)
    await informing.awake()
    (first, body), (second, same) = await told(informing)
    assert (first, second) == OWNERS
    assert body == same == Downtime(BEFORE, NEWS_UTC + DAY + HOUR, "Europe/Brussels", 9, 6, 0, ("clusters",), ABOUT)
    await informing.awake()
    assert await told(informing) == []


async def test_a_short_absence_or_one_in_which_nothing_was_due_is_not_worth_a_message(office, three, informing):
    await informing.awake()
    office.clock.set(BEFORE + HOUR)
    await informing.awake()
    office.clock.set(NEWS_UTC - timedelta(minutes=1))
    await informing.beat()
    office.clock.set(NEWS_UTC + timedelta(minutes=1))
    await informing.awake()
    assert await told(informing) == []


async def test_what_a_run_was_sending_when_it_died_is_told(office, three, informing, steering):
    await informing.awake()
    await steering.steer(Operator(), "send-now", of("news"))
    now = office.clock.now()

    def dies_while_sending(tx):
        [row] = db.claims.claim_next(tx, claim="old", now=now, lease_until=now + HOUR, limit=1)
        db.claims.mark_sending(tx, row.id, claim="old")
        return db.claims.rescue(tx, now=now, not_mine="new", doubt_limit=3)

    await office.store.write(dies_while_sending)
    await informing.awake()
    [(_, body), _] = await told(informing)
    assert body.doubtful == 1


async def test_the_first_start_of_all_has_missed_nothing(office, three, informing):
    office.clock.set(NEWS_UTC + DAY)
    await informing.awake()
    assert await told(informing) == []


async def test_a_missing_material_is_told_when_it_begins_to_hold_and_then_each_morning(
    office, three, informing, delivering
):
    await informing.notice()
    assert await told(informing) == []
    office.clock.set(NEWS_UTC + HOUR)
    await delivering.claim(limit=50)
    await informing.notice()
    await informing.notice()
    about = [body for _, body in await told(informing) if isinstance(body, Missing)]
    expected = Missing(
        "Strategies for clusters", "clusters", "Europe/Brussels", "watch", 3, NEWS_UTC, ("recording",), 1
    )
    assert about == [expected] * 2
    office.clock.set(NEWS_UTC + DAY - timedelta(minutes=1))
    await informing.notice()
    assert await told(informing) == []
    office.clock.set(NEWS_UTC + DAY)
    await informing.notice()
    await informing.notice()
    assert [body for _, body in await told(informing)] == [expected] * 2
    await office.apply(SURVEY, PLAN.replace("The recording}", "The recording, url: 'https://example.org/film'}"))
    office.clock.set(NEWS_UTC + 2 * DAY)
    await informing.notice()
    assert await told(informing) == []


async def test_what_waits_for_approval_is_told_once_when_it_is_due(office, three, informing):
    office.clock.set(NEWS_UTC)
    await informing.notice()
    assert [body for _, body in await told(informing)] == [
        Awaiting("Strategies for clusters", "clusters", "Europe/Brussels", "ask", 3, NEWS_UTC, 1)
    ] * 2
    office.clock.set(NEWS_UTC + 3 * DAY)
    await informing.notice()
    assert await told(informing) == []


async def test_a_bulletin_that_was_not_sent_is_due_again_and_one_that_cannot_be_is_let_go(office, three, informing):
    office.clock.set(NEWS_UTC)
    await informing.notice()
    first = await informing.due()
    await informing.postponed(first, after=HOUR)
    second = await informing.due()
    assert second.chat_id != first.chat_id
    await informing.untold(second, trouble="blocked")
    assert await informing.due() is None
    office.clock.set(NEWS_UTC + HOUR)
    again = await informing.due()
    assert (again.chat_id, again.attempts) == (first.chat_id, 1)


async def test_without_owners_nobody_is_told(office, three):
    informing = Informing(Storage(office.store), office.clock, office.library, Access(()))
    office.clock.set(NEWS_UTC)
    await informing.notice()
    assert await informing.due() is None


async def test_an_organiser_who_is_forgotten_is_in_no_bulletin(office, three, informing):
    office.clock.set(NEWS_UTC)
    await informing.notice()
    now = office.clock.now()
    await office.store.write(lambda tx: db.erasures.erase(tx, OWNERS[0], update_id=1, now=now))
    assert await office.rows("SELECT chat_id FROM bulletins") == [(OWNERS[1],)]


async def test_each_organiser_is_told_of_the_webinars_that_they_steer_and_nobody_else_is(office, three):
    await office.apply(SURVEY, second(PLAN.replace("starts:", "series: skills\nstarts:"), key="skilled"))
    await office.enter(55, "skilled")
    await add(office, 3, "organiser", scope="series", series="skills")
    await add(office, 4, "viewer")
    informing = Informing(Storage(office.store), office.clock, office.library, Access(OWNERS))
    await informing.awake()
    office.clock.set(NEWS_UTC + DAY + HOUR)
    await informing.awake()
    bodies = dict(await told(informing))
    assert set(bodies) == {3, *OWNERS}
    assert (bodies[OWNERS[0]].late, bodies[OWNERS[0]].keys) == (12, ("clusters", "skilled"))
    assert (bodies[3].late, bodies[3].gave_up, bodies[3].keys) == (3, 2, ("skilled",))
    await informing.notice()
    assert {(chat, body.key) for chat, body in await told(informing)} == {
        (3, "skilled"),
        *((owner, key) for owner in OWNERS for key in ("clusters", "skilled")),
    }


async def test_who_is_an_organiser_no_more_is_not_told_what_was_on_its_way_to_them(office, three, informing):
    number = await add(office, 3, "organiser")
    office.clock.set(NEWS_UTC)
    await informing.notice()
    await remove(office, number)
    assert {chat for chat, _ in await told(informing)} == set(OWNERS)
    assert await office.rows("SELECT trouble FROM bulletins WHERE chat_id = 3") == [
        ("they are an organiser of this no more",)
    ]
