"""Threads as they are read and answered: notes on their way to organisers, and answers on their way back.

Who reads a note replies to its message, and the bot carries that on; nobody sees who the other is unless they said so.
Each message that went out is remembered before the next, so that a restart goes on where it stopped.
"""

from __future__ import annotations

import re

from bot.chat.callbacks import Chosen
from bot.chat.rooms import Room, Turn
from bot.chat.updates import Commanded, Sender, Sent, Tapped, Wrote
from bot.chat.voice import Voice
from bot.render.pieces import pieces
from bot.render.screens import shortened
from bot.render.texts import utf16_units
from bot.services.access import Person
from bot.services.corresponding import Carried, Corresponding, Readership, Said, Side, Thread
from bot.services.errors import Refusal

LONGEST_PIECE = 3400
"""UTF-16 units of a note in one message: the rest of 4,096 is for the webinar's title, a name and what stands below."""

MOST_LISTED = 10
_LONGEST_GLIMPSE = 150
_ARGUMENT = re.compile(r"([0-9]{1,18})(\.close)?")


class Threads:
    """Carries notes and shows threads. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, voice: Voice, *, corresponding: Corresponding) -> None:
        self._voice = voice
        self._corresponding = corresponding

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"threads": self.listed},
            buttons={"thread": self.pressed, "threads": self.opened},
            first=self.answered,
        )

    async def answered(self, turn: Turn, message: Wrote | Sent) -> bool:
        """What is written as a reply to a note goes on in its thread, without another question."""
        if not isinstance(message, Wrote) or message.answers is None:
            return False
        chat_id = message.sender.chat_id
        note = await self._corresponding.reply(
            update_id=turn.update_id, chat_id=chat_id, message_id=message.answers, text=message.text
        )
        if note is None:
            return False
        language = await self._voice.language(message.sender)
        if note.author == "attendee":
            reached = await self.carry(note)
            said = self._voice.texts.render(
                "messages/passed_on.html.j2", language, webinar=note.webinar, name=note.name, reached=reached
            )
        else:
            reached = await self._carry_back(note)
            await self.carry(note, but=chat_id)
            said = self._delivered(language, reached=reached)
        await self._voice.say(chat_id, said)
        return True

    async def carry(self, note: Carried, *, but: int | None = None) -> bool:
        """Every organiser who may read it and can be reached has ``note``; False when nobody can.

        ``but``: the one who wrote it.
        """
        organisers = await self._corresponding.organisers(note.thread_id, note.note_id, but=but)
        reached = [await self._post(note, organiser, "organiser") for organiser in organisers]
        return any(reached)

    async def listed(self, _: Turn, command: Commanded) -> None:
        """``/threads``: the open ones, each with its last note and a button."""
        await self._list(command.sender)

    async def opened(self, _: Turn, tap: Tapped, __: str) -> None:
        """The same by a button elsewhere."""
        await self._voice.toast(tap)
        await self._list(tap.sender)

    async def _list(self, who: Sender) -> None:
        language = await self._voice.language(who)
        try:
            threads = await self._corresponding.open_threads(reader=Person(who.chat_id))
        except Refusal as refusal:
            text = self._voice.texts.refusal(refusal.template, language, refusal.values)
            await self._voice.say(who.chat_id, text)
            return
        lines = [
            {
                "webinar": thread.webinar,
                "waits": thread.waits,
                "name": thread.name,
                "last": shortened(" ".join(thread.said[-1].text.split()), _LONGEST_GLIMPSE),
            }
            for thread in threads[:MOST_LISTED]
        ]
        text = self._voice.texts.render(
            "organisers/threads.html.j2", language, threads=lines, more=len(threads) - len(lines)
        )
        buttons = [
            (str(place), Chosen("thread", str(thread.thread_id)))
            for place, thread in enumerate(threads[:MOST_LISTED], start=1)
        ]
        await self._voice.say(who.chat_id, text, [row for row in (buttons[:5], buttons[5:]) if row])

    async def pressed(self, _: Turn, tap: Tapped, argument: str) -> None:
        """A button of the list shows a thread; the one under a thread closes it."""
        found, reader = _ARGUMENT.fullmatch(argument), Person(tap.sender.chat_id)
        try:
            thread = await self._corresponding.thread(int(found[1]), reader=reader) if found else None
            if thread is not None and found is not None and found[2]:
                await self._corresponding.close(thread.thread_id, reader=reader)
        except Refusal:
            thread = None
        language = await self._voice.language(tap.sender)
        if thread is None or found is None:
            said = self._voice.texts.say("This is settled already; nothing was changed.", language)
            await self._voice.toast(tap, said, alert=True)
        elif found[2]:
            await self._voice.toast(tap, self._voice.texts.say("Closed. A new note opens it again.", language))
        else:
            await self._voice.toast(tap)
            await self._show(tap.sender.chat_id, thread, language)

    async def _show(self, chat_id: int, thread: Thread, language: str) -> None:
        """The latest notes in one message, which can be replied to."""
        said = _latest(thread.said)
        text = self._voice.texts.render(
            "organisers/thread.html.j2",
            language,
            webinar=thread.webinar,
            zone=thread.zone,
            name=thread.name,
            said=said,
            earlier=len(thread.said) - len(said),
        )
        close = (self._voice.texts.say("Close", language), Chosen("thread", f"{thread.thread_id}.close"))
        message_id = await self._voice.say(chat_id, text, [[close]])
        if message_id is not None:
            await self._corresponding.posted(
                note_id=thread.last_note_id, chat_id=chat_id, message_id=message_id, reader="organiser"
            )

    async def _carry_back(self, note: Carried) -> bool:
        """The attendee has the organisers' answer; False when they have left."""
        attendee = await self._corresponding.reads(note.note_id, chat_id=note.chat_id)
        return await self._post(note, attendee, "attendee")

    async def _post(self, note: Carried, to: Readership, side: Side) -> bool:
        """All messages that carry ``note`` are with ``to``; those that were there before are not sent again."""
        language = to.language or self._voice.texts.speak(None)
        parts = pieces(note.text, longest=LONGEST_PIECE)
        for place, part in enumerate(parts[to.posts :], start=to.posts):
            text = self._voice.texts.render(
                "messages/answer.html.j2" if side == "attendee" else "organisers/note.html.j2",
                language,
                webinar=note.webinar,
                author=note.author,
                name=note.name,
                text=part,
                first=place == 0,
                last=place == len(parts) - 1,
            )
            message_id = await self._voice.say(to.chat_id, text)
            if message_id is None:
                return False
            await self._corresponding.posted(
                note_id=note.note_id, chat_id=to.chat_id, message_id=message_id, reader=side
            )
        return True

    def _delivered(self, language: str, *, reached: bool) -> str:
        if reached:
            return self._voice.texts.say("Your answer has been passed on.", language)
        return self._voice.texts.say("Your answer could not be delivered: they have left this chat.", language)


def _latest(said: tuple[Said, ...]) -> list[Said]:
    """As many of the latest notes as fit into one message, the last one shortened if it must be."""
    room, chosen = LONGEST_PIECE, list[Said]()
    for note in reversed(said):
        room -= utf16_units(note.text) + 100  # the line above it
        if room < 0 and chosen:
            break
        chosen.insert(0, Said(note.author, shortened(note.text, LONGEST_PIECE - 200), note.written_at))
    return chosen
