"""Everything that goes out: screens, edited in place where there is one, toasts, and follow-ups part by part.

Each method makes one attempt and says by a TelegramError, or for parts of a follow-up by a receipt, what became of it;
who tries again stands in ``patience`` (for those who wait) and in ``delivery.pump`` (for what is owed).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, assert_never

from telegram.error import TelegramError

from bot.chat.connection import Connection
from bot.chat.footing import end_of
from bot.chat.media import (
    MediaCall,
    as_documents,
    is_not_taken_as_this,
    known_files_call,
    sent_of,
    upload_call,
)
from bot.chat.parcels import Addressed, Caption, Words, unfolded, worded
from bot.chat.ports import Answering, Files
from bot.chat.receipts import receipt_of
from bot.chat.showing import Keyboard, Message, drawn, keyboard, text_parameters
from bot.chat.unfolding import unfold
from bot.chat.wall import Wall
from bot.delivery.pacing import Lane, Pace
from bot.delivery.ports import (
    AlbumPart,
    FilePart,
    LinkPart,
    ListPart,
    MaterialPart,
    Parcel,
    Part,
    SaidPart,
    StoredPart,
    SurveyPart,
    TextPart,
    UpshotPart,
    messages_of,
)
from bot.delivery.retry import Gone, NotSent, Receipt, Sent, Unchanged, UploadAgain
from bot.render import screens
from bot.render.texts import Texts
from bot.services import views
from bot.survey.definitions import Wording

log = logging.getLogger("afterword.chat")

TOAST_LIMIT = 200
"""Characters of an answer to a tap (core.telegram.org/bots/api#answercallbackquery)."""

REPLACED = "the material was replaced meanwhile"
NO_BUTTONS: Keyboard = []


class Replaced(Exception):  # noqa: N818  the name says what it is
    """The bytes of a part are others by now: whoever packed it packs it again."""


class Sender:
    """Shows, says and sends. Also the ``Post`` of ``delivery.pump``."""

    def __init__(
        self,
        connection: Connection,
        texts: Texts,
        pace: Pace,
        answering: Answering,
        files: Files,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._texts = texts
        self._pace = pace
        self._answering = answering
        self._files = files
        self._sleep = sleep
        self.wall = Wall(connection, pace, sleep=sleep)

    def answers_to(self, username: str) -> bool:
        """Whether ``username`` (lower case) is this bot's, as far as it knows."""
        return self._connection.username is None or self._connection.username.lower() == username

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file that somebody sent. Raises: TelegramError, as ``Connection.download`` does."""
        return await self._connection.download(file_id)

    async def show(self, message: Message, *, chat_id: int, message_id: int | None) -> int:
        """Put ``message`` in place of ``message_id``, or below everything if that is None or gone; its number.

        An edit waits while the chat is halted but takes no turn: Telegram publishes no limit on edits. Raises:
        TelegramError.
        """
        if message_id is not None:
            await self._halted(chat_id)
            try:
                await self._connection.call(
                    "editMessageText",
                    text_parameters(chat_id, message.text, message.keyboard) | {"message_id": message_id},
                )
            except TelegramError as error:
                match receipt_of(error):
                    case Unchanged():
                        pass
                    case Gone():
                        return await self._say(chat_id, message.text, message.keyboard)
                    case _:
                        raise
            return message_id
        return await self._say(chat_id, message.text, message.keyboard)

    async def say(self, chat_id: int, text: str) -> int:
        """Send a text in Telegram's HTML; the message's number. Raises: TelegramError."""
        return await self._say(chat_id, text, [])

    async def tell(self, chat_id: int, message: Message) -> Receipt:
        """Send a text once, and say what became of it. The caller has taken its turn already."""
        try:
            return await self._text_request(chat_id, Words(message.text), message.keyboard)()
        except TelegramError as error:
            return receipt_of(error)

    async def document(self, chat_id: int, content: bytes, *, file_name: str, caption: str = "") -> None:
        """Send a file. Raises: TelegramError."""
        await self._pace.turn(chat_id, lane=Lane.REPLY)
        file = FilePart(0, "", Wording({}), file_name, "")
        await self._carry(upload_call(chat_id, file, [content], caption, []))

    async def hand(self, chat_id: int, to: Addressed, part: MaterialPart) -> Sent:
        """Send a material to somebody who asked for it. A file that Telegram has forgotten is uploaded once more.

        Raises: TelegramError.
        """
        await self._pace.turn(chat_id, lane=Lane.REPLY, messages=messages_of(part))
        if isinstance(part, LinkPart):
            return await self._said(chat_id, to, unfolded(self._texts, to, part))
        given, *rest = unfolded(self._texts, to, part)
        assert isinstance(given, FilePart | AlbumPart)
        sent = await self._handed(chat_id, given, worded(self._texts, to, given))
        await self._said(chat_id, to, rest)
        return sent

    async def _said(self, chat_id: int, to: Addressed, parts: Sequence[Part]) -> Sent:
        """Say what needs no file, one message after the other; what became of the last."""
        sent = Sent(None)
        for part in parts:
            assert isinstance(part, SaidPart | LinkPart)
            sent = await self._text_request(chat_id, worded(self._texts, to, part))()
        return sent

    async def _handed(self, chat_id: int, part: StoredPart, caption: Caption) -> Sent:
        try:
            return await (await self._file_request(chat_id, part, caption))()
        except TelegramError as error:
            if not part.file_ids or not isinstance(receipt_of(error), UploadAgain):
                raise
        return await (await self._file_request(chat_id, part.known_as(()), caption))()

    async def toast(self, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a tap, with ``text`` at the top of the chat or in a box (``alert``) if there is one.

        Nobody is harmed if it fails (a tap is old after a while): then it is only logged.
        """
        parameters: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            parameters |= {"text": screens.shortened(text, TOAST_LIMIT), "show_alert": alert}
        try:
            await self._connection.call("answerCallbackQuery", parameters)
        except TelegramError as error:
            log.debug("a tap was not answered: %s", error, extra={"action": "toast_failed"})

    async def take_buttons_away(self, chat_id: int, message_id: int) -> None:
        """Leave a message's text and take its buttons away; only logged if it fails, since old buttons do no harm."""
        try:
            await self._connection.call("editMessageReplyMarkup", {"chat_id": chat_id, "message_id": message_id})
        except TelegramError as error:
            log.debug("old buttons stay: %s", error, extra={"action": "buttons_stay"})

    async def relabel(self, chat_id: int, message_id: int, buttons: Keyboard) -> None:
        """A message that stays as it is has these buttons, unless it is gone. Raises: TelegramError."""
        parameters = {"chat_id": chat_id, "message_id": message_id, "reply_markup": {"inline_keyboard": buttons}}
        await self._halted(chat_id)
        try:
            await self._connection.call("editMessageReplyMarkup", parameters)
        except TelegramError as error:
            if not isinstance(receipt_of(error), Unchanged | Gone):
                raise

    async def unfolded(self, parcel: Parcel) -> Parcel:
        """The parcel with what is too long for a message in several. See ``delivery.ports.Post``."""
        return await unfold(self._texts, self._answering, parcel)

    async def send(self, parcel: Parcel, part: Part) -> Receipt:
        """Send one part of a follow-up; the pump has taken the turn. See ``delivery.ports.Post``."""
        try:
            request = await self._prepared(parcel, part)
            return Unchanged() if request is None else await request()
        except Replaced:
            return NotSent(timedelta(seconds=1), REPLACED)
        except TelegramError as error:
            return receipt_of(error, attempts=parcel.attempts)

    async def _prepared(self, parcel: Parcel, part: Part) -> Callable[[], Awaitable[Sent]] | None:
        """The request that sends ``part``, with everything it needs; None if nobody waits for it any more."""
        end = end_of(self._texts, parcel) if part in parcel.parts[-1:] else []
        match part:
            case TextPart() | UpshotPart() | SaidPart() | LinkPart() | ListPart():
                return self._text_request(parcel.chat_id, worded(self._texts, parcel, part), end)
            case FilePart() | AlbumPart():
                return await self._file_request(parcel.chat_id, part, worded(self._texts, parcel, part), end)
            case SurveyPart():
                view = await self._answering.screen(response_id=part.response_id)
                if not isinstance(view, views.QuestionScreen):
                    return None
                screen = drawn(self._texts, view)
                if part.why != "said":
                    screen = screens.called(self._texts, view.seat, screen, why=part.why, wording=part.wording)
                return self._text_request(parcel.chat_id, Words(screen.text), keyboard(screen, view) + end)
            case _:
                assert_never(part)

    def _text_request(
        self, chat_id: int, words: Words, buttons: Keyboard | None = None
    ) -> Callable[[], Awaitable[Sent]]:
        async def request() -> Sent:
            parameters = text_parameters(chat_id, words.text, buttons or [], preview=words.preview)
            return sent_of(await self._connection.call("sendMessage", parameters), ())

        return request

    async def _file_request(
        self, chat_id: int, part: StoredPart, caption: Caption, buttons: Keyboard = NO_BUTTONS
    ) -> Callable[[], Awaitable[Sent]]:
        """What sends a material's files. What Telegram does not take as a photo or a voice message goes as a document.

        Raises: Replaced, when the bytes are needed and are others by now.
        """
        if part.file_ids:
            call = known_files_call(chat_id, part, caption.text, buttons)
        else:
            call = upload_call(chat_id, part, await self._contents(part), caption.text, buttons)

        async def request() -> Sent:
            try:
                return await self._carry(call)
            except TelegramError as error:
                plain = as_documents(part) if is_not_taken_as_this(error) else None
                if plain is None:
                    raise
            contents = await self._contents(plain)
            sent = await self._carry(upload_call(chat_id, plain, contents, caption.text, buttons))
            return Sent(sent.message_id)  # a document's id would not do for what it is to others

        return request

    async def _contents(self, part: StoredPart) -> Sequence[bytes]:
        contents = await self._files.file_bytes(part)
        if contents is None:
            raise Replaced
        return contents

    async def _carry(self, call: MediaCall) -> Sent:
        if call.files:
            told = await self._connection.upload(call.method, call.form, call.files)
        else:
            told = await self._connection.call(call.method, call.parameters)
        return sent_of(told, call.shown)

    async def _halted(self, chat_id: int) -> None:
        while halt := self._pace.halted_for(chat_id).total_seconds():
            await self._sleep(halt)

    async def _say(self, chat_id: int, text: str, buttons: Keyboard) -> int:
        await self._pace.turn(chat_id, lane=Lane.REPLY)
        return _number(await self._connection.call("sendMessage", text_parameters(chat_id, text, buttons)))


def _number(message: dict[str, Any]) -> int:
    return int(message["message_id"])
