"""Contact lists and further messages: each yes stands for its own words, and goes when its author does."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import db.attendees
import db.outbox
import db.responses
import db.webinars
from bot.delivery.ports import ListPart
from bot.services.asking import Asking
from bot.services.contacting import LONGEST_ENTRY, WAITS, Contacting, Membership, TooLong
from bot.services.outcomes import Cancelled
from bot.services.packing import pack
from bot.services.standing import load
from bot.services.storage import Storage
from bot.services.views import JoinList, Permit
from tests.services.scenes import SURVEY, WEBINAR, picked

ANA, BEN = 101, 102
LISTED = WEBINAR.replace("materials:", "materials:\n  - {key: people, kind: contacts, title: Who was there}") + (
    "  - {key: list, when: 1d after end, send: [people]}\n"
)
MONTH = WEBINAR + '  - {key: month, when: 30d after end, text: Hello, consent: {en: "May I?", fr: "Puis-je ?"}}\n'


def contacting(office) -> Contacting:
    return Contacting(Storage(office.store), office.clock, office.library)


def asking(office) -> Asking:
    return Asking(Storage(office.store), office.clock, office.library, wake=lambda: None)


async def join(office, chat_id, entry, *, update_id=1):
    await contacting(office).agree(chat_id=chat_id, webinar_id=1, text="May I list you?", language="en")
    return await contacting(office).write(update_id=update_id, chat_id=chat_id, text=entry)


async def on_card(office, chat_id=ANA):
    def work(tx: sqlite3.Connection):
        attendee = db.attendees.by_chat(tx, chat_id)
        response = db.responses.of_attendee(tx, attendee.id)[0]
        return load(tx, office.library, response, attendee).asks

    return await office.store.read(work)


async def packed(office, follow_up, chat_id=ANA):
    def work(tx: sqlite3.Connection):
        attendee = db.attendees.by_chat(tx, chat_id)
        [row] = [each for each in db.outbox.of_enrolment(tx, webinar_id=1, attendee_id=attendee.id)
                 if each.follow_up == follow_up]  # fmt: skip
        now, chance = office.clock.now(), office.chance.choice
        return pack(tx, office.library, row, claim="c", chance=chance, bot=1, now=now)

    return await office.store.write(work)


async def test_a_list_shows_who_asked_for_it_in_their_own_words_and_nobody_else(office):
    await office.apply(SURVEY, LISTED)
    for chat_id in (ANA, BEN):
        await office.enter(chat_id)
    stored = await join(office, ANA, "  Ana \n Novak ")
    assert stored == Membership(1, "Strategies for clusters", "Ana Novak", shown=True)
    assert (await packed(office, "list", BEN)).parcel.parts == (
        ListPart(1, "contacts", stored_title(office, await packed(office, "list", BEN)), ("Ana Novak",)),
    )
    await contacting(office).refuse(chat_id=ANA, webinar_id=1, text="May I list you?", language="en")
    assert (await packed(office, "list", BEN)).parcel.parts[0].entries == ()
    given = await office.rows("SELECT given FROM consents WHERE purpose = 'contacts' ORDER BY id")
    assert given == [(1,), (0,)]


def stored_title(_, there):
    return there.parcel.parts[0].title


async def test_a_long_list_comes_in_several_messages_that_each_fit(office):
    await office.apply(SURVEY, LISTED)
    for number in range(60):
        await office.enter(number + 1)
        await join(office, number + 1, f"{number:03d} " + "x" * 190, update_id=number)
    parts = (await packed(office, "list", 1)).parcel.parts
    assert [len(part.entries) for part in parts] == [13, 13, 13, 13, 8]
    assert [(part.first, part.last) for part in parts] == [(True, False), *[(False, False)] * 3, (False, True)]
    assert sum((part.entries for part in parts), ()) == tuple(sorted(sum((part.entries for part in parts), ())))


async def test_a_list_that_is_always_here_holds_nothing_up(office):
    await office.apply(SURVEY, LISTED)
    await office.enter(ANA)
    assert (await packed(office, "list")).parcel.parts[0].entries == ()


async def test_an_entry_is_only_taken_within_the_hour_and_if_it_is_short(office):
    await office.apply(SURVEY, LISTED)
    await office.enter(ANA)
    service = contacting(office)
    assert await service.write(update_id=1, chat_id=ANA, text="Nobody asked me") is None
    assert await join(office, ANA, "x" * (LONGEST_ENTRY + 1)) == TooLong(LONGEST_ENTRY)
    office.clock.set(office.clock.now() + WAITS + timedelta(seconds=1))
    assert await service.write(update_id=2, chat_id=ANA, text="Ana") is None
    assert (await join(office, ANA, "Ana", update_id=3)).entry == "Ana"
    assert (await service.again(update_id=3, chat_id=ANA)).entry == "Ana"
    assert await service.write(update_id=4, chat_id=ANA, text="something else") is None


async def test_a_list_is_seen_by_who_is_on_it_or_was_sent_it_and_by_nobody_else(office):
    await office.apply(SURVEY, LISTED)
    for chat_id in (ANA, BEN):
        await office.enter(chat_id)
    await join(office, ANA, "Ana")
    service = contacting(office)
    assert (await service.show(chat_id=ANA, webinar_id=1)).parts[0].entries == ("Ana",)
    assert await service.show(chat_id=BEN, webinar_id=1) is None
    assert await service.show(chat_id=999, webinar_id=1) is None
    sql = "UPDATE outbox SET state = 'sent', settled_at = 0 WHERE follow_up = 'list'"
    await office.store.write(lambda tx: tx.execute(sql))
    assert (await service.show(chat_id=BEN, webinar_id=1)).parts[0].entries == ("Ana",)


async def test_with_an_attendee_their_entry_goes(office):
    await office.apply(SURVEY, LISTED)
    await office.enter(ANA)
    await join(office, ANA, "Ana")
    await office.store.write(lambda tx: tx.execute("DELETE FROM attendees"))
    assert await office.rows("SELECT * FROM contacts") == []


async def test_the_card_asks_one_thing_after_the_other_and_nothing_twice(office):
    await office.apply(SURVEY, LISTED + MONTH.removeprefix(WEBINAR))
    await office.answer(ANA, {"overall": picked("good")})
    assert await on_card(office) == JoinList(1)
    await contacting(office).refuse(chat_id=ANA, webinar_id=1, text="May I list you?", language="en")
    ask = await on_card(office)
    assert isinstance(ask, Permit)
    await asking(office).permit(chat_id=ANA, ask=ask, given=False, text="May I?", language="en")
    assert await on_card(office) is None


async def agree(office):
    ask = await on_card(office)
    return await asking(office).permit(chat_id=ANA, ask=ask, given=True, text="May I?", language="en")


async def test_a_yes_plans_it_and_a_withdrawal_takes_it_back(office):
    await office.apply(SURVEY, MONTH)
    await office.answer(ANA, {"overall": picked("good")})
    assert "month" not in await office.outbox()
    assert await agree(office)
    assert (await office.outbox())["month"] == ("planned", "12-24 11:00")
    assert await asking(office).withdraw(chat_id=ANA, webinar_id=1, language="en")
    assert (await office.outbox())["month"][0] == "cancelled"
    assert not await asking(office).withdraw(chat_id=BEN, webinar_id=1, language="en")


async def test_other_words_are_another_question_and_an_old_yes_sends_nothing(office):
    await office.apply(SURVEY, MONTH)
    await office.answer(ANA, {"overall": picked("good")})
    ask = await on_card(office)
    await agree(office)
    await office.apply(SURVEY, MONTH.replace("May I?", "May I sell you something?"))
    assert (await office.outbox())["month"][0] == "cancelled"
    anew = await on_card(office)
    assert anew.wording.by_language["en"] == "May I sell you something?"
    assert not await asking(office).permit(chat_id=ANA, ask=ask, given=True, text="May I?", language="en")


async def test_what_is_withdrawn_at_the_last_moment_is_not_packed(office):
    await office.apply(SURVEY, MONTH)
    await office.answer(ANA, {"overall": picked("good")})
    await agree(office)
    assert (await packed(office, "month")).parcel.ends
    sql = "UPDATE consents SET given = 0 WHERE purpose = 'follow_up'"
    await office.store.write(lambda tx: tx.execute(sql))
    assert await packed(office, "month") == Cancelled("no longer owed")
