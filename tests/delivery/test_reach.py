"""When Telegram is out, nothing else is tried until it answers: an outage costs no message its attempts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.pacing import Pace
from bot.delivery.pump import Pump
from bot.delivery.reach import Reach
from bot.delivery.retry import Doubt, NotSent, Refused, Sent
from tests.delivery.office import Office

SECOND = timedelta(seconds=1)


class Line:
    """Telegram, which is ``up`` or not; counts how often it was asked."""

    def __init__(self) -> None:
        self.up = True
        self.asked = 0

    async def answers(self) -> bool:
        self.asked += 1
        return self.up


class Seconds:
    """Real time, in the hand of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("bot.delivery.reach.monotonic", lambda: self.now)


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    return Seconds(monkeypatch)


def asking(office: Office, line: Line, **options: Any) -> Pump:
    pace = Pace(30, time=office.hurry.time, sleep=office.hurry.sleep)
    return Pump(office.ledger, office.post, pace, answers=line.answers, **options)


@pytest.mark.parametrize("trouble", [Doubt("the server answered 502"), NotSent(SECOND, "refused")])
async def test_an_outage_of_two_hours_costs_only_those_an_attempt_that_were_in_hand_when_it_began(
    office: Office, seconds: Seconds, trouble: Doubt | NotSent
) -> None:
    people = range(1, 41)
    for chat in people:
        office.post.says[chat] = [trouble] * 1000
    line = Line()
    line.up = False
    await office.owe("slides", *people, prefers="twice")
    pump = asking(office, line, width=4)
    for _ in range(240):
        await pump.knock()
        office.wait(seconds=30)
        seconds.now += 30
    rows = await office.rows()
    assert {row.state for row in rows} == {"planned"}
    assert sum(row.attempts for row in rows) == 4, "who was in hand tried once"
    assert all(row.attempts <= 1 for row in rows)
    office.post.says.clear()
    line.up = True
    await pump.knock()
    assert await office.states() == {"sent": 40}


async def test_it_is_asked_ever_more_seldom_while_it_does_not_answer(office: Office, seconds: Seconds) -> None:
    office.post.says[1] = [Doubt("the server answered 502")]
    line = Line()
    line.up = False
    await office.owe("slides", 1, 2, prefers="twice")
    pump = asking(office, line, width=1)
    for _ in range(600):
        await pump.knock()
        seconds.now += 0.5
    assert 10 <= line.asked <= 16, "after 1, 2, 4, 8, 16 and then every 30 seconds"


async def test_a_request_that_was_slow_once_delays_nobody(office: Office) -> None:
    office.post.says[1] = [Doubt("no answer in time")]
    line = Line()
    await office.owe("slides", 1, 2, 3, prefers="twice")
    await asking(office, line, width=1).knock()
    assert sorted(office.post.chats()) == [1, 2, 3]
    assert line.asked == 1


def test_any_answer_of_telegrams_says_that_it_is_there() -> None:
    reach = Reach()
    for answer in (Sent(1), Refused("Telegram refused it")):
        reach.note(Doubt("no answer"))
        assert reach.lost
        reach.note(None)
        assert reach.lost, "what was not even tried says nothing"
        reach.note(answer)
        assert not reach.lost
