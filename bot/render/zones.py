"""Time zones as people speak of them: by a city and what it is called in their language; and found by what they type.

Names are those of the Unicode CLDR, so nothing of it has to be translated here. What a person may choose on a button
stands in ``REGIONS``; by typing they may name any zone there is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import Locale
from babel.dates import get_timezone_location

from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.texts import EUROPEAN_ENGLISH

_UNION = (
    *("Amsterdam", "Athens", "Berlin", "Bratislava", "Brussels", "Bucharest", "Budapest", "Copenhagen", "Dublin"),
    *("Helsinki", "Lisbon", "Ljubljana", "Luxembourg", "Madrid", "Malta", "Nicosia", "Paris", "Prague", "Riga"),
    *("Rome", "Sofia", "Stockholm", "Tallinn", "Vienna", "Vilnius", "Warsaw", "Zagreb"),
)
_EUROPE = (
    *("Andorra", "Belgrade", "Chisinau", "Istanbul", "Kyiv", "London", "Minsk", "Monaco", "Moscow", "Oslo"),
    *("Podgorica", "San_Marino", "Sarajevo", "Skopje", "Tirane", "Vaduz", "Zurich"),
)
_AFRICA = (
    *("Abidjan", "Accra", "Algiers", "Cairo", "Casablanca", "Dakar", "Johannesburg", "Kinshasa", "Lagos", "Nairobi"),
    "Tunis",
)
_AMERICA = (
    *("Anchorage", "Bogota", "Buenos_Aires", "Caracas", "Chicago", "Denver", "Halifax", "Lima", "Los_Angeles"),
    *("Mexico_City", "New_York", "Santiago", "Sao_Paulo", "Toronto", "Vancouver"),
)
_ASIA = (
    *("Baku", "Bangkok", "Beirut", "Dubai", "Hong_Kong", "Jakarta", "Jerusalem", "Karachi", "Kolkata", "Manila"),
    *("Riyadh", "Seoul", "Shanghai", "Singapore", "Tashkent", "Tbilisi", "Tokyo", "Yerevan"),
)

REGIONS: Mapping[str, tuple[str, ...]] = {
    "EU": (*(f"Europe/{city}" for city in _UNION), "Atlantic/Canary", "Atlantic/Azores"),
    "150": (*(f"Europe/{city}" for city in _EUROPE), "Atlantic/Reykjavik"),
    "002": tuple(f"Africa/{city}" for city in _AFRICA),
    "019": tuple(f"America/{city}" for city in _AMERICA),
    "142": tuple(f"Asia/{city}" for city in _ASIA),
    "009": ("Australia/Brisbane", "Australia/Perth", "Australia/Sydney", "Pacific/Auckland", "Pacific/Fiji"),
}
"""What is offered on buttons: regions by their code (UN M49; ``EU``), and the zones of each."""

MOST_NEAR = 6
"""How many zones are offered for something typed that names none."""

_LONGEST_TYPED = 60


def region_name(region: str, language: str) -> str:
    """What a region of ``REGIONS`` is called in ``language``."""
    return str(_locale(language).territories.get(region, region))


@cache
def city_name(zone: str, language: str) -> str:
    """What the city that stands for ``zone`` is called in ``language``; if nobody knows, the end of the zone's name."""
    own = zone.rsplit("/", 1)[-1].replace("_", " ")
    try:
        return get_timezone_location(zone, locale=_locale(language), return_city=True) or own
    except LookupError:
        return own


def cities(region: str, language: str) -> list[tuple[str, str]]:
    """The zones of ``region`` with what each is called, in the order of those names, accents aside."""
    named = [(zone, city_name(zone, language)) for zone in REGIONS[region]]
    return sorted(named, key=lambda each: _plain(each[1]))


def clock_of(zone: str, now: datetime) -> str:
    """What clocks in ``zone`` show: "14:05"."""
    return now.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def exists(zone: str) -> bool:
    """Whether there is a zone of that name."""
    return zone in _zones()


def meant(typed: str, language: str) -> str | None:
    """The zone that somebody means who typed this; None: it names none.

    Both a zone's name and a city's count, in English or in ``language``, whatever their accents and capitals.
    """
    return _names(language).get(_plain(typed[:_LONGEST_TYPED]))


def near(typed: str, language: str) -> tuple[str, ...]:
    """The zones whose names are written much like ``typed``, the most alike first."""
    names = _names(language)
    return tuple(
        dict.fromkeys(
            names[each] for each in get_close_matches(_plain(typed[:_LONGEST_TYPED]), names, n=MOST_NEAR, cutoff=0.75)
        )
    )


@cache
def _zones() -> frozenset[str]:
    """Every zone that is a place; not `Etc/GMT+3`, `posix/...` or `EST`, which are none."""
    return frozenset(
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/"))
    ) | {"UTC"}


@cache
def _names(language: str) -> Mapping[str, str]:
    """Zones by all they may be called. What stands on a button comes first where two cities share a name."""
    offered = [zone for zones in REGIONS.values() for zone in zones if zone in _zones()]
    found: dict[str, str] = {}
    for zone in (*offered, *sorted(_zones())):
        for name in (zone, zone.rsplit("/", 1)[-1]):
            found.setdefault(_plain(name), zone)
    for zone in offered:
        found.setdefault(_plain(city_name(zone, language)), zone)
    return found


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("_", " "))
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).casefold().split())


def _locale(language: str) -> Locale:
    return Locale.parse(EUROPEAN_ENGLISH if language == SOURCE_LANGUAGE else language)
