"""From python-telegram-bot's exceptions to what ``delivery.retry`` judges.

The exception's class says too little (``TimedOut`` and ``BadRequest`` are both ``NetworkError``), so its cause is
asked: ``transport`` puts it there. What has no known cause was perhaps sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from telegram.error import TelegramError

from bot.chat import transport
from bot.delivery import retry
from bot.delivery.retry import Answered, NeverSent, PerhapsSent, Receipt, Trouble, receipt

_OUTCOMES: Mapping[type[Receipt], str] = {
    retry.Sent: "done",
    retry.Later: "later",
    retry.NotSent: "not_sent",
    retry.Doubt: "perhaps_sent",
    retry.Unreachable: "unreachable",
    retry.Refused: "refused",
    retry.TokenRefused: "token_refused",
    retry.Unchanged: "unchanged",
    retry.Gone: "gone",
    retry.UploadAgain: "upload_again",
    retry.Moved: "moved",
}


def trouble_of(error: TelegramError) -> Trouble:
    """What happened, as ``delivery.retry`` wants it told."""
    cause = error.__cause__
    if isinstance(cause, transport.ApiError):
        pause = None if cause.retry_after is None else timedelta(seconds=cause.retry_after)
        return Answered(cause.code, cause.description, retry_after=pause, migrate_to=cause.migrate_to)
    if isinstance(cause, transport.NeverSent):
        return NeverSent(str(cause))
    if isinstance(cause, transport.PerhapsSent):
        return PerhapsSent(str(cause))
    return PerhapsSent(type(error).__name__)


def receipt_of(error: TelegramError, *, attempts: int = 0) -> Receipt:
    """What is to be done about ``error``; ``attempts`` counts the failed attempts before it."""
    return receipt(trouble_of(error), attempts=attempts)


def outcome_of(error: TelegramError) -> str:
    """The word for ``error`` by which it is counted; one of ``services.counts.OUTCOMES``."""
    return _OUTCOMES[type(receipt_of(error))]
