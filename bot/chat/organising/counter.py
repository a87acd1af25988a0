"""The counter: what all rooms of organisers stand on. A visit comes in, a card goes out.

A room's functions take a ``Visit`` and give the ``Card`` to show: in place of the tapped message, or below for what was
typed. A refusal becomes one sentence, over the tapped message or below; nothing is lost by it. What a button carries is
``verb.number...``; whoever forged it is refused by the services, which look up who may.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.chat.callbacks import Chosen
from bot.chat.groups import TappedThere
from bot.chat.rooms import Obey, Press, PressThere, Turn
from bot.chat.updates import Commanded, Sent, Tapped, Wrote
from bot.chat.voice import Rows, Voice
from bot.render.texts import Texts
from bot.services.access import Person
from bot.services.errors import Refusal
from bot.services.organising.awaiting import Awaited, Awaiting
from bot.services.organising.overseeing import Overseen
from bot.services.organising.overtaking import Overtaken

CANCEL = "cancel"
"""The word of the button that ends what is awaited; its argument is the button to go back to."""


@dataclass(frozen=True, slots=True)
class Card:
    """What to show: a text in Telegram's HTML, and buttons. ``below``: as a new message, even after a tap.

    ``toast`` is said over the tapped message, and must be read and closed if it is an ``alert``.
    ``live``: it shows this webinar, and is kept up to date from then on.
    """

    text: str
    rows: Rows = ()
    below: bool = False
    toast: str | None = None
    alert: bool = False
    live: Overseen | None = None


@dataclass(slots=True)
class Visit:
    """Somebody at the counter. ``words`` are the parts of a button's argument, or what followed the command.

    ``message_id`` is the message that the next card replaces; None: it goes below everything.
    """

    at: Tapped | TappedThere | Commanded | Wrote | Sent
    language: str
    update_id: int
    words: tuple[str, ...] = ()
    message_id: int | None = None
    answered: bool = field(default=False, repr=False)

    @property
    def chat_id(self) -> int:
        """Where it is, which in a private chat is who it is."""
        return self.at.group.chat_id if isinstance(self.at, TappedThere) else self.at.sender.chat_id

    @property
    def by(self) -> Person:
        """Who it is."""
        return Person(self.at.sender.chat_id)

    @property
    def verb(self) -> str:
        """The first word, or nothing."""
        return self.words[0] if self.words else ""

    def number(self, place: int) -> int:
        """The word at ``place`` as a number below 2**63; -1, which nothing has, if it is none."""
        word = self.words[place] if place < len(self.words) else ""
        return int(word) if word.isascii() and word.isdigit() and len(word) <= 18 else -1

    def word(self, place: int) -> str:
        """The word at ``place``, or nothing."""
        return self.words[place] if place < len(self.words) else ""


Serve = Callable[[Visit], Awaitable[Card | None]]
"""What to show; None: nothing more than was shown on the way."""

OnShown = Callable[[Visit, Card, int], Awaitable[None]]
"""Told which message of the chat shows a card now."""

Hear = Callable[[Visit, str], Awaitable[Card | None]]
"""Takes what was typed or sent, with what was noted when it was asked for. A refusal leaves it awaited."""


class Counter:
    """Serves organisers. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, awaiting: Awaiting) -> None:
        self.voice = voice
        self.awaiting = awaiting
        self.hears: dict[str, Hear] = {}
        self.presses: dict[str, Press] = {}
        self.on_shown: OnShown | None = None

    @property
    def texts(self) -> Texts:
        """What sentences are made with."""
        return self.voice.texts

    def say(self, sentence: str, visit: Visit, **values: object) -> str:
        """A sentence of the code, in the visitor's language."""
        return self.texts.say(sentence, visit.language, **values)

    def render(self, visit: Visit, template: str, **values: object) -> str:
        """``templates/organisers/TEMPLATE.html.j2``, in the visitor's language."""
        return self.texts.render(f"organisers/{template}.html.j2", visit.language, **values)

    def command(self, serve: Serve) -> Obey:
        """A command of a room. What was awaited in that chat is awaited no more."""

        async def obey(turn: Turn, command: Commanded) -> None:
            language = await self.voice.language(command.sender)
            words = tuple(command.rest.split())
            await self._serve(Visit(command, language, turn.update_id, words), serve)

        return obey

    def button(self, word: str, serve: Serve, *, anew: Serve | None = None) -> dict[str, Press]:
        """The buttons with ``word``. ``anew`` shows how things stand to whoever was overtaken."""

        async def press(turn: Turn, tap: Tapped, argument: str) -> None:
            await self.awaiting.forget(tap.sender.chat_id)
            visit = await self._tapped(turn, tap, argument)
            await self._serve(visit, serve, anew)

        self.presses[word] = press
        return {word: press}

    def button_there(self, word: str, serve: Serve, *, anew: Serve | None = None) -> dict[str, PressThere]:
        """The buttons in groups with ``word``. What is refused is said to whoever pressed, and to nobody else."""

        async def press(turn: Turn, tap: TappedThere, argument: str) -> None:
            language = await self.voice.language(tap.sender)
            visit = Visit(tap, language, turn.update_id, tuple(argument.split(".")), tap.message_id)
            await self._serve(visit, serve, anew)

        return {word: press}

    async def ask(self, visit: Visit, room: str, body: str, card: Card, *, back: Chosen) -> Card:
        """The next text or file is for ``room``; ``card`` says what is wanted, and gets a button to go ``back``."""
        await self.awaiting.expect(visit.chat_id, room=room, body=body)
        cancel = (self.texts.say("Cancel", visit.language), Chosen(CANCEL, f"{back.word}:{back.argument}"))
        return replace(card, rows=[*card.rows, [cancel]])

    async def show(self, visit: Visit, card: Card) -> None:
        """Show ``card``: progress on the way, or the end of it. A tap is answered with the first."""
        await self._toast(visit, card.toast, alert=card.alert)
        chat_id = visit.chat_id
        if card.below:
            shown = await self.voice.say(chat_id, card.text, card.rows)
        else:
            shown = visit.message_id = await self.voice.change(chat_id, visit.message_id, card.text, card.rows)
        if shown is not None and self.on_shown is not None:
            await self.on_shown(visit, card, shown)

    async def heard(self, turn: Turn, message: Wrote | Sent, awaited: Awaited) -> bool:
        """Whether the room that asked took it. A refusal is said below, and the room goes on waiting."""
        hear = self.hears.get(awaited.room)
        if hear is None:
            return False
        visit = Visit(message, await self.voice.language(message.sender), turn.update_id)
        try:
            card = await hear(visit, awaited.body)
        except Refusal as refusal:
            await self.voice.say(visit.chat_id, self._refused(visit, refusal))
            return True
        if card is not None:
            await self.show(visit, card)
        await self.awaiting.settled(visit.chat_id, awaited)
        return True

    async def take(
        self, turn: Turn, message: Wrote | Sent, serve: Serve, *, allowed: Callable[[Person], Awaitable[bool]]
    ) -> bool:
        """Whether what nobody had asked for is for ``serve``: whoever is not ``allowed`` learns nothing of it."""
        visit = Visit(message, await self.voice.language(message.sender), turn.update_id)
        if not await allowed(visit.by):
            return False
        await self._serve(visit, serve)
        return True

    async def _tapped(self, turn: Turn, tap: Tapped, argument: str) -> Visit:
        language = await self.voice.language(tap.sender)
        return Visit(tap, language, turn.update_id, tuple(argument.split(".")), tap.message_id)

    async def _serve(self, visit: Visit, serve: Serve, anew: Serve | None = None) -> None:
        try:
            card = await serve(visit)
        except Overtaken as refusal:
            await self._refuse(visit, refusal)
            card = None if anew is None else await anew(visit)
        except Refusal as refusal:
            await self._refuse(visit, refusal)
            return
        if card is not None:
            await self.show(visit, card)
        await self._toast(visit, None)

    async def _refuse(self, visit: Visit, refusal: Refusal) -> None:
        """One sentence: over the tapped message, unless it was answered or it is too long for that; else below."""
        text = self._refused(visit, refusal)
        if isinstance(visit.at, TappedThere):
            await self._toast(visit, text, alert=True)
            return
        if isinstance(visit.at, Tapped) and not visit.answered and len(text) <= ALERT:
            await self._toast(visit, text, alert=True)
            return
        await self._toast(visit, None)
        await self.voice.say(visit.chat_id, text)

    def _refused(self, visit: Visit, refusal: Refusal) -> str:
        return self.texts.refusal(refusal.template, visit.language, refusal.values)

    async def _toast(self, visit: Visit, text: str | None, *, alert: bool = False) -> None:
        """Answer the tap, once."""
        if isinstance(visit.at, Tapped | TappedThere) and not visit.answered:
            visit.answered = True
            await self.voice.toast(visit.at, text, alert=alert)


ALERT = 190
"""What fits into an alert (core.telegram.org/bots/api#answercallbackquery: 200 characters)."""
