"""How a report says numbers and words: one form for each, in the four languages that organisers are spoken to in.

Nothing is rounded here but by ``insight.rounding``. Percentages and intervals look as they do on the charts.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from bot.insight.boxes import BOTTOM
from bot.insight.rates import RateFigures
from bot.insight.rounding import hundredth, nearest
from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.chart_words import CHART_WORDS, chart_words
from bot.render.quoting import named, quoted
from bot.render.screens import shortened
from bot.render.texts import EUROPEAN_ENGLISH, Texts

SPOKEN = tuple(CHART_WORDS)
"""The languages that a report has words in."""

HEADING_UNITS = 120

NONE = "–"
"""Stands where there is no figure."""


class Speech:
    """Says everything of one report. ``webinar`` is the title that wordings may name."""

    def __init__(self, texts: Texts, language: str, *, webinar: str) -> None:
        spoken = texts.speak(language)
        self.language = spoken if spoken in SPOKEN else SOURCE_LANGUAGE
        self.drawn = chart_words(self.language)
        self._texts = texts
        self.webinar = webinar
        self._locale = Locale.parse(EUROPEAN_ENGLISH if self.language == SOURCE_LANGUAGE else self.language)

    def say(self, sentence: str, **values: object) -> str:
        """The translation of an English sentence."""
        return self._texts.say(sentence, self.language, **values)

    def worded(self, text: str) -> str:
        """A wording of the survey as it is quoted beside figures."""
        return quoted(text, webinar=self.webinar)

    def heading(self, ask: str, *, number: int) -> str:
        """A question by its number and the beginning of its words: where it is named and not quoted."""
        return f"{number}. {self.short(ask)}"

    def short(self, ask: str) -> str:
        """The beginning of a question's words."""
        return shortened(self.worded(ask), HEADING_UNITS)

    def box(self, key: str) -> str:
        """What a box is called."""
        return self.say("worst answers") if key == BOTTOM else self.drawn.get(f"box:{key}", named(key))

    def count(self, value: int | None) -> str:
        """A number of people."""
        return NONE if value is None else format_decimal(value, locale=self._locale)

    def percent(self, value: int | None) -> str:
        """Whole percent, rounded already."""
        return NONE if value is None else self.drawn["percent"].format(value=value)

    def interval(self, low: float | None, high: float | None) -> str:
        """The ends of an interval of a share: "47–71 %"."""
        return NONE if low is None or high is None else self.between(hundredth(low), hundredth(high))

    def rate(self, rate: RateFigures) -> str:
        """A rate with its interval: "42 % [32–53 %]"."""
        interval = self.interval(rate.low, rate.high)
        return f"{self.percent(rate.percent)} [{interval}]" if interval != NONE else self.percent(rate.percent)

    def between(self, low: int, high: int) -> str:
        """The same of whole percent."""
        return f"{low}–{self.percent(high)}"

    def signed(self, value: float) -> str:
        """A score from -100 to 100."""
        whole = int(nearest(value))
        return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"

    def scores(self, low: float | None, high: float | None) -> str:
        """The ends of an interval of a score: "+19 to +62"."""
        if low is None or high is None:
            return NONE
        return self.drawn["net_interval"].format(low=self.signed(low), high=self.signed(high)).strip("[]")

    def decimal(self, value: float | None) -> str:
        """A mean or a median, with two decimals at most."""
        if value is None:
            return NONE
        return format_decimal(Decimal(repr(nearest(value, places=2))), "#,##0.##", locale=self._locale)

    def decimals(self, low: float | None, high: float | None) -> str:
        """The ends of an interval of a mean or a median."""
        return NONE if low is None or high is None else f"{self.decimal(low)}–{self.decimal(high)}"

    def p_value(self, value: float) -> str:
        """A p-value with three decimals."""
        least = format_decimal(Decimal("0.001"), locale=self._locale)
        if value < 0.001:
            return f"< {least}"
        return format_decimal(Decimal(repr(nearest(value, places=3))), "0.000", locale=self._locale)

    def day(self, value: date) -> str:
        """A day: "24 November 2026"."""
        return format_date(value, "long", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """A day and an hour on the clocks of its zone."""
        return f"{self.day(value)}, {format_time(value, 'short', locale=self._locale)}"
