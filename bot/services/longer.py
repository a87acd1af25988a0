"""What people were told when they answered is kept to: no definition keeps their answers longer than that."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import db.responses
from bot.services.errors import Refusal
from bot.survey.definitions import Webinar
from db.webinars import WebinarRow


def require_kept_promise(tx: sqlite3.Connection, row: WebinarRow, old: Webinar, new: Webinar) -> None:
    """Return unless answers would be kept longer than people were told when they gave them.

    Raises:
        Refusal: they would.
    """
    if old.privacy is None or new.privacy is None or new.privacy.retention <= old.privacy.retention:
        return
    told = db.responses.told(tx, row.id)
    if told:
        raise Refusal(
            "The webinar {key} would keep answers for {new}, but people were told {old} when they answered ({told} of"
            " them): leave `retention` at that, or shorten it.",
            key=row.key,
            new=_days(new.privacy.retention),
            old=_days(old.privacy.retention),
            told=told,
        )


def _days(length: timedelta) -> str:
    return f"{length / timedelta(days=1):g} days"
