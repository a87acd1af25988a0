"""Sounding: what a Bot API server says when it is asked who the bot is, once, for whoever looks after the bot.

It confirms and changes nothing. A session of its own, so that it tells how the line is to somebody who begins; no
trouble's text is passed on, since it may hold the address and with it the token.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.chat.bodies import whole
from bot.services.health.of_telegram import Heard, Webhook

PATIENCE = timedelta(seconds=8)
"""How long one answer is waited for."""

LISTENED = timedelta(seconds=4)
"""How long another poller is listened for: whoever is sent away by our poll comes back within seconds, and then ours
is sent away."""

Now = Callable[[], datetime]


class _Unheard(Exception):  # noqa: N818  the name says what it is
    """No answer, or none of a Bot API. ``str()`` is a word or two that name no address."""


async def sound(token: str, *, api_url: str, now: Now | None, alone: bool) -> Heard:
    """What the server says. ``now`` None: clocks are not compared. ``alone``: no bot of ours fetches updates, so
    whoever does is another one's; a bot whose polls we would cut short is not listened for.
    """
    timeout = aiohttp.ClientTimeout(total=PATIENCE.total_seconds())
    address = f"{api_url.rstrip('/')}/bot{token}/"
    async with aiohttp.ClientSession(timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()) as session:
        try:
            return await _sounded(_Line(session, address), now, alone=alone)
        except _Unheard as trouble:
            return Heard(trouble=str(trouble))


class _Line:
    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def ask(self, method: str, **parameters: object) -> tuple[int, Any, str | None]:
        """Status, result (None: refused) and the server's date. Raises: _Unheard."""
        try:
            async with self._session.post(self._address + method, json=parameters, allow_redirects=False) as answer:
                told = msgspec.json.decode(await whole(answer))
                status, date = answer.status, answer.headers.get("Date")
        except aiohttp.ClientConnectorDNSError:
            trouble = "its name is not known here"
        except aiohttp.ClientConnectorCertificateError:
            trouble = "its certificate is not trusted"
        except aiohttp.ClientConnectorError:
            trouble = "no connection"
        except TimeoutError:
            trouble = "no answer in time"
        except (msgspec.DecodeError, UnicodeDecodeError):
            trouble = "its answer is not a Bot API's"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            trouble = type(error).__name__
        else:
            if not isinstance(told, dict) or "ok" not in told or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _Unheard(f"it answered {status}")
            return status, told.get("result") if told["ok"] is True else None, date
        raise _Unheard(trouble)


async def _sounded(line: _Line, now: Now | None, *, alone: bool) -> Heard:
    await line.ask("getMe")  # the first request pays for the connection
    began = monotonic()
    status, me, date = await line.ask("getMe")
    latency = timedelta(seconds=monotonic() - began)
    asked_at = now() if now is not None else None
    if not isinstance(me, dict):
        refused = status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
        if not refused:
            raise _Unheard(f"it answered {status}")
        return Heard(refused=True, latency=latency, date=_moment(date), asked_at=asked_at)
    webhook = await _webhook(line)
    conflict = await _is_taken(line, webhook) if alone and webhook is not None and not webhook.host else None
    username = str(me.get("username") or "")
    return Heard(
        username=username,
        latency=latency,
        date=_moment(date),
        asked_at=asked_at,
        webhook=webhook,
        conflict=conflict,
    )


async def _webhook(line: _Line) -> Webhook | None:
    _, told, _ = await line.ask("getWebhookInfo")
    if not isinstance(told, dict):
        return None
    url, pending, failed = told.get("url"), told.get("pending_update_count"), told.get("last_error_date")
    return Webhook(
        host=urlsplit(str(url or "")).hostname or "",
        pending=pending if isinstance(pending, int) else 0,
        failed_at=datetime.fromtimestamp(failed, UTC) if isinstance(failed, int) else None,
    )


async def _is_taken(line: _Line, webhook: Webhook) -> bool:
    """Whether another program fetches. No offset: nothing is confirmed."""
    status, _, _ = await line.ask("getUpdates", timeout=0, limit=1)
    if status != HTTPStatus.CONFLICT and not webhook.pending:
        status, _, _ = await line.ask("getUpdates", timeout=int(LISTENED.total_seconds()), limit=1)
    return status == HTTPStatus.CONFLICT


def _moment(date: str | None) -> datetime | None:
    """The moment of an HTTP date; None if it is none."""
    try:
        moment = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
