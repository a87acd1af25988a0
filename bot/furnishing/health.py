"""How a serving bot is looked at: the same looks as the doctor's, over what serves already."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from bot.clock import WallClock
from bot.render.texts import Texts
from bot.services.health.checkup import Looks, Place
from bot.services.health.of_backups import Kept
from bot.services.health.of_installation import Installation, Overriding
from bot.services.health.of_serving import of_vitals
from bot.services.health.of_telegram import Heard
from bot.services.vitals import Vitals
from bot.settings import Settings


def place_of(settings: Settings) -> Place:
    """What the bot stands on."""
    kept = Kept(settings.backup_folder, settings.backup_every)
    return Place(settings.database, settings.key_file, urlsplit(settings.api_url).hostname or "", kept)


def looks_of(settings: Settings, texts: Texts, vitals: Vitals) -> Looks:
    """How to look at the line to Telegram, at fonts and templates, and at the bot itself."""
    return Looks(
        partial(hear, settings), partial(installation_of, settings, texts), lambda: of_vitals(vitals.verdict())
    )


async def hear(settings: Settings) -> Heard:
    """What Telegram says. Nobody else's polls are looked for: the bot's own would be sent away by it."""
    from bot.chat.sounding import sound

    now = None if settings.clock_url else WallClock().now
    return await sound(settings.usable_token(), api_url=settings.api_url, now=now, alone=False)


def installation_of(settings: Settings, texts: Texts) -> Installation:
    """Fonts, and what the operator's folder overrides."""
    from bot.render.overriding import faults_in, files_in, missing_fonts

    folder = settings.templates
    own = None if folder is None else Overriding(folder, *files_in(folder), faults_in(folder, texts))
    return Installation(missing_fonts(), own)
