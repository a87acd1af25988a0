"""Packing: a claimed row becomes a parcel with everything its messages need, or turns out not to be owed.

Runs inside the claiming transaction, so that what is packed is what is true at sending. It chooses which messages a
follow-up consists of, never their words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import db.attendees
import db.briefings
import db.enrolments
import db.materials
import db.outbox
import db.responses
import db.webinars
from bot.delivery.declining import declined, reminds
from bot.delivery.plan import LEFT, NO_LONGER_OWED, WAITS_FOR_MATERIAL
from bot.delivery.ports import Parcel, Part, SurveyPart, TextPart
from bot.services import codes
from bot.services.contents import spoken, with_buttons
from bot.services.correcting import corrected_parts, is_correction
from bot.services.library import Library
from bot.services.listing import is_here
from bot.services.opening import is_paused, open_response
from bot.services.orders import as_edited
from bot.services.outcomes import Cancelled, Held, Outcome, Packed, Postponed, Uncomposed
from bot.services.planning import OPENING
from bot.services.sources import is_uncomposed
from bot.services.standing import load, wordings_for
from bot.services.timeliness import PAUSED, Place, quiet_against, stands_against
from bot.services.upshots import is_upshot, upshot_parts
from bot.survey.definitions import Button, FollowUp
from bot.survey.engine import Ask
from bot.survey.piping import piped
from db.outbox import OutboxRow

NOT_OPEN = "the survey is not open"
ALREADY_THERE = "already there"

UNTIL_ASKED_AGAIN = timedelta(days=1)
"""So far what asks to answer is put off while a survey is paused that does not close by itself."""


def pack(
    tx: sqlite3.Connection,
    library: Library,
    owed: OutboxRow,
    *,
    claim: str,
    chance: codes.Chance,
    bot: int,
    now: datetime,
) -> Outcome:
    """What ``owed`` consists of now. A survey that it brings is opened in the same transaction."""
    attendee = db.attendees.by_id(tx, owed.attendee_id)
    if not attendee.reachable:
        return Cancelled(LEFT)
    row = db.webinars.by_id(tx, owed.webinar_id)
    webinar = library.webinar(row)
    enrolment = db.enrolments.find(tx, webinar_id=row.id, attendee_id=attendee.id)
    response = db.responses.find(tx, webinar_id=row.id, survey_key=webinar.survey, attendee_id=attendee.id)
    standing = load(tx, library, response, attendee) if response else None
    place = Place(row, webinar, attendee, standing, enrolment)
    parts: Sequence[Part] | Held | Cancelled | Postponed | Uncomposed
    follow_up = webinar.follow_up(owed.follow_up)
    if is_correction(owed.follow_up) or is_upshot(owed.follow_up):
        parts = quiet_against(place, now=now) or _unplanned(tx, owed, place, bot=bot)
    elif (why := declined(follow_up, place.wants)) is not None:
        return Cancelled(why)
    elif owed.follow_up == OPENING:
        parts = _survey(tx, library, place, chance=chance, now=now)
    else:
        if follow_up is None:
            return Cancelled(NO_LONGER_OWED)
        against = stands_against(tx, owed, follow_up, place, now=now)
        if against is not None:
            return against
        follow_up = as_edited(tx, row.id, follow_up)
        parts = _parts(tx, library, place, follow_up, chance=chance, bot=bot, now=now)
    if isinstance(parts, Held | Cancelled | Postponed | Uncomposed):
        return parts
    ends = follow_up is not None and follow_up.consent is not None
    buttons = () if follow_up is None else follow_up.buttons
    return Packed(_parcel(tx, library, owed, place, claim=claim, parts=tuple(parts), ends=ends, buttons=buttons))


def _unplanned(tx: sqlite3.Connection, owed: OutboxRow, place: Place, *, bot: int) -> Sequence[Part] | Cancelled:
    """What no plan holds: a corrected material, or what came of comments."""
    if is_upshot(owed.follow_up):
        return upshot_parts(tx, owed, place)
    return corrected_parts(tx, owed, place, bot=bot)


def _parcel(
    tx: sqlite3.Connection,
    library: Library,
    owed: OutboxRow,
    place: Place,
    *,
    claim: str,
    parts: tuple[Part, ...],
    ends: bool,
    buttons: tuple[Button, ...],
) -> Parcel:
    webinar, attendee, standing = place.webinar, place.attendee, place.standing
    wordings = wordings_for(attendee.language, webinar.languages)
    survey = standing.survey if standing else library.survey(tx, place.row.survey_id)
    answers = standing.answers if standing else {}
    name = place.enrolment.name if place.enrolment else None
    return Parcel(
        row=owed.id,
        claim=claim,
        chat_id=attendee.chat_id,
        attendee_id=attendee.id,
        webinar_id=place.row.id,
        follow_up=owed.follow_up,
        language=attendee.language,
        parts=with_buttons(parts) if ends or buttons else parts,
        parts_done=owed.parts,
        attempts=owed.attempts,
        doubts=owed.doubts,
        prefers=owed.prefers,
        wordings=wordings,
        webinar=webinar.title,
        values=piped(survey, answers, name=name, webinar=webinar.title, languages=wordings),
        ends=ends,
        buttons=buttons,
        prompt=owed.urgency == db.outbox.ACT,
    )


def _parts(
    tx: sqlite3.Connection,
    library: Library,
    place: Place,
    follow_up: FollowUp,
    *,
    chance: codes.Chance,
    bot: int,
    now: datetime,
) -> Sequence[Part] | Held | Cancelled | Postponed | Uncomposed:
    if not follow_up.send and (follow_up.survey is not None or reminds(follow_up)):
        asked = _survey(tx, library, place, chance=chance, now=now, follow_up=follow_up)
        merely_text = asked == Cancelled(NOT_OPEN) and follow_up.survey is None and follow_up.text is not None
        return asked if not merely_text else [TextPart(follow_up.text)]
    by_key = {material.key: material for material in db.materials.of_webinar(tx, place.row.id)}
    wanted = [by_key[key] for key in follow_up.send if key in by_key]
    if not all(map(is_here, wanted)):
        return Held(WAITS_FOR_MATERIAL)
    stale = tuple(each.id for each in wanted if is_uncomposed(tx, each, place.row, now=now))
    if stale:
        return Uncomposed(stale)
    parts = spoken(tx, place.row.id, place.webinar, follow_up, wanted, bot=bot, language=place.language)
    if follow_up.survey is not None and place.wants == "all":
        asked = _survey(tx, library, place, chance=chance, now=now, follow_up=follow_up)
        parts += asked if not isinstance(asked, Cancelled | Postponed) else ()
    return parts


def _survey(
    tx: sqlite3.Connection,
    library: Library,
    place: Place,
    *,
    chance: codes.Chance,
    now: datetime,
    follow_up: FollowUp | None = None,
) -> Sequence[Part] | Cancelled | Postponed:
    """The question on screen of the survey that ``follow_up`` brings or reminds of; None: of the one that opens."""
    brought = follow_up.survey if follow_up else None
    if brought is None and is_paused(place.row, place.webinar, now=now):
        return Postponed(place.row.closes_at or now + UNTIL_ASKED_AGAIN, PAUSED)
    opens = follow_up is None
    if opens and place.standing is not None and place.standing.response.message_id is not None:
        return Cancelled(ALREADY_THERE)
    standing = open_response(tx, library, place.row, place.attendee, chance=chance, now=now, survey_key=brought)
    if standing is None or standing.closed(now):
        return Cancelled(NOT_OPEN)
    if not isinstance(standing.next(), Ask):
        return Cancelled(NO_LONGER_OWED)
    wording = follow_up.text if follow_up else None
    return [SurveyPart(standing.response.id, "opens" if opens else "follows" if brought else "reminds", wording)]
