"""What of a webinar's figures somebody sees: the one way from counts to a reader. Who may is decided in ``access``.

Whoever may not steer is not told what goes out; a session's speaker sees the figures of its questions and no others,
of the webinar's own survey and no other. Whoever may not read rows sees figures in editions (see ``editions``), and not
how many a follow-up goes to that asks for an answer; of an anonymous survey, so does everybody in chat.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import replace

import db.surveys
from bot.insight.tallies import FollowUpTally
from bot.services.access import Access, Act, NotAllowed, Operator, Reader
from bot.services.editions import Steps
from bot.services.library import Library
from bot.services.reporting import Report, VersionFigures, report_of, without_follow_ups
from bot.survey.definitions import FollowUp, Webinar
from bot.survey.rules import mentioned
from db.webinars import WebinarRow


def seen_report(
    tx: sqlite3.Connection,
    library: Library,
    access: Access,
    reader: Reader,
    row: WebinarRow,
    *,
    limit: int,
    steps: Steps,
    survey: str | None = None,
) -> Report:
    """The figures of ``survey`` (None: the webinar's own) as ``reader`` sees them, who may READ them.

    Raises:
        NotAllowed: they are a session's speaker, and it is not the webinar's own survey.
        NotAsked: the webinar does not ask ``survey``.
    """
    questions = access.questions(tx, reader, row)
    if questions is not None and survey not in (None, library.webinar(row).survey):
        raise NotAllowed
    exact = sees_all(tx, library, access, reader, row, survey=survey)
    report = report_of(tx, library, row, limit=limit, survey=survey, steps=None if exact else steps)
    if not access.may(tx, reader, Act.STEER, row):
        report = without_follow_ups(report)
    elif not access.may(tx, reader, Act.ROWS, row) and report.summary.identity != "identified":
        report = _without_audiences(report, library.webinar(row))
    return report if questions is None else of_questions(report, questions)


def sees_all(
    tx: sqlite3.Connection,
    library: Library,
    access: Access,
    reader: Reader,
    row: WebinarRow,
    *,
    survey: str | None = None,
) -> bool:
    """Whether ``reader`` is told exact figures of ``survey``: they run the bot, or may read rows that have an owner."""
    if isinstance(reader, Operator):
        return True
    return access.may(tx, reader, Act.ROWS, row) and not is_anonymous(tx, library, row, survey=survey)


def is_anonymous(tx: sqlite3.Connection, library: Library, row: WebinarRow, *, survey: str | None = None) -> bool:
    """Whether any version of ``survey`` (None: the webinar's own) promised that answers are nobody's."""
    key = library.survey(tx, row.survey_id).key if survey is None else survey
    return any(library.survey(tx, each.id).identity == "anonymous" for each in db.surveys.versions(tx, key))


def goes_by_answers(follow_up: FollowUp | None) -> bool:
    """Whether how many it goes to tells how many gave an answer; of one that is in the plan no more, nobody knows."""
    return follow_up is None or (follow_up.to is not None and bool(mentioned(follow_up.to)))


def _without_audiences(report: Report, webinar: Webinar) -> Report:
    follow_ups = tuple(
        FollowUpTally(each.key, useful=each.useful, withheld=True)
        if goes_by_answers(webinar.follow_up(each.key))
        else each
        for each in report.summary.follow_ups
    )
    return replace(report, summary=replace(report.summary, follow_ups=follow_ups))


def of_questions(report: Report, keys: Collection[str]) -> Report:
    """The same with these questions only, in every version."""
    own = tuple(each for each in report.summary.questions if each.key in keys)
    steps = tuple(each for each in report.summary.funnel if each.key in keys)
    others = [
        VersionFigures(each.version, tuple(question for question in each.questions if question.key in keys))
        for each in report.others
    ]
    return replace(
        report,
        summary=replace(report.summary, questions=own, funnel=steps),
        others=tuple(each for each in others if each.questions),
    )
