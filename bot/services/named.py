"""What somebody names: a webinar by its code or key, a follow-up by its key; and what is said if there is none."""

from __future__ import annotations

import sqlite3

import db.webinars
from bot.services.errors import Refusal
from bot.survey.definitions import FollowUp, Webinar
from db.webinars import WebinarRow


class UnknownWebinar(Refusal):
    """No webinar has that code or key."""

    def __init__(self, code: str) -> None:
        super().__init__("There is no webinar with the code or key {code}.", code=code[:80])


class UnknownFollowUp(Refusal):
    """The webinar has no follow-up with that key."""

    def __init__(self, webinar: Webinar, key: str) -> None:
        keys = ", ".join(each.key for each in webinar.follow_ups) or "none"
        super().__init__("{key} has no follow-up {name}; it has: {keys}.", key=webinar.key, name=key[:80], keys=keys)


def webinar_named(tx: sqlite3.Connection, code_or_key: str) -> WebinarRow:
    """The webinar with this code or key. Raises: UnknownWebinar."""
    row = db.webinars.find(tx, code_or_key)
    if row is None:
        raise UnknownWebinar(code_or_key)
    return row


def follow_up_named(webinar: Webinar, key: str) -> FollowUp:
    """The webinar's follow-up with this key. Raises: UnknownFollowUp."""
    found = webinar.follow_up(key)
    if found is None:
        raise UnknownFollowUp(webinar, key)
    return found
