"""The sessions of a webinar as its stored definition names them: read from there alone, so that access can ask, too."""

from __future__ import annotations

import msgspec

from bot.survey.definitions import Session
from db.webinars import WebinarRow


class _Sessions(msgspec.Struct, frozen=True, tag="Webinar"):
    """All that is read of a definition here."""

    sessions: tuple[Session, ...] = ()


_READ = msgspec.json.Decoder(_Sessions)


def sessions_of(row: WebinarRow) -> tuple[Session, ...]:
    """Its sessions in their order; none: its figures are read whole."""
    return _READ.decode(row.definition).sessions


def session_of(row: WebinarRow, key: str) -> Session | None:
    """Its session with ``key``, or None."""
    return next((each for each in sessions_of(row) if each.key == key), None)
