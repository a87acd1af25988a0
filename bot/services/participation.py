"""How many took part in one survey of a webinar: who came, began and finished, who was not there, who was invited."""

from __future__ import annotations

import sqlite3

import db.invitations
import db.surveys
import db.tallies
from bot.insight.tallies import ResponsesTally
from bot.services.counting import NAY, Sealed, count_absent
from bot.services.library import Library
from bot.services.versions import Versions
from bot.survey.attendance import asks_attendance, is_for_absent
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow


def responses_of(
    tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, versions: Versions, sealed: Sealed
) -> ResponsesTally:
    """The counts of the survey whose ``versions`` these are, with what lies ``sealed``."""
    key = versions.current.key
    counts = db.tallies.responses(tx, webinar_id=row.id, survey_key=key)
    asks = any(asks_attendance(survey) for survey in versions.by_id.values())
    absent = count_absent(tx, row.id, versions.by_id, sealed)
    began = absent.absent_unfinished + absent.unsaid_unfinished
    invited, _ = db.invitations.counts(tx, row.id)
    came = db.invitations.answered(tx, webinar_id=row.id, survey_key=key, question=NAY.question, option=NAY.option)
    return ResponsesTally(
        entered=counts.entered,
        started=counts.started,
        finished=counts.finished,
        absent=absent.absent_finished if asks else None,
        unsaid=absent.unsaid_finished,
        partial=max(counts.started - counts.finished - began, 0),
        invited=invited or None,
        invited_finished=came.finished - (came.finished_apart if asks else 0),
        invited_absent=came.absent if asks else 0,
        of_attendees=not _is_of_absent(webinar, key),
    )


def judging_of(tx: sqlite3.Connection, library: Library, row: WebinarRow, finished: int) -> int | None:
    """Of ``finished`` responses to the webinar's own survey, those that do not say that somebody was absent.

    None: it asks, but answers may lie sealed, and opening them all is too much for a glance.
    """
    own = library.survey(tx, row.survey_id)
    versions = {each.id: library.survey(tx, each.id) for each in db.surveys.versions(tx, own.key)}
    if not any(asks_attendance(each) for each in versions.values()):
        return finished
    if any(each.identity == "anonymous" for each in versions.values()):
        return None
    absent = count_absent(tx, row.id, versions, Sealed())
    return finished - absent.absent_finished - absent.unsaid_finished


def _is_of_absent(webinar: Webinar, survey: str) -> bool:
    """Whether only those who were not there are asked it: attendees are not whom it is for."""
    bringing = [each.to for each in webinar.follow_ups if each.survey == survey]
    return bool(bringing) and survey != webinar.survey and all(to is not None and is_for_absent(to) for to in bringing)
