"""What organisers need: their services, and the rooms that answer them. Each topic is one service and one room."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.organising.counter import Counter
from bot.chat.organising.hub import Hub
from bot.chat.organising.inviting import Inviting
from bot.chat.organising.listening import Listening
from bot.chat.rooms import Room
from bot.chat.voice import Voice
from bot.clock import Clock
from bot.render.organising.slides import Slides
from bot.services.access import Access
from bot.services.library import Library
from bot.services.organising.awaiting import Awaiting
from bot.services.organising.inviting import LinksBySource
from bot.services.organising.overseeing import Overseeing
from bot.services.organising.running import Running
from bot.services.organising.undoing import Undoing
from bot.services.organising.watching import Watching
from bot.services.storage import Storage


@dataclass(frozen=True, slots=True)
class Organising:
    """The services of organisers."""

    awaiting: Awaiting
    overseeing: Overseeing
    running: Running
    undoing: Undoing
    watching: Watching
    links: LinksBySource


def organising_of(storage: Storage, clock: Clock, library: Library, access: Access) -> Organising:
    """All of them, over one store."""
    overseeing = Overseeing(storage, clock, library, access)
    return Organising(
        awaiting=Awaiting(storage, clock),
        overseeing=overseeing,
        running=Running(storage, clock, library, access),
        undoing=Undoing(storage, clock, library, access),
        watching=Watching(storage, clock, library, access, overseeing),
        links=LinksBySource(storage, clock, library, access),
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
    inviting = Inviting(counter, organising.links, slides)
    hub = Hub(counter, organising.overseeing, organising.running, organising.undoing, doors=[inviting.door])
    return Office(counter, hub, (Listening(counter).room(), hub.room(), inviting.room()))
