"""A replaced material: who has the earlier one keeps it, unless an organiser says that they get the new one, once."""

from datetime import timedelta

import pytest

import db.handed
from bot.delivery.ports import FilePart
from bot.delivery.retry import Sent
from bot.services.correcting import OVERTAKEN
from bot.services.delivering import Delivering
from bot.services.fetching import A_MOMENT, Fetched, Fetching
from bot.services.storage import Storage
from tests.services.scenes import ENDS, OPENS, SURVEY, WEBINAR

DUE = ENDS + timedelta(days=1)


@pytest.fixture
async def two(office):
    """Ana and Ben have the slides, Eva is still to get them."""
    await office.apply(SURVEY, WEBINAR)
    office.clock.set(OPENS)
    ids = [await office.enter(chat_id) for chat_id in (101, 102, 103)]
    for attendee_id in ids[:2]:
        await office.store.write(
            lambda tx, who=attendee_id: db.handed.note(tx, material_id=1, attendee_id=who, edition=1, now=OPENS)
        )
    office.clock.set(ENDS)
    return office


def delivering(office):
    return Delivering(Storage(office.store), office.clock, office.library, chance=office.chance.choice)


async def again(office, content=b"better slides", resend=()):
    (office.folder / "slides.pdf").write_bytes(content)
    return await apply(office, resend)


async def apply(office, resend=()):
    from bot.services.publishing import read
    from bot.survey.reading import Source

    text = f"{SURVEY}\n---\n{WEBINAR}".encode()
    reading = read([Source(str(office.folder / "definition.yaml"), text)], None, templates=None)
    (applied,) = (await office.publishing().apply(reading, resend=resend)).webinars
    return applied


async def corrections(office):
    return await office.rows(
        """SELECT a.chat_id, o.follow_up, o.state FROM outbox o JOIN attendees a ON a.id = o.attendee_id
           WHERE o.follow_up LIKE '@again%' ORDER BY o.id"""
    )


async def carried(office):
    """What is claimed now, each sent: chat and part."""
    ledger, sent = delivering(office), []
    for parcel in await ledger.claim(limit=9):
        await ledger.sending(parcel)
        await ledger.sent(parcel, sent=Sent(7, "file"))
        sent.append((parcel.chat_id, parcel.parts[-1]))
    return sent


async def test_by_default_they_keep_the_earlier_one_and_the_organiser_is_told_how_many_do(two):
    applied = await again(two)
    assert "slides: 2 people have the earlier one; 1 still to come gets the new one" in applied.words[-1]
    assert await corrections(two) == []
    assert (await apply(two)).words == ()


async def test_resending_brings_the_new_one_to_each_who_has_the_earlier_one_once(two):
    applied = await again(two, resend=["slides"])
    assert applied.words[-1] == "slides: 2 people get the corrected one"
    assert applied.changed
    sent = await carried(two)
    assert [(chat_id, part.corrected, part.edition) for chat_id, part in sent] == [(101, True, 2), (102, True, 2)]
    assert isinstance(sent[0][1], FilePart)
    for _ in range(2):
        applied = await apply(two, resend=["slides"])
        assert (applied.words, applied.changed) == (
            ("slides: there is nothing to resend, nobody waits for a newer one",),
            False,
        )
    assert {state for *_, state in await corrections(two)} == {"sent"}


async def test_it_can_be_resent_later_and_no_other_change_takes_it_back(two):
    await again(two)
    assert (await apply(two, resend=["slides"])).words == ("slides: 2 people get the corrected one",)
    (two.folder / "slides.pdf").write_bytes(b"best slides")
    await apply(two)  # lays every plan anew
    assert [state for *_, state in await corrections(two)] == ["planned", "planned"]
    assert [part.edition for _, part in await carried(two)] == [3, 3]
    assert (await apply(two, resend=["slides"])).words[0].startswith("slides: there is nothing to resend")


async def test_two_corrections_in_a_row_bring_one_message(two):
    await again(two, resend=["slides"])
    await again(two, b"best slides", resend=["slides"])
    assert len(await carried(two)) == 2
    assert sorted(state for *_, state in await corrections(two)) == ["cancelled", "cancelled", "sent", "sent"]
    assert await two.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'cancelled'") == [(OVERTAKEN,)]


async def test_who_fetched_the_new_one_by_hand_gets_no_correction(two):
    await again(two)
    two.clock.set(ENDS + A_MOMENT)
    fetching = Fetching(Storage(two.store), two.clock, two.library)
    found = await fetching.fetch(101, 1)
    assert isinstance(found, Fetched)
    assert found.part.edition == 2
    await two.store.write(lambda tx: db.bots.remember(tx, telegram_id=1, username="bot", now=ENDS))
    await fetching.handed(101, found.part, Sent(8, "new"))
    await apply(two, resend=["slides"])
    assert [chat_id for chat_id, *_ in await corrections(two)] == [102]


async def test_who_asked_for_nothing_more_gets_no_correction(two):
    await again(two, resend=["slides"])
    await two.store.write(
        lambda tx: tx.execute("UPDATE enrolments SET wants = 'nothing', left_at = entered_at WHERE attendee_id = 1")
    )
    assert [chat_id for chat_id, _ in await carried(two)] == [102]
    await two.store.write(lambda tx: tx.execute("UPDATE handed SET edition = 1"))
    assert "slides: 1 person gets the corrected one" in (await again(two, b"best", resend=["slides"])).words


async def test_what_was_packed_before_the_change_counts_as_the_earlier_one(two):
    two.clock.set(DUE)
    ledger = delivering(two)
    parcels = [
        parcel for parcel in await ledger.claim(limit=9) if (parcel.chat_id, parcel.follow_up) == (103, "thanks")
    ]
    await again(two)
    assert await ledger.file_bytes(parcels[0].parts[0]) is None
    await ledger.sending(parcels[0])
    await ledger.sent(parcels[0], sent=Sent(7, "earlier"))  # it went by the name Telegram had for it
    await apply(two, resend=["slides"])
    assert [chat_id for chat_id, *_ in await corrections(two)] == [101, 102, 103]


async def test_a_correction_wakes_nobody(two):
    two.clock.set(ENDS.replace(hour=22))
    await again(two, resend=["slides"])
    assert await carried(two) == []
    two.clock.set(DUE.replace(hour=7))  # 8 o'clock in Brussels
    assert len([part for _, part in await carried(two) if part.corrected]) == 2
