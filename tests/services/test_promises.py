"""Any plan, zone, order of edits and of outcomes: follow-ups keep their promise.

Bounded so that it is quick; ``pytest tests/services/test_promises.py --promises 500`` tries so many histories.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.services.orders import Verb
from tests.services.promises import Line, Outcome, Promises
from tests.services.scenes import an_office

ZONES = ("Europe/Brussels", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Atlantic/Azores")
STARTS = ("2026-11-24 10:00", "2027-03-27 22:30", "2027-10-30 19:00", "2027-11-06 10:00", "2027-04-03 15:00")
"""An ordinary day, and eves of clock changes in Europe, America and New Zealand."""
WHENS = (
    "on finish",
    "on entry",
    "at end",
    "90m after end",
    "1d after end at 02:30",
    "1d after end at 09:00",
    "1wd after end at 20:59",
    "30h after end",
    "1h before start",
    "4d after end at 23:00",
)
KEYS = ("thanks", "pack", "nudge", "news", "ask")
CHATS = (1, 2, 3, 4)

lines = st.builds(
    Line,
    key=st.sampled_from(KEYS),
    when=st.sampled_from((*WHENS, "by hand")),
    person=st.booleans(),
    approve=st.sampled_from((False, False, False, True)),
    late=st.sampled_from(("30m", "6h", "24h", "72h")),
    to=st.sampled_from(("", "to: {finished: true}, ", "to: {question: overall, in: [poor]}, ")),
)
plans = st.lists(lines, min_size=1, max_size=5, unique_by=lambda line: line.key).map(tuple)
outcomes = st.lists(st.sampled_from(get_args(Outcome)), max_size=6)


class Histories(RuleBasedStateMachine):
    """Draws what happens; ``Promises`` says what has to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.opened = AsyncExitStack()
        self.house: Promises | None = None

    def run(self, work) -> None:
        self.loop.run_until_complete(work)

    @initialize(zone=st.sampled_from(ZONES), starts=st.sampled_from(STARTS), plan=plans)
    def begins(self, zone, starts, plan) -> None:
        office = self.loop.run_until_complete(self.opened.enter_async_context(an_office(self.folder)))
        at = datetime.fromisoformat(starts).replace(tzinfo=ZoneInfo(zone))
        office.clock.set(at - timedelta(hours=30))
        self.house = Promises(office, zone, starts)
        self.run(self.house.apply(plan))

    @rule(chat=st.sampled_from(CHATS), zone=st.sampled_from((None, *ZONES)))
    def somebody_enters_or_comes_back(self, chat, zone) -> None:
        self.run(self.house.enter(chat, zone))

    @precondition(lambda self: self.house is not None and self.house.people)
    @rule(draw=st.data(), wants=st.sampled_from(("promised", "nothing")))
    def somebody_leaves(self, draw, wants) -> None:
        self.run(self.house.leave(draw.draw(st.sampled_from(sorted(self.house.people))), wants))

    @precondition(lambda self: self.house is not None and self.house.people)
    @rule(draw=st.data(), overall=st.sampled_from(("good", "poor")))
    def somebody_finishes(self, draw, overall) -> None:
        waiting = sorted(chat for chat, each in self.house.people.items() if not each.finished)
        if waiting:
            self.run(self.house.finish(draw.draw(st.sampled_from(waiting)), overall))

    @rule(plan=plans)
    def another_plan_is_applied(self, plan) -> None:
        self.run(self.house.apply(plan))

    @rule(verb=st.sampled_from(get_args(Verb)), key=st.sampled_from(KEYS))
    def an_organiser_speaks(self, verb, key) -> None:
        self.run(self.house.steer(verb, key))

    @rule(minutes=st.sampled_from((1, 29, 61, 300, 700, 1440, 2900)), ends=outcomes)
    def time_passes_and_the_bot_sends(self, minutes, ends) -> None:
        self.house.office.clock.set(self.house.office.clock.now() + timedelta(minutes=minutes))
        self.run(self.house.send(ends))

    @rule(hours=st.integers(1, 80))
    def the_bot_is_away(self, hours) -> None:
        self.house.office.clock.set(self.house.office.clock.now() + timedelta(hours=hours))

    @rule(ends=outcomes)
    def the_bot_sends(self, ends) -> None:
        self.run(self.house.send(ends))

    @invariant()
    def promises_hold(self) -> None:
        if self.house is not None:
            self.run(self.house.hold_true())

    def teardown(self) -> None:
        try:
            if self.house is not None:
                self.run(self.house.come_to_rest())
        finally:
            self.run(self.opened.aclose())
            self.loop.close()
            shutil.rmtree(self.folder)


def test_whatever_happens_follow_ups_keep_their_promise(request: pytest.FixtureRequest) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=request.config.getoption("--promises"),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
