"""What is known of webinars whose answers are not here, as immutable values. ``earlier_reading`` reads it from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from bot.survey.definitions import Wording


class EarlierQuestion(msgspec.Struct, frozen=True, tag=True):
    """What is known of one question at an earlier webinar. ``ask`` None: nobody knows how it was worded.

    ``counts`` of ``base`` by option; or ``shares`` from 0 to 1, by option or box, of a base that may not be known.
    """

    key: str
    ask: Wording | None = None
    base: int | None = None
    counts: Mapping[str, int] = msgspec.field(default_factory=dict)
    shares: Mapping[str, float] = msgspec.field(default_factory=dict)
    mean: float | None = None


class Earlier(msgspec.Struct, frozen=True, tag=True):
    """Results of a webinar of ``series`` whose answers are not here. ``source`` says where they were found."""

    key: str
    title: str
    series: str
    questions: tuple[EarlierQuestion, ...]
    held: date | None = None
    source: str | None = None
