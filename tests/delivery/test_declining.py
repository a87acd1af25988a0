"""Who leaves gets no more questions and everything else that was promised; who asks for nothing gets nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.declining import NO_MESSAGES, NO_QUESTIONS, asks_something, declined
from bot.delivery.owing import Person, Timetable, owed
from bot.delivery.plan import Cancel, Existing, Insert, Move, reconcile
from bot.services.planning import OPENING, why_unwanted
from bot.survey.definitions import FollowUp, Offset, OnFinish, Webinar
from bot.survey.ruling import Progress
from tests.delivery import UNHURRIED
from tests.delivery.plans import ENDS, HOUR, IMPACT, STARTS, THANKS, TIMETABLE, apply, person, webinar
from tests.delivery.test_plan_laws import moments, outboxes, people, plans, timetables


@st.composite
def leavers(draw: Any) -> Person:
    who = draw(people())
    left_at = who.entered_at + timedelta(minutes=draw(st.integers(0, 20 * 1440)))
    return replace(who, wants=draw(st.sampled_from(["promised", "nothing"])), left_at=left_at)


def leaving(wants: str = "promised", *, at: datetime = ENDS, **given: Any) -> Person:
    return replace(person(**given), wants=wants, left_at=at)


def due(who: Person, *follow_ups: FollowUp) -> dict[str, datetime | None]:
    return {each.follow_up: each.due_at for each in owed(webinar(*follow_ups), who, TIMETABLE)}


def test_who_leaves_gets_the_slides_at_once_and_neither_reminder_nor_survey() -> None:
    assert due(leaving(at=ENDS + HOUR)) == {"thanks": ENDS + HOUR, "watch": due(person())["watch"]}


def test_who_leaves_after_the_latest_moment_changes_nothing_of_it() -> None:
    late = ENDS + timedelta(days=3)
    assert due(leaving(at=late), THANKS) == {"thanks": ENDS + timedelta(days=1)}
    finished = ENDS + timedelta(minutes=5)
    assert due(leaving(at=late, finished=finished), THANKS) == {"thanks": finished}


def test_leaving_before_the_webinar_is_no_way_to_get_its_slides_sooner() -> None:
    early = STARTS - timedelta(days=2)
    assert due(leaving(entered=early, at=early), THANKS) == {"thanks": STARTS}


def test_a_follow_up_that_brings_materials_and_questions_still_brings_the_materials() -> None:
    both = FollowUp("both", Offset(2, "d", "end"), send=("slides",), survey="impact")
    nudge = FollowUp("nudge", Offset(2, "d", "end"), send=("slides",), to=Progress(finished=False))
    assert set(due(leaving(), both, nudge)) == {"both", "nudge"}
    assert due(leaving("nothing"), both, nudge) == {}
    assert [asks_something(each) for each in (both, nudge, IMPACT, THANKS)] == [True, True, True, False]


def test_the_outbox_says_what_they_asked_for() -> None:
    plan = webinar()
    rows = apply((), reconcile(owed(plan, person(), TIMETABLE), (), now=ENDS))
    rows = (*rows, Existing(99, OPENING, "planned", ENDS))
    for wants, reasons in (
        ("promised", {"reminder": NO_QUESTIONS, "impact": NO_QUESTIONS, OPENING: NO_QUESTIONS}),
        ("nothing", dict.fromkeys(["thanks", "reminder", "watch", "impact", OPENING], NO_MESSAGES)),
    ):
        changes = reconcile(
            owed(plan, leaving(wants), TIMETABLE),
            rows,
            now=ENDS,
            unwanted=lambda key, wants=wants: why_unwanted(plan, key, wants=wants),
        )
        after = apply(rows, changes)
        assert {row.follow_up: row.reason for row in after if row.state == "cancelled"} == reasons


def test_who_comes_back_gets_what_is_to_come_and_what_was_promised_but_nothing_that_was_said_meanwhile() -> None:
    plan = webinar()
    rows = apply((), reconcile(owed(plan, person(), TIMETABLE), (), now=ENDS))
    gone = apply(rows, [Cancel(row.id, NO_MESSAGES) for row in rows])
    back = ENDS + timedelta(days=2, hours=12)
    after = {row.follow_up: row for row in apply(gone, reconcile(owed(plan, person(), TIMETABLE), gone, now=back))}
    states = {key: row.state for key, row in after.items()}
    assert states == {"thanks": "planned", "reminder": "cancelled", "watch": "planned", "impact": "planned"}


@UNHURRIED
@given(plans(), leavers(), timetables(), outboxes(), moments())
def test_nothing_they_declined_is_ever_left_to_go(
    plan: Webinar, who: Person, timetable: Timetable, rows: tuple[Existing, ...], now: datetime
) -> None:
    wanted = owed(plan, who, timetable)
    after = apply(rows, reconcile(wanted, rows, now=now))
    by_key = {each.key: each for each in plan.follow_ups}
    for row in after:
        if row.state in ("planned", "held"):
            assert who.wants != "nothing"
            assert declined(by_key[row.follow_up], who.wants) is None
    assert reconcile(wanted, after, now=now + timedelta(days=1)) == ()


@UNHURRIED
@given(plans(), leavers(), timetables())
def test_leaving_takes_nothing_that_was_promised_to_everyone_and_brings_nothing_later(
    plan: Webinar, who: Person, timetable: Timetable
) -> None:
    left = replace(who, wants="promised")
    before = {each.follow_up: each for each in owed(plan, replace(who, wants="all", left_at=None), timetable)}
    after = {each.follow_up: each for each in owed(plan, left, timetable)}
    assert set(after) <= set(before)
    for key, each in before.items():
        if each.promised:
            assert key in after
            due_at = after[key].due_at
            assert due_at is None or each.due_at is None or due_at <= each.due_at
            assert due_at is None or due_at >= who.entered_at


@UNHURRIED
@given(leavers(), timetables(), moments())
def test_what_goes_on_finish_goes_when_they_leave_at_the_latest(
    who: Person, timetable: Timetable, now: datetime
) -> None:
    (found,) = owed(
        webinar(FollowUp("thanks", OnFinish(), send=("slides",))), replace(who, wants="promised"), timetable
    )
    assert who.left_at is not None
    assert found.due_at is not None
    if who.finished_at is None:
        assert found.due_at <= max(who.left_at, timetable.starts_at, who.entered_at)
    planned = reconcile([found], (), now=found.due_at)
    assert isinstance(planned[0], Insert | Move)
