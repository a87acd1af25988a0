"""What a webinar owes one person, and when: the definition and the facts about them, and nothing else.

Pure. ``plan`` compares it with the outbox; ``services.packing`` asks again at the moment of sending. What comes by the
clock keeps out of quiet hours; what answers somebody's own act comes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.declining import Wants, declined, is_promised
from bot.delivery.moments import allowed, moment
from bot.delivery.retry import Preference
from bot.survey.definitions import TOO_LATE_AFTER, ByHand, FollowUp, Offset, OnEntry, OnFinish, Webinar, When
from bot.survey.engine import Answers
from bot.survey.rules import Facts, holds

DEFAULT_LATEST = Offset(1, "d", "end")
"""When ``on finish`` goes to those who have not finished, unless the definition says."""

AT_ONCE = timedelta(hours=1)
"""How long after somebody's own act what answers it may come in quiet hours too."""

WAITS_FOR_APPROVAL = "waits for approval"
WAITS_FOR_WORD = "waits for an organiser's word"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the webinar starts and ends (aware), and the zone its local times are in."""

    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Person:
    """What the plan knows about one attendee of the webinar. ``finished_at`` None: not finished, or never begun.

    ``left_at``: since when they want no more than what they ``wants``. ``agreed``: the follow-ups beyond what was
    promised that they said yes to. ``zone`` None: nobody knows it, and they live by the webinar's. ``begun``,
    ``listed``, ``registered``, ``language`` and ``source`` are those of ``survey.rules.Facts``. ``stopped`` are
    the topics that they want no more of.
    """

    attendee_id: int
    entered_at: datetime
    finished_at: datetime | None
    answers: Answers
    wants: Wants = "all"
    left_at: datetime | None = None
    agreed: frozenset[str] = frozenset()
    zone: ZoneInfo | None = None
    begun: bool = False
    listed: bool | None = None
    registered: bool = False
    language: str = "en"
    source: str | None = None
    stopped: frozenset[str] = frozenset()

    @property
    def facts(self) -> Facts:
        """What an audience may ask of them."""
        return Facts(
            answers=self.answers,
            finished=self.finished_at is not None,
            begun=self.begun or self.finished_at is not None,
            listed=self.listed,
            registered=self.registered,
            language=self.language,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class Owed:
    """One follow-up that is owed. ``due_at`` None: no moment, an organiser's word is awaited.

    ``held`` says what it waits for besides its moment. ``promised``: it carries materials and is for everyone.
    ``at_once``: ``due_at`` is the moment of somebody's own act that it answers. After ``too_late_after`` it is given
    up, unless it is promised.
    """

    follow_up: str
    due_at: datetime | None
    held: str | None
    prefers: Preference
    promised: bool
    at_once: bool = False
    too_late_after: timedelta = TOO_LATE_AFTER


def owed(webinar: Webinar, person: Person, timetable: Timetable) -> tuple[Owed, ...]:
    """What ``webinar`` owes ``person`` as things stand, in the definition's order, sent or not.

    An audience (``to``) is judged on the answers there are now. Who enters after a follow-up's moment gets what
    still makes sense (see ``_missed``).
    """
    facts = person.facts
    found = (_owed(webinar, each, person, timetable, facts) for each in webinar.follow_ups)
    return tuple(each for each in found if each is not None)


def owed_of(webinar: Webinar, follow_up: FollowUp, person: Person, timetable: Timetable) -> Owed | None:
    """The same of one ``follow_up`` of the webinar; None: it is not owed."""
    return _owed(webinar, follow_up, person, timetable, person.facts)


def quiet_until(
    webinar: Webinar, owed: Owed, person: Person, timetable: Timetable, *, now: datetime
) -> datetime | None:
    """When what is to go ``now`` may go, if quiet hours stand against it; None: now."""
    if owed.at_once and owed.due_at is not None and now - owed.due_at <= AT_ONCE:
        return None
    until = allowed(now, webinar.quiet, person.zone or timetable.zone)
    return until if until > now else None


def _owed(webinar: Webinar, follow_up: FollowUp, person: Person, timetable: Timetable, facts: Facts) -> Owed | None:
    if declined(follow_up, person.wants) is not None or follow_up.topic in person.stopped:
        return None
    if follow_up.consent is not None and follow_up.key not in person.agreed:
        return None
    if follow_up.to is not None and not holds(follow_up.to, facts):
        return None
    promised, held = is_promised(follow_up), WAITS_FOR_APPROVAL if follow_up.approve else None
    due_at, at_once = None, False
    if isinstance(follow_up.when, ByHand):
        held = WAITS_FOR_WORD
    else:
        due_at, at_once = _due(webinar, follow_up, person, timetable)
        if due_at is not None and due_at < person.entered_at:
            due_at, at_once = _missed(follow_up, due_at, person, timetable, promised=promised)
        if due_at is None:
            return None
    return Owed(
        follow_up=follow_up.key,
        due_at=due_at,
        held=held,
        prefers="twice" if follow_up.send else "not_at_all",
        promised=promised,
        at_once=at_once,
        too_late_after=follow_up.too_late_after,
    )


def _missed(
    follow_up: FollowUp, due_at: datetime, person: Person, timetable: Timetable, *, promised: bool
) -> tuple[datetime | None, bool]:
    """When somebody who entered after ``due_at`` gets it (None: it makes no sense any more), and whether at once.

    What is promised to everyone goes at once. Words to everyone keep their moment, and so go at once too or are given
    up as too late; what was said before the end, or to some only, is over.
    """
    if promised:
        return person.entered_at, True
    to_some = follow_up.to is not None or follow_up.survey is not None or isinstance(follow_up.when, OnFinish)
    return None if to_some or due_at < timetable.ends_at else due_at, False


def _due(webinar: Webinar, follow_up: FollowUp, person: Person, timetable: Timetable) -> tuple[datetime | None, bool]:
    """The follow-up's moment for ``person``, which may lie before they entered, and whether it is that of their act."""
    if not isinstance(follow_up.when, OnFinish):
        return _on_clock(webinar, follow_up, follow_up.when, person, timetable)
    if person.finished_at is not None:
        return person.finished_at, True
    when = follow_up.latest or DEFAULT_LATEST
    if isinstance(when, OnFinish | ByHand):
        when = DEFAULT_LATEST  # neither is a latest moment, and nobody is held to ransom
    latest, at_once = _on_clock(webinar, follow_up, when, person, timetable)
    if person.left_at is None or latest is None:
        return latest, at_once
    # Leaving is no way to get something before the webinar that it is about.
    left_at = max(person.left_at, timetable.starts_at)
    return (left_at, True) if left_at < latest else (latest, at_once)


def _on_clock(
    webinar: Webinar, follow_up: FollowUp, when: When, person: Person, timetable: Timetable
) -> tuple[datetime | None, bool]:
    if isinstance(when, OnEntry):
        return person.entered_at, True
    home = person.zone or timetable.zone
    zone = home if follow_up.zone == "person" else timetable.zone
    at = moment(when, starts_at=timetable.starts_at, ends_at=timetable.ends_at, zone=zone)
    return (None if at is None else allowed(at, webinar.quiet, home)), False
