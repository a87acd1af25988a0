"""Who enters late gets what still makes sense, and never a burst."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.orders import Order
from bot.delivery.owing import Owed, Person, Timetable, owed
from bot.delivery.plan import Existing, reconcile
from bot.delivery.spacing import APART, BURST, MOST, in_turn, messages_of
from bot.survey.definitions import ByHand, FollowUp, Offset, OnEntry, OnFinish, Webinar, Wording
from tests.delivery import UNHURRIED
from tests.delivery.plans import DAY, ENDS, THANKS, TIMETABLE, WATCH, apply, at, person, webinar
from tests.delivery.test_plan_laws import people, plans, timetables

MINUTE = timedelta(minutes=1)
LATE = at("2026-12-15 10:00")
"""Three weeks after the webinar."""


def sends(key: str, days: int, *materials: str) -> FollowUp:
    return FollowUp(key, Offset(days, "d", "end", (9, 0)), send=materials or (key,))


def gets(who: Person, *follow_ups: FollowUp, **orders: Order) -> dict[str, timedelta | None]:
    """How long after entering each comes."""
    found = in_turn(webinar(*follow_ups), who, TIMETABLE, orders)
    return {each.follow_up: None if each.due_at is None else each.due_at - who.entered_at for each in found}


def test_three_weeks_late_the_slides_the_recording_and_the_resources_come_at_once_and_the_question_on_its_day() -> None:
    plan = (THANKS, WATCH, sends("resources", 5), FollowUp("impact", Offset(30, "d", "end", (9, 0)), survey="impact"))
    at_once = timedelta(0)
    assert gets(person(entered=LATE), *plan) == {
        "thanks": at_once,
        "watch": at_once,
        "resources": at_once,
        "impact": at("2026-12-24 09:00") - LATE,
    }


def test_more_than_three_come_a_few_at_a_time_in_the_order_of_the_plan() -> None:
    plan = [sends(f"part{number}", 1 + number) for number in range(8)]
    waits = list(gets(person(entered=LATE), *plan).values())
    assert waits == [timedelta(0)] * 3 + [APART] * 3 + [2 * APART] * 2


def test_a_follow_up_of_many_messages_comes_whole_and_by_itself() -> None:
    plan = (sends("one", 1), sends("five", 2, *"abcde"), sends("two", 3))
    assert gets(person(entered=LATE), *plan) == {"one": timedelta(0), "five": APART, "two": 2 * APART}


def test_what_goes_on_finishing_keeps_its_place_whether_they_finish_or_not() -> None:
    plan = (THANKS, *(sends(f"part{number}", 2) for number in range(3)))
    before = gets(person(entered=LATE), *plan)
    after = gets(person(entered=LATE, finished=LATE + 5 * MINUTE), *plan)
    assert before.pop("thanks") == timedelta(0)
    assert after.pop("thanks") == 5 * MINUTE
    assert before == after == {"part0": timedelta(0), "part1": timedelta(0), "part2": APART}


def test_what_comes_later_keeps_out_of_quiet_hours() -> None:
    plan = [sends(f"part{number}", 1 + number) for number in range(7)]
    entered = at("2026-12-15 20:50")
    morning = at("2026-12-16 08:00") + APART - entered
    assert list(gets(person(entered=entered), *plan).values()) == [timedelta(0)] * 3 + [morning] * 3 + [morning + APART]


def test_words_given_leave_to_go_before_they_entered_take_their_turn() -> None:
    gifts = [FollowUp(f"gift{number}", ByHand(), text=Wording({"*": "A gift"})) for number in range(4)]
    orders = {each.key: Order(approved_at=ENDS) for each in gifts}
    assert list(gets(person(entered=LATE), *gifts, **orders).values()) == [timedelta(0)] * 3 + [APART]


def test_who_was_there_in_time_gets_everything_at_its_moment() -> None:
    plan = [sends(f"part{number}", 1) for number in range(5)]
    found = in_turn(webinar(*plan), person(entered=ENDS), TIMETABLE, {})
    assert found == owed(webinar(*plan), person(entered=ENDS), TIMETABLE)


@pytest.mark.parametrize(
    ("follow_up", "messages"),
    [
        (FollowUp("words", OnEntry(), text=Wording({"*": "x" * 900})), 1),
        (FollowUp("short", OnEntry(), send=("a",), text=Wording({"*": "x"})), 1),
        (FollowUp("long", OnEntry(), send=("a", "b"), text=Wording({"en": "x", "fr": "x" * 900})), 3),
        (FollowUp("asks", OnEntry(), send=("a",), survey="impact"), 2),
    ],
)
def test_messages_are_counted(follow_up: FollowUp, messages: int) -> None:
    assert messages_of(follow_up) == messages


@st.composite
def long_plans(draw: Any) -> Webinar:
    """Plans of many follow-ups of which each is a few messages, none by somebody's own act but one."""
    whens = st.builds(Offset, st.integers(1, 20), st.sampled_from(["d", "wd"]), st.just("end"), st.just((9, 0)))
    follow_ups = [
        FollowUp(f"part{number}", draw(whens), send=tuple("abc"[: draw(st.integers(1, 3))]))
        for number in range(draw(st.integers(1, 9)))
    ]
    return webinar(*draw(st.permutations([*follow_ups, FollowUp("thanks", OnFinish(), send=("slides",))])))


