"""The timeline: what went out when and to how many, grouped so that a campaign of a month fits on a screen.

Pure. Messages of one follow-up that follow each other closely are one entry; what one person got at once is one too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cli.rehearse.record import Outcome, Record, name_of
from bot.cli.rehearse.words import day, who

CLOSE = timedelta(minutes=90)
"""Messages of one follow-up with less than this between them are one entry."""

Kind = Literal["sent", "waits", "gave_up", "moment"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, in local time. ``reason``: why it waits or was given up."""

    kind: Kind
    at: datetime
    until: datetime
    what: tuple[str, ...]
    people: int = 0
    who: str = ""
    reason: str | None = None


@dataclass(slots=True)
class _Cluster:
    kind: Kind
    follow_ups: list[str]
    outcomes: list[Outcome]
    first: datetime
    last: datetime


def timeline(record: Record) -> list[Entry]:
    """Everything that happened, in order, with the webinar's own moments between."""
    clusters = _merged(_clusters(record))
    entries = [*moments(record), *(_entry(record, cluster) for cluster in clusters)]
    return sorted(entries, key=lambda entry: (entry.at, entry.kind != "moment"))


def with_material(record: Record, follow_up: str) -> str:
    """What a follow-up is called, with what it sends."""
    known = record.follow_up(follow_up)
    sends = ", ".join(known.send) if known is not None else ""
    return name_of(follow_up) + (f" ({sends})" if sends else "")


def lanes(record: Record) -> dict[str, list[Entry]]:
    """What happened to each follow-up, in order, by its key; those of the plan in the plan's order, all of them."""
    found: dict[str, list[Entry]] = {}
    for cluster in _clusters(record):
        found.setdefault(cluster.follow_ups[0], []).append(_entry(record, cluster))
    planned = {each.key: found.pop(each.key, []) for each in record.webinar.follow_ups}
    return {**found, **planned}


def hours_of(entry: Entry) -> str:
    """From when to when, in hours."""
    if entry.until.date() != entry.at.date():
        return f"{entry.at:%H:%M}-{day(entry.until).split(' ')[0]}"
    first, last = f"{entry.at:%H:%M}", f"{entry.until:%H:%M}"
    return first if first == last else f"{first}-{last}"


def moments(record: Record) -> list[Entry]:
    """The webinar's own."""
    return sorted(_moments(record), key=lambda entry: entry.at)


def _moments(record: Record) -> Iterator[Entry]:
    named = (
        ("the webinar begins", record.starts_at),
        ("the webinar ends", record.ends_at),
        ("the survey opens", record.opens_at),
        ("the survey closes", record.closes_at),
    )
    for what, at in named:
        if at is not None:
            yield Entry("moment", record.local(at), record.local(at), (what,))


def _kind(outcome: Outcome) -> Kind | None:
    match outcome.state:
        case "sent" | "doubtful":
            return "sent"
        case "held" | "planned" | "claimed" | "sending":
            return "waits"
        case "gave_up":
            return "gave_up"
        case "cancelled":
            return None


def _clusters(record: Record) -> list[_Cluster]:
    """The outcomes by follow-up, kind and reason, split where nothing went for a while."""
    found: dict[tuple[object, ...], _Cluster] = {}
    clusters: list[_Cluster] = []
    timed = [(record.ends_at if each.at is None else each.at, each) for each in record.outcomes]
    for at, outcome in sorted(timed, key=lambda pair: (pair[0], pair[1].person)):
        kind = _kind(outcome)
        if kind is None:
            continue
        sort = (outcome.follow_up, kind, outcome.reason, record.by_own_act(outcome), record.catches_up(outcome))
        cluster = found.get(sort)
        if cluster is None or at - cluster.last > CLOSE:
            cluster = found[sort] = _Cluster(kind, [outcome.follow_up], [], at, at)
            clusters.append(cluster)
        cluster.outcomes.append(outcome)
        cluster.last = at
    return clusters


def _merged(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    """What the same people got in the same minutes is one cluster."""
    found: dict[tuple[object, ...], _Cluster] = {}
    for cluster in clusters:
        crowd = frozenset(outcome.person for outcome in cluster.outcomes)
        same = (cluster.kind, cluster.outcomes[0].reason, crowd, cluster.first, cluster.last)
        if same in found:
            found[same].follow_ups += cluster.follow_ups
            found[same].outcomes += cluster.outcomes
        else:
            found[same] = cluster
    return list(found.values())


def _entry(record: Record, cluster: _Cluster) -> Entry:
    return Entry(
        kind=cluster.kind,
        at=record.local(cluster.first),
        until=record.local(cluster.last),
        what=tuple(with_material(record, follow_up) for follow_up in cluster.follow_ups),
        people=len({outcome.person for outcome in cluster.outcomes}),
        who=who(record, cluster.outcomes),
        reason=cluster.outcomes[0].reason if cluster.kind != "sent" else None,
    )
