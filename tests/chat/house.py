"""A whole bot for tests: real services on a real SQLite file, real HTTP to the rehearsal, no waiting."""

import asyncio
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.chat.asks import Asks
from bot.chat.attendee import Conversation
from bot.chat.connection import Connection
from bot.chat.contacts import Contacts
from bot.chat.dispatch import Dispatch
from bot.chat.exit import Exit
from bot.chat.guide import Guide
from bot.chat.intake import Poller
from bot.chat.lanes import Lanes
from bot.chat.lobby import Lobby
from bot.chat.offers import Offers
from bot.chat.patience import Patience
from bot.chat.rights import Rights
from bot.chat.rooms import Rooms
from bot.chat.sender import Sender
from bot.chat.shelves import Shelves
from bot.chat.threads import Threads
from bot.chat.timezones import Timezones
from bot.chat.tongues import Tongues
from bot.chat.under import UnderFollowUps
from bot.chat.voice import Voice
from bot.clock import SteppedClock
from bot.delivery.pacing import Pace
from bot.furnishing.organisers import Preset, office_of, organising_of
from bot.render.notices import Notices
from bot.render.organising.slides import Slides
from bot.render.press import Press
from bot.render.texts import Texts
from bot.services.access import Access
from bot.services.answering import Answering
from bot.services.asking import Asking
from bot.services.composing import Composing
from bot.services.contacting import Contacting
from bot.services.corresponding import Corresponding
from bot.services.delivering import Delivering
from bot.services.disclosing import Disclosing
from bot.services.enrolled import Enrolments
from bot.services.entering import Entering
from bot.services.fetching import Fetching
from bot.services.forgetting import Forgetting, list_beside
from bot.services.heeding import Heeding
from bot.services.languages import Languages
from bot.services.leaving import Leaving
from bot.services.library import Library
from bot.services.offering import Offering
from bot.services.organising.team import Team
from bot.services.publishing import Publishing
from bot.services.receiving import Receiving
from bot.services.sealing import KEY_BYTES, Seal
from bot.services.storage import Storage
from bot.services.zones import Zones
from bot.survey.definitions import Box, Option, Privacy, Question, Survey, Webinar, Wording
from bot.survey.reading import Reading as Read
from db.migrate import migrate
from db.store import Store

NOW = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)
OWNER = 900


def both(en, fr=None):
    return Wording({"en": en, "fr": fr or f"{en} (fr)"})


def options(*keys):
    return tuple(Option(key, both(key.replace("_", " ").capitalize())) for key in keys)


SURVEY = Survey(
    "satisfaction",
    both("How was it?", "Comment était-ce ?"),
    "pseudonymous",
    (
        Question(
            "overall",
            "scale",
            both("How satisfied were you?"),
            options("very_satisfied", "satisfied", "not"),
            (Box("top2", ("very_satisfied", "satisfied")),),
        ),
        Question("formats", "multiple", both("Which formats?"), options("talks", "rooms", "other"), most=2, other=True),
        Question("improve", "open", both("What should we improve?")),
        Question("hours", "number", both("How many hours?"), least=1, most=8, optional=False),
    ),
)
PRIVACY = Privacy("The organiser", "privacy@example.org", both("to improve our webinars"), timedelta(days=365))
WEBINAR = Webinar(
    "clusters",
    "Strategies & clusters",
    datetime(2026, 11, 24, 10, 0),  # noqa: DTZ001  local to the webinar's zone
    "Europe/Brussels",
    timedelta(hours=2),
    "satisfaction",
    languages=("en", "fr"),
    attendees=40,
    privacy=PRIVACY,
)


class Sleeps(list):
    """Remembers how long somebody wanted to sleep, and lets the others run instead. Its time moves by that much."""

    time = 1000.0

    async def __call__(self, seconds):
        self.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


@dataclass
class House:
    api: object
    store: object
    clock: object
    connection: object
    texts: object
    pace: object
    receiving: object
    answering: object
    languages: object
    delivering: object
    sender: object
    patience: object
    rooms: object
    dispatch: object
    lanes: object
    poller: object
    publishing: object
    offering: object
    threads: object
    sleeps: Sleeps = field(default_factory=Sleeps)
    code: str = ""
    polling: asyncio.Task | None = None

    async def publish(self, survey=SURVEY, webinar=WEBINAR):
        applied = await self.publishing.apply(Read((survey,), (webinar,), (), ()))
        self.code = applied.webinars[0].code
        return self.code

    def poll(self):
        self.polling = asyncio.create_task(self.poller.run())

    async def quiet(self):
        """Everything people did so far has been taken up and answered."""
        while len(self.api.updates) or self.lanes.pending:
            if self.polling is not None and self.polling.done():
                self.polling.result()
            await asyncio.sleep(0)
        await self.receiving.flush()

    async def stop(self):
        if self.polling is not None:
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)
            self.polling = None
        await self.lanes.stop()
        await self.receiving.flush()

    async def rows(self, sql, *values):
        return await self.store.read(lambda tx: [tuple(row) for row in tx.execute(sql, values)])


