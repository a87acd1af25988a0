"""Opening a response: the first question becomes theirs.

Used at the door and by follow-ups that bring a survey. A response stays with the version it began with.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

import db.frozen
import db.responses
import db.surveys
from bot.services import codes
from bot.services.drafts import NO_LANGUAGE, day_of
from bot.services.keeping import SealedShelf, shelf_of
from bot.services.library import Library
from bot.services.standing import Standing, load
from bot.survey.answers import UNSEEN, Answer
from bot.survey.definitions import Webinar
from bot.survey.engine import Ask
from db.attendees import AttendeeRow
from db.responses import ResponseRow
from db.webinars import WebinarRow


def open_response(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    attendee: AttendeeRow,
    *,
    chance: codes.Chance,
    now: datetime,
    survey_key: str | None = None,
) -> Standing | None:
    """The attendee's response to the webinar's survey (or to ``survey_key``), begun if there is none yet.

    None when there is none and the survey does not take any (yet, or any more; none does once figures are frozen), or
    when no survey has that key. The question on screen is stored as shown, unless the survey has closed.
    """
    webinar = library.webinar(row)
    key = survey_key or webinar.survey
    response = db.responses.find(tx, webinar_id=row.id, survey_key=key, attendee_id=attendee.id)
    if response is None:
        own = key == webinar.survey
        if webinar.privacy is None or (own and not is_open(row, webinar, now=now)):
            return None
        if db.frozen.moment(tx, row.id) is not None:
            return None
        survey_id = row.survey_id if own else _latest(tx, key)
        if survey_id is None:
            return None
        response = _create(tx, library, row, attendee, survey_id, label=codes.new_label(chance), now=now)
    standing = load(tx, library, response, attendee)
    if not standing.closed(now):
        show_next(tx, standing, now=now)
    return standing


def _create(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    attendee: AttendeeRow,
    survey_id: int,
    *,
    label: str,
    now: datetime,
) -> ResponseRow:
    """A response with nothing in it. Of an anonymous survey its row says only that they took part, and on which day."""
    survey = library.survey(tx, survey_id)
    anonymous = survey.identity == "anonymous"
    made = db.responses.create(
        tx,
        label=label,
        webinar_id=row.id,
        survey_id=survey_id,
        survey_key=survey.key,
        attendee_id=attendee.id,
        mode="chat",
        language=NO_LANGUAGE if anonymous else attendee.language,
        now=day_of(now) if anonymous else now,
    )
    response = db.responses.by_id(tx, made)
    assert response is not None
    shelf = shelf_of(library, response, survey)
    if isinstance(shelf, SealedShelf):
        shelf.begin(tx, now=now)
    return response


def is_open(row: WebinarRow, webinar: Webinar, *, now: datetime) -> bool:
    """Whether the webinar's own survey takes responses at ``now``: never before attendees can be told what happens to
    their answers.
    """
    opened = webinar.privacy is not None and row.opens_at is not None and now >= row.opens_at
    return opened and (row.closes_at is None or now < row.closes_at)


def is_paused(row: WebinarRow, webinar: Webinar, *, now: datetime) -> bool:
    """Whether the webinar's own survey is open, and takes no responses until somebody lets it go on."""
    return row.paused_at is not None and is_open(row, webinar, now=now)


def show_next(tx: sqlite3.Connection, standing: Standing, *, now: datetime) -> Ask | None:
    """Store that the question on screen is shown; None when nothing is left to ask.

    What is stored of it stays as it is and counts as touched: what they write next in the chat is meant for it.
    """
    ask = standing.next()
    if not isinstance(ask, Ask):
        return None
    key = ask.question.key
    put_answer(tx, standing, key, standing.answers.get(key, UNSEEN), now=now)
    return ask


def put_answer(tx: sqlite3.Connection, standing: Standing, question: str, answer: Answer, *, now: datetime) -> None:
    """Store ``answer`` and keep ``standing`` up to date."""
    standing.shelf.put(tx, question, answer, now=now)
    standing.stored(question, answer)


def _latest(tx: sqlite3.Connection, key: str) -> int | None:
    survey = db.surveys.latest(tx, key)
    return survey.id if survey else None
