"""Who may do what: owners everything, members what their role allows with what they are a member of, nobody else."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

import bot.services.access
import db.webinars
from bot.services.access import Access, Act, NotAllowed, Operator, Person
from bot.services.exporting import Exporting
from bot.services.named import UnknownWebinar
from bot.services.organising.overseeing import Overseeing
from bot.services.organising.running import Running
from bot.services.reading import Reading
from bot.services.storage import Storage
from tests.services.scenes import SURVEY, WEBINAR, five, second
from tests.services.team import OLGA, OWNER, SERGE, SPEAKER, STRANGER, VERA, a_team, add, remove

ACCESS = Access({OWNER})
IN_SERIES = second(WEBINAR.replace("starts:", "series: skills\nstarts:"), key="skilled")


@pytest.fixture
async def staffed(office):
    await office.apply(SURVEY, WEBINAR, IN_SERIES)
    await a_team(office)
    return office


async def may(office, who, key=None):
    """What somebody may do with a webinar (or anywhere), as letters of the acts."""

    def work(tx):
        row = None if key is None else db.webinars.find(tx, key)
        return {act for act in Act if ACCESS.may(tx, who if isinstance(who, Operator) else Person(who), act, row)}

    return await office.store.read(work)


STEERING = {Act.READ, Act.STEER, Act.SHAPE}


@pytest.mark.parametrize(
    ("who", "clusters", "skilled", "anywhere"),
    [
        (Operator(), set(Act), set(Act), set(Act)),
        (OWNER, set(Act), set(Act), set(Act)),
        (OLGA, STEERING, STEERING, STEERING),
        (SERGE, set(), STEERING, STEERING),
        (VERA, {Act.READ}, {Act.READ}, {Act.READ}),
        (SPEAKER, {Act.READ}, set(), {Act.READ}),
        (STRANGER, set(), set(), set()),
    ],
    ids=["operator", "owner", "organiser of all", "organiser of a series", "viewer", "speaker", "stranger"],
)
async def test_everybody_may_what_their_role_allows_with_what_is_theirs(staffed, who, clusters, skilled, anywhere):
    found = [await may(staffed, who, key) for key in ("clusters", "skilled", None)]
    assert found == [clusters, skilled, anywhere]


async def test_rows_are_granted_one_by_one_and_to_organisers_only(staffed):
    assert Act.ROWS not in await may(staffed, OLGA)
    await add(staffed, 7, "organiser", scope="series", series="skills", rows=True)
    assert Act.ROWS in await may(staffed, 7, "skilled")
    assert await may(staffed, 7, "clusters") == set()
    with pytest.raises(sqlite3.IntegrityError):
        await add(staffed, 8, "viewer", rows=True)
    with pytest.raises(sqlite3.IntegrityError):
        await add(staffed, 8, "speaker")


async def test_several_memberships_add_up_and_the_strongest_role_is_theirs(staffed):
    await add(staffed, SERGE, "viewer", scope="webinar", key="clusters")
    assert await may(staffed, SERGE, "clusters") == {Act.READ}
    assert await may(staffed, SERGE, "skilled") == STEERING
    people = (OWNER, OLGA, SERGE, VERA, SPEAKER, STRANGER)
    roles = await staffed.store.read(lambda tx: [ACCESS.role(tx, who) for who in people])
    assert roles == ["owner", "organiser", "organiser", "viewer", "speaker", None]
    with pytest.raises(sqlite3.IntegrityError):
        await add(staffed, OLGA, "viewer")


async def test_who_was_removed_a_second_ago_may_nothing(staffed):
    number = await add(staffed, 7, "organiser", rows=True)
    assert await may(staffed, 7) == {*STEERING, Act.ROWS}
    await remove(staffed, number)
    assert await may(staffed, 7) == await may(staffed, 7, "clusters") == set()
    assert await staffed.store.read(lambda tx: ACCESS.role(tx, 7)) is None


async def test_an_audience_is_everybody_who_may(staffed):
    def work(tx):
        rows = [db.webinars.find(tx, key) for key in ("clusters", "skilled")]
        return [
            [set(ACCESS.audience(tx, act, row)) for row in (*rows, None)] for act in (Act.STEER, Act.READ, Act.ROWS)
        ]

    steer, read, rows = await staffed.store.read(work)
    assert steer == [{OWNER, OLGA}, {OWNER, OLGA, SERGE}, {OWNER, OLGA, SERGE}]
    assert read == [{OWNER, OLGA, VERA, SPEAKER}, {OWNER, OLGA, SERGE, VERA}, {OWNER, OLGA, SERGE, VERA, SPEAKER}]
    assert rows == [{OWNER}] * 3


async def test_a_new_webinar_may_be_set_up_in_ones_own_series_only(staffed):
    def work(tx):
        series = ("skills", "others", None)
        return [
            [ACCESS.may_in(tx, Person(who), Act.SHAPE, each) for each in series] for who in (OWNER, OLGA, SERGE, VERA)
        ]

    assert await staffed.store.read(work) == [[True] * 3, [True] * 3, [True, False, False], [False] * 3]


async def test_each_lists_what_they_may_read_and_a_webinar_that_is_not_theirs_is_as_one_that_is_not_there(staffed):
    reading = Reading(staffed.store, ACCESS, staffed.library)
    listed = {
        who: [each.key for each in await reading.webinars(reader=Person(who))]
        for who in (OWNER, OLGA, SERGE, VERA, SPEAKER)
    }
    both = ["clusters", "skilled"]
    assert listed == {OWNER: both, OLGA: both, SERGE: ["skilled"], VERA: both, SPEAKER: ["clusters"]}
    refusals = {}
    for who in (OWNER, VERA, SERGE, SPEAKER, STRANGER):
        for code in ("clusters", "skilled", "nowhere"):
            try:
                await reading.summary(code, reader=Person(who))
            except (NotAllowed, UnknownWebinar) as refusal:
                refusals[who, code] = type(refusal)
    assert refusals == {
        (OWNER, "nowhere"): UnknownWebinar,
        (VERA, "nowhere"): UnknownWebinar,
        (SERGE, "clusters"): NotAllowed,
        (SERGE, "nowhere"): NotAllowed,
        (SPEAKER, "skilled"): NotAllowed,
        (SPEAKER, "nowhere"): NotAllowed,
        **{(STRANGER, code): NotAllowed for code in ("clusters", "skilled", "nowhere")},
    }


async def test_rows_leave_only_with_whoever_was_granted_them_and_the_log_says_so(staffed):
    await staffed.take(five())
    await add(staffed, 7, "organiser", rows=True)
    exporting = Exporting(staffed.store, staffed.clock, ACCESS)
    for who in (OLGA, SERGE, VERA, SPEAKER, STRANGER):
        with pytest.raises(NotAllowed):
            await exporting.csv("clusters", reader=Person(who))
    assert await staffed.rows("SELECT * FROM audits") == []
    for reader in (Person(7), Person(OWNER), Operator()):
        assert (await exporting.csv("clusters", reader=reader)).rows == 5
    found = await staffed.rows("SELECT by, action, webinar, detail, undo FROM audits ORDER BY id")
    detail = '{"rows":5,"survey":null}'
    assert found == [(by, "export.csv", "clusters", detail, None) for by in (7, OWNER, None)]


async def test_a_button_forged_with_a_webinars_number_tells_nothing_of_it(staffed):
    overseeing = Overseeing(Storage(staffed.store), staffed.clock, staffed.library, ACCESS)
    running = Running(Storage(staffed.store), staffed.clock, staffed.library, ACCESS)
    numbers = dict(await staffed.rows("SELECT key, id FROM webinars"))
    assert [each.key for each in await overseeing.webinars(Person(SERGE))] == ["skilled"]
    assert (await overseeing.webinar(Person(SPEAKER), numbers["clusters"])).acts == {Act.READ}
    for who, number in [(SERGE, numbers["clusters"]), (SERGE, 99), (SPEAKER, 99), (STRANGER, 99), (STRANGER, 1)]:
        with pytest.raises(NotAllowed):
            await overseeing.webinar(Person(who), number)
    with pytest.raises(UnknownWebinar):
        await overseeing.webinar(Person(OLGA), 99)
    for who in (SERGE, VERA, SPEAKER, STRANGER):
        with pytest.raises(NotAllowed):
            await running.open(Person(who), numbers["clusters"], seen=1)
    seen = (await overseeing.webinar(Person(OLGA), numbers["clusters"])).revision
    await running.keep_open(Person(OLGA), numbers["clusters"], days=3, seen=seen)
    assert await staffed.rows("SELECT by, action, webinar, detail FROM audits") == [
        (OLGA, "webinar.kept_open", "clusters", '{"days":3}')
    ]


def test_figures_reach_readers_through_the_one_place_that_knows_what_they_see():
    """Whoever counts for a reader goes by ``sighting``; the others count for no reader, or people only."""
    for_nobody = {"sighting", "reporting", "reading", "composing", "purging", "extracting"}
    for_nobody.add("comparing")  # to add up what several webinars withhold, for whoever sees all of it
    services = Path(bot.services.access.__file__).parent
    asking = {
        path.stem
        for path in services.glob("**/*.py")
        if re.search(r"\b(report_of|counted)\(tx, ", path.read_text(encoding="utf-8"))
    }
    assert asking <= for_nobody
