"""Puts one bot together from the floors. Importing this is most of a start: ``app`` does it while updates come in.

It decides nothing; it only knows who needs whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.chat.attendee import Conversation
from bot.chat.bulletins import Bulletins
from bot.chat.connection import Connection
from bot.chat.dispatch import Dispatch
from bot.chat.organising.livecard import LiveCards
from bot.chat.organising.menus import MenuBoard
from bot.chat.patience import Patience
from bot.chat.presenting import Presenter
from bot.chat.rooms import Rooms
from bot.chat.sender import Sender
from bot.chat.slots import step_aside
from bot.chat.voice import Voice
from bot.clock import Clock
from bot.delivery.metronome import Metronome
from bot.delivery.pacing import Pace
from bot.delivery.pump import Pump, width_at
from bot.front.parts import Front
from bot.furnishing import Ports, Services, folders_of, rooms_of, services_of
from bot.furnishing.health import looks_of
from bot.furnishing.house import House
from bot.furnishing.organisers import Office, office_of
from bot.render.notices import Notices
from bot.render.organising.slides import Slides
from bot.render.press import Press
from bot.render.texts import Texts
from bot.services.sealing import Seal
from bot.settings import Settings
from db.store import Store


def build(
    settings: Settings, front: Front, texts: Texts, store: Store, clock: Clock, seal: Seal, *, bulk: Connection
) -> House:
    """Everything a bot consists of, each part handed what it needs. What is owed goes over ``bulk``."""
    bell: list[Callable[[], None]] = []

    def wake() -> None:
        for ring in bell:
            ring()

    connection, pace = front.connection, Pace(settings.messages_per_second, pays=settings.pays, sleep=step_aside)
    looks = looks_of(settings, texts, front.vitals)
    ports = Ports(Notices(texts), Press(texts, folders_of(settings)), looks, wake)
    services = services_of(settings, store, clock, seal, front.receiving, ports)
    sender, post = _senders((connection, bulk), services, texts, pace)
    width = width_at(settings.messages_per_second)
    pump = Pump(services.delivering, post, pace, width=width, answers=bulk.answers)
    bell.append(pump.wake)
    slides = Slides(texts, folders_of(settings))
    dispatch, rooms, office, menus = _listening(connection, services, texts, slides, sender, pace)
    return House(
        connection=connection,
        services=services,
        receiving=services.receiving,
        bulletins=Bulletins(texts, sender, pace, services.informing, services.previewing, services.reading),
        own_groups=office.own,
        menus=menus,
        live=LiveCards(office.counter, services.organising.watching, office.draw, sender, pace),
        lanes=front.lanes,
        intake=front.intake,
        dispatch=dispatch,
        pump=pump,
        metronome=Metronome(clock, front.vitals.note_round),
        presenter=Presenter(connection, texts, services.introductions, answers_to=rooms.commands),
        vitals=front.vitals,
    )


def _senders(lines: Iterable[Connection], services: Services, texts: Texts, pace: Pace) -> Iterator[Sender]:
    """A sender over each line."""
    for line in lines:
        yield Sender(line, texts, pace, services.answering, services.delivering, sleep=step_aside)


def _listening(
    connection: Connection, services: Services, texts: Texts, slides: Slides, sender: Sender, pace: Pace
) -> tuple[Dispatch, Rooms, Office, MenuBoard]:
    """What hears people and answers them."""
    patience = Patience(pace, sleep=step_aside)
    voice = Voice(texts, sender, patience, services.receiving, services.languages)
    conversation = Conversation(
        texts=texts,
        answering=services.answering,
        inbox=services.receiving,
        sender=sender,
        patience=patience,
        voice=voice,
    )
    office = office_of(services.organising, voice, slides)
    board = MenuBoard(connection, texts, services.organising.menus, answers_to=lambda: rooms.commands)
    rooms = rooms_of(services, voice, conversation, office, board.forget)
    dispatch = Dispatch(
        voice=voice,
        conversation=conversation,
        rooms=rooms,
        inbox=services.receiving,
        sender=sender,
        sleep=step_aside,
        counts=connection.counts,
    )
    return dispatch, rooms, office, board
