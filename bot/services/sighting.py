"""What of a webinar's figures somebody sees: the one way from counts to a reader. Who may is decided in ``access``.

Whoever may not steer is not told what goes out; a session's speaker sees the figures of its questions and no others,
of the webinar's own survey and no other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import replace

from bot.services.access import Access, Act, NotAllowed, Reader
from bot.services.library import Library
from bot.services.reporting import Report, VersionFigures, report_of, without_follow_ups
from db.webinars import WebinarRow


def seen_report(
    tx: sqlite3.Connection,
    library: Library,
    access: Access,
    reader: Reader,
    row: WebinarRow,
    *,
    limit: int,
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
    report = report_of(tx, library, row, limit=limit, survey=survey)
    if not access.may(tx, reader, Act.STEER, row):
        report = without_follow_ups(report)
    return report if questions is None else of_questions(report, questions)


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
