"""Contact lists: joining one, writing how one appears, seeing it, and leaving; nothing of it is ever assumed."""

from __future__ import annotations

import re

from bot.chat.callbacks import Chosen
from bot.chat.parcels import worded
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.updates import Commanded, Sender, Sent, Tapped, Wrote
from bot.chat.voice import Rows, Voice
from bot.render.endings import join_question
from bot.render.screens import TEXT_LIMIT, shortened
from bot.render.splitting import pieces
from bot.services import views
from bot.services.contacting import Contacting, Membership, TooLong

MOST = 8
"""Webinars with buttons of their own: the latest."""

_ARGUMENT = re.compile(r"([0-9]{1,18})\.([jos])")
"""Which list, and whether to write (anew), to be taken off, or to see it."""

_LONGEST_TITLE = 30


class Contacts:
    """Keeps people's places on lists. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, *, contacting: Contacting) -> None:
        self._voice = voice
        self._contacting = contacting

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"contacts": self.contacts},
            buttons={"list": self.pressed},
            first=self.written_before,
            last=self.written,
        )

    async def contacts(self, _: Turn, command: Commanded) -> None:
        """``/contacts``: on which lists they are and how they appear, with buttons to join, change and leave."""
        who = command.sender
        language = await self._voice.language(who)
        there = await self._contacting.memberships(chat_id=who.chat_id)
        await self._voice.say(who.chat_id, self._card(language, there), self._rows(language, there[:MOST]))

    async def pressed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button: to write how one appears, to be taken off at once, or to see the list."""
        who, found = tap.sender, _ARGUMENT.fullmatch(argument)
        there = await self._contacting.memberships(chat_id=who.chat_id)
        meant = next((each for each in there if found and each.webinar_id == int(found[1])), None)
        if found is None or meant is None:
            await self._voice.dead_button(tap)
            return
        if found[2] == "s":
            await self._show_list(tap, meant)
            return
        language = await self._voice.language(who)
        said = join_question(self._voice.texts, language, meant.webinar)
        call = self._contacting.agree if found[2] == "j" else self._contacting.refuse
        await call(chat_id=who.chat_id, webinar_id=meant.webinar_id, text=said, language=language)
        await self._voice.toast(tap)
        if found[2] == "j":
            await self.prompt(who.chat_id, language)
            return
        there = await self._contacting.memberships(chat_id=who.chat_id)
        await self._voice.change(
            who.chat_id, tap.message_id, self._card(language, there), self._rows(language, there[:MOST])
        )

    async def _show_list(self, tap: Tapped, meant: Membership) -> None:
        """The list as it stands, to whoever may see it."""
        chat_id = tap.sender.chat_id
        there = await self._contacting.show(chat_id=chat_id, webinar_id=meant.webinar_id)
        if there is None:
            await self._voice.dead_button(tap)
            return
        await self._voice.toast(tap)
        for part in there.parts:
            said = worded(self._voice.texts, there, part).text
            for piece in pieces(said, first=TEXT_LIMIT, rest=TEXT_LIMIT):
                await self._voice.say(chat_id, piece)

    async def prompt(self, chat_id: int, language: str) -> None:
        """Ask them to write how they want to appear."""
        said = self._voice.texts.say("Write your name and one line about you, as others should see it.", language)
        await self._voice.say(chat_id, said)

    async def written_before(self, turn: Turn, message: Wrote | Sent) -> bool:
        """An earlier attempt at this update stored an entry: it is shown again, and no question takes it."""
        if not isinstance(message, Wrote):
            return False
        known = await self._contacting.again(update_id=turn.update_id, chat_id=message.sender.chat_id)
        if known is not None:
            await self._show(message.sender, known)
        return known is not None

    async def written(self, turn: Turn, message: Wrote | Sent, why: Unwanted) -> bool:
        """The text they were asked for, if no question took it."""
        wanted = isinstance(why, views.Unasked) or why.reason == "use_buttons"
        if not isinstance(message, Wrote) or not wanted:
            return False
        who = message.sender
        stored = await self._contacting.write(update_id=turn.update_id, chat_id=who.chat_id, text=message.text)
        match stored:
            case None:
                return False
            case TooLong(limit):
                language = await self._voice.language(who)
                text = self._voice.texts.render("messages/refused.html.j2", language, reason="too_long", limit=limit)
                await self._voice.say(who.chat_id, text)
            case Membership():
                await self._show(who, stored)
        return True

    async def _show(self, who: Sender, place: Membership) -> None:
        """How they appear, with what they can do about it."""
        language = await self._voice.language(who)
        text = self._voice.texts.render("messages/contact.html.j2", language, webinar=place.webinar, entry=place.entry)
        await self._voice.say(who.chat_id, text, self._rows(language, [place]))

    def _card(self, language: str, there: list[Membership]) -> str:
        return self._voice.texts.render("messages/contacts.html.j2", language, lists=there[:MOST])

    def _rows(self, language: str, there: list[Membership]) -> Rows:
        """The buttons of each list; with several, each names its webinar."""
        texts, rows = self._voice.texts, []
        for place in there:
            name = "" if len(there) == 1 else f" · {shortened(place.webinar, _LONGEST_TITLE)}"
            write, off = Chosen("list", f"{place.webinar_id}.j"), Chosen("list", f"{place.webinar_id}.o")
            if place.entry is None:
                rows.append([(texts.say("Put me on the list", language) + name, write)])
            else:
                rows += [
                    [(texts.say("Change", language) + name, write)],
                    [(texts.say("Take me off", language) + name, off)],
                ]
            if place.shown:
                show = Chosen("list", f"{place.webinar_id}.s")
                rows.append([(texts.say("Show the list", language) + name, show)])
        return rows
