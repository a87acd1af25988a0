"""What a briefing holds, in every language of its webinar at once. ``services`` gathers it and ``render`` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.insight.sharing import SharedFigure
from bot.survey.definitions import Composition, Material, Webinar, Wording


@dataclass(frozen=True, slots=True)
class Told:
    """A good practice in a briefing; ``picture`` None: it is still to come, or is none that can be printed."""

    material: Material
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a briefing holds, in every language. ``counted_at`` is in the webinar's zone.

    ``left_out`` counts the questions that were to be shared and have too few answers.
    """

    title: Wording
    webinar: Webinar
    composition: Composition
    practices: tuple[Told, ...]
    figures: tuple[SharedFigure, ...]
    left_out: int
    counted_at: datetime
