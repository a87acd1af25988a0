"""Everything the bot says: Jinja2 templates in a sandbox, gettext catalogues, each language's numbers and dates.

Every value is escaped for Telegram's HTML. A definition's own wording may hold placeholders (see ``survey.piping``) and
no other template code. An operator's folder overrides any shipped template. What is said where stands in ``screens``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.numbers import format_decimal, format_percent
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bot.render.catalogues import SOURCE_LANGUAGE, read_catalogues
from bot.survey.answers import Answer
from bot.survey.definitions import Wording
from bot.survey.piping import foreign_code

SHIPPED = Path(__file__).parents[2] / "templates"
"""The templates that come with the product."""

EUROPEAN_ENGLISH = "en_150"
"""Whose numbers and dates English texts have: 24 November 2026, 14:30."""

_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
_NAME = re.compile(r"\A\{\{[ \t]*name[ \t]*\}\},?\s*(\w?)|(?:,[ \t]*|[ \t]+)?\{\{[ \t]*name[ \t]*\}\}")
_TAGS = re.compile(r"<[^>]*>")


class Texts:
    """Renders what people read. ``folders`` are searched in order; the shipped one is always the last."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        searched = [*folders, SHIPPED]
        self._catalogues = read_catalogues(searched)
        loader = FileSystemLoader(searched)
        self._environments = {language: self._environment(language, loader) for language in self._catalogues}
        self._piped = lru_cache(maxsize=2048)(self._compiled)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the bot speaks, English among them."""
        return tuple(sorted(self._catalogues))

    def speak(self, language_code: str | None) -> str:
        """The language to speak with an account set to ``language_code``: its own, its parent's, or English."""
        parts = (language_code or "").replace("_", "-").split("-")
        wanted = (f"{parts[0].lower()}_{parts[1].upper()}" if len(parts) > 1 else "", parts[0].lower())
        return next((language for language in wanted if language in self._catalogues), SOURCE_LANGUAGE)

    def render(self, template: str, language: str, **values: object) -> str:
        """The text of ``template``, as in ``messages/thanks.html.j2``: Telegram HTML, at most one blank line at a time.

        Raises: jinja2.TemplateError, when the template is wrong or a value it asks for is missing.
        """
        text = self._environments[self._known(language)].get_template(template).render(values)
        return _BLANK_LINES.sub("\n\n", text).strip()

    def check(self, source: str, *, name: str) -> None:
        """``source`` could be the template with that ``name``. Raises: jinja2.TemplateError, when it could not."""
        self._environments[SOURCE_LANGUAGE].compile(source, name)

    def say(self, sentence: str, language: str, **values: object) -> str:
        """The translation of an English ``sentence``, its ``%(name)s`` filled in: plain text, for buttons."""
        translated = self._catalogues[self._known(language)].gettext(sentence)
        return translated % values if values else translated

    def say_n(self, one: str, several: str, n: int, language: str, **values: object) -> str:
        """The same for a sentence that counts: the form that ``language`` has for ``n``, with ``%(n)s`` filled in."""
        return self._catalogues[self._known(language)].ngettext(one, several, n) % ({"n": n} | values)

    def answer(self, kind: str, answer: Answer, as_read: str, language: str) -> str:
        """An answer as it is told back: numbers and days in the language's own form, all else ``as_read``."""
        filters = self._environments[self._known(language)].filters
        if kind == "number" and answer.number is not None:
            number = answer.number
            return str(filters["number"](int(number) if number.is_integer() else number))
        if kind == "date" and answer.text is not None:
            return str(filters["day"](date.fromisoformat(answer.text)))
        return as_read

    def refusal(self, template: str, language: str, values: Mapping[str, object]) -> str:
        """The translation of a refusal's sentence with its ``{name}`` filled in, escaped."""
        return str(escape(self._catalogues[self._known(language)].gettext(template).format(**values)))

    def wording(self, wording: Wording, languages: Sequence[str], values: Mapping[str, Any]) -> Markup:
        """A definition's text in the first of ``languages`` it has, its placeholders filled in, escaped."""
        text = wording.spoken(*languages)
        if "{{" in text and not values.get("name"):
            text = _nameless(text)
        template = self._piped(text)
        return escape(text) if template is None else Markup(template.render(values))  # noqa: S704  escaped by Jinja

    def plain(self, wording: Wording, languages: Sequence[str], values: Mapping[str, Any]) -> str:
        """The same for places that take no HTML: button labels."""
        text = wording.spoken(*languages)
        return text if "{{" not in text else self.wording(wording, languages, values).unescape()

    def _known(self, language: str) -> str:
        return language if language in self._catalogues else SOURCE_LANGUAGE

    def _compiled(self, text: str) -> Template | None:
        """The template a wording is; None if it has no placeholder, or any other code: then it is said as it is."""
        if "{{" not in text or foreign_code(text) is not None:
            return None
        return self._environments[SOURCE_LANGUAGE].from_string(str(escape(text)))

    def _duration(self, value: timedelta, *, language: str) -> str:
        """Whole years, else whole days, else whole hours, never less exact than it is given."""
        hours = round(value / timedelta(hours=1))
        if hours % 24:
            return self.say_n("%(n)s hour", "%(n)s hours", hours, language)
        if hours % (24 * 365):
            return self.say_n("%(n)s day", "%(n)s days", hours // 24, language)
        return self.say_n("%(n)s year", "%(n)s years", hours // (24 * 365), language)

    def _environment(self, language: str, loader: FileSystemLoader) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        catalogue = self._catalogues[language]
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
            catalogue.gettext, catalogue.ngettext, newstyle=True
        )
        locale = Locale.parse(EUROPEAN_ENGLISH if language == SOURCE_LANGUAGE else language)
        environment.filters |= {
            "number": partial(_number, locale=locale),
            "digits": partial(_number, locale=locale, grouped=False),
            "percent": partial(_percent, locale=locale),
            "moment": partial(_moment, locale=locale),
            "day": partial(_day, locale=locale),
            "duration": partial(self._duration, language=language),
        }
        return environment


def _nameless(text: str) -> str:
    """A wording without the place for a name that is not known, and without the comma or blank that goes with it."""
    return text if foreign_code(text) is not None else _NAME.sub(lambda found: (found[1] or "").upper(), text)


def unmarked(text: str) -> str:
    """A text in Telegram's HTML as plain text."""
    return html.unescape(_TAGS.sub("", text))


def utf16_units(text: str) -> int:
    """How long a plain text is in the unit of Telegram's limits: signs beyond the basic plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _number(value: float, *, locale: Locale, grouped: bool = True) -> str:
    """A number in the language's form, with the decimals it has; not ``grouped``: as it can be written back to us."""
    return format_decimal(Decimal(repr(value)), locale=locale, decimal_quantization=False, group_separator=grouped)


def _percent(value: int, *, locale: Locale) -> str:
    """Whole percent, rounded already."""
    return format_percent(Decimal(value) / 100, locale=locale)


def _moment(value: datetime, zone: str, *, locale: Locale) -> str:
    """Day and time in ``zone``, which is named by its city: "Tuesday, 24 November 2026, 11:45 (Brussels)"."""
    local = value.astimezone(ZoneInfo(zone))
    place = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True) if "/" in zone else zone
    return f"{format_date(local, 'full', locale=locale)}, {format_time(local, 'short', locale=locale)} ({place})"


def _day(value: date, *, locale: Locale) -> str:
    """The day, a moment's on the clocks of its own zone: "24 November 2026"."""
    return format_date(value, "long", locale=locale)
