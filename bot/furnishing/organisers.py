"""What organisers need: their services, and the rooms that answer them. Each topic is one service and one room."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.chat.organising.changing import Changing
from bot.chat.organising.codebook import CodebookRoom
from bot.chat.organising.coding import CodingRoom
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.crossings import CrossingsRoom
from bot.chat.organising.defining import Definitions
from bot.chat.organising.documents import Documents
from bot.chat.organising.figures import Figures
from bot.chat.organising.groups import GroupRoom
from bot.chat.organising.hub import Door, Entrance, Hub
from bot.chat.organising.inviting import Inviting
from bot.chat.organising.listening import Listening
from bot.chat.organising.moments import Moments
from bot.chat.organising.numbers import NumbersRoom
from bot.chat.organising.outbox import Outbox
from bot.chat.organising.own_groups import OwnGroups
from bot.chat.organising.preview import Preview
from bot.chat.organising.reports import Reports
from bot.chat.organising.shelf import ShelfScreens
from bot.chat.organising.shelving import ShelvingRoom
from bot.chat.organising.team import TeamRoom
from bot.chat.organising.upshots import UpshotsRoom
from bot.chat.organising.wishes import WishesRoom
from bot.chat.organising.wizard import Wizard
from bot.chat.rooms import Room
from bot.chat.voice import Voice
from bot.clock import Clock
from bot.render.organising.slides import Slides
from bot.render.reports.printing import ReportPress
from bot.services.access import Access
from bot.services.coding.codebooks import Codebooks
from bot.services.coding.embeddings import Embeddings, embeddings_in
from bot.services.coding.giving import Giving
from bot.services.coding.suggesting import Suggesting
from bot.services.composing import Composing, Press
from bot.services.crossing import Crossings
from bot.services.dossiers import Dossiers
from bot.services.exporting import Exporting, Writer
from bot.services.library import Library
from bot.services.organising.arriving import Arriving
from bot.services.organising.awaiting import Awaiting
from bot.services.organising.defining import Defining
from bot.services.organising.foreseeing import Foreseeing
from bot.services.organising.groups import Groups
from bot.services.organising.inviting import LinksBySource
from bot.services.organising.joining import Joining
from bot.services.organising.logbook import Logbook
from bot.services.organising.menus import Menus
from bot.services.organising.numbers import Numbers
from bot.services.organising.outgoing import Boards
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.papers import Papers
from bot.services.organising.pausing import Pausing
from bot.services.organising.perusing import Perusing
from bot.services.organising.pulses import Pulses
from bot.services.organising.revising import Revising
from bot.services.organising.running import Running
from bot.services.organising.setting_up import SettingUp
from bot.services.organising.shelf import Shelves
from bot.services.organising.shelving import Shelving
from bot.services.organising.team import Team
from bot.services.organising.timing import Timing
from bot.services.organising.trying import Trying
from bot.services.organising.undoing import Undoing
from bot.services.organising.upshots import AnsweringBack
from bot.services.organising.watching import Watching
from bot.services.organising.wishing import Wishing
from bot.services.previewing import Previewing
from bot.services.rewording import Rewording
from bot.services.steering import Steering
from bot.services.storage import Storage
from bot.settings import Settings
from bot.survey.definitions import Privacy
from db.store import Store


@dataclass(frozen=True, slots=True)
class Theming:
    """The services that give themes to what people wrote."""

    giving: Giving
    codebooks: Codebooks
    suggesting: Suggesting


@dataclass(frozen=True, slots=True)
class Organising:
    """The services of organisers."""

    awaiting: Awaiting
    team: Team
    joining: Joining
    logbook: Logbook
    overseeing: Overseeing
    running: Running
    pausing: Pausing
    menus: Menus
    timing: Timing
    revising: Revising
    undoing: Undoing
    watching: Watching
    wishing: Wishing
    links: LinksBySource
    numbers: Numbers
    setting_up: SettingUp
    defining: Defining
    boards: Boards
    answering_back: AnsweringBack
    steering: Steering
    rewording: Rewording
    previewing: Previewing
    perusing: Perusing
    crossings: Crossings
    papers: Papers
    dossiers: Dossiers
    trying: Trying
    arriving: Arriving
    shelves: Shelves
    shelving: Shelving
    groups: Groups
    foreseeing: Foreseeing
    pulses: Pulses
    theming: Theming


@dataclass(frozen=True, slots=True)
class Preset:
    """What the settings say of every webinar: ``templates`` is the operator's folder, ``embeddings`` a model."""

    templates: Path | None = None
    privacy: Privacy | None = None
    embeddings: Embeddings | None = None


def preset_of(settings: Settings) -> Preset:
    """That of ``settings``. Raises: Refusal, if there is no model where they say."""
    return Preset(settings.templates, settings.privacy, embeddings_in(settings.embeddings))


def _workbook(language: str) -> Writer:
    """Who writes a workbook in ``language``; loaded when somebody wants one."""
    from bot.render.exports.workbook.write import write_workbook

    return partial(write_workbook, language=language)


