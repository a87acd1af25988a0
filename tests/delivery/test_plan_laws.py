"""What holds for every plan, person, zone and moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery.moments import allowed, moment
from bot.delivery.owing import DEFAULT_LATEST, Person, Timetable, owed, quiet_until
from bot.delivery.plan import Existing, GiveUp, Insert, reconcile
from bot.survey.definitions import (
    DEFAULT_QUIET,
    TOO_LATE_AFTER,
    ByHand,
    FollowUp,
    Moment,
    Offset,
    OnEntry,
    OnFinish,
    Quiet,
    Webinar,
    When,
)
from bot.survey.ruling import Not, Picked, Progress
from tests.delivery import UNHURRIED
from tests.delivery.plans import answered, apply, webinar

ZONES = ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
KEYS = ["thanks", "reminder", "watch"]
# Around both clock changes of 2026 in Europe and the United States.
DAYS = st.shared(
    st.sampled_from(["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31", "2026-06-12", "2026-12-30"]), key="day"
)
SETTLED = ["claimed", "sending", "sent", "doubtful", "gave_up"]


@st.composite
def moments(draw: Any) -> datetime:
    start = datetime.fromisoformat(draw(DAYS)).replace(tzinfo=UTC)
    return start + timedelta(hours=draw(st.integers(-72, 240)), minutes=draw(st.sampled_from([0, 0, 1, 30])))


offsets = st.builds(
    Offset,
    amount=st.integers(-3, 12),
    unit=st.sampled_from(["m", "h", "d", "w", "wd"]),
    anchor=st.sampled_from(["start", "end"]),
    at=st.none() | st.tuples(st.integers(0, 23), st.integers(0, 59)),
)
whens = st.one_of(
    offsets,
    st.just(OnFinish()),
    st.just(OnEntry()),
    st.just(ByHand()),
    st.builds(Moment, local=moments().map(lambda found: found.replace(tzinfo=None))),
)
audiences = st.sampled_from(
    [
        None,
        None,
        Progress(finished=False),
        Progress(finished=True),
        Picked("overall", ("bad",)),
        Not(Picked("overall", ("bad",))),
    ]
)


hours = st.tuples(st.integers(0, 23), st.sampled_from([0, 30, 59]))
quiets = st.none() | st.builds(Quiet, hours, hours).filter(lambda found: found.begins != found.ends)


@st.composite
def plans(draw: Any) -> Webinar:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    return webinar(
        *(
            FollowUp(
                key,
                draw(whens),
                send=draw(st.sampled_from([(), ("slides",)])),
                to=draw(audiences),
                approve=draw(st.booleans()),
                latest=draw(st.none() | whens),
                zone=draw(st.sampled_from(["webinar", "person"])),
            )
            for key in keys
        ),
        quiet=draw(quiets),
    )


@st.composite
def people(draw: Any) -> Person:
    entered = draw(moments())
    finished = draw(st.none() | st.integers(0, 20 * 1440).map(lambda m: entered + timedelta(minutes=m)))
    answers = draw(st.sampled_from([{}, answered(overall="bad"), answered(overall="good")]))
    zone = draw(st.none() | st.sampled_from(ZONES).map(ZoneInfo))
    return Person(1, entered, finished, answers, zone=zone)


@st.composite
def timetables(draw: Any) -> Timetable:
    starts = draw(moments())
    return Timetable(starts, starts + timedelta(hours=2), ZoneInfo(draw(st.sampled_from(ZONES))))


@st.composite
def outboxes(draw: Any) -> tuple[Existing, ...]:
    keys = draw(st.lists(st.sampled_from([*KEYS, "old"]), unique=True, min_size=2))
    reasons = st.sampled_from(
        ["waits for approval", "waits for an organiser's word", "waits for a material", "held by an organiser"]
    )
    rows = []
    for number, key in enumerate(keys, start=1):
        state = draw(st.sampled_from(["planned", "held", "cancelled", *SETTLED]))
        due_at = draw(moments()) if state != "held" else draw(st.none() | moments())
        reason = draw(reasons) if state == "held" else None
        waited = draw(st.none() | reasons) if state == "cancelled" else None
        rows.append(Existing(number, key, state, due_at, reason, by_hand=draw(st.booleans()), waited=waited))
    return tuple(rows)


@UNHURRIED
@given(plans(), people(), timetables(), outboxes(), moments(), st.integers(0, 10**6))
def test_laying_a_plan_again_changes_nothing_however_much_later(
    plan: Webinar, who: Person, timetable: Timetable, rows: tuple[Existing, ...], now: datetime, later: int
) -> None:
    wanted = owed(plan, who, timetable)
    after = apply(rows, reconcile(wanted, rows, now=now))
    assert reconcile(wanted, after, now=now) == ()
    assert reconcile(wanted, after, now=now + timedelta(minutes=later)) == ()


@UNHURRIED
@given(plans(), plans(), people(), people(), timetables(), outboxes(), moments())
def test_no_follow_up_has_two_rows_and_what_is_under_way_or_settled_is_not_touched(
    plan: Webinar,
    changed: Webinar,
    who: Person,
    later: Person,
    timetable: Timetable,
    rows: tuple[Existing, ...],
    now: datetime,
) -> None:
    after = apply(rows, reconcile(owed(plan, who, timetable), rows, now=now))
    after = apply(after, reconcile(owed(changed, later, timetable), after, now=now))
    assert len({row.follow_up for row in after}) == len(after)
    untouched = {row for row in rows if row.state in SETTLED}
    assert untouched <= set(after)


@UNHURRIED
@given(plans(), people(), timetables(), outboxes(), moments())
def test_everything_owed_has_a_row_and_nothing_else_is_left_to_go(
    plan: Webinar, who: Person, timetable: Timetable, rows: tuple[Existing, ...], now: datetime
) -> None:
    wanted = owed(plan, who, timetable)
    after = apply(rows, reconcile(wanted, rows, now=now))
    assert {each.follow_up for each in wanted} <= {row.follow_up for row in after}
    to_go = {row.follow_up for row in after if row.state in ("planned", "held")}
    assert to_go <= {each.follow_up for each in wanted}


@UNHURRIED
@given(plans(), people(), timetables(), moments())
def test_nothing_new_goes_more_than_a_day_late(plan: Webinar, who: Person, timetable: Timetable, now: datetime) -> None:
    for change in reconcile(owed(plan, who, timetable), (), now=now):
        assert isinstance(change, Insert | GiveUp)
        due_at = change.owed.due_at if isinstance(change, Insert) else None
        assert due_at is None or now - due_at <= TOO_LATE_AFTER


@UNHURRIED
@given(plans(), people(), timetables())
def test_nothing_is_owed_before_one_entered(plan: Webinar, who: Person, timetable: Timetable) -> None:
    """But words to everyone after the end, which keep their moment so that they can be too late."""
    for each in owed(plan, who, timetable):
        words = not each.promised and each.due_at is not None and each.due_at >= timetable.ends_at
        assert each.due_at is None or each.due_at >= who.entered_at or words


@UNHURRIED
@given(st.none() | whens, st.booleans(), people(), timetables())
def test_nobody_is_held_to_ransom(latest: When | None, approve: bool, who: Person, timetable: Timetable) -> None:
    """What goes on finish and is for everyone is owed to whoever entered, finished or not."""
    thanks = FollowUp("thanks", OnFinish(), send=("slides",), latest=latest, approve=approve)
    (found,) = owed(webinar(thanks), who, timetable)
    if who.finished_at is not None:
        assert found.due_at == who.finished_at
        return
    if latest is None or isinstance(latest, ByHand | OnFinish):
        latest = DEFAULT_LATEST
    on_clock = moment(latest, starts_at=timetable.starts_at, ends_at=timetable.ends_at, zone=timetable.zone)
    if on_clock is not None:
        on_clock = allowed(on_clock, DEFAULT_QUIET, who.zone or timetable.zone)
    assert found.due_at == max(who.entered_at, on_clock or who.entered_at)


def shown_in(zone: ZoneInfo, at: datetime) -> tuple[int, int]:
    local = at.astimezone(zone)
    return local.hour, local.minute


def within(quiet: Quiet, shown: tuple[int, int]) -> bool:
    if quiet.begins < quiet.ends:
        return quiet.begins <= shown < quiet.ends
    return not quiet.ends <= shown < quiet.begins


@UNHURRIED
@given(plans(), people(), timetables(), moments())
def test_nothing_comes_by_the_clock_in_anybodys_quiet_hours(
    plan: Webinar, who: Person, timetable: Timetable, now: datetime
) -> None:
    home = who.zone or timetable.zone
    for each in owed(plan, who, timetable):
        if each.due_at is not None and not each.at_once and plan.quiet is not None:
            assert not within(plan.quiet, shown_in(home, each.due_at))
        until = quiet_until(plan, each, who, timetable, now=now)
        if until is not None:
            assert plan.quiet is not None
            assert until > now
            assert within(plan.quiet, shown_in(home, now))
            assert not within(plan.quiet, shown_in(home, until))


@UNHURRIED
@given(quiets, st.sampled_from(ZONES).map(ZoneInfo), moments())
@example(Quiet((3, 30), (2, 30)), ZoneInfo(ZONES[0]), datetime(2026, 3, 28, 3, tzinfo=UTC)).via(
    "an end that is skipped"
)
def test_quiet_hours_push_to_the_first_moment_that_is_not_quiet(
    quiet: Quiet | None, zone: ZoneInfo, now: datetime
) -> None:
    until = allowed(now, quiet, zone)
    # A clock change can skip all of the time that is not quiet, and then it is the next day's.
    assert now <= until <= now + timedelta(hours=50)
    if quiet is not None:
        steps = range(0, int((until - now).total_seconds()), 60)
        assert all(within(quiet, shown_in(zone, now + timedelta(seconds=each))) for each in steps)
