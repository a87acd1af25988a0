"""The year itself: the clock goes from moment to moment, organisers and people do their part, books are closed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bot.cli.demo.satisfaction import shipped_survey
from bot.cli.demo.stage import DATABASE
from bot.rehearsal import Fault
from bot.render.texts import Texts
from bot.services.surroundings import OnDisk
from bot.survey.definitions import Survey
from tests.year.agenda import Agenda, Deed
from tests.year.almanac import Away
from tests.year.calendar import Occasion
from tests.year.definition import OWN_SURVEYS
from tests.year.diary import Diary
from tests.year.drills import DRILLS, Drill, back_up, lose_and_restore
from tests.year.expectation import THE_CALL, TURN, expected
from tests.year.house import YearHouse
from tests.year.ledger import Ledger
from tests.year.organising import Organiser
from tests.year.people import Came, Does, Fate, Someone, Visit
from tests.year.post import Postbox
from tests.year.rows import counts, doubts_of, due_between, rows_of
from tests.year.thumbs import NothingShown, Thumb
from tests.year.troubles import AFTER, TROUBLES, Trouble, shifted

BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
UPDATED = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
"""When the bot is updated, if the year began with an earlier one."""
APPLIED_BEFORE = timedelta(days=7)
CLOSED_AFTER = timedelta(days=45)
"""So long after a webinar its books are closed."""
SETTLED_AFTER = timedelta(minutes=31)
"""So long after entering, at least, people do anything else than answer."""
KILL_SECONDS = 3.0
GLANCE_SECONDS = 0.05
GLANCES = 24
"""How often it is looked while Telegram is out of reach."""
FOR_EVER = datetime(2099, 1, 1, tzinfo=UTC)


class Year:
    """Everything that happens until ``ends``. The bot is killed when ``worth_a_kill`` messages are due at least."""

    def __init__(
        self,
        house: YearHouse,
        occasions: Sequence[Occasion],
        everybody: Sequence[Someone],
        *,
        ends: datetime,
        seed: int,
        kills_a_month: int,
        worth_a_kill: int,
        diary: Diary,
    ) -> None:
        self.ledger, self.post = Ledger(), Postbox(house.api, occasions, texts := Texts())
        self.visits: dict[str, list[Visit]] = defaultdict(list)
        self._house, self._occasions, self._ends, self._diary = house, occasions, ends, diary
        begins_now = house.program is None
        self._troubles = [each for each in TROUBLES if each.away.ends <= ends and (begins_now or not each.only_now)]
        begins = BEGINS if begins_now else UPDATED
        self._drills = [each for each in DRILLS if begins < each.lost.begins and each.lost.ends <= ends]
        self._aways: Sequence[Away] = [each.away for each in self._troubles]
        self._hushed = [*self._aways, *(each.lost for each in self._drills)]
        self._organiser, self._agenda, self._texts = Organiser(house), Agenda(), texts
        self._chance, self._kills_a_month, self._kills_left = Random(f"kills-{seed}"), kills_a_month, 0
        self._shut, self._worth_a_kill = False, worth_a_kill
        self._surveys = {name: self._survey(name) for name in {each.survey for each in occasions}}
        for someone in everybody:
            for visit in someone.visits:
                self.visits[visit.occasion.key].append(visit)

    async def live(self) -> None:
        """From the first start to the last day; the books are closed then."""
        self._plan()
        await self._house.start()
        month, self._kills_left = 0, self._kills_a_month
        while (found := self._agenda.next()) is not None and found[0] <= self._ends:
            at, deeds, acts = found
            if at.month != month:
                if month:
                    await self._end_month(month)
                month = at.month
            await self._step(at, deeds, acts)
        await self._end_month(month, restarts=False)
        for occasion in self._occasions:
            if occasion.ends_at + CLOSED_AFTER > self._ends:
                await self._close(occasion)

    def _plan(self) -> None:
        for applied_at in sorted({_applied_at(each) for each in self._occasions}):
            together = [each for each in self._occasions if _applied_at(each) == applied_at]
            self._agenda.note(applied_at, partial(self._organiser.apply, *together))
        for occasion in self._occasions:
            self._plan_organising(occasion)
            for visit in self.visits[occasion.key]:
                self._plan_visit(visit)
        for trouble in self._troubles:
            self._agenda.note(trouble.away.begins, partial(self._begin, trouble))
            self._agenda.note(trouble.away.ends, partial(self._over, trouble))
            for after in AFTER:
                self._agenda.look(trouble.away.ends + after)
            if trouble.kind != "off":
                for part in range(1, GLANCES):
                    self._agenda.look(trouble.away.begins + part * (trouble.away.ends - trouble.away.begins) / GLANCES)
        for drill in self._drills:
            self._agenda.note(drill.lost.begins, partial(back_up, self._house))
            self._agenda.note(drill.lost.ends, partial(self._restore, drill))
        if self._house.program is not None and self._ends >= UPDATED:
            self._agenda.note(UPDATED, self._update)

    def _plan_organising(self, occasion: Occasion) -> None:
        agenda, organiser, visits = self._agenda, self._organiser, self.visits[occasion.key]
        agenda.look(occasion.opens_at)
        for material in occasion.late:
            comes = occasion.comes(material)
            if comes is not None:
                agenda.note(comes, partial(organiser.apply, occasion))
        if occasion.approved_at is not None:
            agenda.note(occasion.approved_at, partial(organiser.approve, occasion))
        if occasion.listed_at is not None:
            agenda.note(_applied_at(occasion), partial(organiser.invite, occasion, visits))
            agenda.note(occasion.listed_at, partial(organiser.list_who_came, occasion, visits))
        agenda.note(occasion.ends_at + CLOSED_AFTER, partial(self._close, occasion))

    def _plan_visit(self, visit: Visit) -> None:
        survey = self._surveys[visit.occasion.survey]
        thumb = Thumb(self._house.api, visit, survey, self._texts, looks_up=lambda: self._house.program is not None)
        self._act(visit.arrives_at, visit, partial(self._enter, thumb, visit))
        if visit.came is Came.EARLY and visit.does is not Does.LOOKS_ON:
            self._act(visit.occasion.counted(Came.LIVE.value), visit, thumb.answer)
        if visit.does is Does.TOMORROW:
            self._act(visit.tomorrow_at, visit, partial(self._go_on, thumb, visit))
        settled = shifted(visit.arrives_at, self._hushed) + SETTLED_AFTER
        if visit.fate is not Fate.NONE:
            self._act(max(visit.fate_at, settled), visit, partial(self._meet_fate, thumb, visit))
        if visit.returns:
            self._act(max(visit.returns_at, settled + SETTLED_AFTER), visit, partial(self._come_back, thumb, visit))

    async def _enter(self, thumb: Thumb, visit: Visit) -> None:
        await thumb.enter(self._organiser.payload(visit))
        if visit.came is not Came.EARLY and visit.does is not Does.LOOKS_ON:
            await thumb.answer()

    async def _go_on(self, thumb: Thumb, visit: Visit) -> None:
        if not visit.events and self._house.api.clock.now() < visit.occasion.closes_at:
            await thumb.go_on()

    async def _meet_fate(self, thumb: Thumb, visit: Visit) -> None:
        if visit.fate is Fate.FORGETS:
            visit.someone.doubts = doubts_of(self._house.folder / DATABASE, visit.someone.chat_id)
        await thumb.meet_fate()

    async def _come_back(self, thumb: Thumb, visit: Visit) -> None:
        await thumb.come_back(self._organiser.payload(visit))

    def _act(self, at: datetime, visit: Visit, deed: Deed) -> None:
        self._agenda.act(
            shifted(at, self._hushed),
            visit.someone.chat_id,
            partial(self._done, visit, deed),
        )

    async def _done(self, visit: Visit, deed: Deed) -> None:
        """Somebody does something; the clock will stop whenever something of theirs is due."""
        self._diary.acts += 1
        try:
            await deed()
        except NothingShown as trouble:
            self.ledger.differences.append(str(trouble))
        for promise in (THE_CALL, *visit.occasion.promises):
            found = expected(visit, promise, self._aways, now=FOR_EVER)
            for at in (found.at, *((found.at + TURN, found.by - TURN, found.by) if found.at and found.by else ())):
                if at is not None and at >= self._house.api.clock.now():
                    self._agenda.look(at)

    async def _step(self, at: datetime, deeds: Sequence[Deed], acts: Sequence[Sequence[Deed]]) -> None:
        """The clock stands at ``at``, and everything is done that is to be done then."""
        house = self._house
        before = house.api.clock.now()
        house.move_to(at)
        if house.serves:
            recorded = not any(each.lost.begins <= at <= each.lost.ends for each in self._drills)
            if self._kills_left and self._chance.randrange(3) == 0 and recorded and not self._shut:
                await self._kill_in_the_midst(due_between(house.folder / DATABASE, before, at))
            await house.until_known()
        for deed in deeds:
            await deed()
        await asyncio.gather(*(_one_by_one(each) for each in acts))
        if self._shut:
            await asyncio.sleep(GLANCE_SECONDS)  # nothing comes, however long it is waited for
        elif house.serves:
            await house.settle()
        self._diary.steps += 1
        self._diary.messages += self.post.collect()

    async def _kill_in_the_midst(self, due: int) -> None:
        """Where enough is due, the bot is killed while it sends, and started again."""
        if due < self._worth_a_kill:
            return
        house = self._house
        goal = house.journal_number + self._chance.randint(2, due)
        await house.api.journal.until(lambda: house.journal_number >= goal, wait=KILL_SECONDS)
        await house.kill()
        self._kills_left -= 1
        self._diary.kills += 1
        await house.start()

    async def _begin(self, trouble: Trouble) -> None:
        self._diary.note(trouble.away.why)
        if trouble.kind == "off":
            await self._house.stop_bot()
            return
        self._shut = True
        if trouble.kind == "failing":
            self._house.api.faults.add(Fault("502_page", None, times=None))
        elif self._house.door is not None:
            await self._house.door.shut()

    async def _over(self, trouble: Trouble) -> None:
        if trouble.kind == "off":
            await self._house.start()
            return
        self._shut, number = False, self._house.journal_number
        if trouble.kind == "failing":
            self._house.api.faults.clear()
        elif self._house.door is not None:
            await self._house.door.reopen()
        await self._house.called("getUpdates", after=number)

    async def _restore(self, drill: Drill) -> None:
        self._diary.note(drill.lost.why)
        self._diary.note(await lose_and_restore(self._house, drill))

    async def _update(self) -> None:
        """The bot is brought up to date: this program serves from the database that the old one leaves."""
        house = self._house
        await house.stop_bot()
        before = counts(house.folder / DATABASE)
        house.program = None
        await house.start()
        copies = sorted(house.folder.glob(f"{DATABASE}.before-*"))
        if not copies or counts(copies[-1]) != before:
            self.ledger.differences.append("no copy from before the update holds what the database held")
        copied = ", ".join(f"{each.name} ({each.stat().st_size / 1_000_000:.1f} MB)" for each in copies)
        self._diary.note(f"updated from schema 18 to this version; from before: {copied}")

    async def _end_month(self, month: int, *, restarts: bool = True) -> None:
        self._diary.end_month(month, self._house)
        self._kills_left = self._kills_a_month
        if restarts and self._house.serves:
            await self._house.stop_bot()
            await self._house.start()

    async def _close(self, occasion: Occasion) -> None:
        """The books of a webinar are closed."""
        if self._house.serves:
            await self._house.settle()
        self.post.collect()
        rows = rows_of(self._house.folder / DATABASE, occasion.key)
        now = self._house.api.clock.now()
        visits = self.visits[occasion.key]
        self.ledger.close(occasion, visits, rows=rows, copies=self.post.copies, aways=self._aways, now=now)

    def _survey(self, name: str) -> Survey:
        """What is asked, to be known again on a phone."""
        if name not in OWN_SURVEYS:
            return shipped_survey(name)
        file = self._house.folder / f"{name}.yaml"
        file.write_text(OWN_SURVEYS[name], encoding="utf-8")
        found = OnDisk(None, None).survey(file.name, beside=str(self._house.folder / "any.yaml"))
        assert found is not None
        return found


def _applied_at(occasion: Occasion) -> datetime:
    """The webinars of a month are applied together, a week before it begins."""
    return max(BEGINS, occasion.starts_at.replace(day=1, hour=9, minute=0) - APPLIED_BEFORE)


async def _one_by_one(deeds: Sequence[Deed]) -> None:
    for deed in deeds:
        await deed()
