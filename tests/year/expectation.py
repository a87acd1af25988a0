"""What must become of each promise to each person: from the definitions and from what they did, and from nothing else.

No table of the bot is looked at, and no module of it: it is reckoned by going through somebody's events in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tests.year.almanac import Away, counted, gone_through
from tests.year.people import Visit
from tests.year.promises import OPENING, Promise

TOO_LATE = timedelta(hours=24)
AT_ONCE = timedelta(hours=1)
"""So long after somebody's own act its answer may come in quiet hours, too."""

TURN = timedelta(minutes=15)
"""Between some of what somebody missed and the next."""

Verdict = Literal["none", "sent", "gave_up", "cancelled", "held", "to_come"]

THE_CALL = Promise(OPENING, "when it opens")

ENDED_BY = {
    "block": "blocked the bot",
    "no_messages": "asked for no more messages",
    "no_questions": "asked for no more questions",
    "finish": "no longer owed",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What must have become of it. ``at`` is when it goes, or when it ended; ``reasons`` it may have ended for.

    ``by``: the latest moment at which it may come, if it is one of several that somebody missed. ``erased``: its
    person had everything erased by now, so no row tells of it.
    """

    verdict: Verdict
    at: datetime | None = None
    reasons: frozenset[str] = frozenset()
    erased: bool = False
    by: datetime | None = None


@dataclass(slots=True)
class _Course:
    """How one promise goes on, from event to event. ``due`` is what lateness is counted from.

    ``hidden``: when it would have been promised, they wanted none of it, so that no row tells of it; ``late``: when
    they came back, it was too late.
    """

    visit: Visit
    promise: Promise
    aways: Sequence[Away]
    due: datetime
    own_act: bool
    appears: datetime
    ended: str | None = None
    for_good: bool = False
    hidden: bool = False
    late: bool = False
    reasons: set[str] = field(default_factory=set)

    def goes_at(self) -> datetime | None:
        """When it goes if nothing else happens; None: not before somebody does something for it."""
        occasion, promise, at = self.visit.occasion, self.promise, max(self.due, self.appears)
        if promise.approve:
            if occasion.approved_at is None:
                return None
            at = max(at, occasion.approved_at)
        for material in promise.send:
            comes = occasion.comes(material)
            if comes is None:
                return None
            at = max(at, comes)
        quiet = None if promise.key == OPENING else occasion.quiet
        if self.own_act and at == self.due:
            without = gone_through(at, self.aways, quiet=None, zone=self.visit.zone)
            if without - at <= AT_ONCE:
                return without
        return gone_through(at, self.aways, quiet=quiet, zone=self.visit.zone)

    def is_too_late(self, goes: datetime) -> bool:
        """Whether it is given up instead. What waited for a material or a word is not late by that."""
        visit, promise = self.visit, self.promise
        waited = promise.approve or any(visit.occasion.comes(each) != visit.occasion.starts_at for each in promise.send)
        late = self.late or (goes - self.due > TOO_LATE and not waited)
        return late and not promise.is_for_all and promise.key != OPENING

    def decided_at(self) -> datetime | None:
        """When it goes, or is given up: that is done when it is looked at, also in hours that are quiet."""
        goes = self.goes_at()
        if goes is None or not self.is_too_late(goes):
            return goes
        return gone_through(max(self.due, self.appears), self.aways, quiet=None, zone=self.visit.zone)

    def take(self, at: datetime, what: str) -> None:
        """Something happened at that moment, before it went."""
        promise = self.promise
        if what == "appears":
            self.hidden = self.ended is not None
        elif what == "finish" and promise.to == "unfinished":
            self.ended, self.for_good = self.ended or what, True
        elif what == "was_there" and promise.to == "no_show":
            self.ended, self.for_good = self.ended or "finish", True
        elif what == "finish" and promise.when == "on finish" and self.ended is None:
            self.due, self.own_act = at, at - self._known_as(at) <= AT_ONCE
        elif what in ("block", "no_messages"):
            self.ended = self.ended or what
        elif what == "no_questions":
            self._take_no_questions(at)
        elif what == "return" and self.ended is not None and not self.for_good:
            self._take_return(at)
        if self.ended is not None:
            self.reasons.add(ENDED_BY[self.ended])

    def _known_as(self, at: datetime) -> datetime:
        """What is kept of the moment at which they finished: of an anonymous survey the day."""
        if self.visit.occasion.survey != "secret":
            return at
        return max(at.replace(hour=0, minute=0, second=0), self.visit.entered_at or at)

    def _take_no_questions(self, at: datetime) -> None:
        if self.promise.asks or self.promise.key == OPENING:
            self.ended = self.ended or "no_questions"
        elif self.promise.when == "on finish" and self.ended is None:
            left_at = max(at, self.visit.occasion.starts_at)
            if left_at < self.due:
                self.due, self.own_act = left_at, True

    def _take_return(self, at: datetime) -> None:
        """They came back: what was promised comes, and what is still to come; not what was said meanwhile."""
        self.late = self.hidden and at - self.due > TOO_LATE
        hidden, self.hidden = self.hidden, False
        if self.due > at or hidden:
            self.ended = None
        elif self.promise.is_for_all:
            self.ended, self.own_act, self.due = None, False, at
        else:
            self.for_good = True


def expected(visit: Visit, promise: Promise, aways: Sequence[Away], *, now: datetime) -> Expected:
    """What must have become of ``promise`` to ``visit`` by ``now``."""
    begun = _begun(visit, promise)
    if begun is None or begun[0] > now:
        return Expected("none")
    appears, due, own_act = begun
    course = _Course(visit, promise, aways, due, own_act, appears)
    for at, what in sorted([*_events(visit), (appears, "appears"), (now, "now")]):
        if course.ended is None and (goes := course.decided_at()) is not None and goes <= at:
            return _gone(course)
        if what == "now":
            return _still_here(course, now=now)
        if what == "forget":
            return Expected("none" if at < appears else "cancelled", at, erased=True)
        course.take(at, what)
    raise AssertionError("now comes last, or what is later is not looked at")


def _gone(course: _Course) -> Expected:
    """It went, unless it was too late for that."""
    visit, promise, goes = course.visit, course.promise, course.goes_at()
    assert goes is not None
    erased = visit.someone.forgot_at is not None
    if course.is_too_late(goes):
        reasons = frozenset({"more than 24 hours late"})
        return Expected("gave_up", course.decided_at(), reasons, erased=erased)
    missed = course.due <= course.appears and promise.when not in ("on entry", "on finish")
    turn = gone_through(course.appears + TURN, course.aways, quiet=visit.occasion.quiet, zone=visit.zone) + 2 * TURN
    return Expected("sent", goes, erased=erased, by=max(goes, turn) if missed else None)


def _still_here(course: _Course, *, now: datetime) -> Expected:
    if course.hidden:
        return Expected("none")
    if course.ended is not None:
        return Expected("cancelled", None, frozenset(course.reasons))
    goes, occasion, promise = course.goes_at(), course.visit.occasion, course.promise
    if promise.approve and (occasion.approved_at is None or now < occasion.approved_at):
        return Expected("held", goes, frozenset({"waits for approval"}))
    missing = [each for each in promise.send if (comes := occasion.comes(each)) is None or comes > now]
    if missing and course.due <= now:
        return Expected("held", goes, frozenset({"waits for a material"}))
    return Expected("to_come", goes)


def _ends(promise: Promise, what: str) -> bool:
    return what in ("block", "no_messages") or (what == "no_questions" and promise.asks)


def _events(visit: Visit) -> list[tuple[datetime, str]]:
    finished = [] if visit.finished_at is None else [(visit.finished_at, "finish")]
    was_there = [(visit.said[0], "was_there")] if visit.said is not None and visit.said[1] else []
    return [*visit.events, *finished, *was_there]


def _begun(visit: Visit, promise: Promise) -> tuple[datetime, datetime, bool] | None:
    """Since when it is promised to them, when it is due, and whether that is the moment of an act of theirs.

    None: it is not, as things stand.
    """
    occasion, entered = visit.occasion, visit.entered_at
    if entered is None:
        return None
    if promise.key == OPENING:
        return (entered, occasion.opens_at, False) if entered < occasion.opens_at else None
    if promise.when == "on entry":
        return entered, entered, True
    if promise.when == "on finish":
        latest = gone_through(occasion.counted("1d after end"), (), quiet=occasion.quiet, zone=visit.zone)
        return (entered, latest, False) if latest >= entered else (entered, entered, True)
    return _by_the_clock(visit, promise, entered)


def _by_the_clock(visit: Visit, promise: Promise, entered: datetime) -> tuple[datetime, datetime, bool] | None:
    occasion = visit.occasion
    zone = visit.zone if promise.at_home else occasion.zone
    due = counted(promise.when, occasion.starts_at, occasion.ends_at, zone)
    due = gone_through(due, (), quiet=occasion.quiet, zone=visit.zone)
    appears = entered
    if promise.to == "no_show":
        absent_at = _absent_at(visit)
        if absent_at is None:
            return None
        appears = max(entered, absent_at)
    if promise.to == "unhappy":
        if visit.unhappy_at is None:
            return None
        appears = max(entered, visit.unhappy_at)
    if due >= entered:
        return appears, due, False
    if promise.is_for_all:
        return entered, entered, True
    if promise.to or promise.survey or due < occasion.ends_at:
        return None
    return entered, due, False


def _absent_at(visit: Visit) -> datetime | None:
    """Since when they are known not to have been there: by their own word, or if they say nothing by a list."""
    if visit.said is not None and not visit.said[1]:
        return visit.said[0]
    listed_at = visit.occasion.listed_at
    if not visit.stayed_away or listed_at is None or (visit.said is not None and visit.said[0] <= listed_at):
        return None
    return listed_at
