"""One update from the inbox to done: read, routed, tried again if it fails, buried if it keeps failing.

Done is said only when everything it led to was shown. A store that is out is waited for and counts as no failure. A
failure is logged once, with the update's number, and answered with one honest sentence.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import assert_never

from telegram.error import TelegramError

from bot.chat import callbacks, groups, updates
from bot.chat.attendee import Conversation
from bot.chat.connection import TokenRefused
from bot.chat.inbox import Inbox
from bot.chat.patience import LONGEST_PAUSE
from bot.chat.rooms import Rooms, Turn
from bot.chat.sender import Sender
from bot.chat.voice import Voice
from bot.delivery.retry import backoff
from bot.services.counts import Counts
from bot.services.errors import Unavailable
from bot.services.receiving import Received

log = logging.getLogger("afterword.chat")

ATTEMPTS = 4
"""After so many failures an update becomes a dead letter."""


class Dispatch:
    """Takes updates, one chat's in order. ``take`` never raises."""

    def __init__(
        self,
        *,
        voice: Voice,
        conversation: Conversation,
        rooms: Rooms,
        inbox: Inbox,
        sender: Sender,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        counts: Counts | None = None,
    ) -> None:
        self._counts = counts or Counts()
        self._voice = voice
        self._conversation = conversation
        self._rooms = rooms
        self._inbox = inbox
        self._sender = sender
        self._sleep = sleep

    async def take(self, received: Received) -> None:
        """Carry the update to its end: done, or a dead letter; or left in the inbox when the token is refused."""
        turn = Turn(received.update_id, decided=received.decided_response)
        waits = failures = refusals = 0
        while True:
            try:
                failed = await self._attempt(received, turn, failures)
            except Unavailable as trouble:
                if not waits:
                    log.warning("waiting for the store: %s", trouble, extra=_about(received, "store_waits"))
                pause, waits = backoff(waits), waits + 1
            except TokenRefused:
                refusals += 1
                if refusals >= ATTEMPTS:
                    log.error(
                        "the token is refused; the update stays for later", extra=_about(received, "token_refused")
                    )
                    return
                pause = backoff(refusals)
            else:
                if failed is None:
                    return
                pause, failures = backoff(failed), failed
            await self._sleep(min(pause, LONGEST_PAUSE).total_seconds())

    async def _attempt(self, received: Received, turn: Turn, failures: int) -> int | None:
        """None when the update is done with; else how many attempts have failed so far."""
        try:
            incoming = updates.read(received.body)
        except updates.Garbled as trouble:
            log.error("an update cannot be read: %s", trouble, extra=_about(received, "buried"))
            await self._inbox.bury(received.update_id, trouble=str(trouble))
            self._counts.finished("garbled", end="dead")
            return None
        try:
            await self._route(turn, incoming)
        except (Unavailable, TokenRefused):
            raise
        except Exception as trouble:
            if not failures:
                log.exception("an update failed", extra=_about(received, "failed"))
            return await self._failed(received, incoming, trouble)
        self._inbox.done(received.update_id)
        seconds = None if received.came_at is None else monotonic() - received.came_at
        self._counts.finished(_kind(incoming), end="done", seconds=seconds)
        return None

    async def _route(self, turn: Turn, incoming: updates.Incoming) -> None:
        match incoming:
            case updates.Tapped():
                await self._press(turn, incoming)
            case updates.Wrote() | updates.Sent():
                await self._hear(turn, incoming)
            case updates.Commanded():
                await self._obey(turn, incoming)
            case updates.Left(chat_id):
                await self._conversation.left(chat_id)
            case groups.TappedThere():
                await self._press_there(turn, incoming)
            case groups.CommandedThere():
                await self._obey_there(turn, incoming)
            case groups.Joined() | groups.Migrated() | groups.Polled() | groups.Voted():
                await self._rooms.notice(turn, incoming)
            case updates.TappedElsewhere(query_id):
                await self._sender.toast(query_id)
            case updates.Nothing():
                pass
            case _:
                assert_never(incoming)

    async def _press(self, turn: Turn, tap: updates.Tapped) -> None:
        match tap.pressed:
            case callbacks.Chosen(word, argument) if word in self._rooms.buttons:
                await self._rooms.buttons[word](turn, tap, argument)
            case callbacks.Unreadable() | callbacks.Chosen():
                await self._voice.dead_button(tap)
            case callbacks.PageOn() | callbacks.PrivacyOf() | callbacks.StandOf():
                await self._conversation.looked(tap, tap.pressed)
            case _:
                await self._conversation.tapped(turn, tap, tap.pressed)

    async def _hear(self, turn: Turn, message: updates.Wrote | updates.Sent) -> None:
        """A question takes it, or a room does, or it is turned down."""
        if await self._rooms.hear_first(turn, message):
            return
        why = await self._conversation.wrote(turn, message)
        if why is not None and not await self._rooms.hear_last(turn, message, why):
            await self._conversation.turn_down(why)

    async def _obey(self, turn: Turn, command: updates.Commanded) -> None:
        await self._rooms.interrupt(command)
        obey = self._rooms.obeys(command)
        if obey is not None:
            await obey(turn, command)
            return
        language = await self._voice.language(command.sender)
        await self._conversation.say(command.sender.chat_id, language, "unasked", kind="command")

    async def _press_there(self, turn: Turn, tap: groups.TappedThere) -> None:
        """A button in a group that nobody answers to stops waiting, and says nothing."""
        match tap.pressed:
            case callbacks.Chosen(word, argument) if word in self._rooms.group_buttons:
                await self._rooms.group_buttons[word](turn, tap, argument)
            case _:
                await self._sender.toast(tap.query_id)

    async def _obey_there(self, turn: Turn, command: groups.CommandedThere) -> None:
        """In a group the bot answers what is meant for it, and is silent about the rest: others talk there."""
        obey = self._rooms.group_commands.get(command.word)
        if obey is not None and (command.addressed is None or self._sender.answers_to(command.addressed)):
            await obey(turn, command)

    async def _failed(self, received: Received, incoming: updates.Incoming, trouble: Exception) -> int | None:
        """Count a failure; the honest sentence goes out with the first. None when it is buried now."""
        where = _place(trouble)
        attempts = await self._inbox.failed(received.update_id, trouble=where)
        if attempts == 1:
            await self._apologise(incoming)
        if attempts < ATTEMPTS:
            return attempts
        await self._inbox.bury(received.update_id, trouble=where)
        self._counts.finished(_kind(incoming), end="dead")
        if isinstance(incoming, updates.Tapped | groups.TappedThere):
            await self._sender.toast(incoming.query_id)
        log.error("an update was given up after %d attempts", attempts, extra=_about(received, "buried"))
        return None

    async def _apologise(self, incoming: updates.Incoming) -> None:
        if isinstance(incoming, updates.Tapped | updates.Commanded | updates.Wrote | updates.Sent):
            who, texts = incoming.sender, self._voice.texts
            try:
                language = await self._voice.language(who)
            except Unavailable:
                language = texts.speak(who.language_code)
            try:
                await self._sender.say(who.chat_id, texts.render("messages/trouble.html.j2", language))
            except TelegramError as error:
                log.info("nor could it be told: %s", type(error).__name__, extra={"action": "not_told"})


def _about(received: Received, action: str) -> dict[str, object]:
    return {"action": action, "update": received.update_id}


def _kind(incoming: updates.Incoming) -> str:
    """The word for ``incoming`` by which it is counted; one of ``services.counts.KINDS``."""
    match incoming:
        case updates.Tapped():
            return "tap"
        case updates.Wrote():
            return "text"
        case updates.Sent():
            return "file"
        case updates.Commanded():
            return "command"
        case groups.TappedThere() | groups.CommandedThere():
            return "group"
        case _:
            return "other"


def _place(trouble: Exception) -> str:
    """The kind of a failure and the line it came from; never its text, which may hold what somebody wrote."""
    frames = traceback.extract_tb(trouble.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(trouble).__name__}{place}"
