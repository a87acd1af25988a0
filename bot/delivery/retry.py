"""What became of a send: from what Telegram (or the network) said to what is to be done about it.

Pure: ``receipt`` is the error table of the design, one place, no clock and no log. The sender tells it the trouble; the
pump acts on the receipt. The hard question is always the same: can the message have gone out all the same?
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, assert_never

NEVER_SENT_LIMIT = 300
"""How many attempts that never reached Telegram a row may cost: at the longest backoff, a little more than a day."""

UNPREPARED_LIMIT = 5
"""How many attempts a row may cost that our own code cannot prepare."""

DOUBT_LIMIT = 3
"""How often a row that prefers twice goes again after a doubt; then it stays doubtful."""

UNNAMED_PAUSE = timedelta(seconds=5)
"""How long to hold back when Telegram says too many requests but not for how long; doubles with each attempt."""

LONGEST_BACKOFF = timedelta(minutes=5)

UNREACHED = "Telegram could not be reached for a day"
UNPREPARED = "could not be prepared"
UNTAKEN_FILE = "Telegram does not take this file"

NO_CHAT = "the chat does not exist"

Preference = Literal["twice", "not_at_all"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The Bot API answered with an error. ``retry_after`` and ``migrate_to`` are its response parameters, if given."""

    error_code: int
    description: str
    retry_after: timedelta | None = None
    migrate_to: int | None = None


@dataclass(frozen=True, slots=True)
class NeverSent:
    """The request never left: no connection, refused, no free connection in the pool."""

    cause: str


@dataclass(frozen=True, slots=True)
class PerhapsSent:
    """The request left and no readable answer came: read timeout, cut connection."""

    cause: str


Trouble = Answered | NeverSent | PerhapsSent


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there. ``message_id`` None: nothing new was sent. ``file_id`` is what Telegram calls an uploaded file.

    Of an album, ``message_id`` is its first message's, and its files are called ``album_ids``.
    """

    message_id: int | None
    file_id: str | None = None
    album_ids: tuple[str, ...] = ()

    @property
    def file_ids(self) -> tuple[str, ...]:
        """What Telegram calls the files that were sent; empty if it did not say, or made something else of one."""
        return self.album_ids or (() if self.file_id is None else (self.file_id,))


@dataclass(frozen=True, slots=True)
class Later:
    """Telegram refused it for pace. Nothing may go to the chat (``whole_bot``: to anybody) for ``after``."""

    after: timedelta
    whole_bot: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """It never reached Telegram and may go again after ``after``. Nobody else has to hold back."""

    after: timedelta
    cause: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """They blocked the bot or are gone: nothing is owed to them any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not sent and never will be. ``our_bug``: somebody has to mend the program."""

    reason: str
    our_bug: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """It was perhaps sent."""

    cause: str


@dataclass(frozen=True, slots=True)
class UploadAgain:
    """The file is not known to Telegram under that name any more: upload its bytes."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat goes on under ``chat_id``; nothing was sent."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """Telegram does not know this bot's token. No row is to blame."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What was to be shown is shown already, or nobody waits for it any more: nothing to do."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The message to edit is not there or can no longer be edited: send a new one."""


Receipt = Sent | Later | NotSent | Unreachable | Refused | Doubt | UploadAgain | Moved | TokenRefused | Unchanged | Gone


def receipt(trouble: Trouble, *, attempts: int = 0, names_chat: bool = True) -> Receipt:
    """What is to be done about ``trouble``.

    ``attempts`` counts the failed attempts before this one. ``names_chat`` is False for calls that are about no chat;
    a refusal for pace then concerns the whole bot.
    """
    match trouble:
        case NeverSent(cause):
            if attempts + 1 >= NEVER_SENT_LIMIT:
                return Refused(UNREACHED)
            return NotSent(backoff(attempts), cause)
        case PerhapsSent(cause):
            return Doubt(cause)
        case Answered():
            return _of_answer(trouble, attempts=attempts, names_chat=names_chat)
        case _:
            assert_never(trouble)


def backoff(attempts: int) -> timedelta:
    """How long to wait after ``attempts`` earlier failures: 1 s, doubling, five minutes at most."""
    return min(LONGEST_BACKOFF, timedelta(seconds=1 << min(attempts, 10)))


def again_after(prefers: Preference, *, doubts: int) -> timedelta | None:
    """How long after a doubt it may go again; None: never, it stays doubtful. ``doubts`` counts the earlier ones.

    Half a minute, then 2 and 8 minutes: a server that fails has time to recover, and nobody gets many copies.
    """
    if prefers == "not_at_all" or doubts >= DOUBT_LIMIT:
        return None
    return timedelta(seconds=30 * 4**doubts)


_RETRY_AFTER = re.compile(r"retry after (\d{1,6})", re.IGNORECASE)

_SAYINGS: tuple[tuple[str, Receipt], ...] = (
    ("message is not modified", Unchanged()),
    ("query is too old", Unchanged()),
    ("query id is invalid", Unchanged()),
    ("message to edit not found", Gone()),
    ("message can't be edited", Gone()),
    ("message_id_invalid", Gone()),
    ("there is no text in the message to edit", Gone()),
    ("chat not found", Refused(NO_CHAT)),
    ("wrong file identifier", UploadAgain()),
    ("wrong remote file identifier", UploadAgain()),
    ("wrong file_id", UploadAgain()),
    ("file_reference_", UploadAgain()),
    ("can't parse entities", Refused("Telegram cannot read the text's markup", our_bug=True)),
)
"""What a 400 says, as stored in Telegram's server (``Client.cpp`` of the open Bot API server), in lower case."""


def _of_answer(trouble: Answered, *, attempts: int, names_chat: bool) -> Receipt:
    code = trouble.error_code
    if trouble.migrate_to is not None:
        return Moved(trouble.migrate_to)
    if code in (420, 429):
        return Later(_pause(trouble, attempts), whole_bot=not names_chat)
    if code in (401, 404):
        return TokenRefused()
    if code == 403:
        return Unreachable(_plain(trouble))
    if code == 409:
        return NotSent(backoff(attempts), _plain(trouble))
    if not 400 <= code < 500:
        return Doubt(f"the server answered {code}")
    if code == 400:
        said = trouble.description.casefold()
        for saying, found in _SAYINGS:
            if saying in said:
                return found
    return Refused(f"Telegram refused it: {_plain(trouble)}")


def _pause(trouble: Answered, attempts: int) -> timedelta:
    if trouble.retry_after is not None:
        return max(trouble.retry_after, timedelta(0))
    if said := _RETRY_AFTER.search(trouble.description):
        return timedelta(seconds=int(said[1]))
    return min(LONGEST_BACKOFF, UNNAMED_PAUSE * (1 << min(attempts, 10)))


def _plain(trouble: Answered) -> str:
    """Telegram's own words in one line of at most 200 characters."""
    return " ".join(trouble.description.split())[:200] or str(trouble.error_code)