def organising_of(
    store: Store, clock: Clock, library: Library, access: Access, composing: Composing, press: Press, own: Preset
) -> Organising:
    """All of them, over one store."""
    storage, pick, rows = Storage(store), secrets.choice, Exporting(store, clock, access, library)
    return Organising(
        awaiting=Awaiting(storage, clock),
        team=Team(storage, clock, access),
        joining=Joining(storage, clock, access, chance=secrets.choice),
        logbook=Logbook(storage, library, access),
        overseeing=(overseeing := Overseeing(storage, clock, library, access)),
        running=Running(storage, clock, library, access),
        pausing=Pausing(storage, clock, library, access),
        menus=Menus(storage, clock, access),
        timing=Timing(storage, clock, library, access),
        revising=Revising(storage, clock, library, access),
        undoing=Undoing(storage, clock, library, access),
        watching=Watching(storage, clock, library, access, overseeing),
        wishing=Wishing(storage, clock, library, access),
        links=LinksBySource(storage, clock, library, access),
        numbers=Numbers(storage, clock, library, access),
        setting_up=SettingUp(store, clock, library, access, chance=pick, templates=own.templates, privacy=own.privacy),
        defining=Defining(store, clock, access, chance=pick, templates=own.templates, privacy=own.privacy),
        dossiers=Dossiers(storage, clock, library, access),
        perusing=Perusing(storage, library, access),
        crossings=Crossings(storage, access, library),
        trying=Trying(storage, clock, library, access),
        foreseeing=Foreseeing(storage, clock, library, access),
        papers=Papers(storage, clock, access, exporting=rows, composing=composing, press=press, workbook=_workbook),
        boards=Boards(storage, library, access),
        answering_back=AnsweringBack(storage, clock, library, access),
        steering=Steering(storage, clock, library, access),
        rewording=Rewording(storage, clock, library, access),
        previewing=Previewing(storage, clock, library, access),
        arriving=Arriving(storage, clock, access),
        shelves=Shelves(storage, library, access),
        shelving=Shelving(storage, clock, library, access),
        groups=Groups(storage, clock, library, access),
        pulses=Pulses(storage, clock, library, access),
        theming=_theming(storage, clock, library, access, own),
    )


def _theming(storage: Storage, clock: Clock, library: Library, access: Access, ours: Preset) -> Theming:
    giving, books = Giving(storage, clock, library, access), Codebooks(storage, clock, library, access)
    return Theming(giving, books, Suggesting(ours.embeddings))


class _Serves(Protocol):
    def room(self) -> Room:
        """What it answers to."""


@dataclass(frozen=True, slots=True)
class Office:
    """The rooms of organisers, and what they share."""

    counter: Counter
    hub: Hub
    groups: GroupRoom
    own: OwnGroups
    rooms: tuple[Room, ...]

    def draw(self, visit: Visit, overseen: Overseen) -> Card:
        """The card of a webinar, as it stands in that chat."""
        return self.groups.draw(visit, overseen) if visit.chat_id < 0 else self.hub.card(visit, overseen)


def office_of(organising: Organising, voice: Voice, slides: Slides) -> Office:
    """All rooms of organisers. What one of them asked for is heard before anything else."""
    counter, drawing = Counter(voice, organising.awaiting), asyncio.Lock()
    doors: list[Door] = []
    entrances: list[Entrance] = []
    course = (organising.running, organising.undoing, organising.pausing)
    hub = Hub(counter, organising.overseeing, *course, doors=doors, entrances=entrances)
    figures = Figures(counter, organising.perusing, organising.overseeing, drawing)
    crossings = CrossingsRoom(counter, organising.perusing, organising.crossings)
    reports = Reports(
        counter, organising.dossiers, organising.papers, ReportPress(voice.texts, slides.folders), drawing
    )
    documents = Documents(counter, organising.perusing, organising.papers, reports, drawing)
    preview = Preview(counter, organising.trying, organising.foreseeing, drawing)
    inviting = Inviting(counter, organising.links, slides)
    numbers = NumbersRoom(counter, organising.numbers)
    wizard = Wizard(counter, organising.setting_up, organising.overseeing, hub)
    definitions = Definitions(counter, organising.defining, organising.setting_up, organising.overseeing, hub)
    outbox = Outbox(counter, organising.boards, organising.steering, organising.rewording, organising.previewing)
    screens = ShelfScreens(counter, organising.shelves, organising.shelving)
    shelving = ShelvingRoom(counter, organising.arriving, organising.shelves, organising.shelving, screens)
    upshots = UpshotsRoom(counter, organising.answering_back)
    wishes = WishesRoom(counter, organising.wishing)
    moments = Moments(counter, organising.timing)
    changing = Changing(counter, organising.revising, organising.overseeing, hub)
    doors += [figures.door, outbox.door, screens.door, inviting.door, preview.door]
    doors += [numbers.door, changing.door, upshots.door, wishes.door, wizard.door]
    entrances.append(wizard.entrance)
    team = TeamRoom(counter, organising.team, organising.joining, organising.logbook)
    own = OwnGroups(counter, organising.groups, organising.pulses, organising.links, organising.overseeing)
    doors.append(own.door)
    groups = GroupRoom(counter, organising.groups, hub, own)
    rooms: list[_Serves] = [Listening(counter), hub, outbox, inviting, numbers, wishes, wizard, definitions, shelving]
    rooms += [
        CodingRoom(counter, organising.theming.giving, organising.theming.suggesting),
        CodebookRoom(counter, organising.theming.codebooks),
    ]
    rooms += [changing, upshots, figures, crossings, documents, team, preview, groups, own, moments]
    return Office(counter, hub, groups, own, tuple(each.room() for each in rooms))
