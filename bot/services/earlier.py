"""Results of webinars whose answers are not here: kept as they were typed in, and handed to comparisons."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

import msgspec

import db.earlier
import db.webinars
from bot.insight.comparing.matching import Outside
from bot.services.canonical import canonical
from bot.services.errors import Refusal
from bot.survey.earlier import Earlier
from bot.survey.reading import Reading


class KeyTaken(Refusal):
    """Both would stand in one comparison under one name."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "{key} is the key of a webinar as well as of earlier results: give one of them another key.", key=key
        )


def keep(tx: sqlite3.Connection, reading: Reading, *, now: datetime) -> list[str]:
    """The earlier results in ``reading`` are kept; what changed, in words, one for each that did.

    Raises:
        KeyTaken: they have the key of a webinar that is there, or one of its webinars has the key of results.
    """
    words = []
    for webinar in reading.webinars:
        if db.earlier.is_known(tx, webinar.key):
            raise KeyTaken(webinar.key)
    taken = {row.key for row in db.webinars.every(tx)} if reading.earlier else set()
    for each in reading.earlier:
        if each.key in taken:
            raise KeyTaken(each.key)
        body = canonical(each)
        before = db.earlier.put(tx, each.key, series=each.series, body=body, now=now)
        if before != body:
            words.append(f"earlier results {each.key} {'new' if before is None else 'changed'}")
    return words


def earlier_of(tx: sqlite3.Connection, series: str | None) -> list[Earlier]:
    """The earlier results of ``series``, by key."""
    if series is None:
        return []
    return [msgspec.json.decode(body, type=Earlier) for body in db.earlier.of_series(tx, series)]


def outside_of(found: Sequence[Earlier]) -> list[Outside]:
    """The same as comparisons take them, question by question."""
    return [
        Outside(
            name=each.key,
            title=each.title,
            on=each.held,
            question=question.key,
            shares=question.shares,
            base=question.base,
            mean=question.mean,
            counts=question.counts,
            ask=question.ask,
            source=each.source,
        )
        for each in found
        for question in each.questions
    ]
