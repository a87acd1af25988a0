"""A briefing's contents in one language: every word and number of it, as plain values that the layouts arrange.

The two layouts (``templates/briefings``: Typst for the PDF, Jinja2 for HTML) are made from the same values, so that
they say the same. An operator's folder overrides either.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from bot.insight.contents import Contents, Told
from bot.insight.sharing import SharedBar, SharedFigure, SharedRange
from bot.insight.withholding import LIMIT
from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.quoting import quoted
from bot.render.texts import EUROPEAN_ENGLISH, Texts
from bot.survey.definitions import Wording

Values = dict[str, Any]

MOST_BARS = 6
"""Of a question with more options, those chosen most often."""


def briefing_values(texts: Texts, contents: Contents, language: str) -> Values:
    """What the briefing says in ``language``; pictures are named by ``picture_name``."""
    return _Writer(texts, contents, language).values()


def picture_name(told: Told) -> str | None:
    """What the picture of a good practice is called where a layout looks for it; None without one."""
    if told.picture is None:
        return None
    ending = "png" if told.picture.startswith(b"\x89PNG") else "jpg"
    return f"{told.material.key}.{ending}"


class _Writer:
    """Words one briefing in one language."""

    def __init__(self, texts: Texts, contents: Contents, language: str) -> None:
        self._texts = texts
        self._contents = contents
        self._language = texts.speak(language)
        self._wordings = (language, *contents.webinar.languages)
        self._locale = Locale.parse(EUROPEAN_ENGLISH if self._language == SOURCE_LANGUAGE else self._language)

    def values(self) -> Values:
        """All of it."""
        contents, composition = self._contents, self._contents.composition
        webinar, privacy = contents.webinar, contents.webinar.privacy
        return {
            "language": self._language,
            "title": self._worded(contents.title),
            "webinar": webinar.title,
            "held": self.say("Webinar of %(day)s", day=self._day(webinar.starts_local.date())),
            "organiser": privacy.controller if privacy else "",
            "contact": privacy.contact if privacy else "",
            "introduction": self._worded(composition.introduction) if composition.introduction else "",
            "lessons": [self._worded(lesson) for lesson in composition.lessons],
            "practices": [self._practice(told) for told in contents.practices],
            "figures": [self._figure(figure) for figure in contents.figures],
            "figures_note": self._figures_note(),
            "method": self._method(),
            "sources": [
                {"title": self._worded(each.title), "url": each.url, "place": urlsplit(each.url).hostname or each.url}
                for each in composition.sources
            ],
            "words": self._words(),
        }

    def _words(self) -> Values:
        return {
            "lessons": self.say("Key lessons"),
            "practices": self.say("Good practices"),
            "figures": self.say("What attendees said"),
            "sources": self.say("To read on"),
            "more": self.say("More about it"),
            "page": self.say("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        }

    def _practice(self, told: Told) -> Values:
        practice = told.material.practice
        assert practice is not None
        title = self._worded(told.material.title)
        return {
            "title": title,
            "who": self._worded(practice.who),
            "place": self._worded(practice.place) if practice.place else "",
            "story": [self._worded(each) for each in practice.story],
            "picture": picture_name(told),
            "alt": self._worded(practice.alt) if practice.alt else title,
            "credit": self._worded(practice.credit) if practice.credit else "",
            "link": practice.link or "",
        }

    def _figure(self, figure: SharedFigure) -> Values:
        bars = figure.bars[:MOST_BARS] if figure.picks_several else figure.bars
        notes = [self.say_n("%(n)s person answered", "%(n)s people answered", figure.base)]
        if figure.picks_several:
            notes.append(self.say("several answers possible"))
        return {
            "ask": quoted(self._worded(figure.ask), webinar=self._contents.webinar.title),
            "bars": [
                {"label": self._label(bar), "share": bar.share, "percent": self._percent(bar.percent)} for bar in bars
            ],
            "of": ", ".join(notes),
            "together": self._together(figure.together) if figure.together else "",
            "headline": self._headline(figure),
        }

    def _label(self, bar: SharedBar) -> str:
        if bar.label is not None:
            return quoted(self._worded(bar.label), webinar=self._contents.webinar.title)
        groups = {
            "promoters": self.say("Would recommend it (9 or 10)"),
            "passives": self.say("In between (7 or 8)"),
            "detractors": self.say("Would not (0 to 6)"),
        }
        return groups[bar.key]

    def _together(self, several: SharedRange) -> str:
        if len(several.labels) < 2:
            return ""
        return self.say(
            "The first %(n)s together: %(percent)s (between %(low)s and %(high)s)",
            n=len(several.labels),
            percent=self._percent(several.percent),
            low=self._percent(several.low),
            high=self._percent(several.high),
        )

    def _headline(self, figure: SharedFigure) -> str:
        if figure.score is not None:
            low, high = self._signed(figure.score.low), self._signed(figure.score.high)
            score = self._signed(figure.score.score)
            return self.say(
                "Net Promoter Score: %(score)s (between %(low)s and %(high)s)", score=score, low=low, high=high
            )
        if figure.median is not None:
            median = format_decimal(Decimal(repr(figure.median)), locale=self._locale)
            return self.say("Half said %(median)s or less, half said that or more.", median=median)
        return ""

    def _figures_note(self) -> str:
        """Why there are fewer figures than were to be shared; empty if there are not."""
        contents = self._contents
        if not contents.composition.figures:
            return ""
        if not contents.figures:
            return self.say("Too few people have answered so far to share figures here.")
        if contents.left_out:
            return self.say(
                "Left out, because fewer than %(limit)s people answered: %(n)s", limit=LIMIT, n=contents.left_out
            )
        return ""

    def _method(self) -> str:
        if not self._contents.figures:
            return ""
        told = [self.say("Answers until %(day)s", day=self._day(self._contents.counted_at.date()))]
        if any(self._has_range(figure) for figure in self._contents.figures):
            told.append(self.say("“Between” shows how far chance alone may move a figure with so few answers."))
        return " · ".join(told)

    def _has_range(self, figure: SharedFigure) -> bool:
        return figure.score is not None or (figure.together is not None and len(figure.together.labels) > 1)

    def _worded(self, wording: Wording) -> str:
        return wording.spoken(*self._wordings)

    def say(self, sentence: str, **values: object) -> str:
        """The translation of an English sentence."""
        return self._texts.say(sentence, self._language, **values)

    def say_n(self, one: str, several: str, n: int) -> str:
        """The same for a sentence that counts."""
        return self._texts.say_n(one, several, n, self._language)

    def _percent(self, value: int) -> str:
        return format_percent(Decimal(value) / 100, locale=self._locale)

    def _signed(self, value: int) -> str:
        return f"{'−' if value < 0 else '+' if value else ''}{abs(value)}"

    def _day(self, day: date) -> str:
        return format_date(day, "long", locale=self._locale)
