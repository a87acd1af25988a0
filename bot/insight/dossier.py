"""What a report is made of: the figures of one survey, and what they are figures of. ``services`` gathers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.insight.glance import Since
from bot.insight.summary import QuestionFigures, Summary
from bot.survey.definitions import Session, Webinar, Wording


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """The questions of an earlier version of the survey that the current one words otherwise: they stand alone."""

    version: int
    questions: tuple[QuestionFigures, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a report holds. ``survey`` is the survey's key, ``title`` its title, ``version`` its current one.

    ``counted_at`` and ``frozen_at`` are on the clocks of the webinar's zone; ``frozen_at`` None: the answers are there.
    ``sessions``: those whose figures whoever looks may see, if ``survey`` asks about them.
    ``since``: how the first figure has changed since the webinar before it in its series, if a test says that it has.
    """

    webinar: Webinar
    survey: str
    title: Wording
    version: int
    summary: Summary
    others: tuple[EarlierVersion, ...]
    counted_at: datetime
    frozen_at: datetime | None = None
    sessions: tuple[Session, ...] = ()
    since: Since | None = None
