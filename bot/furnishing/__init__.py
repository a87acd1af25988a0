"""The parts that the bot is put together from: the services of the floor below the chat, and the rooms that answer.

``app`` furnishes a serving bot with them; nobody else imports this. It decides nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.chat.attendee import Conversation
from bot.chat.exit import Exit
from bot.chat.guide import Guide
from bot.chat.lobby import Lobby
from bot.chat.organising.health import HealthRoom
from bot.chat.own_words import rooms_of_own_words
from bot.chat.rights import OnErased, Rights
from bot.chat.rooms import Rooms
from bot.chat.shelves import Shelves
from bot.chat.timezones import Timezones
from bot.chat.tongues import Tongues
from bot.chat.under import UnderFollowUps
from bot.chat.voice import Voice
from bot.clock import Clock
from bot.furnishing.health import place_of
from bot.furnishing.organisers import Office, Organising, organising_of, preset_of
from bot.render.notices import Notices
from bot.services.access import Access
from bot.services.answering import Answering
from bot.services.asking import Asking
from bot.services.backups.keeping import BackupPlan, Keeping
from bot.services.before_updates import BeforeUpdates
from bot.services.composing import Composing, Press
from bot.services.contacting import Contacting
from bot.services.corresponding import Corresponding
from bot.services.delivering import Delivering
from bot.services.disclosing import Disclosing
from bot.services.enrolled import Enrolments
from bot.services.entering import Entering
from bot.services.fetching import Fetching
from bot.services.forgetting import Forgetting, list_beside
from bot.services.health.checkup import Checkup, Looks
from bot.services.heeding import Heeding
from bot.services.informing import Informing
from bot.services.introducing import Introductions
from bot.services.languages import Languages
from bot.services.leaving import Leaving
from bot.services.library import Library
from bot.services.mixing import Mixing
from bot.services.offering import Offering
from bot.services.portions import Portions
from bot.services.previewing import Previewing
from bot.services.purging import Purging
from bot.services.reading import Reading
from bot.services.receiving import Receiving
from bot.services.sealing import Seal
from bot.services.storage import Storage
from bot.services.zones import Zones
from bot.settings import Settings
from db.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The floor below the chat."""

    receiving: Receiving
    delivering: Delivering
    composing: Composing
    purging: Purging
    mixing: Mixing
    forgetting: Forgetting
    disclosing: Disclosing
    answering: Answering
    entering: Entering
    languages: Languages
    zones: Zones
    heeding: Heeding
    leaving: Leaving
    offering: Offering
    corresponding: Corresponding
    contacting: Contacting
    asking: Asking
    enrolments: Enrolments
    fetching: Fetching
    introductions: Introductions
    informing: Informing
    previewing: Previewing
    reading: Reading
    portions: Portions
    backups: Keeping
    before_updates: BeforeUpdates
    checkup: Checkup
    organising: Organising


@dataclass(frozen=True, slots=True)
class Ports:
    """What services need of other floors. ``wake`` is called when something may be due."""

    notices: Notices
    press: Press
    looks: Looks
    wake: Callable[[], None]


def folders_of(settings: Settings) -> list[Path]:
    """Where templates are looked for before the shipped ones."""
    return [settings.templates] if settings.templates else []


def services_of(
    settings: Settings, store: Store, clock: Clock, seal: Seal, receiving: Receiving, ports: Ports
) -> Services:
    """Every service, over one store."""
    library, storage, access = Library(seal), Storage(store), Access(settings.owners)
    composing = Composing(storage, clock, library, ports.press)
    return Services(
        receiving=receiving,
        delivering=Delivering(storage, clock, library, chance=secrets.choice, compose=composing.compose),
        composing=composing,
        purging=Purging(storage, clock, library),
        mixing=Mixing(storage, clock, library),
        forgetting=Forgetting(storage, clock, seal, listed=list_beside(settings.database)),
        disclosing=Disclosing(storage, clock, library, seal),
        answering=Answering(storage, clock, library, notices=ports.notices, wake=ports.wake),
        entering=Entering(storage, clock, library, chance=secrets.choice, wake=ports.wake),
        languages=Languages(storage, clock, library),
        heeding=Heeding(storage, clock, library, wake=ports.wake),
        zones=Zones(storage, clock, library, wake=ports.wake),
        leaving=Leaving(storage, clock, library, wake=ports.wake),
        offering=Offering(storage, clock, library),
        corresponding=Corresponding(storage, clock, library, access),
        contacting=Contacting(storage, clock, library),
        asking=Asking(storage, clock, library, wake=ports.wake),
        enrolments=Enrolments(storage, clock, library),
        fetching=Fetching(storage, clock, library),
        introductions=Introductions(storage),
        informing=Informing(storage, clock, library, access),
        previewing=Previewing(storage, clock, library, access),
        reading=Reading(store, access, library),
        portions=Portions(storage, clock, library),
        before_updates=BeforeUpdates(storage, clock, settings.database),
        backups=Keeping(storage, clock, settings.database, _backup_plan(settings)),
        checkup=Checkup(storage, clock, access, place_of(settings), ports.looks),
        organising=organising_of(store, clock, library, access, composing, ports.press, preset_of(settings)),
    )


def _backup_plan(settings: Settings) -> BackupPlan | None:
    """How the bot makes backups by itself; None: it makes none."""
    if settings.backup_folder is None:
        return None
    return BackupPlan(settings.backup_folder, settings.backup_every, settings.backups_kept, settings.backup_recipient)


def rooms_of(services: Services, voice: Voice, conversation: Conversation, office: Office, erased: OnErased) -> Rooms:
    """Everything that answers to commands and buttons of its own. ``erased`` is told of organisers' chats."""
    own_words = rooms_of_own_words(
        voice,
        conversation,
        services.answering,
        services.offering,
        services.corresponding,
        services.contacting,
        services.asking,
    )
    commands: set[str] = set()
    rooms = Rooms(
        [
            *office.rooms,
            HealthRoom(office.counter, services.checkup).room(),
            Lobby(
                voice,
                entering=services.entering,
                enrolments=services.enrolments,
                acts=services.organising.team.acts,
                show_below=conversation.show_below,
            ).room(),
            Shelves(voice, services.fetching).room(),
            Tongues(voice, services.languages, show_anew=conversation.show_anew).room(),
            Timezones(voice, services.zones).room(),
            Exit(voice, services.leaving).room(),
            UnderFollowUps(voice, services.heeding, services.leaving).room(),
            Rights(voice, services.disclosing, services.forgetting, services.organising.team, on_erased=erased).room(),
            Guide(voice, acts=services.organising.team.acts, answers_to=lambda: commands).room(),
            *own_words,
        ]
    )
    commands |= rooms.commands.keys()
    return rooms
