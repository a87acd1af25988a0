"""Consents: what people agreed to, each with the words they were shown. ``db.consents`` keeps them.

Each purpose is asked where it arises and stands alone. Nothing is worded here: what was shown is handed in by whoever
showed it, or comes from the ``Notices`` port, which ``render`` implements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import db.consents
from bot.services.standing import Standing, wordings_for
from bot.survey.definitions import Privacy, Survey


class Notices(Protocol):
    """Words what people are told before they agree to something."""

    def answering(
        self, privacy: Privacy, survey: Survey, language: str, wordings: Sequence[str], *, webinar: str
    ) -> str:
        """All that is said before a survey's first answer, one tap away included; plain text."""
        ...


def began_answering(tx: sqlite3.Connection, standing: Standing, notices: Notices, *, now: datetime) -> None:
    """Their first answer is on record as the consent to answering that it is, with the words that stood above it."""
    privacy = standing.webinar.privacy
    if privacy is None:
        return  # the survey was opened before its webinar was applied without privacy
    language = standing.attendee.language
    wordings = wordings_for(language, standing.webinar.languages)
    db.consents.record(
        tx,
        attendee_id=standing.attendee.id,
        webinar_id=standing.row.id,
        purpose="answering",
        subject=standing.survey.key,
        given=True,
        language=language,
        text=notices.answering(privacy, standing.survey, language, wordings, webinar=standing.row.title),
        now=now,
    )
