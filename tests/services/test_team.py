"""The team: who joins by which link, once; who changes it; and that a removal counts from the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

import db.bots
from bot.services.access import Access, NotAllowed, Person
from bot.services.codes import JOIN, TOKEN_LENGTH, link, new_token
from bot.services.errors import Refusal
from bot.services.named import UnknownWebinar
from bot.services.organising.joining import DeadLink, Joining
from bot.services.organising.logbook import ON_A_PAGE, Logbook
from bot.services.organising.places import NoMember, Stranded
from bot.services.organising.team import REMEMBERED, UNDO, Team
from bot.services.reading import Reading
from bot.services.storage import Storage
from tests.services.scenes import SURVEY, WEBINAR, second
from tests.services.team import OLGA, OWNER, SERGE, SPEAKER, STRANGER, VERA, a_team, add

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NEWCOMER = 77
IN_SERIES = second(WEBINAR.replace("starts:", "series: skills\nstarts:"), key="skilled")


class Desk:
    """The team's services over one office; ``owners`` as the settings name them."""

    def __init__(self, office, owners=(OWNER,)):
        access, storage = Access(owners), Storage(office.store)
        self.office = office
        self.team = Team(storage, office.clock, access)
        self.joining = Joining(storage, office.clock, access, chance=office.chance.choice)
        self.logbook = Logbook(storage, office.library, access)
        self.reading = Reading(office.store, access, office.library)

    async def invite(self, role="viewer", by=OWNER, **for_what):
        """The token of a new link."""
        offer = await self.joining.invite(Person(by), role, **for_what)
        return offer.command.removeprefix(f"/start {JOIN}_")

    async def join(self, token, who=NEWCOMER, name="Nina"):
        return await self.joining.join(who, token, name=name, language="fr")

    async def reads(self, who):
        try:
            return [each.key for each in await self.reading.webinars(reader=Person(who))]
        except NotAllowed:
            return None


@pytest.fixture
async def desk(office):
    await office.apply(SURVEY, WEBINAR, IN_SERIES)
    return Desk(office)


async def number(desk, key):
    [(found,)] = await desk.office.rows("SELECT id FROM webinars WHERE key = ?", key)
    return found


async def test_a_link_lets_one_person_in_once_with_what_it_is_for(desk):
    token = await desk.invite("organiser", rows=True, webinar_id=await number(desk, "skilled"), series=True)
    member = await desk.join(token)
    assert (member.name, member.role, member.rows, member.area.series) == ("Nina", "organiser", True, "skills")
    assert await desk.reads(NEWCOMER) == ["skilled"]
    assert await desk.join(token) == member  # the update came twice, or they tapped again
    with pytest.raises(DeadLink):
        await desk.join(token, who=78)
    assert await desk.reads(78) is None
    assert await desk.office.rows("SELECT count(*) FROM members") == [(1,)]


async def test_used_expired_forged_withdrawn_and_orphaned_links_say_the_same_and_let_nobody_in(desk):
    late, withdrawn, orphaned = [await desk.invite() for _ in range(3)]
    for forged in ("", "x" * TOKEN_LENGTH, late[:-1], late.upper()):
        with pytest.raises(DeadLink) as caught:
            await desk.join(forged)
        assert str(caught.value) == "This link does not work. Whoever gave it to you can make a new one."
    with pytest.raises(DeadLink):
        await Desk(desk.office, owners=(901,)).join(orphaned)  # who made it is an owner no more
    desk.office.clock.set(desk.office.clock.now() + DAY)
    with pytest.raises(DeadLink):
        await desk.join(late)
    withdrawn = await desk.invite()
    assert await desk.joining.withdraw(Person(OWNER)) == 4
    with pytest.raises(DeadLink):
        await desk.join(withdrawn)
    assert await desk.office.rows("SELECT * FROM members UNION ALL SELECT * FROM members") == []
    assert await desk.office.rows("SELECT chat_id FROM attendees") == []


async def test_a_link_has_a_hundred_random_bits_and_stands_nowhere(desk):
    token = await desk.invite()
    assert len(token) * 5 >= 96
    assert len({new_token(desk.office.chance.choice) for _ in range(100)}) == 100
    assert not [line for line in await desk.office.dump() if token in line]
    assert link(f"{JOIN}_{token}") is None  # no webinar's link reads so
    assert len(f"{JOIN}_{token}") <= 64


async def test_the_link_leads_to_the_bot(desk):
    now = desk.office.clock.now()
    await desk.office.store.write(lambda tx: db.bots.remember(tx, telegram_id=1, username="after_bot", now=now))
    offer = await desk.joining.invite(Person(OWNER), "viewer")
    assert offer.link.startswith("https://t.me/after_bot?start=join_")
    assert offer.expires_at == now + DAY


async def test_an_owner_who_tries_a_link_does_not_use_it_up(desk):
    token = await desk.invite()
    with pytest.raises(Stranded):
        await desk.join(token, who=OWNER)
    assert (await desk.join(token)).role == "viewer"


async def test_a_link_for_a_place_that_they_have_changes_what_they_are_there(desk):
    await desk.join(await desk.invite("viewer"))
    await desk.join(await desk.invite("organiser"))
    await desk.join(await desk.invite("speaker", webinar_id=await number(desk, "clusters")))
    [(one, _), (two, _)] = [(each.role, each.area) for each in (await desk.team.standing(NEWCOMER)).members]
    assert (one, two) == ("organiser", "speaker")


