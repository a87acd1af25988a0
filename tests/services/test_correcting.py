"""A replaced material: who has the earlier one keeps it, unless an organiser says that they get the new one, once."""

from datetime import timedelta

import pytest

import db.handed
from bot.delivery.ports import FilePart
from bot.delivery.retry import Sent
from bot.services.access import Operator
from bot.services.correcting import OVERTAKEN
from bot.services.delivering import Delivering
from bot.services.fetching import A_MOMENT, Fetched, Fetching
from bot.services.leaving import Leaving
from bot.services.steering import Steered, Target
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


def leaving(office):
    return Leaving(Storage(office.store), office.clock, office.library, wake=lambda: None)


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


@pytest.mark.parametrize("why", ["blocked", "asked for nothing"])
async def test_a_correction_that_was_owed_as_somebody_left_comes_when_they_are_back_once(two, why):
    await again(two, resend=["slides"])
    if why == "blocked":
        await two.lose(101)
    else:
        await leaving(two).leave(chat_id=101, wants="nothing", webinar_id=1)
    assert [state for *_, state in await corrections(two)] == ["cancelled", "planned"]
    await apply(two)
    assert [chat_id for chat_id, _ in await carried(two)] == [102]
    if why == "blocked":
        await two.enter(101)
    else:
        await leaving(two).return_to(chat_id=101, webinar_id=1)
    assert [(chat_id, part.edition) for chat_id, part in await carried(two) if part.corrected] == [(101, 2)]
    await two.lose(101)
    await two.enter(101)
    assert {state for *_, state in await corrections(two)} == {"sent"}


async def test_of_two_corrections_that_somebody_missed_one_message_comes(two):
    await again(two, resend=["slides"])
    await two.lose(101)
    await two.store.write(lambda tx: tx.execute("UPDATE attendees SET reachable = 1"))
    await again(two, b"best slides", resend=["slides"])
    await two.lose(101)
    await carried(two)
    await two.enter(101)
    assert [(chat_id, part.edition) for chat_id, part in await carried(two) if part.corrected] == [(101, 3)]


async def test_a_correction_that_an_organiser_cancelled_or_holds_is_so_when_somebody_is_back(two, steering):
    await again(two, resend=["slides"])
    rows = [row for (row,) in await two.rows("SELECT id FROM outbox WHERE follow_up LIKE '@again%' ORDER BY id")]
    await steering.steer(Operator(), "cancel", Target("clusters", row=rows[0]))
    await steering.steer(Operator(), "hold", Target("clusters", row=rows[1]))
    for chat_id in (101, 102):
        await two.lose(chat_id)
        await two.enter(chat_id)
    assert [state for *_, state in await corrections(two)] == ["cancelled", "held"]
    assert await steering.steer(Operator(), "release", Target("clusters", row=rows[1])) == Steered(1)
    assert [chat_id for chat_id, part in await carried(two) if part.corrected] == [102]


async def doubts(office, chat_id, *, for_good=True):
    """What Telegram said of the thanks to this chat never arrived here; the row."""
    ledger = delivering(office)
    (parcel,) = [each for each in await ledger.claim(limit=9) if (each.chat_id, each.follow_up) == (chat_id, "thanks")]
    await ledger.sending(parcel)
    await ledger.doubt(parcel, cause="cut", again_after=None if for_good else timedelta(hours=1))
    return parcel.row


async def test_who_perhaps_has_the_earlier_one_is_counted_and_can_be_sent_the_new_one(two):
    two.clock.set(DUE)
    await doubts(two, 103)
    applied = await again(two)
    assert "slides: 3 people have the earlier one" in applied.words[-1]
    assert (await apply(two, resend=["slides"])).words == ("slides: 3 people get the corrected one",)
    assert (103, 2, True) in [(chat_id, part.edition, part.corrected) for chat_id, part in await carried(two)]
    assert await two.rows("SELECT DISTINCT edition, perhaps FROM handed") == [(2, 0)]


@pytest.mark.parametrize(("how", "corrected"), [("sent", [101, 102, 103]), ("not-sent", [101, 102])])
async def test_what_an_organiser_found_out_of_a_doubt_decides_who_is_corrected(two, steering, how, corrected):
    two.clock.set(DUE)
    row = await doubts(two, 103)
    await steering.resolve(Operator(), Target("clusters", row=row), how=how)
    await again(two, resend=["slides"])
    assert [chat_id for chat_id, *_ in await corrections(two)] == corrected


async def test_who_is_still_to_get_it_after_a_doubt_gets_the_new_one_once(two):
    two.clock.set(DUE)
    await doubts(two, 103, for_good=False)
    applied = await again(two, resend=["slides"])
    assert "slides: 2 people get the corrected one" in applied.words
    two.clock.set(DUE + timedelta(hours=1))
    assert [part.edition for chat_id, part in await carried(two) if chat_id == 103] == [2]
    await apply(two, resend=["slides"])
    assert [chat_id for chat_id, *_ in await corrections(two)] == [101, 102]


async def test_who_perhaps_got_it_as_the_bot_died_can_be_sent_the_new_one(two):
    two.clock.set(DUE)
    ledger = delivering(two)
    (parcel,) = [each for each in await ledger.claim(limit=9) if (each.chat_id, each.follow_up) == (103, "thanks")]
    await two.store.write(lambda tx: tx.execute("UPDATE outbox SET doubts = 9 WHERE id = ?", (parcel.row,)))
    await ledger.sending(parcel)
    await again(two)  # while it is down
    assert (await delivering(two).rescue())[1] == 1
    await apply(two, resend=["slides"])
    assert [chat_id for chat_id, *_ in await corrections(two)] == [101, 102, 103]


async def test_who_only_perhaps_has_it_may_fetch_it_at_once(two):
    two.clock.set(DUE)
    await doubts(two, 103)
    assert isinstance(await Fetching(Storage(two.store), two.clock, two.library).fetch(103, 1), Fetched)
