"""The audit log's one door: every change by chat, and every export, is recorded in the transaction that makes it.

Never the text of an answer, never the name of an attendee: ``detail`` holds keys, counts and numbers of rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

import msgspec

import db.audits
from bot.services.access import Operator, Reader
from db.webinars import WebinarRow


def record(
    tx: sqlite3.Connection,
    by: Reader,
    action: str,
    *,
    webinar: WebinarRow | None,
    now: datetime,
    undo: Mapping[str, object] | None = None,
    **detail: str | int | None,
) -> int:
    """``by`` did ``action`` (`webinar.opened`, `member.removed`), about ``webinar`` if about one; the deed's number.

    ``undo`` is what it takes to undo it.
    """
    return db.audits.record(
        tx,
        by=None if isinstance(by, Operator) else by.telegram_id,
        action=action,
        webinar=None if webinar is None else webinar.key,
        detail=msgspec.json.encode(detail).decode(),
        undo=None if undo is None else msgspec.json.encode(undo).decode(),
        now=now,
    )
