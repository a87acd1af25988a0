"""What takes updates in and keeps them: it serves before whoever answers them is there, so that a start is short.

Updates that come meanwhile are stored and confirmed, and wait in ``lanes``. Nothing is sent to anybody from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.connection import Connection
from bot.chat.inbox import Intake
from bot.chat.intake import Poller, WebhookAddress
from bot.chat.lanes import Lanes
from bot.services.receiving import Receiving
from bot.services.vitals import Vitals


@dataclass(frozen=True, slots=True)
class Front:
    """The line to Telegram, the inbox, and what fills it."""

    connection: Connection
    receiving: Receiving
    lanes: Lanes
    intake: Intake
    vitals: Vitals


def front_of(connection: Connection, receiving: Receiving, *, webhook: WebhookAddress | None = None) -> Front:
    """All of it. Updates are asked for, or brought to ``webhook``; ``lanes`` takes none before it is told who does."""
    lanes, vitals = Lanes(), Vitals()
    return Front(connection, receiving, lanes, _intake(connection, receiving, lanes, vitals, webhook), vitals)


def _intake(
    connection: Connection, receiving: Receiving, lanes: Lanes, vitals: Vitals, webhook: WebhookAddress | None
) -> Intake:
    if webhook is None:
        return Poller(connection, receiving, lanes, vitals=vitals)
    from bot.chat.hook import Hook

    return Hook(connection, receiving, lanes, url=webhook.url, secret=webhook.secret, vitals=vitals)
