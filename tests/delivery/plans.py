"""A webinar with a plan for the tests of planning, and an outbox that only applies changes as the services do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.delivery.owing import Owed, Person, Timetable
from bot.delivery.plan import Cancel, Change, Existing, GiveUp, Hold, Insert, Move, Release
from bot.survey.definitions import DEFAULT_QUIET, FollowUp, Offset, OnFinish, Quiet, Webinar, Wording
from bot.survey.engine import Answer, Answers
from bot.survey.ruling import Picked, Progress

ZONE = ZoneInfo("Europe/Brussels")
STARTS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)
TIMETABLE = Timetable(STARTS, ENDS, ZONE)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

THANKS = FollowUp("thanks", OnFinish(), send=("slides",))
REMINDER = FollowUp("reminder", Offset(1, "wd", "end", (9, 0)), to=Progress(finished=False))
WATCH = FollowUp("watch", Offset(2, "d", "end", (9, 0)), send=("recording",))
RESCUE = FollowUp(
    "rescue",
    Offset(3, "d", "end", (9, 0)),
    to=Picked("overall", ("dissatisfied", "very_dissatisfied")),
    approve=True,
    text=Wording({"*": "May we call you?"}),
)
IMPACT = FollowUp("impact", Offset(30, "d", "end", (9, 0)), survey="impact")


def webinar(*follow_ups: FollowUp, quiet: Quiet | None = DEFAULT_QUIET) -> Webinar:
    return Webinar(
        key="communication-2026",
        title="Communication strategies",
        starts_local=datetime(2026, 11, 24, 10, 0),  # noqa: DTZ001 - local by definition
        timezone="Europe/Brussels",
        duration=timedelta(hours=2),
        survey="satisfaction",
        follow_ups=follow_ups or (THANKS, REMINDER, WATCH, RESCUE, IMPACT),
        quiet=quiet,
    )


def person(*, entered: datetime = ENDS, finished: datetime | None = None, answers: Answers | None = None) -> Person:
    return Person(attendee_id=1, entered_at=entered, finished_at=finished, answers=answers or {})


def answered(**picks: str) -> Answers:
    return {question: Answer("answered", picks=(pick,)) for question, pick in picks.items()}


def at(text: str) -> datetime:
    """A moment on the webinar's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def apply(rows: Iterable[Existing], changes: Iterable[Change]) -> tuple[Existing, ...]:
    """The rows after ``changes``, refusing what the database would refuse."""
    found = {row.id: row for row in rows}
    for change in changes:
        match change:
            case Insert(owed):
                _add(found, owed, "held" if owed.held else "planned", owed.held)
            case GiveUp(Owed() as owed, reason):
                _add(found, owed, "gave_up", reason)
            case GiveUp(int() as row, reason):
                assert found[row].state in ("planned", "held")
                found[row] = replace(found[row], state="gave_up", reason=reason)
            case Move(row, due_at):
                assert found[row].state in ("planned", "held")
                found[row] = replace(found[row], due_at=due_at)
            case Hold(row, reason):
                assert found[row].state in ("planned", "held")
                found[row] = replace(found[row], state="held", reason=reason, waited=None)
            case Release(row, due_at):
                assert found[row].state in ("held", "cancelled")
                found[row] = replace(found[row], state="planned", due_at=due_at, reason=None, waited=None)
            case Cancel(row, reason):
                assert found[row].state in ("planned", "held")
                waited = found[row].reason if found[row].state == "held" else None
                found[row] = replace(found[row], state="cancelled", reason=reason, waited=waited)
            case _:
                assert_never(change)
    for row in found.values():
        assert row.due_at is not None or row.state in ("held", "cancelled", "gave_up")
    return tuple(found.values())


def _add(rows: dict[int, Existing], owed: Owed, state: str, reason: str | None) -> None:
    assert owed.follow_up not in {row.follow_up for row in rows.values()}, "one row a follow-up"
    number = max(rows, default=0) + 1
    rows[number] = Existing(number, owed.follow_up, state, owed.due_at, reason)