async def test_a_speaker_is_one_of_a_webinar_and_there_must_be_such_a_series(desk):
    for wrong in (
        {"role": "speaker"},
        {"role": "viewer", "series": True},
        {"role": "viewer", "webinar_id": await number(desk, "clusters"), "series": True},
        {"role": "speaker", "webinar_id": await number(desk, "skilled"), "series": True},
    ):
        with pytest.raises(Refusal, match="does not go with this choice"):
            await desk.invite(**wrong)
    with pytest.raises(UnknownWebinar):
        await desk.invite("viewer", webinar_id=99)


async def test_nobody_but_owners_sees_or_changes_the_team(desk):
    await a_team(desk.office)
    [olga] = (await desk.team.standing(OLGA)).members
    for who in (OLGA, SERGE, VERA, SPEAKER, STRANGER):
        by = Person(who)
        for attempt in (
            lambda by=by: desk.team.require(by),
            lambda by=by: desk.team.roster(by),
            lambda by=by: desk.team.member(by, olga.id),
            lambda by=by: desk.team.change(by, olga.id, role="organiser", rows=True),
            lambda by=by: desk.team.remove(by, olga.id),
            lambda by=by: desk.team.restore(by, 1),
            lambda by=by: desk.joining.areas(by),
            lambda by=by: desk.joining.invite(by, "viewer"),
            lambda by=by: desk.joining.withdraw(by),
            lambda by=by: desk.logbook.page(by, 0),
        ):
            with pytest.raises(NotAllowed):
                await attempt()
    assert await desk.office.rows("SELECT * FROM audits") == []


async def test_who_is_removed_may_nothing_from_that_moment_and_it_is_undone_within_a_minute(desk):
    await a_team(desk.office)
    [vera] = (await desk.team.standing(VERA)).members
    _, deed = await desk.team.remove(Person(OWNER), vera.id)
    assert await desk.reads(VERA) is None
    with pytest.raises(NoMember):
        await desk.team.change(Person(OWNER), vera.id, role="organiser", rows=False)
    with pytest.raises(NoMember):
        await desk.team.remove(Person(OWNER), vera.id)
    desk.office.clock.set(desk.office.clock.now() + UNDO)
    assert (await desk.team.restore(Person(OWNER), deed)).name == "Vera"
    assert await desk.reads(VERA) == ["clusters", "skilled"]
    with pytest.raises(Refusal, match="too late"):
        await desk.team.restore(Person(OWNER), deed)
    _, deed = await desk.team.remove(Person(OWNER), vera.id)
    desk.office.clock.set(desk.office.clock.now() + UNDO + SECOND)
    with pytest.raises(Refusal, match="too late"):
        await desk.team.restore(Person(OWNER), deed)
    assert await desk.reads(VERA) is None


async def test_a_removal_is_not_undone_onto_a_place_that_they_have_again(desk):
    number = await add(desk.office, VERA, "viewer")
    _, deed = await desk.team.remove(Person(OWNER), number)
    await add(desk.office, VERA, "organiser")
    with pytest.raises(Refusal, match="too late"):
        await desk.team.restore(Person(OWNER), deed)


async def test_roles_change_and_a_speaker_of_everything_is_none(desk):
    await a_team(desk.office)
    [olga] = (await desk.team.standing(OLGA)).members
    assert (await desk.team.change(Person(OWNER), olga.id, role="organiser", rows=True)).rows
    assert (await desk.team.change(Person(OWNER), olga.id, role="viewer", rows=False)).role == "viewer"
    for wrong in ({"role": "speaker", "rows": False}, {"role": "viewer", "rows": True}):
        with pytest.raises(Refusal, match="does not go"):
            await desk.team.change(Person(OWNER), olga.id, **wrong)


async def test_owners_are_in_no_table_and_cannot_be_removed_or_locked_out(desk):
    await add(desk.office, OWNER, "viewer")  # from a time when they were none
    [row] = (await desk.team.roster(Person(OWNER))).members
    await desk.team.remove(Person(OWNER), row.id)
    assert (await desk.team.roster(Person(OWNER))).owners == 1
    assert (await desk.team.standing(OWNER)).is_owner


async def test_the_log_says_who_did_what_to_whom_page_by_page_in_the_readers_hours(desk):
    token = await desk.invite("organiser")
    member = await desk.join(token)
    await desk.team.change(Person(OWNER), member.id, role="viewer", rows=False)
    await desk.team.remove(Person(OWNER), member.id)
    page = await desk.logbook.page(Person(OWNER), 0)
    told = [(each.who, each.name, each.action, each.whose) for each in page.deeds]
    assert told == [
        ("you", "", "member.removed", "Nina"),
        ("you", "", "member.changed", "Nina"),
        ("member", "Nina", "member.joined", "Nina"),
        ("you", "", "member.invited", None),
    ]
    assert {each.zone for each in page.deeds} == {"Europe/Brussels"}
    for _ in range(ON_A_PAGE):
        await desk.invite()
    assert (page.pages, (await desk.logbook.page(Person(OWNER), 99)).page) == (1, 1)
    other = await Desk(desk.office, owners=(OWNER, 901)).logbook.page(Person(901), 1)
    assert ("owner", str(OWNER)) in [(each.who, each.name) for each in other.deeds]


async def test_after_a_year_the_log_and_who_was_removed_are_forgotten(desk):
    member = await desk.join(await desk.invite())
    await desk.team.remove(Person(OWNER), member.id)
    await add(desk.office, VERA, "viewer")
    desk.office.clock.set(desk.office.clock.now() + REMEMBERED + SECOND)
    await desk.team.tidy()
    counts = await desk.office.rows(
        "SELECT (SELECT count(*) FROM audits), (SELECT count(*) FROM members), (SELECT count(*) FROM passes)"
    )
    assert counts == [(0, 1, 0)]
