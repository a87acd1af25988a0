"""What is typed where no question waits for it: kept, and its author asked whether the organisers may read it.

Everything follows from the stored note and from what a button says; a replayed update asks again and stores nothing
more. Carrying what was agreed to is for ``threads``.
"""

from __future__ import annotations

import re

from bot.chat.callbacks import Chosen
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.threads import Threads
from bot.chat.updates import Sender, Sent, Tapped, Wrote
from bot.chat.voice import Rows, Voice
from bot.render.screens import shortened
from bot.render.texts import unmarked
from bot.services import views
from bot.services.offering import Offered, Offering, Place, Sealed

SENTENCE_WORDS = 3
"""How many words make a sentence worth keeping while a question with buttons waits."""

_ARGUMENT = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18})\.([aun]))?")
"""Note, webinar, and what is chosen: ask about it, pass on unnamed, pass on with the name. The note alone: no."""

_LONGEST_TITLE = 60


class Offers:
    """Offers to pass notes on. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, *, offering: Offering, threads: Threads) -> None:
        self._voice = voice
        self._offering = offering
        self._threads = threads

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons={"note": self.pressed}, first=self.heard_before, last=self.heard)

    async def heard_before(self, turn: Turn, message: Wrote | Sent) -> bool:
        """An earlier attempt at this update kept a note: whatever waits by now, it is no answer."""
        if not isinstance(message, Wrote):
            return False
        known = await self._offering.again(update_id=turn.update_id, chat_id=message.sender.chat_id)
        if isinstance(known, Offered):
            await self._ask(message.sender, known, use_buttons=False)
        return known is not None

    async def heard(self, turn: Turn, message: Wrote | Sent, why: Unwanted) -> bool:
        """Text that no question takes, or a whole sentence where one waits for a tap."""
        if not isinstance(message, Wrote) or not _is_worth_keeping(message.text, why):
            return False
        who, use_buttons = message.sender, isinstance(why, views.Refused)
        offer = await self._offering.offer(update_id=turn.update_id, chat_id=who.chat_id, text=message.text)
        match offer:
            case None:
                return False
            case Sealed(contact):
                text = await self._render(who, "sealed", contact=contact, use_buttons=use_buttons)
                await self._voice.say(who.chat_id, text)
            case Offered():
                await self._ask(who, offer, use_buttons=use_buttons)
        return True

    async def pressed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button under an offer."""
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            await self._over(tap)
        elif found[3] is None:
            await self._decline(tap, int(found[1]))
        elif found[3] == "a":
            await self._place(tap, int(found[1]), int(found[2]))
        else:
            await self._pass_on(tap, int(found[1]), int(found[2]), named=found[3] == "n")

    async def _decline(self, tap: Tapped, note_id: int) -> None:
        who = tap.sender
        if not await self._offering.decline(chat_id=who.chat_id, note_id=note_id):
            await self._over(tap)
            return
        await self._voice.toast(tap)
        said = self._voice.texts.say("Nothing was passed on, and I have deleted it.", await self._voice.language(who))
        await self._voice.change(who.chat_id, tap.message_id, said)

    async def _place(self, tap: Tapped, note_id: int, webinar_id: int) -> None:
        who = tap.sender
        offer = await self._offering.place(chat_id=who.chat_id, note_id=note_id, webinar_id=webinar_id)
        if offer is None:
            await self._over(tap)
            return
        rows: Rows = ()
        if isinstance(offer, Offered):
            text, rows = await self._offer(who, offer, use_buttons=False)
        else:
            text = await self._render(who, "sealed", contact=offer.contact, use_buttons=False)
        await self._voice.toast(tap)
        await self._voice.change(who.chat_id, tap.message_id, text, rows)

    async def _pass_on(self, tap: Tapped, note_id: int, webinar_id: int, *, named: bool) -> None:
        """The yes is stored before anything else; whatever happens then, the note is not lost."""
        who, language = tap.sender, await self._voice.language(tap.sender)
        place = await self._offering.place(chat_id=who.chat_id, note_id=note_id, webinar_id=webinar_id)
        title = place.places[0].title if isinstance(place, Offered) else ""
        asked = unmarked(await self._render(who, "offer", webinar=title, use_buttons=False))
        note = await self._offering.pass_on(
            chat_id=who.chat_id,
            note_id=note_id,
            webinar_id=webinar_id,
            name=who.name if named else None,
            asked=f"{asked}\n{self._yes(language, named=named)}",
            language=language,
        )
        if note is None:
            await self._over(tap)
            return
        await self._voice.toast(tap)
        reached = await self._threads.carry(note)
        said = await self._render(who, "passed_on", webinar=note.webinar, name=note.name, reached=reached)
        await self._voice.change(who.chat_id, tap.message_id, said)

    async def _ask(self, who: Sender, offer: Offered, *, use_buttons: bool) -> None:
        text, rows = await self._offer(who, offer, use_buttons=use_buttons)
        await self._voice.say(who.chat_id, text, rows)

    async def _offer(self, who: Sender, offer: Offered, *, use_buttons: bool) -> tuple[str, Rows]:
        """The question and its buttons: which webinar, or with one alone whether, and how."""
        language, note = await self._voice.language(who), offer.note_id
        no = (self._voice.texts.say("No", language), Chosen("note", str(note)))
        if len(offer.places) > 1:
            text = await self._render(who, "offer", webinar=None, use_buttons=use_buttons)
            places = [
                [(shortened(place.title, _LONGEST_TITLE), Chosen("note", f"{note}.{place.webinar_id}.a"))]
                for place in offer.places
            ]
            return text, [*places, [no]]
        place: Place = offer.places[0]
        text = await self._render(who, "offer", webinar=place.title, use_buttons=use_buttons)
        ways = [
            [(self._yes(language, named=named), Chosen("note", f"{note}.{place.webinar_id}.{'n' if named else 'u'}"))]
            for named in (place.by_name, not place.by_name)
        ]
        return text, [*ways, [no]]

    def _yes(self, language: str, *, named: bool) -> str:
        if named:
            return self._voice.texts.say("Yes, with my name", language)
        return self._voice.texts.say("Yes, without my name", language)

    async def _over(self, tap: Tapped) -> None:
        said = self._voice.texts.say(
            "This is settled already; nothing was changed.", await self._voice.language(tap.sender)
        )
        await self._voice.toast(tap, said, alert=True)

    async def _render(self, who: Sender, template: str, **values: object) -> str:
        return self._voice.texts.render(f"messages/{template}.html.j2", await self._voice.language(who), **values)


def _is_worth_keeping(text: str, why: Unwanted) -> bool:
    if isinstance(why, views.Unasked):
        return why.kind == "text"
    return why.reason == "use_buttons" and len(text.split()) >= SENTENCE_WORDS
