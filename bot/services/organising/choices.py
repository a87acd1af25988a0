"""What a webinar that is set up in chat can be made of: the latest one's values, the surveys and plans, the series.

Only what they may set webinars up with is offered. Surveys are read from their files once, and again when they change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import db.members
import db.surveys
import db.webinars
from bot.services.access import Access, Act, Person
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.organising.from_chat import FromChat, plan_names, survey_file, survey_names
from bot.services.organising.sketch import Sketch, Step, next_step
from bot.survey.definitions import Privacy, Survey, Webinar
from bot.survey.languages import worded_in
from db.webinars import WebinarRow

FALLBACK_ZONE = "Europe/Brussels"
FILE = "webinar.yaml"
"""What a sketch is called as a definition."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The webinar that defaults are taken from. ``starts`` is local to ``zone``."""

    id: int
    title: str
    starts: datetime
    zone: str
    length: int
    languages: tuple[str, ...]
    survey: str
    follow_ups: int
    materials: int
    series: str
    private: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A survey there is; ``languages`` it is worded in, of which nobody has confirmed ``drafts``."""

    key: str
    title: str
    questions: int
    languages: tuple[str, ...]
    drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """A sketch with what it can be made of. ``step`` is asked next, None: it can be created.

    ``series`` are those that they may set webinars up in; ``free``: in any, and in none. ``today`` is by the sketch's
    clock.
    """

    sketch: Sketch
    step: Step | None
    latest: Latest | None
    model: Latest | None
    surveys: tuple[Offered, ...]
    plans: tuple[str, ...]
    series: tuple[str, ...]
    free: bool
    asks_privacy: bool
    today: date


class Choices:
    """Says what there is to choose from. ``templates`` is the operator's folder, ``privacy`` what the settings say."""

    def __init__(self, library: Library, access: Access, *, templates: Path | None, privacy: Privacy | None) -> None:
        self._library = library
        self._access = access
        self._templates = templates
        self._privacy = privacy

    def setup(self, tx: sqlite3.Connection, by: Person, sketch: Sketch, *, now: datetime) -> Setup:
        """The sketch with everything it can be made of."""
        rows = self._access.webinars(tx, by, Act.SHAPE)
        latest = self.latest(tx, by)
        model = next((self.of(row) for row in rows if row.id == sketch.model), None)
        source = model or latest
        asks_privacy = self._privacy is None and not (source is not None and source.private)
        zone = ZoneInfo(sketch.zone or (source.zone if source else FALLBACK_ZONE))
        return Setup(
            sketch=sketch,
            step=next_step(sketch, asks_privacy=asks_privacy),
            latest=latest,
            model=model,
            surveys=tuple(self._offered(tx)),
            plans=plan_names(self._templates),
            series=self._open_series(tx, by, rows),
            free=self._access.may_in(tx, by, Act.SHAPE, None),
            asks_privacy=asks_privacy,
            today=now.astimezone(zone).date(),
        )

    def latest(self, tx: sqlite3.Connection, by: Person) -> Latest | None:
        """The webinar that begins last of those that they may set up; None: there is none."""
        rows = self._access.webinars(tx, by, Act.SHAPE)
        return self.of(rows[-1]) if rows else None

    def series(self, tx: sqlite3.Connection, by: Person, latest: Latest | None) -> str:
        """The series of a new sketch: the latest one's, or the first one they organise."""
        if latest is not None and latest.series:
            return latest.series
        if self._access.may_in(tx, by, Act.SHAPE, None):
            return ""
        theirs = self._open_series(tx, by, [])
        if not theirs:
            raise Refusal("You can set up webinars only in a series that you organise.")
        return theirs[0]

    def _open_series(self, tx: sqlite3.Connection, by: Person, rows: list[WebinarRow]) -> tuple[str, ...]:
        """The series there are in which they may set webinars up."""
        known = [row.series for row in reversed(rows)] + [
            each.series for each in db.members.of_person(tx, by.telegram_id)
        ]
        may = (name for name in known if name is not None and self._access.may_in(tx, by, Act.SHAPE, name))
        return tuple(dict.fromkeys(may))

    def of(self, row: WebinarRow) -> Latest:
        """What of a webinar can be taken over."""
        webinar: Webinar = self._library.webinar(row)
        return Latest(
            id=row.id,
            title=row.title,
            starts=webinar.starts_local,
            zone=webinar.timezone,
            length=max(1, round(webinar.duration / timedelta(minutes=1))),
            languages=webinar.languages,
            survey=webinar.survey,
            follow_ups=len(webinar.follow_ups),
            materials=len(webinar.materials),
            series=row.series or "",
            private=webinar.privacy is not None,
        )

    def _offered(self, tx: sqlite3.Connection) -> Iterator[Offered]:
        """The surveys there are, those already asked first."""
        asked = [self._library.webinar(row).survey for row in reversed(db.webinars.every(tx))]
        for name in dict.fromkeys((*asked, *survey_names(self._templates))):
            file = survey_file(self._templates, name)
            if file is not None:
                offered = _read(self._templates, name, file.stat().st_mtime_ns)
            else:
                published = FromChat(self._templates, tx).survey(name, beside=FILE)
                offered = None if published is None else _offer(published)
            if offered is not None:
                yield offered


@lru_cache(maxsize=256)
def _read(templates: Path | None, name: str, _changed: int) -> Offered | None:
    """A survey of the templates, read once for each time that its file was changed."""
    survey = FromChat(templates, None).survey(name, beside=FILE)
    return None if survey is None else _offer(survey)


def _offer(survey: Survey) -> Offered:
    title = survey.title.spoken("en")
    return Offered(survey.key, title, len(survey.questions), worded_in(survey), survey.drafts)
