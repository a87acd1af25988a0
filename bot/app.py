"""Runs one serving bot and takes it apart again: updates come in first, then ``furnishing`` puts the rest together.

Nobody imports this but the command line. It decides nothing but the order of a start: who was erased stays so before
anything is stored or sent, what an earlier run left in doubt is known before anything is sent. Ends when the process
is told to (SIGTERM, SIGINT) or when the token turns out to be refused.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.chat.connection import Connection, Me
from bot.chat.inbox import Intake
from bot.chat.intake import WebhookAddress
from bot.chat.paying import PayingConnection
from bot.clock import Clock, WallClock
from bot.followed_clock import FollowedClock
from bot.front.parts import Front, front_of
from bot.lock import only_one
from bot.porch.notify import Systemd
from bot.services.forgetting import Forgetting, list_beside
from bot.services.gauging import Gauging
from bot.services.keys import require_database, take_key
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.settings import Settings
from db.migrate import migrate
from db.store import Store

if TYPE_CHECKING:  # most of a start is importing what this needs: it waits until updates come in
    from bot.furnishing.house import House
    from bot.render.texts import Texts

log = logging.getLogger("afterword.app")

Furnish = Callable[[], Awaitable["House"]]

GRACE = timedelta(seconds=3)
"""How long replies, sends and rounds that are in hand may take to end when the bot is told to stop."""


async def serve(settings: Settings, *, webhook: str | None = None) -> None:
    """Serve until told to stop. ``webhook``: the address to which Telegram is to bring updates; None: it is asked.

    Raises:
        DoorTaken: nobody can listen where the settings say.
        Refusal: another bot serves from the same database, it has gone missing, or its key is missing or another one.
        TokenRefused: Telegram does not know the token.
        SecondPoller: another program polls with this token.
        WebhookRefused: Telegram will not bring updates to this address.
        StoreUnavailable: the database cannot be used.
    """
    token = settings.usable_token()
    with only_one(settings.database):
        async with _clock(settings) as clock:
            require_database(settings.database, beside=(list_beside(settings.database), settings.key_file))
            applied = migrate(settings.database, clock.now())
            log.info("the database has this version's schema", extra={"action": "migrated", "migrations": len(applied)})
            seal = take_key(settings.database, settings.key_file, now=clock.now())
            async with (
                await Store.open(settings.database) as store,
                Connection(token, api_url=settings.api_url) as connection,
                PayingConnection(token, api_url=settings.api_url, counts=connection.counts) as paying,
            ):
                storage = Storage(store)
                address = WebhookAddress(webhook, seal.webhook_secret(token)) if webhook else None
                front = front_of(connection, Receiving(storage, clock, seal), webhook=address)
                forgetting = Forgetting(storage, clock, seal, listed=list_beside(settings.database))

                async def furnish() -> House:
                    texts = await asyncio.to_thread(_loaded, settings)
                    from bot.furnishing.building import build

                    bulk = paying if settings.pays else connection
                    return build(settings, front, texts, store, clock, seal, bulk=bulk)

                async with _porch(settings, front, Gauging(storage, clock, settings.database)):
                    await _serve(front, forgetting, clock, furnish)


def _loaded(settings: Settings) -> Texts:
    """What the bot says; everything it is built from is imported then, too. Takes longer than all that comes before."""
    from bot.furnishing import folders_of
    from bot.render.texts import Texts

    return Texts(folders_of(settings))


async def _serve(front: Front, forgetting: Forgetting, clock: Clock, furnish: Furnish) -> None:
    """Meet Telegram, then poll and knock until told to stop."""
    stopped, systemd = _told_to_stop(), Systemd(os.environ)
    furnished: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(_work(front, forgetting, clock, furnish, furnished))
    attending = asyncio.create_task(systemd.attend(front.vitals.verdict))
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
        await _end(front, furnished.result() if furnished.done() else None)
        log.info("stopped", extra={"action": "stopped"})


async def _end(front: Front, house: House | None) -> None:
    """What is in hand ends, or is left where the next start finds it; nothing of it goes on when the store closes."""
    stopping = front.lanes.stop(grace_seconds=GRACE.total_seconds())
    await (stopping if house is None else asyncio.gather(stopping, _end_sending(house)))
    await front.receiving.flush()


async def _end_sending(house: House) -> None:
    """Sends and rounds have ended, or are broken off: a request that hangs stays in doubt."""
    house.services.backups.break_off()
    house.services.checkup.break_off()
    try:
        async with asyncio.timeout(GRACE.total_seconds()):
            await asyncio.gather(house.pump.stop(), house.metronome.stop())
    except TimeoutError:
        log.warning("a request hangs; it will be in doubt at the next start", extra={"action": "left_hanging"})
        await asyncio.gather(house.pump.break_off(), house.metronome.break_off())


async def _work(
    front: Front, forgetting: Forgetting, clock: Clock, furnish: Furnish, furnished: asyncio.Future[House]
) -> None:
    """Take updates in, furnish meanwhile, then answer them. ``furnished`` has the house once there is one."""
    await forgetting.replay()  # before anything is stored of, or sent to, anybody
    me = await front.connection.whoami()
    await front.receiving.meet(telegram_id=me.telegram_id, username=me.username)
    polling = asyncio.create_task(front.intake.run())
    try:
        await _asked(front.intake, polling)  # what follows would make it late
        house = await furnish()
        furnished.set_result(house)
        async with _answering(house, me, clock):
            await polling
    finally:
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def _asked(intake: Intake, running: asyncio.Task[None]) -> None:
    """Return once Telegram was asked for updates, or never will be since ``running`` it has ended."""
    asking = asyncio.create_task(intake.asked.wait())
    try:
        await asyncio.wait({asking, running}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asking.cancel()


@asynccontextmanager
async def _answering(house: House, me: Me, clock: Clock) -> AsyncIterator[None]:
    """Within it people are answered, and what is due is sent."""
    from bot.furnishing.rounds import rounds_of

    released, doubted = await house.services.delivering.rescue()
    await house.services.informing.awake()  # before anything that was due is sent
    for each in rounds_of(house):
        house.vitals.expect_round(each.name, each.every, may_last=each.may_last)
        house.metronome.add(each.name, each.every, each.knock)
    house.metronome.start()
    if isinstance(clock, FollowedClock):
        clock.tell(house.pump.wake)
    presenting = asyncio.create_task(house.presenter.present())
    try:
        await house.services.purging.purge()
        house.lanes.begin(house.dispatch.take)
        log.info(
            "serving",
            extra={"action": "serving", "bot": me.telegram_id, "released": released, "doubted": doubted},
        )
        yield
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


def _porch(settings: Settings, front: Front, gauging: Gauging) -> AbstractAsyncContextManager[object]:
    """What listens to machines, if it is to; only then is a server imported."""
    if settings.listen is None:
        return nullcontext()
    from bot.front.porch import open_porch

    return open_porch(settings.listen, front, gauging)


@asynccontextmanager
async def _clock(settings: Settings) -> AsyncIterator[Clock]:
    """The wall clock, or in a rehearsal the rehearsal's."""
    if settings.clock_url is None:
        yield WallClock()
        return
    async with FollowedClock(settings.clock_url) as clock:
        yield clock