@UNHURRIED
@given(long_plans(), st.integers(0, 40 * 1440), st.none() | st.integers(0, 600), st.integers(0, 30))
def test_nobody_gets_more_than_three_messages_within_ten_minutes_of_entering(
    plan: Webinar, minutes: int, finishes: int | None, again: int
) -> None:
    """Whenever they enter, whenever they finish, and however often the plan is laid meanwhile."""
    entered = ENDS + minutes * MINUTE
    sizes = {each.key: messages_of(each) for each in plan.follow_ups}
    rows: tuple[Existing, ...] = ()
    arrived: dict[str, datetime] = {}
    for now in (entered + step * MINUTE for step in sorted({0, 1, again, finishes or 0, 5, 10})):
        done = entered + finishes * MINUTE if finishes is not None and now >= entered + finishes * MINUTE else None
        wanted = in_turn(plan, person(entered=entered, finished=done), TIMETABLE, {})
        rows = apply(rows, reconcile(wanted, rows, now=now))
        rows = tuple(_sent(rows, now, arrived))
    soon = [sizes[key] for key, moment in arrived.items() if moment <= entered + BURST]
    # what the clock brings just then is not held back
    by_clock = sum(
        sizes[each.follow_up]
        for each in owed(plan, person(entered=entered), TIMETABLE)
        if each.due_at is not None and entered < each.due_at <= entered + BURST
    )
    assert sum(soon) <= max(MOST, by_clock + 1)


def _sent(rows: Iterable[Existing], now: datetime, arrived: dict[str, datetime]) -> Iterable[Existing]:
    for row in rows:
        if row.state == "planned" and row.due_at is not None and row.due_at <= now:
            arrived[row.follow_up] = now
            yield Existing(row.id, row.follow_up, "sent", row.due_at)
        else:
            yield row


@UNHURRIED
@given(plans(), people(), timetables())
def test_taking_turns_loses_nothing_and_brings_nothing_forward(
    plan: Webinar, who: Person, timetable: Timetable
) -> None:
    before, after = owed(plan, who, timetable), in_turn(plan, who, timetable, {})
    assert [each.follow_up for each in before] == [each.follow_up for each in after]
    for given_, found in zip(before, after, strict=True):
        assert found == given_ or _later(given_, found, who)


def _later(given_: Owed, found: Owed, who: Person) -> bool:
    moments = given_.due_at, found.due_at
    assert moments[0] is not None
    assert moments[1] is not None
    return who.entered_at < moments[1] <= who.entered_at + DAY and moments[0] <= who.entered_at
