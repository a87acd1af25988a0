"""The figures of one survey at a webinar, made from the counts there are, inside the caller's snapshot.

Versions of a survey are counted together only where a question's key, wording and options agree; where they do not, the
current version speaks and the others stand alone beside it. Who may see them is for ``reading`` to decide.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

import db.frozen
import db.outbox
import db.tallies
import db.votes
from bot.insight.figures import FollowUpTally, QuestionFigures, ResponsesTally, Summary, WebinarFacts, figures
from bot.insight.tallies import Votes
from bot.services.counting import Sealed, count_sealed, counted_as, tallies_of
from bot.services.editions import Steps
from bot.services.library import Library
from bot.services.participation import responses_of
from bot.services.versions import NotAsked, Versions, versions_of
from bot.survey.definitions import Identity, Survey, Webinar
from db.webinars import WebinarRow


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """The questions of an earlier survey version that are worded or answered otherwise in the current one."""

    version: int
    questions: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a survey at a webinar. ``version`` is the survey's current one; ``others`` had answers, too.

    ``frozen_at``: the answers were deleted then (in the webinar's zone), and these are the figures they added up to.
    ``newer``: so many answers are not in them yet, as figures advance in steps for whoever reads them; None: all are.
    """

    summary: Summary
    version: int
    others: tuple[VersionFigures, ...]
    frozen_at: datetime | None = None
    newer: int | None = None


def report_of(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    *,
    limit: int,
    survey: str | None = None,
    steps: Steps | None = None,
) -> Report:
    """The figures as they were frozen, or else as the answers are now; with ``steps``, as far as they may be told.

    Raises:
        NotAsked: the webinar does not ask ``survey``.
    """
    frozen_at = db.frozen.moment(tx, row.id)
    if frozen_at is None:
        return counted(tx, library, row, limit=limit, survey=survey, steps=steps)
    keys = db.frozen.survey_keys(tx, row.id)
    stored = db.frozen.report(tx, row.id, survey_key=keys[0] if survey is None else survey, told=steps is not None)
    if stored is None:
        raise NotAsked(survey or "", webinar=row.key, asked=keys)
    report = msgspec.json.decode(stored, type=Report)
    return replace(report, frozen_at=local(frozen_at, library.webinar(row)))


def local(moment: datetime, webinar: Webinar) -> datetime:
    """``moment`` on the clocks of the webinar's zone."""
    return moment.astimezone(ZoneInfo(webinar.timezone))


def counted(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    *,
    limit: int,
    survey: str | None = None,
    identity: Identity | None = None,
    steps: Steps | None = None,
) -> Report:
    """The figures of the webinar's own survey, or of the one with the key ``survey``, as the answers are now.

    ``identity`` says how much is withheld, if not as the survey promised. With ``steps``, as far as they may be told.

    Raises:
        NotAsked: the webinar does not ask ``survey``.
        NoKey: answers to it lie sealed, and there is no key.
    """
    versions = versions_of(tx, library, row, survey=survey)
    webinar = library.webinar(row)
    current = msgspec.structs.replace(versions.current, identity=identity or versions.identity)
    sealed = count_sealed(tx, library, row.id, versions.by_id)
    responses = responses_of(tx, row, webinar, versions, sealed)
    counts = [counted_as(q, current, versions.by_id, versions.agreeing(q)) for q in current.questions]
    tallies, votes = tallies_of(tx, row.id, counts, sealed), db.votes.counts(tx, row.id)
    number, least = versions.numbers[versions.current_id], 0 if current.identity == "identified" else limit
    if steps is None or current.identity == "identified":
        follow_ups = _follow_ups(tx, row, webinar, votes, least=least)
        summary = figures(current, facts_of(row, webinar), responses, tallies, follow_ups, limit=limit)
        return Report(summary, number, _others(tx, library, row, versions, current, sealed, limit=limit))
    told = steps.told(tx, row.id, current, versions, responses=responses, questions=tallies, votes=votes, limit=limit)
    follow_ups = _follow_ups(tx, row, webinar, told.votes, least=least)
    summary = figures(current, facts_of(row, webinar), told.responses, told.questions, follow_ups, limit=limit)
    # Answers to other wordings are told to those who may read rows only: what stands alone changes with each wording.
    return Report(told.hidden(summary), number, (), newer=told.newer)


def _others(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    versions: Versions,
    current: Survey,
    sealed: Sealed,
    *,
    limit: int,
) -> tuple[VersionFigures, ...]:
    """The questions of earlier versions that somebody has seen and that are not counted with the current ones."""
    found = []
    facts = facts_of(row, library.webinar(row))
    for survey_id, version in versions.by_id.items():
        if survey_id == versions.current_id:
            continue
        asked = [
            replace(counted_as(q, version, versions.by_id, (survey_id,)), bounded=False)
            for q in version.questions
            if not versions.agree(q, current.question(q.key))
        ]
        tallies = [each for each in tallies_of(tx, row.id, asked, sealed) if each.seen.shown]
        alone = msgspec.structs.replace(
            version, identity=current.identity, questions=tuple(each.question for each in tallies)
        )
        questions = figures(alone, facts, ResponsesTally(0, 0, 0), tallies, (), limit=limit).questions
        found.append(VersionFigures(versions.numbers[survey_id], questions))
    return tuple(each for each in found if each.questions)


def facts_of(row: WebinarRow, webinar: Webinar) -> WebinarFacts:
    """What is known of the webinar apart from answers."""
    return WebinarFacts(
        key=row.key,
        code=row.code,
        title=row.title,
        registrations=row.registrations,
        attendees=row.attendees,
        attention=row.attention,
        languages=webinar.languages,
    )


def _follow_ups(
    tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, given: Mapping[str, tuple[int, int]], *, least: int
) -> Sequence[FollowUpTally]:
    """The follow-ups of the plan in its order, then those that were once in it; the bot's own rows are left out.

    Of fewer votes than ``least`` nothing is told.
    """
    votes = {key: Votes(yes, no) if yes + no >= least else Votes(None, None) for key, (yes, no) in given.items()}
    counted = {each.follow_up: each for each in db.outbox.tally(tx, row.id)}
    keys = dict.fromkeys([each.key for each in webinar.follow_ups])
    keys |= dict.fromkeys(key for key in counted if not key.startswith("@"))
    return [
        FollowUpTally(
            key=key,
            planned=each.planned,
            sent=each.sent,
            gave_up=each.gave_up,
            cancelled=each.cancelled,
            doubtful=each.doubtful,
            held=each.held,
            waiting=each.waiting,
            useful=votes.get(key),
        )
        if (each := counted.get(key)) is not None
        else FollowUpTally(key, useful=votes.get(key))
        for key in keys
    ]


def without_follow_ups(report: Report) -> Report:
    """The same for whoever may not steer: what goes out, and to how many, can say who was not satisfied."""
    return replace(report, summary=replace(report.summary, follow_ups=()))
