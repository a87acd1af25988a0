"""What organisers need: their services, and the rooms that answer them. Each topic is one service and one room."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from bot.chat.organising.counter import Counter
from bot.chat.organising.defining import Definitions
from bot.chat.organising.hub import Door, Entrance, Hub
from bot.chat.organising.inviting import Inviting
from bot.chat.organising.listening import Listening
from bot.chat.organising.numbers import NumbersRoom
from bot.chat.organising.wizard import Wizard
from bot.chat.rooms import Room
from bot.chat.voice import Voice
from bot.clock import Clock
from bot.render.organising.slides import Slides
from bot.services.access import Access
from bot.services.library import Library
from bot.services.organising.awaiting import Awaiting
from bot.services.organising.defining import Defining
from bot.services.organising.inviting import LinksBySource
from bot.services.organising.numbers import Numbers
from bot.services.organising.overseeing import Overseeing
from bot.services.organising.running import Running
from bot.services.organising.setting_up import SettingUp
from bot.services.organising.undoing import Undoing
from bot.services.organising.watching import Watching
from bot.services.storage import Storage
from bot.survey.definitions import Privacy
from db.store import Store


@dataclass(frozen=True, slots=True)
class Organising:
    """The services of organisers."""

    awaiting: Awaiting
    overseeing: Overseeing
    running: Running
    undoing: Undoing
    watching: Watching
    links: LinksBySource
    numbers: Numbers
    setting_up: SettingUp
    defining: Defining


def organising_of(
    store: Store,
    clock: Clock,
    library: Library,
    access: Access,
    *,
    templates: Path | None = None,
    privacy: Privacy | None = None,
) -> Organising:
    """All of them, over one store. ``templates`` is the operator's folder, ``privacy`` what the settings say."""
    storage, chance = Storage(store), secrets.choice
    overseeing = Overseeing(storage, clock, library, access)
    return Organising(
        awaiting=Awaiting(storage, clock),
        overseeing=overseeing,
        running=Running(storage, clock, library, access),
        undoing=Undoing(storage, clock, library, access),
        watching=Watching(storage, clock, library, access, overseeing),
        links=LinksBySource(storage, clock, library, access),
        numbers=Numbers(storage, clock, library, access),
        setting_up=SettingUp(store, clock, library, access, chance=chance, templates=templates, privacy=privacy),
        defining=Defining(store, clock, access, chance=chance, templates=templates, privacy=privacy),
    )


@dataclass(frozen=True, slots=True)
class Office:
    """The rooms of organisers, and what they share."""

    counter: Counter
    hub: Hub
    rooms: tuple[Room, ...]


def office_of(organising: Organising, voice: Voice, slides: Slides) -> Office:
    """All rooms of organisers. What one of them asked for is heard before anything else."""
    counter = Counter(voice, organising.awaiting)
    doors: list[Door] = []
    entrances: list[Entrance] = []
    hub = Hub(counter, organising.overseeing, organising.running, organising.undoing, doors=doors, entrances=entrances)
    inviting = Inviting(counter, organising.links, slides)
    numbers = NumbersRoom(counter, organising.numbers)
    wizard = Wizard(counter, organising.setting_up, organising.overseeing, hub)
    definitions = Definitions(counter, organising.defining, organising.setting_up, organising.overseeing, hub)
    doors += [inviting.door, numbers.door, wizard.door]
    entrances.append(wizard.entrance)
    rooms = [inviting.room(), numbers.room(), wizard.room(), definitions.room()]
    return Office(counter, hub, (Listening(counter).room(), hub.room(), *rooms))
