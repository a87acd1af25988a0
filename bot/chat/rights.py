"""What people may ask about themselves: ``/mydata`` shows everything that is stored, ``/forget`` erases it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.chat.callbacks import Chosen
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Tapped
from bot.chat.voice import Rows, Voice
from bot.render.disclosed import disclosure_card
from bot.render.organising.team import area_words, role_words
from bot.services.disclosing import Disclosure
from bot.services.organising.team import Team

WORD = "forget"
FILE_NAME = "mydata.json"


class Forgetting(Protocol):
    """Erases. ``services.forgetting`` is it."""

    async def known(self, *, chat_id: int) -> Mapping[str, int]:
        """How many rows are stored about this chat, by table; empty: nobody knows it."""

    async def forget(self, *, chat_id: int, update_id: int) -> int:
        """Nothing is stored about this chat any more; how many rows there were."""


OnErased = Callable[[int], Awaitable[None]]
"""Told of the chat of somebody who was erased."""


class Disclosing(Protocol):
    """Shows people what is stored about them. ``services.disclosing`` is it."""

    async def everything(self, *, chat_id: int) -> Disclosure | None:
        """All that is stored about this chat; None: nobody knows it."""


class Rights:
    """Answers to both. Every method may raise Unavailable, TokenRefused, or what a bug raises.

    ``on_erased`` is told of the chat of somebody who ran webinars.
    """

    def __init__(
        self,
        voice: Voice,
        disclosing: Disclosing,
        forgetting: Forgetting,
        team: Team,
        *,
        on_erased: OnErased | None = None,
    ) -> None:
        self._voice = voice
        self._disclosing = disclosing
        self._forgetting = forgetting
        self._team = team
        self._on_erased = on_erased

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"mydata": self.mydata, "forget": self.forget}, buttons={WORD: self.chosen})

    async def mydata(self, _: Turn, command: Commanded) -> None:
        """``/mydata``: a card to read and a file that has everything."""
        who, language = command.sender, await self._voice.language(command.sender)
        found = await self._disclosing.everything(chat_id=who.chat_id)
        language = language if found is None else found.language or language
        await self._tell_standing(who.chat_id, language)
        if found is None:
            await self._voice.say(who.chat_id, self._voice.texts.render("messages/mydata_none.html.j2", language))
            return
        card = disclosure_card(
            self._voice.texts,
            language,
            met_at=found.met_at,
            entries=found.entries,
            timezone=found.timezone,
        )
        await self._voice.say(who.chat_id, card)
        await self._voice.document(who.chat_id, found.document, file_name=FILE_NAME)

    async def forget(self, _: Turn, command: Commanded) -> None:
        """``/forget``: what would be erased and what nobody can, and two buttons."""
        who, language = command.sender, await self._voice.language(command.sender)
        known = await self._forgetting.known(chat_id=who.chat_id)
        rows: Rows = ()
        if known:
            say = self._voice.texts.say
            rows = (
                [(say("Erase everything", language), Chosen(WORD, "yes"))],
                [(say("Keep it", language), Chosen(WORD, "no"))],
            )
        text = self._card(language, "asks" if known else "nothing", known)
        standing = await self._standing(who.chat_id, language, "asks")
        await self._voice.say(who.chat_id, f"{text}\n\n{standing}".strip(), rows)

    async def chosen(self, turn: Turn, tap: Tapped, argument: str) -> None:
        """A button: done at once, and said in the same place. A second press finds nothing and says the same."""
        if argument not in ("yes", "no"):
            await self._voice.dead_button(tap)
            return
        chat_id, language = tap.sender.chat_id, await self._voice.language(tap.sender)
        if argument == "yes":
            standing = await self._team.standing(chat_id)
            await self._forgetting.forget(chat_id=chat_id, update_id=turn.update_id)
            if self._on_erased is not None and (standing.is_owner or standing.members):
                await self._on_erased(chat_id)
        await self._voice.toast(tap)
        stage = "erased" if argument == "yes" else "kept"
        await self._voice.change(chat_id, tap.message_id, self._card(language, stage, {}))

    async def _tell_standing(self, chat_id: int, language: str) -> None:
        if told := await self._standing(chat_id, language, "tells"):
            await self._voice.say(chat_id, told)

    async def _standing(self, chat_id: int, language: str, stage: str) -> str:
        """What they are in the team; empty, if nothing."""
        standing, texts = await self._team.standing(chat_id), self._voice.texts
        return texts.render(
            "organisers/standing.html.j2",
            language,
            is_owner=standing.is_owner,
            places=[
                (role_words(texts, language, each.role, rows=each.rows), area_words(texts, language, each.area))
                for each in standing.members
            ],
            stage=stage,
        )

    def _card(self, language: str, stage: str, known: Mapping[str, int]) -> str:
        return self._voice.texts.render(
            "messages/forget.html.j2",
            language,
            stage=stage,
            webinars=known.get("enrolments", 0),
            messages=known.get("outbox", 0),
        )
