"""A webinar's plan as it is foreseen: what is to go out, when, to whom, what it waits for and what looks wrong.

Values only. ``services.organising.foreseeing`` tells them, ``render.organising.timeline`` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.survey.definitions import Wording

How = Literal["clock", "finish", "entry", "hand"]
"""At its moment; at finishing and at that moment at the latest; at entering; when an organiser says so."""

To = Literal["everyone", "unfinished", "agreed", "some"]
Waits = Literal["approval", "word", "held", "cancelled"]
Wrong = Literal["missing", "late", "closed"]
"""A material is not there; its moment is over and nobody got it; it asks to finish when the survey has closed."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One follow-up. ``at`` in UTC is None where nobody can say. ``sends`` and ``missing`` are titles of materials.

    ``asks``: it brings a survey. ``sent`` and ``waiting`` count messages.
    """

    key: str
    how: How
    at: datetime | None
    to: To
    sends: tuple[Wording, ...]
    missing: tuple[Wording, ...]
    asks: bool
    waits: Waits | None
    sent: int
    waiting: int
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is to come of a webinar, in order; what has no moment last."""

    webinar_id: int
    title: str
    zone: str
    languages: tuple[str, ...]
    now: datetime
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    follow_ups: tuple[Foreseen, ...]
