"""What is asked on the card at the end of a survey, and the way to say more to the organisers."""

from __future__ import annotations

import re

from bot.chat.attendee import Conversation
from bot.chat.contacts import Contacts
from bot.chat.ports import Answering
from bot.chat.rooms import Room, Turn
from bot.chat.showing import asked, mark_of
from bot.chat.updates import Tapped
from bot.chat.voice import Voice
from bot.services import views
from bot.services.asking import Asking
from bot.services.contacting import Contacting

_ARGUMENT = re.compile(r"([0-9]{1,18})\.([a-z0-9]{1,16})\.([yn])")
"""The response whose card it is, what is asked, yes or no."""


class Asks:
    """Takes yes and no. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self,
        voice: Voice,
        conversation: Conversation,
        contacts: Contacts,
        answering: Answering,
        asking: Asking,
        contacting: Contacting,
    ) -> None:
        self._voice = voice
        self._conversation = conversation
        self._contacts = contacts
        self._answering = answering
        self._asking = asking
        self._contacting = contacting

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons={"may": self.agreed, "nomore": self.ended, "tell": self.tells})

    async def agreed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """Yes or no to what the card asks; it shows what comes next."""
        found, chat_id = _ARGUMENT.fullmatch(argument), tap.sender.chat_id
        view = await self._answering.screen(response_id=int(found[1]), chat_id=chat_id) if found else None
        if found is None or view is None:
            await self._voice.dead_button(tap)
            return
        joins = False
        if isinstance(view, views.ThanksScreen) and view.asks is not None and mark_of(view.asks) == found[2]:
            joins = await self._take(view, view.asks, given=found[3] == "y")
            await self._voice.toast(tap)
        else:
            settled = self._voice.texts.say("This is settled already; nothing was changed.", view.seat.language)
            await self._voice.toast(tap, settled)
        latest = await self._answering.screen(response_id=int(found[1]), chat_id=chat_id)
        if latest is not None:
            await self._conversation.show_anew(latest)
        if joins:
            await self._contacts.prompt(chat_id, view.seat.language)

    async def ended(self, _: Turn, tap: Tapped, argument: str) -> None:
        """No more of what they once agreed to."""
        language, known = await self._voice.language(tap.sender), re.fullmatch(r"[0-9]{1,18}", argument)
        done = known is not None and await self._asking.withdraw(
            chat_id=tap.sender.chat_id, webinar_id=int(argument), language=language
        )
        if not done:
            await self._voice.dead_button(tap)
            return
        said = self._voice.texts.say("Nothing more like this comes about this webinar.", language)
        await self._voice.toast(tap, said, alert=True)

    async def tells(self, _: Turn, tap: Tapped, __: str) -> None:
        """They want to say more: whatever they write next is offered to be passed on."""
        await self._voice.toast(tap)
        language = await self._voice.language(tap.sender)
        said = self._voice.texts.say("Write it here, as a message. I ask you before I pass anything on.", language)
        await self._voice.say(tap.sender.chat_id, said)

    async def _take(self, view: views.ThanksScreen, ask: views.OnCard, *, given: bool) -> bool:
        """Store it; whether they are to write an entry now."""
        seat, text = view.seat, asked(self._voice.texts, view.seat, ask)
        if isinstance(ask, views.Permit):
            await self._asking.permit(chat_id=seat.chat_id, ask=ask, given=given, text=text, language=seat.language)
            return False
        if isinstance(ask, views.Alert):
            await self._asking.alert(chat_id=seat.chat_id, ask=ask, given=given, text=text, language=seat.language)
            return False
        call = self._contacting.agree if given else self._contacting.refuse
        await call(chat_id=seat.chat_id, webinar_id=ask.webinar_id, text=text, language=seat.language)
        return given
