"""``/language``: somebody says which language to speak, and everything under way goes on in it.

A choice stands until another is made. The bot speaks every language it has a catalogue of; in which ones a survey is
worded is for its organisers to say, and the card tells where that makes a difference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.chat.callbacks import Chosen
from bot.chat.ports import Languages
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Tapped
from bot.chat.voice import Rows, Voice
from bot.render.tongues import by_own_name, listed, own_name
from bot.services.views import QuestionScreen

WORD = "language"
"""The button's word; without an argument it asks for the card."""

IN_A_ROW = 3


class Tongues:
    """Lets people choose. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self, voice: Voice, languages: Languages, *, show_anew: Callable[[QuestionScreen], Awaitable[None]]
    ) -> None:
        self._voice = voice
        self._languages = languages
        self._show_anew = show_anew

    def room(self) -> Room:
        """What it answers to."""
        return Room(commands={"language": self.language}, buttons={WORD: self.chosen})

    async def language(self, _: Turn, command: Commanded) -> None:
        """``/language``: which one is spoken, and all there are."""
        who = command.sender
        await self._offer(who.chat_id, await self._voice.language(who))

    async def chosen(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A language was tapped: it is spoken from now on, and what is under way is shown in it."""
        chat_id = tap.sender.chat_id
        if not argument:
            await self._voice.toast(tap)
            await self._offer(chat_id, await self._voice.language(tap.sender))
            return
        if argument not in self._voice.texts.languages:
            await self._voice.dead_button(tap)
            return
        await self._languages.choose(chat_id, argument)
        await self._voice.toast(tap)
        screens = await self._languages.under_way(chat_id)
        await self._voice.change(
            chat_id, tap.message_id, self._card(argument, screens, chosen=True), self._rows(argument)
        )
        for screen in screens:
            if screen.seat.message_id is not None:
                await self._show_anew(screen)

    async def _offer(self, chat_id: int, language: str) -> None:
        screens = await self._languages.under_way(chat_id)
        await self._voice.say(chat_id, self._card(language, screens, chosen=False), self._rows(language))

    def _card(self, language: str, screens: Sequence[QuestionScreen], *, chosen: bool) -> str:
        """``screens`` are the surveys under way: whoever reads one in another language than this is told why."""
        elsewhere = [
            (screen.seat.webinar, listed(screen.seat.wordings, language))
            for screen in screens
            if language not in screen.seat.wordings
        ]
        return self._voice.texts.render(
            "messages/language.html.j2", language, name=own_name(language), chosen=chosen, elsewhere=elsewhere
        )

    def _rows(self, spoken: str) -> Rows:
        buttons = [
            (f"● {own_name(language)}" if language == spoken else own_name(language), Chosen(WORD, language))
            for language in by_own_name(self._voice.texts.languages)
        ]
        return [buttons[start : start + IN_A_ROW] for start in range(0, len(buttons), IN_A_ROW)]
