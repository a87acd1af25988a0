"""A follow-up that is longer than a message comes in several, each of them once, whatever happens in between."""

import random
from datetime import timedelta

import msgspec

from bot.delivery.pacing import Pace
from bot.delivery.pump import Pump
from bot.services.delivering import Delivering
from bot.services.library import Library
from bot.services.storage import Storage
from bot.survey.definitions import FollowUp, Offset, Wording
from tests.chat.house import WEBINAR, shown, text

LONG = "".join(f"😀 This is sentence {number} of many. " for number in range(290))


async def test_after_a_crash_between_two_messages_of_one_text_only_the_rest_comes(house, ana):
    later = FollowUp("later", Offset(30, "m", "end"), text=Wording({"*": LONG}))
    await house.publish(webinar=msgspec.structs.replace(WEBINAR, key="long", follow_ups=(later,)))
    house.poll()
    ana.write(f"/start {house.code}")
    await house.quiet()
    before = len(shown(ana))
    house.clock.set(house.clock.now() + timedelta(hours=3))
    parcels = [each for each in await house.delivering.claim(limit=9) if each.follow_up == "later"]
    (parcel,) = [await house.sender.unfolded(each) for each in parcels]
    assert len(parcel.parts) == 3
    assert await house.delivering.sending(parcel)
    sent = await house.sender.send(parcel, parcel.parts[0])
    assert await house.delivering.part_sent(parcel, parts_done=1, sent=sent)

    again = Delivering(Storage(house.store), house.clock, Library(), chance=random.Random(8).choice)
    await again.rescue()
    await Pump(again, house.sender, Pace(10_000)).knock()
    came = [text(message) for message in shown(ana)[before:] if "sentence" in text(message)]
    assert " ".join(came) == LONG.strip()
    assert all(each.endswith("of many.") for each in came)
    assert await house.rows("SELECT state, parts FROM outbox WHERE follow_up = 'later'") == [("sent", 3)]
