"""Notes are passed on exactly when their author said so, whatever is tapped, replayed or waited for."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.access import Access, Person
from bot.services.corresponding import Corresponding
from bot.services.offering import KEPT, MOST_PLACES, Offered, Offering, Settled
from bot.services.storage import Storage
from tests.services.scenes import SURVEY, WEBINAR, an_office, second

ANA, BEN, OWNER = 101, 102, 900
ASKED = "Shall I?\nYes"
STEPS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from([ANA, BEN])),
    st.tuples(st.sampled_from(["unnamed", "named", "no", "again"]), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(0, 9)),
)


def offering(office) -> Offering:
    return Offering(Storage(office.store), office.clock, office.library)


def corresponding(office) -> Corresponding:
    return Corresponding(Storage(office.store), office.clock, office.library, Access({OWNER}))


async def yes(office, offer: Offered, *, chat_id=ANA, name=None, place=0):
    webinar_id = offer.places[place].webinar_id
    return await offering(office).pass_on(
        chat_id=chat_id, note_id=offer.note_id, webinar_id=webinar_id, name=name, asked=ASKED, language="en"
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, max_size=14))
def test_no_sequence_of_texts_and_taps_loses_what_was_passed_on_or_passes_on_what_was_declined(steps):
    """People write, tap any button twice or late, updates are replayed and days go by; a model keeps count."""
    asyncio.run(_whatever_people_do(steps))


async def _whatever_people_do(steps):
    with tempfile.TemporaryDirectory() as folder:
        async with an_office(Path(folder)) as office:
            await office.apply(SURVEY, WEBINAR)
            for chat_id in (ANA, BEN):
                await office.enter(chat_id)
            model = Model(office, offering(office))
            for step, which in steps:
                await model.carry_out(step, which)
            await model.compare()


@dataclass
class Model:
    """What must have become of each note: offered, unnamed, named, or None when it is gone."""

    office: object
    service: Offering
    offers: list[tuple[int, int, Offered]] = field(default_factory=list)
    state: dict[int, str | None] = field(default_factory=dict)
    written: dict[int, datetime] = field(default_factory=dict)

    async def carry_out(self, step, which):
        if step == "write":
            await self.write(which)
        elif step == "wait":
            await self.wait(timedelta(days=which))
        elif self.offers:
            chat_id, update_id, offer = self.offers[which % len(self.offers)]
            if step == "again":
                known = await self.service.again(update_id=update_id, chat_id=chat_id)
                wanted = {"offered": Offered, None: type(None)}.get(self.state[offer.note_id], Settled)
                assert isinstance(known, wanted)
            elif step == "no":
                await self.decline(chat_id, offer)
            else:
                await self.agree(chat_id, offer, step)

    async def write(self, chat_id):
        update_id = len(self.offers) + 1
        offer = await self.service.offer(update_id=update_id, chat_id=chat_id, text=f"note {update_id}")
        self.offers.append((chat_id, update_id, offer))
        self.state[offer.note_id], self.written[offer.note_id] = "offered", self.office.clock.now()

    async def wait(self, time):
        self.office.clock.set(self.office.clock.now() + time)
        await self.service.prune()
        for note_id, at in self.written.items():
            if self.state[note_id] == "offered" and self.office.clock.now() - at > KEPT:
                self.state[note_id] = None

    async def decline(self, chat_id, offer):
        waits = self.state[offer.note_id] == "offered"
        assert not await self.service.decline(chat_id=ANA + BEN - chat_id, note_id=offer.note_id)
        assert await self.service.decline(chat_id=chat_id, note_id=offer.note_id) is waits
        if waits:
            self.state[offer.note_id] = None

    async def agree(self, chat_id, offer, how):
        name = "Ana" if how == "named" else None
        assert await yes(self.office, offer, chat_id=ANA + BEN - chat_id, name=name) is None
        note = await yes(self.office, offer, chat_id=chat_id, name=name)
        before = self.state[offer.note_id]
        assert (note is None) is (before is None)
        self.state[offer.note_id] = how if before == "offered" else before

    async def compare(self):
        stored = await self.office.rows(
            """SELECT n.id, text, iif(t.id IS NULL, 'offered', iif(t.name IS NULL, 'unnamed', 'named'))
               FROM notes AS n LEFT JOIN threads AS t ON t.id = thread_id ORDER BY update_id"""
        )
        wanted = [(offer.note_id, f"note {update}", self.state[offer.note_id]) for _, update, offer in self.offers]
        assert stored == [each for each in wanted if each[2] is not None]
        passed = [kind for *_, kind in stored if kind != "offered"]
        for table in ("threads", "consents"):
            assert await self.office.rows(f"SELECT count(*) FROM {table}") == [(len(passed),)]


async def test_a_yes_is_on_record_with_the_words_it_was_said_to(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(ANA)
    offer = await offering(office).offer(update_id=1, chat_id=ANA, text="Too \x00loud ")
    note = await yes(office, offer)
    assert (note.text, note.webinar, note.name, note.chat_id) == ("Too loud", "Strategies for clusters", None, ANA)
    assert await office.rows("SELECT given, text FROM consents JOIN notices ON digest = notice") == [(1, ASKED)]


async def test_somebody_who_never_entered_anything_is_offered_nothing(office):
    await office.apply(SURVEY, WEBINAR)
    assert await offering(office).offer(update_id=1, chat_id=ANA, text="Hello") is None
    assert await office.rows("SELECT * FROM notes") == []


async def test_with_several_webinars_the_latest_ones_are_offered_and_no_others_are_taken(office):
    keys = [f"w{number}" for number in range(7)]
    await office.apply(SURVEY, *(second(key=key) for key in keys))
    for key in keys:
        office.clock.set(office.clock.now() + timedelta(minutes=1))
        await office.enter(ANA, key)
    await office.apply(SURVEY, second(key="elsewhere"))
    offer = await offering(office).offer(update_id=1, chat_id=ANA, text="Which one?")
    ids = dict(await office.rows("SELECT key, id FROM webinars"))
    assert [place.webinar_id for place in offer.places] == [ids[key] for key in reversed(keys)][:MOST_PLACES]
    service = offering(office)
    assert await service.place(chat_id=ANA, note_id=offer.note_id, webinar_id=ids["elsewhere"]) is None
    chosen = await service.place(chat_id=ANA, note_id=offer.note_id, webinar_id=ids["w4"])
    assert [place.webinar_id for place in chosen.places] == [ids["w4"]]
    assert (await yes(office, chosen)).note_id == offer.note_id


async def test_an_organisers_answer_reaches_its_thread_once_and_a_stranger_who_guesses_reaches_nothing(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(ANA)
    note = await yes(office, await offering(office).offer(update_id=1, chat_id=ANA, text="Too loud"))
    service = corresponding(office)
    await service.posted(note_id=note.note_id, chat_id=OWNER, message_id=5, reader="organiser")
    await service.posted(note_id=note.note_id, chat_id=BEN, message_id=5, reader="organiser")  # an owner once
    assert await service.reply(update_id=2, chat_id=OWNER, message_id=6, text="What?") is None
    assert await service.reply(update_id=2, chat_id=BEN, message_id=5, text="I should not") is None
    for _ in range(2):
        answer = await service.reply(update_id=3, chat_id=OWNER, message_id=5, text="Sorry!")
        assert (answer.author, answer.text, answer.chat_id) == ("organiser", "Sorry!", ANA)
    (thread,) = await service.open_threads(reader=Person(OWNER))
    assert [said.text for said in thread.said] == ["Too loud", "Sorry!"]
    assert not thread.waits
