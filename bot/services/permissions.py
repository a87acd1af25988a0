"""What somebody was asked on the card at the end of a survey, and what stands of it. Read inside a transaction.

Unasked means no. A yes is a yes to the words that were shown: when organisers word it anew, it is asked anew. A no
stands, however it is worded.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import datetime

import db.consents
import db.portions
import db.watches
from bot.services.views import Alert, JoinList, OnCard, Permit
from bot.survey.definitions import FollowUp, Identity, Survey, Webinar
from bot.survey.identities import offers
from db.consents import Purpose
from db.portions import Portion
from db.webinars import WebinarRow

CONTACTS = "contacts"
"""The kind of a material that the bot makes itself, and the subject of the consent to stand on it."""


def has_contact_list(webinar: Webinar, identity: Identity) -> bool:
    """Whether the bot makes a contact list for it: a material of that kind with neither file nor link."""
    return offers(identity, "contacts") and any(
        each.kind == CONTACTS and not each.files and each.url is None for each in webinar.materials
    )


def mark_of(follow_up: FollowUp) -> str:
    """Ten characters that stand for the follow-up and the words of its consent."""
    words = sorted(follow_up.consent.by_language.items()) if follow_up.consent else []
    return hashlib.sha256(repr((follow_up.key, words)).encode()).hexdigest()[:10]


def on_card(
    tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, identity: Identity, attendee_id: int
) -> OnCard | None:
    """The first thing that somebody has not been asked yet, or not in these words."""
    if has_contact_list(webinar, identity) and _said(tx, row.id, attendee_id, "contacts", CONTACTS) is None:
        return JoinList(row.id)
    for follow_up in webinar.follow_ups:
        if follow_up.consent is not None and _standing(tx, row.id, attendee_id, follow_up) is None:
            return Permit(row.id, mark_of(follow_up), follow_up.consent)
    return None


def alert_to_ask(tx: sqlite3.Connection, row: WebinarRow, survey: Survey, attendee_id: int) -> Alert | None:
    """What is asked of somebody who gives a very low answer; None: they were, or nobody is told of such answers.

    Only of those who answer under no name and yet not anonymously: answers by name are told without, and an anonymous
    one never is.
    """
    if survey.identity != "pseudonymous" or not db.watches.alerted(tx, row.id):
        return None
    return None if _said(tx, row.id, attendee_id, "alert", survey.key) is not None else Alert(row.id, survey.key)


def agreed(tx: sqlite3.Connection, row: WebinarRow, webinar: Webinar, attendee_id: int) -> frozenset[str]:
    """The follow-ups beyond what was promised that somebody said yes to, in their present words."""
    return agreed_by_all(tx, webinar, Portion(row.id, attendee_id, attendee_id)).get(attendee_id, frozenset())


def agreed_by_all(tx: sqlite3.Connection, webinar: Webinar, portion: Portion) -> Mapping[int, frozenset[str]]:
    """The same of everyone in a portion of the audience who said yes to anything."""
    asked = [each for each in webinar.follow_ups if each.consent is not None]
    if not asked:
        return {}
    return {
        attendee_id: frozenset(each.key for each in asked if _stands(each, said.get(each.key)))
        for attendee_id, said in db.portions.said(tx, portion, purpose="follow_up").items()
    }


def record(
    tx: sqlite3.Connection,
    webinar_id: int,
    attendee_id: int,
    purpose: Purpose,
    subject: str,
    given: bool,
    text: str,
    language: str,
    now: datetime,
) -> None:
    """A yes or no is on record, unless it is what they said last to the same words."""
    if _said(tx, webinar_id, attendee_id, purpose, subject) == (given, text):
        return
    db.consents.record(
        tx,
        attendee_id=attendee_id,
        webinar_id=webinar_id,
        purpose=purpose,
        subject=subject,
        given=given,
        language=language,
        text=text,
        now=now,
    )


def _said(
    tx: sqlite3.Connection, webinar_id: int, attendee_id: int, purpose: Purpose, subject: str
) -> tuple[bool, str] | None:
    """What they said last about it, and to which words."""
    said = [
        (each.given, each.text)
        for each in db.consents.of_attendee(tx, attendee_id)
        if (each.webinar_id, each.purpose, each.subject) == (webinar_id, purpose, subject)
    ]
    return said[-1] if said else None


def _standing(tx: sqlite3.Connection, webinar_id: int, attendee_id: int, follow_up: FollowUp) -> bool | None:
    """What stands about ``follow_up``; None: not asked in its present words. A no stands whatever the words are."""
    return _stands(follow_up, _said(tx, webinar_id, attendee_id, "follow_up", follow_up.key))


def _stands(follow_up: FollowUp, said: tuple[bool, str] | None) -> bool | None:
    """The same of what they ``said`` last, and to which words."""
    if said is None or follow_up.consent is None:
        return None
    given, text = said
    return given if not given or text in follow_up.consent.by_language.values() else None
