"""Told to stop by SIGTERM, as systemd and Docker do it, the bot ends within seconds, however slow the network is.

People are in the midst of answering and messages under way; the server hangs for longer than anybody waits. What was
in hand and did not end is found by the next start: the proof is that of the crash test.
"""

import asyncio
import json
import signal
import time

import pytest

from bot.rehearsal import Fault
from bot.rehearsal.waiting import Bell
from tests.crash import play
from tests.crash.deaths import Coroner
from tests.crash.definition import DOORS_OPEN, ENDS, FILE, FILES, SPAN, definition
from tests.crash.house import House
from tests.staging import built

STOPS = 2
PEOPLE = 30
MOST_SECONDS = 6.0
"""3 for what is in hand, and something for a busy machine."""

SLOW = (
    Fault("hang", "editMessageText", times=8, probability=0.3, seconds=60),
    Fault("hang_after", "editMessageText", times=2, probability=0.3, seconds=60),
    Fault("hang", "sendMessage", times=4, probability=0.3, seconds=60),
    Fault("hang_after", "sendDocument", times=2, seconds=60),
)


@pytest.mark.filterwarnings("ignore:unread_data:DeprecationWarning")
async def test_a_bot_that_is_told_to_stop_ends_within_seconds_and_loses_nothing_that_was_in_hand(tmp_path):
    (tmp_path / FILE).write_text(definition(), encoding="utf-8")
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    async with built(House, tmp_path, now=DOORS_OPEN, seed=7) as house:
        (applied,) = json.loads(await house.afterword("apply", FILE, "--json"))["webinars"]
        stopped = Bell()
        audience = play._invited(house, stopped, kills=STOPS, people=PEOPLE, seed=7)
        coroner = Coroner(house, audience)
        visits = asyncio.gather(*(play._visit(person, applied["code"]) for person in audience))
        for number in range(STOPS):
            spawned_at = house.journal_number
            await house.spawn()
            house.move_to(DOORS_OPEN + SPAN * number / STOPS)
            await house.called("getUpdates", after=spawned_at)
            coroner.look_again()
            before = house.journal_number
            await house.api.journal.until(lambda last=before: house.journal_number >= last + 100, wait=5)
            for fault in SLOW:
                house.api.faults.add(fault)
            await house.api.journal.until(lambda last=before: house.journal_number >= last + 160, wait=1)
            seconds, code = await told_to_stop(house.bot)
            house.api.faults.clear()
            assert code == 0
            assert seconds < MOST_SECONDS
            await coroner.note("stopping")
            stopped.ring()
        await house.spawn()
        await visits
        house.move_to(ENDS + SPAN)
        await house.until_settled(patience_seconds=60)
        verdict = await play._proved(house, applied["code"], audience, coroner)
    assert "action=left_hanging" in (tmp_path / "bot.log").read_text(encoding="utf-8"), "nothing hung when it stopped"
    assert verdict.faults == [], "\n".join(f"{name}: {figure}" for name, figure in verdict.figures)


async def told_to_stop(bot):
    began = time.monotonic()
    bot.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(bot.wait(), 60)
    return time.monotonic() - began, code