@asynccontextmanager
async def open_house(api, path, *, connection=None, clock=None):
    clock = clock or SteppedClock(NOW)
    migrate(path, clock.now())
    line = connection or Connection(api.token, api_url=api.url)
    async with await Store.open(path) as store, line:
        house = build(api, store, line, clock, path)
        await house.receiving.meet(telegram_id=api.bot["id"], username=api.bot["username"])
        try:
            yield house
        finally:
            await house.stop()


def build(api, store, connection, clock, path):
    seal = Seal(bytes(KEY_BYTES))
    sleeps, library, chance = Sleeps(), Library(seal), random.Random(7).choice
    storage, texts, pace = Storage(store), Texts(), Pace(10_000, time=lambda: sleeps.time, sleep=sleeps)
    receiving, access = Receiving(storage, clock, seal), Access({OWNER})
    delivering = Delivering(storage, clock, library, chance=chance)
    answering = Answering(storage, clock, library, notices=Notices(texts), wake=lambda: None)
    entering = Entering(storage, clock, library, chance=chance, wake=lambda: None)
    languages = Languages(storage, clock, library)
    sender = Sender(connection, texts, pace, answering, delivering, sleep=sleeps)
    patience = Patience(pace, sleep=sleeps)
    voice = Voice(texts, sender, patience, receiving, languages)
    conversation = Conversation(
        texts=texts,
        answering=answering,
        inbox=receiving,
        sender=sender,
        patience=patience,
        voice=voice,
    )
    press = Press(texts)
    composing = Composing(storage, clock, library, press)
    organising = organising_of(store, clock, library, access, composing, press, Preset())
    tongues = Tongues(voice, languages, show_anew=conversation.show_anew)
    forgetting = Forgetting(storage, clock, seal, listed=list_beside(path))
    leaving = Leaving(storage, clock, library, wake=lambda: None)
    lobby = Lobby(
        voice,
        entering=entering,
        enrolments=Enrolments(storage, clock, library),
        acts=Team(storage, clock, access).acts,
        show_below=conversation.show_below,
    )
    shelves = Shelves(voice, Fetching(storage, clock, library))
    guide = Guide(voice, acts=Team(storage, clock, access).acts, answers_to=lambda: rooms.commands)
    offering = Offering(storage, clock, library)
    threads = Threads(voice, corresponding=Corresponding(storage, clock, library, access))
    contacting = Contacting(storage, clock, library)
    contacts = Contacts(voice, contacting=contacting)
    asking = Asking(storage, clock, library, wake=lambda: None)
    asks = Asks(voice, conversation, contacts, answering, asking, contacting)
    offers = Offers(voice, offering=offering, threads=threads)
    rooms = Rooms(
        [
            *office_of(organising, voice, Slides(texts)).rooms,
            lobby.room(),
            shelves.room(),
            tongues.room(),
            Timezones(voice, Zones(storage, clock, library, wake=lambda: None)).room(),
            Exit(voice, leaving).room(),
            UnderFollowUps(voice, Heeding(storage, clock, library, wake=lambda: None), leaving).room(),
            Rights(voice, Disclosing(storage, clock, library, seal), forgetting, Team(storage, clock, access)).room(),
            guide.room(),
            asks.room(),
            contacts.room(),
            threads.room(),
            offers.room(),
        ]
    )
    dispatch = Dispatch(
        voice=voice, conversation=conversation, rooms=rooms, inbox=receiving, sender=sender, sleep=sleeps
    )
    lanes = Lanes(dispatch.take)
    return House(
        api=api,
        store=store,
        clock=clock,
        connection=connection,
        texts=texts,
        pace=pace,
        receiving=receiving,
        answering=answering,
        languages=languages,
        delivering=delivering,
        sender=sender,
        patience=patience,
        rooms=rooms,
        dispatch=dispatch,
        lanes=lanes,
        poller=Poller(connection, receiving, lanes, sleep=sleeps),
        publishing=Publishing(store, clock, chance=chance),
        offering=offering,
        threads=threads,
        sleeps=sleeps,
    )


def shown(person):
    """The messages of the bot that stand in the chat, oldest first."""
    return [message for message in person.messages if message.by_bot]


def button(message, label):
    """The callback data of the button whose label contains ``label``."""
    return next(b["callback_data"] for row in message.buttons for b in row if label in b["text"])


def labels(message):
    return [b["text"] for row in message.buttons or [] for b in row]


def text(message):
    return message.content.text


async def until(happened):
    while not happened():  # noqa: ASYNC110  what is waited for rings no bell
        await asyncio.sleep(0)
