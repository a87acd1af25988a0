"""What is found of the program's own parts: fonts, zone data, and what an operator's folder overrides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.services.health.findings import Finding, failure, fine, found, say, warning

_NAMED = 5

NO_FONTS = failure(
    "fonts",
    "missing",
    say("Fonts for charts and reports are missing: %(files)s."),
    say("Install the package matplotlib anew, as the lock file says."),
)
FONTS = fine("fonts", "there", "The fonts of charts and reports are there.")
NO_ZONES = failure(
    "zones",
    "missing",
    say("This machine does not know the time zones of the world."),
    say("Install the package tzdata anew, as the lock file says."),
)
ZONES = fine("zones", "there", "The time zones of the world are known.")
BROKEN = failure(
    "templates",
    "broken",
    say("Templates in %(folder)s that cannot be used: %(faults)s."),
    say("Mend them, or take them away: then the shipped ones are used."),
)
UNKNOWN = warning(
    "templates",
    "unknown",
    say("Files in %(folder)s that nothing uses: %(names)s."),
    say("Give each the name of the shipped template that it is to replace, or take it away."),
)
OVERRIDING = fine("templates", "overriding", "Taken from %(folder)s: %(names)s.")
SHIPPED = fine("templates", "shipped", "All templates are the shipped ones.")


@dataclass(frozen=True, slots=True)
class Overriding:
    """An operator's folder: what it replaces or adds, what nothing uses, and what is wrong, each with its place."""

    folder: Path
    used: Sequence[str]
    unknown: Sequence[str]
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Installation:
    """``overriding`` None: there is no folder of an operator's own."""

    missing_fonts: Sequence[str]
    overriding: Overriding | None


def of_installation(installation: Installation) -> Iterator[Finding]:
    """All of it."""
    missing = installation.missing_fonts
    yield found(NO_FONTS, files=_named(missing)) if missing else found(FONTS)
    yield found(ZONES if _knows_zones() else NO_ZONES)
    own = installation.overriding
    if own is None or not (own.used or own.unknown or own.faults):
        yield found(SHIPPED)
        return
    folder = str(own.folder)
    if own.faults:
        yield found(BROKEN, folder=folder, faults=_named(own.faults))
    if own.unknown:
        yield found(UNKNOWN, folder=folder, names=_named(own.unknown))
    if own.used and not own.faults:
        yield found(OVERRIDING, folder=folder, names=_named(own.used))


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")


def _knows_zones() -> bool:
    try:
        ZoneInfo("Europe/Brussels")
    except (ZoneInfoNotFoundError, OSError):
        return False
    return True
