"""A whole bot for stories: what ``afterword run`` is made of, on a real file and real HTTP, closed and opened at will.

The rehearsal's clock is the bot's clock too and stands still until a story moves it. What is due is knocked for at
once, so nothing here waits for real time to pass.
"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from bot import app
from bot.chat.connection import Connection
from bot.clock import Clock
from bot.front.parts import front_of
from bot.furnishing import folders_of
from bot.furnishing.building import build
from bot.furnishing.house import House as Furnished
from bot.rehearsal import UNLIMITED, Rehearsal
from bot.render.texts import Texts
from bot.services.forgetting import Forgetting, list_beside
from bot.services.keys import take_key
from bot.services.publishing import Publishing, read
from bot.services.receiving import Receiving
from bot.services.storage import Storage
from bot.settings import Settings
from bot.survey.reading import Source
from db.migrate import migrate
from db.store import Store

DEFINITIONS = Path(__file__).parent / "definitions"
DATABASE = "afterword.db"
OWNER = 900
STUCK_SECONDS = 60
"""Real seconds after which a house that does not come to rest is a bug; none of it is spent while all is well."""


def put(folder: Path, name: str, *, changed: Mapping[str, str] | None = None) -> Path:
    """``definitions/<name>``, with words ``changed``, lies in ``folder`` together with what it sends."""
    text = (DEFINITIONS / name).read_text(encoding="utf-8")
    for old, new in (changed or {}).items():
        assert old in text
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "slides.pdf").write_bytes(b"%PDF the slides")
    return folder / name


async def apply(
    folder: Path,
    name: str,
    clock: Clock,
    *,
    chance: Random | None = None,
    changed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A definition is applied to the database in ``folder``, beside whoever uses it, as by command. Codes by key."""
    source = Source(str(put(folder, name, changed=changed)), (folder / name).read_bytes())
    migrate(folder / DATABASE, clock.now())
    async with await Store.open(folder / DATABASE) as store:
        reading = await store.read(lambda tx: read([source], tx, templates=None))
        assert reading.faults == (), [str(fault) for fault in reading.faults]
        applied = await Publishing(store, clock, chance=(chance or Random(7)).choice).apply(reading)
    return {each.key: each.code for each in applied.webinars}


@cache
def _shipped_texts() -> Texts:
    return Texts()


def _texts(folders: Sequence[Path]) -> Texts:
    """Templates and catalogues, compiled once: they know nobody, and compiling takes longer than all the rest."""
    return Texts(folders) if folders else _shipped_texts()


class House:
    """A bot at home in ``folder``. Open it before people act, or let them act first: their updates wait at Telegram."""

    def __init__(self, folder: Path, api: Rehearsal, *, read_seconds: float = 20, **store) -> None:
        self.folder, self.api, self.path = folder, api, folder / DATABASE
        self._read_seconds = read_seconds
        self.settings = Settings(
            token=api.token,
            api_url=api.url,
            database=self.path,
            owners=frozenset({OWNER}),
            messages_per_second=10_000,
        )
        self.codes: dict[str, str] = {}
        self._chance = Random(7)
        self._open_store = store
        self._stack: AsyncExitStack | None = None

    @property
    def is_open(self) -> bool:
        return self._stack is not None

    async def open(self) -> None:
        """It serves, from nothing but its file."""
        assert not self.is_open
        async with AsyncExitStack() as stack:
            migrate(self.path, self.api.clock.now())
            self.seal = take_key(self.path, self.settings.key_file, now=self.api.clock.now())
            self.store = await stack.enter_async_context(await Store.open(self.path, **self._open_store))
            line = await stack.enter_async_context(
                Connection(self.settings.usable_token(), api_url=self.api.url, read_seconds=self._read_seconds)
            )
            storage, clock = Storage(self.store), self.api.clock
            front = front_of(line, Receiving(storage, clock, self.seal))
            forgetting = Forgetting(storage, clock, self.seal, listed=list_beside(self.path))
            texts = _texts(folders_of(self.settings))
            self.rooms = build(self.settings, front, texts, self.store, clock, self.seal, bulk=line)
            furnished = asyncio.get_running_loop().create_future()
            self.serving = asyncio.create_task(app._work(front, forgetting, clock, self._furnish, furnished))
            self._stack = stack.pop_all()

    async def _furnish(self) -> Furnished:
        return self.rooms

    async def close(self) -> None:
        """Nothing of it is left but its file."""
        if self._stack is None:
            return
        stack, self._stack = self._stack, None
        self.serving.cancel()
        await asyncio.gather(self.serving, return_exceptions=True)
        await self.rooms.metronome.stop()
        await self.rooms.lanes.stop()
        await self.rooms.pump.stop()
        await self.rooms.receiving.flush()
        await stack.aclose()
        await self.api.updates.until_polled(polled=False)

    async def rest(self) -> None:
        """Everything people did is taken up and answered, and everything that is due is sent."""
        quiet = asyncio.create_task(self._quiet())
        done, _ = await asyncio.wait({quiet, self.serving}, timeout=STUCK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        quiet.cancel()
        if self.serving in done:
            self.serving.result()
        assert quiet in done, "the house does not come to rest"
        quiet.result()

    async def _quiet(self) -> None:
        await self.rooms.lanes.begun.wait()
        await self.taken_up()
        await self.rooms.lanes.drain()
        await self.rooms.services.mixing.mix()
        await self.rooms.services.purging.purge()
        await self.rooms.pump.knock()
        await self.rooms.own_groups.knock()
        await self.rooms.live.knock()
        await self.rooms.bulletins.knock()
        await self.rooms.receiving.flush()

    async def taken_up(self) -> None:
        """Every update is stored: Telegram has been told to forget them, and the bot asks for the next."""
        await self.api.updates.until_polled()
        while len(self.api.updates):
            await self.api.updates.until_polled(polled=False)
            await self.api.updates.until_polled()

    async def apply(self, name: str, *, changed: Mapping[str, str] | None = None) -> None:
        """The organiser applies ``definitions/<name>``, with words ``changed``; codes are known by key from then on."""
        self.codes |= await apply(self.folder, name, self.api.clock, chance=self._chance, changed=changed)

    @property
    def code(self) -> str:
        """The code of the webinar that was applied first."""
        return next(iter(self.codes.values()))

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """What is stored, read from the file by somebody else."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()


@asynccontextmanager
async def a_house(folder: Path, *, now: datetime, **store):
    """A closed house in ``folder`` beside a rehearsal in which it is ``now``; closed at the end, come what may."""
    async with Rehearsal(now=now, flood=UNLIMITED) as api:
        house = House(folder, api, **store)
        try:
            yield house
        finally:
            await house.close()
