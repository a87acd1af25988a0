"""The composition root: puts one serving bot together from the floors, runs it, and takes it apart again.

Nobody imports this but the command line. It decides nothing; it only knows who needs whom. Ends when the process is
told to (SIGTERM, SIGINT) or when the token turns out to be refused.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta

from bot.chat.attendee import Conversation
from bot.chat.bulletins import Bulletins
from bot.chat.connection import Connection
from bot.chat.dispatch import Dispatch
from bot.chat.intake import Poller, WebhookAddress
from bot.chat.lanes import Lanes
from bot.chat.organising.livecard import LiveCards
from bot.chat.organising.menus import MenuBoard
from bot.chat.patience import Patience
from bot.chat.paying import PayingConnection
from bot.chat.ports import Intake
from bot.chat.presenting import Presenter
from bot.chat.rooms import Rooms
from bot.chat.sender import Sender
from bot.chat.slots import step_aside
from bot.chat.voice import Voice
from bot.clock import Clock, WallClock
from bot.delivery.metronome import Metronome
from bot.delivery.pacing import Pace
from bot.delivery.pump import Pump, width_at
from bot.followed_clock import FollowedClock
from bot.furnishing import Ports, Services, rooms_of, services_of
from bot.furnishing.health import looks_of
from bot.furnishing.house import House
from bot.furnishing.organisers import Office, office_of
from bot.furnishing.rounds import rounds_of
from bot.lock import only_one
from bot.porch.notify import Systemd
from bot.render.notices import Notices
from bot.render.organising.slides import Slides
from bot.render.press import Press
from bot.render.texts import Texts
from bot.services.keys import take_key
from bot.services.receiving import Receiving
from bot.services.sealing import Seal
from bot.services.vitals import Vitals
from bot.settings import Settings
from db.migrate import migrate
from db.store import Store

log = logging.getLogger("afterword.app")

GRACE = timedelta(seconds=3)
"""How long replies, sends and rounds that are in hand may take to end when the bot is told to stop."""


async def serve(settings: Settings, *, webhook: str | None = None) -> None:
    """Serve until told to stop. ``webhook``: the address to which Telegram is to bring updates; None: it is asked.

    Raises:
        DoorTaken: nobody can listen where the settings say.
        Refusal: another bot serves from the same database, or its key is missing or another one.
        TokenRefused: Telegram does not know the token.
        SecondPoller: another program polls with this token.
        WebhookRefused: Telegram will not bring updates to this address.
        StoreUnavailable: the database cannot be used.
    """
    token = settings.usable_token()
    with only_one(settings.database):
        async with _clock(settings) as clock:
            applied = migrate(settings.database, clock.now())
            log.info("the database has this version's schema", extra={"action": "migrated", "migrations": len(applied)})
            seal = take_key(settings.database, settings.key_file, now=clock.now())
            async with (
                await Store.open(settings.database) as store,
                Connection(token, api_url=settings.api_url) as connection,
                PayingConnection(token, api_url=settings.api_url, counts=connection.counts) as paying,
            ):
                bulk = paying if settings.pays else connection
                address = WebhookAddress(webhook, seal.webhook_secret(token)) if webhook else None
                house = build(settings, connection, store, clock, seal, bulk=bulk, webhook=address)
                async with _porch(settings, house):
                    await _serve(house, clock)


def build(
    settings: Settings,
    connection: Connection,
    store: Store,
    clock: Clock,
    seal: Seal,
    *,
    bulk: Connection | None = None,
    webhook: WebhookAddress | None = None,
) -> House:
    """Everything a bot consists of, each part handed what it needs. What is owed goes over ``bulk``, if given."""
    bell: list[Callable[[], None]] = []

    def wake() -> None:
        for ring in bell:
            ring()

    folders, vitals = [settings.templates] if settings.templates else [], Vitals()
    texts, pace = Texts(folders), Pace(settings.messages_per_second, pays=settings.pays, sleep=step_aside)
    ports = Ports(Notices(texts), Press(texts, folders), looks_of(settings, texts, vitals), wake)
    services = services_of(settings, store, clock, seal, ports)
    sender, post = _senders((connection, bulk or connection), services, texts, pace)
    pump = Pump(services.delivering, post, pace, width=width_at(settings.messages_per_second))
    bell.append(pump.wake)
    slides = Slides(texts, folders)
    lanes, rooms, office, menus = _listening(connection, services, texts, slides, sender, pace)
    return House(
        connection=connection,
        services=services,
        receiving=services.receiving,
        bulletins=Bulletins(texts, sender, pace, services.informing, services.previewing, services.reading),
        own_groups=office.own,
        menus=menus,
        live=LiveCards(office.counter, services.organising.watching, office.draw, sender, pace),
        lanes=lanes,
        intake=_intake(connection, services.receiving, lanes, vitals, webhook),
        pump=pump,
        metronome=Metronome(clock, vitals.note_round),
        presenter=Presenter(connection, texts, services.introductions, answers_to=rooms.commands),
        vitals=vitals,
    )


def _senders(lines: Iterable[Connection], services: Services, texts: Texts, pace: Pace) -> Iterator[Sender]:
    """A sender over each line."""
    for line in lines:
        yield Sender(line, texts, pace, services.answering, services.delivering, sleep=step_aside)


def _intake(
    connection: Connection, receiving: Receiving, lanes: Lanes, vitals: Vitals, webhook: WebhookAddress | None
) -> Intake:
    """What gets the updates in: it asks for them, or has them brought to ``webhook``."""
    if webhook is None:
        return Poller(connection, receiving, lanes, vitals=vitals)
    from bot.chat.hook import Hook

    return Hook(connection, receiving, lanes, url=webhook.url, secret=webhook.secret, vitals=vitals)


def _listening(
    connection: Connection, services: Services, texts: Texts, slides: Slides, sender: Sender, pace: Pace
) -> tuple[Lanes, Rooms, Office, MenuBoard]:
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
    return Lanes(dispatch.take), rooms, office, board


async def _serve(house: House, clock: Clock) -> None:
    """Meet Telegram, rescue what an earlier run left, then poll and knock until told to stop."""
    stopped, systemd = _told_to_stop(), Systemd(os.environ)
    serving = asyncio.create_task(_work(house, clock))
    attending = asyncio.create_task(systemd.attend(house.vitals.verdict))
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    log.info("stopping", extra={"action": "stopping"})
    attending.cancel()
    systemd.stopping()
    stopped.cancel()
    serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        pass
    finally:
        await _end(house)
        log.info("stopped", extra={"action": "stopped"})


async def _end(house: House) -> None:
    """What is in hand ends, or is left where the next start finds it; nothing of it goes on when the store closes."""
    house.services.backups.break_off()
    await asyncio.gather(house.lanes.stop(grace_seconds=GRACE.total_seconds()), _end_sending(house))
    await house.receiving.flush()


async def _end_sending(house: House) -> None:
    """Sends and rounds have ended, or are broken off: a request that hangs stays in doubt."""
    try:
        async with asyncio.timeout(GRACE.total_seconds()):
            await asyncio.gather(house.pump.stop(), house.metronome.stop())
    except TimeoutError:
        log.warning("a request hangs; it will be in doubt at the next start", extra={"action": "left_hanging"})
        await asyncio.gather(house.pump.break_off(), house.metronome.break_off())


async def _work(house: House, clock: Clock) -> None:
    await house.services.forgetting.replay()  # before anything is sent to anybody
    me = await house.connection.whoami()
    await house.receiving.meet(telegram_id=me.telegram_id, username=me.username)
    released, doubted = await house.services.delivering.rescue()
    log.info(
        "serving",
        extra={"action": "serving", "bot": me.telegram_id, "released": released, "doubted": doubted},
    )
    await house.services.informing.awake()  # before anything that was due is sent
    for each in rounds_of(house):
        house.vitals.expect_round(each.name, each.every, may_last=each.sends)
        house.metronome.add(each.name, each.every, each.knock)
    house.metronome.start()
    if isinstance(clock, FollowedClock):
        clock.tell(house.pump.wake)
    presenting = asyncio.create_task(house.presenter.present())
    try:
        await house.services.purging.purge()
        await house.intake.run()
    finally:
        presenting.cancel()
        await asyncio.gather(presenting, return_exceptions=True)


def _told_to_stop() -> asyncio.Task[bool]:
    """Done once SIGTERM or SIGINT came."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, told.set)
    return asyncio.create_task(told.wait())


def _porch(settings: Settings, house: House) -> AbstractAsyncContextManager[object]:
    """What listens to machines, if it is to; only then is a server imported."""
    if settings.listen is None:
        return nullcontext()
    from bot.furnishing.porch import open_porch

    return open_porch(settings.listen, house)


@asynccontextmanager
async def _clock(settings: Settings) -> AsyncIterator[Clock]:
    """The wall clock, or in a rehearsal the rehearsal's."""
    if settings.clock_url is None:
        yield WallClock()
        return
    async with FollowedClock(settings.clock_url) as clock:
        yield clock
