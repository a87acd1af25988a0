"""What is due is claimed, sent once, and settled; whatever Telegram says to it."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta

import db.attendees
import db.outbox
from bot.delivery import retry
from bot.delivery.ports import FilePart, LinkPart, Parcel, Part
from bot.delivery.retry import (
    NotSent,
    Unreachable,
    UploadAgain,
)
from bot.survey.definitions import Wording
from tests.delivery.office import RECORDING, SLIDES, TEXT, Office

SECOND = timedelta(seconds=1)
LINK = LinkPart(3, "resources", Wording({"*": "Links"}), "https://example.org/")


async def test_everything_due_is_sent_once_and_nothing_before_its_time(office: Office) -> None:
    await office.owe("thanks", *range(1, 41))
    await office.owe("watch", 1, 2, 3, after=60)
    await office.pump().knock()
    assert sorted(office.post.chats()) == list(range(1, 41))
    assert await office.states() == {"sent": 40, "planned": 3}
    office.wait(hours=1)
    await office.pump().knock()
    assert await office.states() == {"sent": 43}


async def test_a_row_is_noted_as_sending_before_its_request_opens_and_settled_after(office: Office) -> None:
    seen: list[str] = []

    async def look(parcel: Parcel, part: Part) -> None:
        seen.append((await office.rows())[0].state)

    office.post.before = look
    await office.owe("thanks", 1)
    await office.pump().knock()
    assert seen == ["sending"]
    assert [call for call in office.ledger.calls if call != "claim"] == ["sending", "sent"]


async def test_no_more_parcels_are_in_hand_than_the_width(office: Office) -> None:
    await office.owe("thanks", *range(1, 60))
    await office.pump(width=4).knock()
    assert office.post.most_open <= 4
    assert await office.states() == {"sent": 59}


async def test_many_knocks_at_once_are_one(office: Office) -> None:
    await office.owe("thanks", *range(1, 30))
    pump = office.pump()
    await asyncio.gather(*(pump.knock() for _ in range(10)))
    assert sorted(office.post.chats()) == list(range(1, 30))


async def test_what_becomes_due_during_a_knock_goes_with_it(office: Office) -> None:
    pump = office.pump()

    async def someone_finishes(parcel: Parcel, part: Part) -> None:
        office.post.before = None
        await office.owe("thanks", 2)
        pump.wake()

    office.post.before = someone_finishes
    await office.owe("thanks", 1)
    await pump.knock()
    assert office.post.chats() == [1, 2]


async def test_a_finishing_person_is_served_while_another_upload_takes_its_time(office: Office) -> None:
    pump = office.pump(width=4)
    uploading, uploaded, served = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow_for_the_first(parcel: Parcel, part: Part) -> None:
        if parcel.chat_id == 1:
            uploading.set()
            await uploaded.wait()
        else:
            served.set()

    office.post.before = slow_for_the_first
    await office.owe("watch", 1)
    knock = asyncio.create_task(pump.knock())
    await uploading.wait()
    await office.owe("thanks", 2)
    pump.wake()
    await served.wait()
    uploaded.set()
    await knock
    assert await office.states() == {"sent": 2}


async def test_the_parts_of_a_follow_up_come_in_order_and_each_is_recorded(office: Office) -> None:
    office.ledger.contents["thanks"] = (TEXT, SLIDES, LINK)
    await office.owe("thanks", 1, prefers="twice")
    seen: list[tuple[str, int]] = []

    async def look(parcel: Parcel, part: Part) -> None:
        (row,) = await office.rows()
        seen.append((row.state, row.parts))

    office.post.before = look
    await office.pump().knock()
    assert [part for _, part in office.post.sent] == [TEXT, SLIDES, LINK]
    assert seen == [("sending", 0), ("sending", 1), ("sending", 2)]
    assert office.ledger.calls.count("part_sent") == 2
    assert await office.states() == {"sent": 1}


async def test_a_follow_up_goes_on_with_the_part_at_which_it_stopped(office: Office) -> None:
    office.ledger.contents["thanks"] = (TEXT, SLIDES, LINK)
    office.post.says[1] = [retry.Sent(5), NotSent(SECOND, "connection refused")]
    await office.owe("thanks", 1)
    await office.pump().knock()
    (row,) = await office.rows()
    assert (row.state, row.parts, row.attempts, row.reason) == ("planned", 1, 1, "connection refused")
    office.wait(seconds=1)
    await office.pump().knock()
    assert [part for _, part in office.post.sent] == [TEXT, SLIDES, SLIDES, LINK]


async def test_two_follow_ups_to_one_person_come_in_the_order_they_were_due(office: Office) -> None:
    for number in range(5):
        await office.owe(f"f{number}", 1, after=-10 + number)
    order: list[str] = []

    async def note(parcel: Parcel, part: Part) -> None:
        for _ in range(5 - int(parcel.follow_up[1])):
            await asyncio.sleep(0)
        order.append(parcel.follow_up)

    office.post.before = note
    await office.pump(width=8).knock()
    assert order == ["f0", "f1", "f2", "f3", "f4"]
    assert office.post.most_open == 1


async def test_a_file_goes_up_once_however_many_wait_for_it(office: Office) -> None:
    office.ledger.contents["watch"] = (RECORDING,)
    await office.owe("watch", *range(1, 31), prefers="twice")
    await office.pump(width=16).knock()
    uploads = [part for _, part in office.post.sent if isinstance(part, FilePart) and part.file_id is None]
    assert len(uploads) == 1
    assert len(office.post.sent) == 30
    assert office.ledger.file_ids == {2: "file-2"}


async def test_when_the_first_upload_fails_the_next_in_line_uploads(office: Office) -> None:
    office.ledger.contents["watch"] = (RECORDING,)
    office.post.says[1] = [Unreachable("Forbidden: bot was blocked by the user")]
    await office.owe("watch", 1, 2, 3, prefers="twice")
    await office.pump().knock()
    file_ids = [part.file_id for _, part in office.post.sent if isinstance(part, FilePart)]
    assert file_ids == [None, None, "file-2"]


async def test_a_file_that_telegram_forgot_is_uploaded_again_at_once(office: Office) -> None:
    old = FilePart(1, "presentation", SLIDES.title, "slides.pdf", "digest-1", file_id="stale")
    office.ledger.contents["thanks"] = (old,)
    office.ledger.file_ids[1] = "stale"
    office.post.says[1] = [UploadAgain()]
    await office.owe("thanks", 1)
    await office.pump().knock()
    assert [part.file_id for _, part in office.post.sent if isinstance(part, FilePart)] == ["stale", None]
    assert office.ledger.file_ids == {1: "file-1"}
    assert await office.states() == {"sent": 1}


async def test_a_file_that_telegram_does_not_take_is_given_up_after_one_upload(office: Office) -> None:
    office.ledger.contents["thanks"] = (SLIDES,)
    office.post.says[1] = [UploadAgain(), UploadAgain(), UploadAgain()]
    await office.owe("thanks", 1)
    await office.pump().knock()
    (row,) = await office.rows()
    assert (row.state, row.reason) == ("gave_up", retry.UNTAKEN_FILE)
    assert len(office.post.sent) == 1


async def test_what_answers_an_act_goes_out_before_the_rest_of_a_broadcast(office: Office) -> None:
    pump = office.pump(width=8)

    async def someone_finishes(parcel: Parcel, part: Part) -> None:
        office.post.before = None
        await office.owe("thanks", 999)

        def hurry(tx: sqlite3.Connection) -> None:
            someone = db.attendees.by_chat(tx, 999)
            assert someone is not None
            db.outbox.hurry(tx, webinar_id=office.webinar_id, attendee_id=someone.id, now=office.clock.now())

        await office.ledger.store.write(hurry)
        pump.wake()

    office.post.before = someone_finishes
    await office.owe("watch", *range(1, 301))
    await pump.knock()
    assert office.post.chats().index(999) <= 16, "behind what was in hand, and no more"
    assert await office.states() == {"sent": 301}
