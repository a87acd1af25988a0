"""What is found about the line to Telegram, from what its server said when it was asked. Asking is ``chat.sounding``'s.

A server that cannot be reached says nothing about the token, the webhook or another poller: then only that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services.health.findings import Finding, failure, fine, found, say, warning

SLOW = timedelta(seconds=3)
"""An answer that takes longer makes people wait."""

SKEWED, SKEWED_BADLY = timedelta(seconds=15), timedelta(minutes=2)
"""So far a clock may be off before it is told, and before messages come at moments that attendees notice."""

WEBHOOK_RECENT = timedelta(hours=1)
"""Telegram's last failure to bring an update is worth telling for so long."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates. ``host`` empty: nowhere. ``pending`` updates wait there to be fetched."""

    host: str
    pending: int
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the server said. ``trouble`` names why nothing was heard, None: something was. ``refused``: the token is.

    ``date`` is the server's clock when ours showed ``asked_at``, None: not compared. ``conflict``: another program asks
    for this bot's updates; None: nobody looked for one, because a bot serves from this database, or a webhook stands.
    """

    trouble: str | None = None
    refused: bool = False
    username: str = ""
    latency: timedelta = timedelta()
    date: datetime | None = None
    asked_at: datetime | None = None
    webhook: Webhook | None = None
    conflict: bool | None = None


MISSING = failure(
    "token",
    "missing",
    "AFTERWORD_TOKEN is not set.",
    "Send /newbot to @BotFather on Telegram, and put what it gives you into the settings as AFTERWORD_TOKEN=...",
)
MALFORMED = failure(
    "token",
    "malformed",
    "AFTERWORD_TOKEN is not a token (digits, a colon, letters).",
    "Copy it again from @BotFather (/mybots, API Token).",
)
FORMED = warning(
    "token",
    "unknown",
    say("The token looks right, but Telegram could not be asked about it."),
    say("Look again when Telegram can be reached."),
)
REFUSED = failure(
    "token",
    "refused",
    say("Telegram does not know the token."),
    say("Get the bot's token from @BotFather (/mybots, API Token), set AFTERWORD_TOKEN, and start again."),
)
KNOWN = fine("token", "known", "Telegram knows the bot as @%(username)s.")
UNREACHED = failure(
    "telegram",
    "unreached",
    say("%(server)s cannot be reached (%(trouble)s)."),
    say("Check the network, the firewall and AFTERWORD_API_URL; nothing is lost: Telegram keeps updates for 24 hours."),
)
SLOWLY = warning(
    "telegram",
    "slow",
    say("%(server)s takes %(milliseconds)s ms to answer: people wait for the bot."),
    say("Look again later; if it stays so, look for a better network."),
)
REACHED = fine("telegram", "reached", "%(server)s answers in %(milliseconds)s ms.")
OFF = warning(
    "clock",
    "off",
    say("This machine's clock differs from Telegram's: %(seconds)s."),
    say("Switch time synchronisation on (`timedatectl set-ntp true`)."),
)
FAR_OFF = failure(
    "clock",
    "far_off",
    say("This machine's clock differs from Telegram's: %(seconds)s. Messages come at wrong moments."),
    say("Switch time synchronisation on (`timedatectl set-ntp true`)."),
)
RIGHT = fine("clock", "right", "This machine's clock agrees with Telegram's.")
UNCOMPARED = fine("clock", "uncompared", "The clock was not compared with Telegram's.")
NO_WEBHOOK = fine("webhook", "none", "Telegram brings updates nowhere; the bot fetches them.")
WEBHOOK = fine("webhook", "used", "Telegram brings updates to %(host)s, where %(pending)s wait.")
WEBHOOK_LEFT = warning(
    "webhook",
    "left",
    "Telegram brings updates to %(host)s, and no bot serves here; waiting there: %(pending)s.",
    "If it was left behind: `afterword run` takes it away; else see what runs at that address.",
)
WEBHOOK_FAILS = failure(
    "webhook",
    "fails",
    say("Telegram cannot bring updates to %(host)s; waiting there: %(pending)s."),
    say("Check the address, its certificate and the proxy before it; or start `afterword run` without --webhook."),
)
SECOND = failure(
    "polling",
    "second",
    "Another program fetches this bot's updates with the same token: answers get lost between the two.",
    "Stop the other program; if you do not know it, get a new token from @BotFather (/revoke).",
)
ALONE = fine("polling", "alone", "Nobody else fetches this bot's updates; waiting at Telegram: %(pending)s.")
OURS = fine("polling", "ours", "Nobody was looked for: a bot that serves from this database fetches the updates.")


def of_token(token: str | None, *, is_formed: bool) -> Finding | None:
    """What is wrong with a token that nobody needs to be asked about; None: nothing."""
    if token is None:
        return found(MISSING)
    return None if is_formed else found(MALFORMED)


def of_telegram(heard: Heard, *, server: str, served: bool) -> Iterator[Finding]:
    """Everything about the line. ``served``: a bot serves from this database now."""
    if heard.trouble is not None:
        yield found(FORMED)
        yield found(UNREACHED, server=server, trouble=heard.trouble)
        return
    yield found(REFUSED) if heard.refused else found(KNOWN, username=heard.username)
    milliseconds = round(heard.latency / timedelta(milliseconds=1))
    yield found(SLOWLY if heard.latency > SLOW else REACHED, server=server, milliseconds=milliseconds)
    yield _clock(heard)
    if heard.webhook is not None:
        yield _webhook(heard.webhook, heard.asked_at, served=served)
        if not heard.webhook.host:
            yield _polling(heard, heard.webhook)


def _clock(heard: Heard) -> Finding:
    if heard.date is None or heard.asked_at is None:
        return found(UNCOMPARED)
    skew = abs(heard.date - heard.asked_at)
    if skew <= SKEWED:
        return found(RIGHT)
    return found(OFF if skew <= SKEWED_BADLY else FAR_OFF, seconds=round(skew.total_seconds()))


def _webhook(webhook: Webhook, now: datetime | None, *, served: bool) -> Finding:
    if not webhook.host:
        return found(NO_WEBHOOK)
    is_failing = (
        webhook.pending > 0
        and webhook.failed_at is not None
        and now is not None
        and now - webhook.failed_at < WEBHOOK_RECENT
    )
    kind = WEBHOOK_FAILS if is_failing else WEBHOOK if served else WEBHOOK_LEFT
    return found(kind, host=webhook.host, pending=webhook.pending)


def _polling(heard: Heard, webhook: Webhook) -> Finding:
    if heard.conflict is None:
        return found(OURS)
    return found(SECOND) if heard.conflict else found(ALONE, pending=webhook.pending)
