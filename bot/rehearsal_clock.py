"""Asks a rehearsal on this machine what time it plays.

For rehearsals only, so it refuses every host but loopback: a clock from elsewhere could send everything that is owed
at once. ``app`` keeps a running bot's clock fresh with it; a command asks once.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

_MOST_BYTES = 10_000


class NoRehearsalTime(Exception):  # noqa: N818  the name says what it is
    """The rehearsal's clock does not tell the time. ``str()`` is one sentence."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it might lead off this machine."""

    def redirect_request(self, *_args: object) -> None:
        """Decline, so that the redirect is answered as an error."""


def is_loopback(url: str) -> bool:
    """Whether ``url`` is an ``http`` address on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme != "http" or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Shown:
    """A moment in UTC, and by which ETag the clock knows it again; None: it has none."""

    moment: datetime
    tag: str | None


def fetch(url: str) -> datetime:
    """The moment that the clock at ``url`` shows, in UTC. Raises: NoRehearsalTime, as ``look`` does."""
    return look(url).moment


def look(url: str, *, timeout_seconds: float = 5, known: str | None = None, wait_seconds: float = 0) -> Shown:
    """What the clock at ``url`` shows.

    It answers a GET with JSON ``{"now": "2026-11-24T10:00:00+00:00"}`` or with that moment as bare text. A clock that
    knows ETags is told the ``known`` one, and may take up to ``wait_seconds`` until it shows something else.

    Raises:
        NoRehearsalTime: it is not on this machine, does not answer, or does not answer with a moment.
    """
    if not is_loopback(url):
        raise NoRehearsalTime("The rehearsal's clock has to be an http address on this machine.")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    if known is not None:
        opener.addheaders += [("If-None-Match", known), ("Prefer", f"wait={wait_seconds:g}")]
    try:
        with opener.open(url, timeout=timeout_seconds) as answer:
            told, tag = answer.read(_MOST_BYTES), answer.headers.get("ETag")
    except (OSError, http.client.HTTPException) as trouble:
        if isinstance(trouble, urllib.error.HTTPError):
            trouble.close()
        raise NoRehearsalTime("The rehearsal's clock does not answer; is the rehearsal running?") from trouble
    return Shown(_moment(told), tag)


def _moment(told: bytes) -> datetime:
    """The moment in a clock's answer."""
    try:
        text = told.decode().strip()
        if text.startswith("{"):
            text = json.loads(text)["now"]
        moment = datetime.fromisoformat(text.strip('"'))
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise NoRehearsalTime("The rehearsal's clock answered something that is not a moment.") from trouble
    if moment.tzinfo is None:
        raise NoRehearsalTime("The rehearsal's clock answered a moment without its offset from UTC.")
    return moment.astimezone(UTC)
