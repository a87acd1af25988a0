"""What looks wrong in a rehearsed campaign, and what waits for its organisers: one sentence each, with a remedy.

Pure. Every check looks at what happened to the invented people, not only at the definition. ``crowding`` looks at how
much comes at once, ``lacking`` at what somebody does not get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cli.rehearse.places import Places
from bot.cli.rehearse.record import Outcome, Record
from bot.cli.rehearse.words import day_and_hour, listed, people, span
from bot.delivery.declining import asks_something
from bot.delivery.moments import allowed, moment
from bot.delivery.owing import WAITS_FOR_APPROVAL, WAITS_FOR_WORD
from bot.delivery.plan import TOO_LATE, WAITS_FOR_MATERIAL
from bot.services.packing import NOT_OPEN
from bot.survey.definitions import Fault, FollowUp, Moment, OnFinish

LONG_WAIT = timedelta(hours=4)
"""Quiet hours that move something by more are told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``place`` is FILE:LINE, None where no line is to blame. ``waits``: nothing is wrong, somebody has to act."""

    kind: Literal["wrong", "waits"]
    place: str | None
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


def findings(record: Record, places: Places, warnings: Sequence[Fault]) -> list[Finding]:
    """Everything found, what looks wrong first; ``warnings`` are those of reading the definition."""
    from bot.cli.rehearse.crowding import crowding
    from bot.cli.rehearse.lacking import lacking

    found = [
        *(Finding("wrong", f"{each.file}:{each.line}", each.message) for each in warnings),
        *asks_in_vain(record, places),
        *too_early(record, places),
        *given_up(record, places),
        *moved_far(record, places),
        *crowding(record, places),
        *lacking(record, places),
        *waiting(record, places),
    ]
    return sorted(dict.fromkeys(found), key=lambda each: each.kind != "wrong")


def asks_in_vain(record: Record, places: Places) -> Iterator[Finding]:
    """Follow-ups that ask people for answers when the survey takes none."""
    for follow_up in filter(asks_something, record.webinar.follow_ups):
        outcomes = record.of(follow_up.key)
        late = [each for each in outcomes if follow_up.survey is None and _after_closing(record, each)]
        early = [each for each in outcomes if _before_opening(record, each)]
        if late and record.closes_at is not None:
            when, closed = _moment(record, late), day_and_hour(record.local(record.closes_at))
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` reminds {_crowd(late)} on {when} of a survey that closed on {closed}, so that "
                "nobody can answer any more: let it go earlier, or let the survey close later",
            )
        elif early:
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` asks {_crowd(early)} on {_moment(record, early)}, before the survey is open, and "
                "is cancelled: let it go later, or let the survey open earlier",
            )


def _after_closing(record: Record, outcome: Outcome) -> bool:
    if record.closes_at is None or outcome.at is None or outcome.at < record.closes_at:
        return False
    return outcome.state == "sent" or (outcome.state == "cancelled" and outcome.reason == NOT_OPEN)


def _before_opening(record: Record, outcome: Outcome) -> bool:
    opens = record.opens_at
    return outcome.reason == NOT_OPEN and outcome.at is not None and opens is not None and outcome.at < opens


def too_early(record: Record, places: Places) -> Iterator[Finding]:
    """Follow-ups that go before the webinar which they are about."""
    recordings = {material.key for material in record.webinar.materials if material.kind == "recording"}
    for follow_up in record.webinar.follow_ups:
        sent = [each for each in record.of(follow_up.key) if each.state != "cancelled" and each.at is not None]
        dated = isinstance(follow_up.when, Moment | OnFinish)
        early = [each for each in sent if dated and each.at is not None and each.at < record.starts_at]
        if early:
            begins = day_and_hour(record.local(record.starts_at))
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` goes to {_crowd(early)} on {_moment(record, early)}, before the webinar that it is "
                f"about begins ({begins}): check its date, or write it as `1d before start` if it is meant",
            )
        unseen = [each for each in sent if each.at is not None and each.at < record.ends_at and each.state == "sent"]
        if unseen and not early and recordings.intersection(follow_up.send):
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` sends a recording to {_crowd(unseen)} on {_moment(record, unseen)}, before the "
                "webinar has ended: let it go after the end",
            )


def given_up(record: Record, places: Places) -> Iterator[Finding]:
    """What was given up, and for whom."""
    for follow_up in record.webinar.follow_ups:
        reasons: dict[str, list[Outcome]] = {}
        for outcome in record.of(follow_up.key):
            if outcome.state in ("gave_up", "doubtful") and record.person(outcome).blocked_at is None:
                reasons.setdefault(outcome.reason or "no reason", []).append(outcome)
        for reason, outcomes in reasons.items():
            names = listed([record.person(each).name for each in outcomes])
            late = all(record.person(each).entered_at > (each.due_at or each.at or record.ends_at) for each in outcomes)
            remedy = "let it send a material if latecomers are to have it too" if late else "look at its text and files"
            remedy = remedy if late or reason != TOO_LATE else "let it go later"
            came = ", who came after its moment" if late else ""
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` was given up for {_crowd(outcomes)} ({names}){came}: {reason}; {remedy}",
            )


def moved_far(record: Record, places: Places) -> Iterator[Finding]:
    """Follow-ups that quiet hours let wait for more than ``LONG_WAIT``, by the webinar's own clock."""
    for follow_up in record.webinar.follow_ups:
        meant = moment(follow_up.when, starts_at=record.starts_at, ends_at=record.ends_at, zone=record.zone)
        if meant is None or not record.of(follow_up.key):
            continue
        goes = allowed(meant, record.webinar.quiet, record.zone)
        if goes - meant > LONG_WAIT:
            yield Finding(
                "wrong",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` is meant for {day_and_hour(record.local(meant))}, which is in the quiet hours, and "
                f"goes {span(goes - meant)} later, on {day_and_hour(record.local(goes))}: write another hour, or other "
                "`quiet` hours",
            )


def waiting(record: Record, places: Places) -> Iterator[Finding]:
    """What is held at the end because an organiser did not act."""
    if record.opened_by_hand:
        yield Finding(
            "waits",
            places.key("opens"),
            "the survey opens by your word; the rehearsal opened it 15 minutes before the end",
        )
    for follow_up in record.webinar.follow_ups:
        held = [each for each in record.of(follow_up.key) if each.state == "held"]
        by_reason = {each.reason for each in held}
        if WAITS_FOR_MATERIAL in by_reason:
            yield _waits_for_material(record, places, follow_up, held)
        if by_reason & {WAITS_FOR_APPROVAL, WAITS_FOR_WORD}:
            held = [each for each in held if each.reason != WAITS_FOR_MATERIAL]
            moments = [each.at for each in held if each.at is not None]
            by = f" by {day_and_hour(record.local(min(moments)))}" if moments else ", whenever you say"
            yield Finding(
                "waits",
                places.follow_up(follow_up.key),
                f"`{follow_up.key}` waits for your yes to go to {_crowd(held)}{by}",
            )


def _waits_for_material(record: Record, places: Places, follow_up: FollowUp, held: Sequence[Outcome]) -> Finding:
    missing = [each.key for each in record.webinar.materials if each.key in follow_up.send and each.is_to_come]
    named = " and ".join(f"`{key}`" for key in missing) or "a material"
    held = [each for each in held if each.reason == WAITS_FOR_MATERIAL]
    return Finding(
        "waits",
        places.materials.get(missing[0]) if missing else places.follow_up(follow_up.key),
        f"{named} is promised and has neither file nor address: `{follow_up.key}` waits for it, and so do "
        f"{_crowd(held)} from {_moment(record, held)} on",
    )


def _crowd(outcomes: Iterable[Outcome]) -> str:
    return people(len({outcome.person for outcome in outcomes}))


def _moment(record: Record, outcomes: Iterable[Outcome]) -> str:
    moments: list[datetime] = [each.at for each in outcomes if each.at is not None]
    return day_and_hour(record.local(min(moments))) if moments else "no day"
