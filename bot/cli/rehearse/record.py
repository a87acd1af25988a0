"""What happened in a rehearsal, as values: the people, what became of every message owed to them, and how it looked.

``campaign`` writes it down; ``timeline``, ``findings`` and the pages read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.delivery.declining import Wants
from bot.services.planning import OPENING
from bot.survey.definitions import FollowUp, OnEntry, OnFinish, Webinar
from db.outbox import State

AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Attended:
    """One invented person and what they did. ``None``: they never did."""

    number: int
    name: str
    language: str
    entered_at: datetime
    finished_at: datetime | None = None
    blocked_at: datetime | None = None
    left_at: datetime | None = None
    wants: Wants = "all"

    def had_finished(self, at: datetime) -> bool:
        """Whether they had answered to the end by then."""
        return self.finished_at is not None and self.finished_at <= at


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message that was owed. ``at``: when it was settled, or would have gone; None: no moment."""

    person: int
    follow_up: str
    state: State
    due_at: datetime | None
    at: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it stood in the chat: Telegram's HTML, the file's name if it is one, and rows of buttons."""

    html: str
    file: str | None = None
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Record:
    """One webinar's campaign from the first who entered to the last message. Moments are in UTC."""

    webinar: Webinar
    zone: ZoneInfo
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    people: tuple[Attended, ...]
    outcomes: tuple[Outcome, ...]
    samples: Mapping[str, tuple[Bubble, ...]] = field(default_factory=dict)
    opened_by_hand: bool = False

    @cached_property
    def _people(self) -> Mapping[int, Attended]:
        return {person.number: person for person in self.people}

    @cached_property
    def _follow_ups(self) -> Mapping[str, FollowUp]:
        return {follow_up.key: follow_up for follow_up in self.webinar.follow_ups}

    def person(self, outcome: Outcome) -> Attended:
        """Whom it was owed to."""
        return self._people[outcome.person]

    def follow_up(self, key: str) -> FollowUp | None:
        """The follow-up with this key; None for the call to the survey that opens."""
        return self._follow_ups.get(key)

    def of(self, follow_up: str) -> list[Outcome]:
        """Everything that was owed of this follow-up."""
        return [outcome for outcome in self.outcomes if outcome.follow_up == follow_up]

    def by_own_act(self, outcome: Outcome) -> bool:
        """Whether it answered what the person did at that moment: they finished, or came in."""
        person, follow_up = self.person(outcome), self.follow_up(outcome.follow_up)
        if follow_up is None or outcome.at is None:
            return False
        acted = person.entered_at if isinstance(follow_up.when, OnEntry) else person.finished_at
        acts = isinstance(follow_up.when, OnEntry | OnFinish)
        return acts and acted is not None and abs(outcome.at - acted) <= AT_ONCE

    def catches_up(self, outcome: Outcome) -> bool:
        """Whether it came as they came in, because its own moment was over."""
        person, follow_up = self.person(outcome), self.follow_up(outcome.follow_up)
        if follow_up is None or isinstance(follow_up.when, OnEntry) or outcome.due_at is None:
            return False
        return outcome.due_at <= person.entered_at + AT_ONCE and not self.by_own_act(outcome)

    def local(self, at: datetime) -> datetime:
        """The moment on the webinar's clocks."""
        return at.astimezone(self.zone)


def name_of(follow_up: str) -> str:
    """What a follow-up is called in front of people."""
    return "first question" if follow_up == OPENING else follow_up
