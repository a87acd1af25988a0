"""Surveys and webinars as values, decoded once from their stored text.

A published survey never changes, and a webinar's definition is known by its digest, so what is kept here cannot go
stale. It refuses to decide anything; the use cases ask it and go on.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from typing import TypeVar

import msgspec

import db.surveys
from bot.services.sealing import Seal
from bot.survey.definitions import Survey, Webinar
from db.webinars import WebinarRow

Place = TypeVar("Place")
Value = TypeVar("Value")

_KEPT = 256
"""How many decoded definitions are kept at most."""


class Library:
    """Decodes definitions and keeps the latest ones asked for. ``seal`` opens answers to anonymous surveys; None: there
    is no key, and what needs one is refused.
    """

    def __init__(self, seal: Seal | None = None) -> None:
        self.seal = seal
        self._surveys: OrderedDict[int, Survey] = OrderedDict()
        self._webinars: OrderedDict[tuple[int, str], Webinar] = OrderedDict()
        self._read_survey = msgspec.json.Decoder(Survey)
        self._read_webinar = msgspec.json.Decoder(Webinar)

    def survey(self, tx: sqlite3.Connection, survey_id: int) -> Survey:
        """The published version with ``survey_id``."""
        survey = self._surveys.get(survey_id)
        if survey is None:
            survey = self._read_survey.decode(db.surveys.by_id(tx, survey_id).body)
            _keep(self._surveys, survey_id, survey)
        return survey

    def webinar(self, row: WebinarRow) -> Webinar:
        """The definition that ``row`` holds."""
        place = (row.id, row.digest)
        webinar = self._webinars.get(place)
        if webinar is None:
            webinar = self._read_webinar.decode(row.definition)
            _keep(self._webinars, place, webinar)
        return webinar


def _keep(kept: OrderedDict[Place, Value], place: Place, value: Value) -> None:
    kept[place] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
