"""What people are owed, told in their stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import plan
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD, Owed, Person, owed
from bot.delivery.plan import LEFT, Cancel, Existing, GiveUp, Hold, Insert, Move, Release, reconcile
from bot.survey.definitions import ByHand, FollowUp, Offset, OnEntry, OnFinish
from bot.survey.ruling import Progress
from tests.delivery.plans import (
    DAY,
    ENDS,
    HOUR,
    IMPACT,
    REMINDER,
    RESCUE,
    STARTS,
    THANKS,
    TIMETABLE,
    WATCH,
    answered,
    apply,
    at,
    person,
    webinar,
)

MINUTE = timedelta(minutes=1)


def owed_to(who: Person, *follow_ups: FollowUp) -> dict[str, Owed]:
    return {each.follow_up: each for each in owed(webinar(*follow_ups), who, TIMETABLE)}


def due(who: Person, *follow_ups: FollowUp) -> dict[str, datetime | None]:
    return {key: each.due_at for key, each in owed_to(who, *follow_ups).items()}


def test_who_finishes_gets_the_slides_at_once_and_no_reminder() -> None:
    finished = ENDS + 5 * MINUTE
    assert due(person(finished=finished)) == {
        "thanks": finished,
        "watch": at("2026-11-26 09:00"),
        "impact": at("2026-12-24 09:00"),
    }


def test_who_never_finishes_gets_a_reminder_and_the_slides_a_day_after_the_end_all_the_same() -> None:
    assert due(person()) == {
        "thanks": ENDS + DAY,
        "reminder": at("2026-11-25 09:00"),
        "watch": at("2026-11-26 09:00"),
        "impact": at("2026-12-24 09:00"),
    }


def test_the_latest_moment_of_what_goes_on_finish_can_be_given() -> None:
    thanks = FollowUp("thanks", OnFinish(), send=("slides",), latest=Offset(1, "wd", "end", (18, 0)))
    assert due(person(), thanks) == {"thanks": at("2026-11-25 18:00")}
    assert due(person(), FollowUp("thanks", OnFinish(), latest=OnEntry())) == {"thanks": ENDS}


def test_a_latest_moment_that_is_none_holds_nobody_to_ransom() -> None:
    for never in (ByHand(), OnFinish()):
        assert due(person(), FollowUp("thanks", OnFinish(), send=("slides",), latest=never)) == {"thanks": ENDS + DAY}


def test_who_finishes_after_the_slides_went_is_not_sent_them_again() -> None:
    rows = apply((), reconcile(owed(webinar(), person(), TIMETABLE), (), now=ENDS))
    sent = tuple(replace(row, state="sent") if row.follow_up == "thanks" else row for row in rows)
    finished = ENDS + 2 * DAY
    changes = reconcile(owed(webinar(), person(finished=finished), TIMETABLE), sent, now=finished)
    reminder = next(row for row in rows if row.follow_up == "reminder")
    assert changes == (Cancel(reminder.id, plan.NO_LONGER_OWED),)


def test_finishing_brings_the_slides_forward_and_cancels_the_reminder_in_one_go() -> None:
    rows = apply((), reconcile(owed(webinar(), person(), TIMETABLE), (), now=ENDS))
    ids = {row.follow_up: row.id for row in rows}
    finished = ENDS + 10 * MINUTE
    changes = reconcile(owed(webinar(), person(finished=finished), TIMETABLE), rows, now=finished)
    assert changes == (Move(ids["thanks"], finished), Cancel(ids["reminder"], plan.NO_LONGER_OWED))


def test_who_enters_late_gets_at_once_what_everyone_was_promised_and_nothing_else_that_is_over() -> None:
    entered = ENDS + 5 * DAY
    assert due(person(entered=entered)) == {
        "thanks": entered,
        "watch": entered,
        "impact": at("2026-12-24 09:00"),
    }


def test_words_alone_that_went_on_finish_wait_for_a_late_entrant_to_finish() -> None:
    words = FollowUp("thanks", OnFinish())
    entered = ENDS + 5 * DAY
    assert due(person(entered=entered), words) == {}
    assert due(person(entered=entered, finished=entered + HOUR), words) == {"thanks": entered + HOUR}


def test_materials_for_some_only_are_not_promised_to_late_entrants() -> None:
    extra = FollowUp("extra", Offset(1, "d", "end"), send=("handbook",), to=Progress(finished=True))
    entered = ENDS + 2 * DAY
    assert due(person(entered=entered, finished=entered + HOUR), extra) == {}


def test_what_comes_on_entry_is_due_on_entry() -> None:
    entered = STARTS - DAY
    assert due(person(entered=entered), FollowUp("welcome", OnEntry())) == {"welcome": entered}


def test_an_audience_is_judged_on_the_answers_there_are() -> None:
    unhappy = person(finished=ENDS, answers=answered(overall="dissatisfied"))
    assert owed_to(unhappy)["rescue"].held == WAITS_FOR_APPROVAL
    assert "rescue" not in owed_to(person(finished=ENDS, answers=answered(overall="satisfied")))
    assert "rescue" not in owed_to(person())


def test_what_waits_for_an_organisers_word_has_no_moment() -> None:
    found = owed_to(person(), FollowUp("news", ByHand(), approve=True))["news"]
    assert (found.due_at, found.held) == (None, WAITS_FOR_WORD)


def test_materials_rather_come_twice_and_words_rather_not_at_all() -> None:
    assert {key: each.prefers for key, each in owed_to(person()).items()} == {
        "thanks": "twice",
        "reminder": "not_at_all",
        "watch": "twice",
        "impact": "not_at_all",
    }


@pytest.mark.parametrize(("late", "goes"), [(23 * HOUR, True), (24 * HOUR, True), (24 * HOUR + MINUTE, False)])
def test_applied_late_a_follow_up_goes_up_to_a_day_overdue_and_later_is_given_up_with_that_reason(
    late: timedelta, goes: bool
) -> None:
    wanted = owed(webinar(WATCH), person(), TIMETABLE)
    changes = reconcile(wanted, (), now=at("2026-11-26 09:00") + late)
    assert changes == ((Insert(wanted[0]) if goes else GiveUp(wanted[0], plan.TOO_LATE)),)


def planned(follow_up: FollowUp, due_at: datetime | None, **others: object) -> Existing:
    return Existing(7, follow_up.key, **{"state": "planned", "due_at": due_at, **others})


def test_a_row_that_is_due_but_not_sent_yet_is_never_given_up_for_being_late() -> None:
    wanted = owed(webinar(WATCH), person(), TIMETABLE)
    assert reconcile(wanted, (planned(WATCH, wanted[0].due_at),), now=ENDS + 20 * DAY) == ()


def test_another_moment_moves_what_is_unsent() -> None:
    later = FollowUp("impact", Offset(60, "d", "end", (9, 0)))
    wanted = owed(webinar(later), person(), TIMETABLE)
    assert reconcile(wanted, (planned(IMPACT, at("2026-12-24 09:00")),), now=ENDS) == (Move(7, at("2027-01-23 09:00")),)


def test_a_moment_moved_into_the_far_past_is_given_up_unless_everyone_was_promised_it() -> None:
    now = ENDS + 10 * DAY
    impact = owed(webinar(FollowUp("impact", Offset(2, "d", "end"))), person(), TIMETABLE)
    assert reconcile(impact, (planned(IMPACT, now + DAY),), now=now) == (GiveUp(7, plan.TOO_LATE),)
    watch = owed(webinar(WATCH), person(), TIMETABLE)
    assert reconcile(watch, (planned(WATCH, now + DAY),), now=now) == (Move(7, now),)


def test_a_follow_up_taken_out_of_the_plan_is_cancelled_and_comes_back_when_it_is_put_in_again() -> None:
    row = planned(IMPACT, at("2026-12-24 09:00"))
    assert reconcile((), (row,), now=ENDS) == (Cancel(7, plan.NO_LONGER_OWED),)
    gone = apply((row,), (Cancel(7, plan.NO_LONGER_OWED),))
    assert reconcile((), gone, now=ENDS) == ()
    again = owed(webinar(IMPACT), person(), TIMETABLE)
    assert reconcile(again, gone, now=ENDS) == (Release(7, at("2026-12-24 09:00")),)


def test_someone_who_comes_back_after_days_gets_what_was_promised_and_no_stale_words() -> None:
    now = ENDS + 6 * DAY
    rows = (
        Existing(1, "thanks", "cancelled", ENDS + DAY),
        Existing(2, "reminder", "cancelled", at("2026-11-25 09:00")),
        Existing(3, "watch", "sent", at("2026-11-26 09:00")),
        Existing(4, "impact", "cancelled", at("2026-12-24 09:00")),
    )
    changes = reconcile(owed(webinar(), person(), TIMETABLE), rows, now=now)
    assert changes == (Release(1, now), Release(4, at("2026-12-24 09:00")))


@pytest.mark.parametrize("state", ["claimed", "sending", "sent", "doubtful", "gave_up"])
def test_what_is_in_a_workers_hands_or_settled_stays_as_it_is(state: str) -> None:
    row = planned(WATCH, ENDS, state=state)
    assert reconcile((), (row,), now=ENDS) == ()
    assert reconcile(owed(webinar(WATCH), person(), TIMETABLE), (row,), now=ENDS) == ()


def test_approval_asked_for_afterwards_holds_what_is_unsent_but_not_what_was_approved() -> None:
    unhappy = person(finished=ENDS, answers=answered(overall="dissatisfied"))
    wanted = owed(webinar(RESCUE), unhappy, TIMETABLE)
    row = planned(RESCUE, wanted[0].due_at)
    assert reconcile(wanted, (row,), now=ENDS) == (Hold(7, WAITS_FOR_APPROVAL),)
    assert reconcile(wanted, (replace(row, by_hand=True),), now=ENDS) == ()


def test_approval_that_is_no_longer_asked_for_releases() -> None:
    row = planned(WATCH, at("2026-11-26 09:00"), state="held", reason=WAITS_FOR_APPROVAL)
    wanted = owed(webinar(WATCH), person(), TIMETABLE)
    assert reconcile(wanted, (row,), now=ENDS) == (Release(7, at("2026-11-26 09:00")),)
    words = owed(webinar(FollowUp("watch", WATCH.when)), person(), TIMETABLE)
    assert reconcile(words, (row,), now=ENDS + 9 * DAY) == (GiveUp(7, plan.TOO_LATE),)


def test_what_waits_for_the_recording_goes_on_waiting_unless_its_moment_is_put_off() -> None:
    row = planned(WATCH, at("2026-11-26 09:00"), state="held", reason=plan.WAITS_FOR_MATERIAL)
    now = ENDS + 4 * DAY
    assert reconcile(owed(webinar(WATCH), person(), TIMETABLE), (row,), now=now) == ()
    put_off = FollowUp("watch", Offset(9, "d", "end", (9, 0)), send=("recording",))
    assert reconcile(owed(webinar(put_off), person(), TIMETABLE), (row,), now=now) == (
        Release(7, at("2026-12-03 09:00")),
    )


def test_what_waited_for_the_recording_goes_when_that_is_there_and_at_once_if_its_moment_is_long_over() -> None:
    row = planned(WATCH, at("2026-11-26 09:00"), state="held", reason=plan.WAITS_FOR_MATERIAL)
    some = FollowUp("watch", WATCH.when, send=("recording",), to=Progress(finished=False))
    now = ENDS + 4 * DAY

    def released(follow_up: FollowUp, row: Existing) -> tuple[plan.Change, ...]:
        wanted = owed(webinar(follow_up), person(), TIMETABLE)
        return reconcile(wanted, (row,), now=now, arrived=lambda key: key == "watch")

    assert released(WATCH, row) == (Release(7, at("2026-11-26 09:00")),)  # promised to everyone, however late
    assert released(some, row) == (Release(7, now),)
    assert released(some, replace(row, by_hand=True)) == (Release(7, at("2026-11-26 09:00")),)
    assert released(FollowUp("watch", WATCH.when, send=("recording",), approve=True), row) == (
        Hold(7, WAITS_FOR_APPROVAL),
    )


def test_what_an_organiser_holds_is_not_released_by_the_plan() -> None:
    row = planned(WATCH, at("2026-11-26 09:00"), state="held", reason="held by an organiser")
    assert reconcile(owed(webinar(WATCH), person(), TIMETABLE), (row,), now=ENDS) == ()


def test_a_reminder_taken_back_by_finishing_is_not_there_for_those_who_enter_twice() -> None:
    finished = person(finished=ENDS + HOUR)
    rows = apply((), reconcile(owed(webinar(), finished, TIMETABLE), (), now=ENDS + HOUR))
    assert REMINDER.key not in {row.follow_up for row in rows}
    assert THANKS.key in {row.follow_up for row in rows}
    assert reconcile(owed(webinar(), finished, TIMETABLE), rows, now=ENDS + 2 * HOUR) == ()


def test_who_left_and_came_back_gets_what_was_promised_and_not_what_was_said_meanwhile():
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    over = now - timedelta(hours=3)
    slides = Owed("slides", due_at=over, held=None, prefers="twice", promised=True)
    reminder = Owed("reminder", due_at=over, held=None, prefers="not_at_all", promised=False)
    impact = Owed("impact", due_at=now + timedelta(days=30), held=None, prefers="not_at_all", promised=False)
    rows = [Existing(n, each.follow_up, "cancelled", over, LEFT) for n, each in enumerate((slides, reminder, impact))]
    assert reconcile((slides, reminder, impact), rows, now=now) == (
        Release(0, over),
        Release(2, now + timedelta(days=30)),
    )
