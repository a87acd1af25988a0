"""What languages are called: each by its own name, and several of them named in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from babel.core import Locale, UnknownLocaleError
from babel.lists import format_list

from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.texts import EUROPEAN_ENGLISH


def own_name(language: str) -> str:
    """What those who speak it call it, as it stands on a button: "Français". A code nobody knows stays as it is."""
    locale = _locale(language)
    name = (locale.get_display_name() if locale else None) or language
    return name[:1].upper() + name[1:]


def by_own_name(languages: Collection[str]) -> list[str]:
    """``languages`` in the order of their own names, accents aside."""
    return sorted(languages, key=lambda language: unicodedata.normalize("NFKD", own_name(language)).casefold())


def listed(languages: Collection[str], language: str) -> str:
    """``languages`` named in ``language``: "English and French"."""
    locale = _locale(EUROPEAN_ENGLISH if language == SOURCE_LANGUAGE else language) or Locale.parse(EUROPEAN_ENGLISH)
    return format_list([locale.languages.get(each, each) for each in languages], locale=locale)


def _locale(language: str) -> Locale | None:
    """The locale; None where Babel knows none (a survey may be worded in any language)."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
