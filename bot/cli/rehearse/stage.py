"""What a rehearsal stands on: a database of its own, the real services, and the real sender before an own Bot API.

Everything lies in a folder that is gone afterwards; nothing leaves this machine, and no setting of the operator's that
has to do with a bot or a database is used. Messages go over loopback HTTP to the rehearsal's Bot API, because that one
judges them as Telegram would (lengths, marks, buttons) and remembers how they looked. The pace is kept on a clock of
its own that whoever waits moves on, so nobody waits.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeVar

from bot.chat.connection import Connection
from bot.chat.sender import Sender
from bot.cli.rehearse.record import Bubble
from bot.clock import Hurry, SteppedClock
from bot.delivery.pacing import Pace
from bot.delivery.ports import Parcel, Part, Post
from bot.delivery.pump import Pump
from bot.delivery.retry import Receipt, Sent
from bot.furnishing import Ports, Services, services_of
from bot.furnishing.health import looks_of
from bot.rehearsal.flood import UNLIMITED
from bot.rehearsal.server import Rehearsal
from bot.render.notices import Notices
from bot.render.press import Press
from bot.render.texts import Texts
from bot.services.keys import take_key
from bot.services.publishing import Publishing
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.services.vitals import Vitals
from bot.settings import Settings
from bot.survey.definitions import Privacy
from db.migrate import migrate
from db.store import Store

T = TypeVar("T")


class Witness:
    """A ``Post`` that sends by another one and remembers how the messages of each follow-up looked."""

    def __init__(self, post: Post, api: Rehearsal) -> None:
        self.seen: dict[tuple[str, str], dict[int, Bubble]] = {}
        self._post = post
        self._api = api
        self._row: dict[tuple[str, str], int] = {}

    async def unfolded(self, parcel: Parcel) -> Parcel:
        """As the other one does it."""
        return await self._post.unfolded(parcel)

    async def send(self, parcel: Parcel, part: Part) -> Receipt:
        """Send one part; the first parcel of each follow-up and language is remembered."""
        receipt = await self._post.send(parcel, part)
        place = (parcel.follow_up, parcel.language)
        if isinstance(receipt, Sent) and receipt.message_id and self._row.setdefault(place, parcel.row) == parcel.row:
            self.seen.setdefault(place, {})[receipt.message_id] = self._bubble(parcel.chat_id, receipt.message_id)
        return receipt

    def _bubble(self, chat_id: int, message_id: int) -> Bubble:
        message = self._api.chats.by_id[chat_id].messages[message_id]
        calls = [call for call in self._api.journal.calls(chat_id=chat_id) if call.message_id == message_id]
        html = next((str(call.params.get("text", call.params.get("caption", ""))) for call in calls), "")
        rows = tuple(tuple(str(button["text"]) for button in row) for row in message.buttons or ())
        return Bubble(html, message.content.file.name if message.content.file else None, rows)


@dataclass(slots=True)
class Stage:
    """A house for one rehearsal."""

    store: Store
    clock: SteppedClock
    api: Rehearsal
    services: Services
    publishing: Publishing
    texts: Texts
    witness: Witness
    pump: Pump
    chance: Random
    updates: int = field(default=0)

    def move_to(self, moment: datetime) -> None:
        """It is ``moment`` from here on, for everybody."""
        self.clock.set(moment)
        self.api.clock.set(moment)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` finds in the database."""
        return await self.store.read(work)

    async def update(self, chat_id: int) -> int:
        """The number of a new update from this chat, which waits in the inbox."""
        self.updates += 1
        await self.services.receiving.store([(self.updates, chat_id, "{}")])
        return self.updates


@asynccontextmanager
async def set_up(templates: Path | None, privacy: Privacy, chance: Random, *, now: datetime) -> AsyncIterator[Stage]:
    """A stage with an empty database, at ``now``; all of it is gone afterwards."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="afterword-rehearse-")))
        settings = Settings(database=folder / "rehearsal.db", templates=templates)
        clock = SteppedClock(now)
        migrate(settings.database, now)
        seal = take_key(settings.database, settings.key_file, now=now)
        store = await stack.enter_async_context(await Store.open(settings.database))
        api = await stack.enter_async_context(Rehearsal(now=now, flood=UNLIMITED))
        connection = await stack.enter_async_context(Connection(api.token, api_url=api.url))
        folders = [templates] if templates else []
        texts, hurry = Texts(folders), Hurry()
        receiving = Receiving(Storage(store), clock, seal)
        ports = Ports(Notices(texts), Press(texts, folders), looks_of(settings, texts, Vitals()), _nothing)
        services = services_of(settings, store, clock, seal, receiving, ports)
        pace = Pace(time=hurry.time, sleep=hurry.sleep)
        witness = Witness(Sender(connection, texts, pace, services.answering, services.delivering), api)
        pump = Pump(services.delivering, witness, pace)
        publishing = Publishing(store, clock, chance=chance.choice, privacy=privacy)
        await services.receiving.meet(telegram_id=api.bot["id"], username=api.bot["username"])
        try:
            yield Stage(store, clock, api, services, publishing, texts, witness, pump, chance)
        finally:
            await pump.stop()


def _nothing() -> None:
    """Nobody is woken: the campaign looks itself whether something is due."""
