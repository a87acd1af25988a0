"""What a bot that serves says of itself at ``AFTERWORD_LISTEN``, for the doctor: whether it is ready, and why not."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from bot.services.health.findings import Finding, failure, fine, found

PATIENCE = timedelta(seconds=3)
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "*": "127.0.0.1"}  # noqa: S104  looked at here, not listened on
_LONGEST = 200
"""Bytes of the answer that are read; it is a word or a name and its value a line."""

READY = fine("listener", "ready", "The bot says at %(address)s that it is ready.")
NOT_READY = failure(
    "listener",
    "not_ready",
    "The bot says at %(address)s that it is not ready: %(causes)s.",
    "poll: nothing is heard from Telegram; metronome: it stands still, restart it; rounds: it has only just begun, or"
    " something it does regularly fails, see the log; store: the database is out.",
)
SILENT = failure(
    "listener",
    "silent",
    "A bot serves, and nothing like it answers at %(address)s, which is AFTERWORD_LISTEN.",
    "See in the log whether another program has the port, and restart the bot after you have changed a setting.",
)


def of_listener(listen: tuple[str, int] | None, *, served: bool) -> Iterator[Finding]:
    """Nothing, where no bot serves or none is to listen."""
    if listen is None or not served:
        return
    host, port = listen
    address = f"{host}:{port}"
    try:
        status, said = _asked(_EVERYWHERE.get(host, host), port)
    except (OSError, http.client.HTTPException):
        yield found(SILENT, address=address)
        return
    words = [word for word in said.split() if "=" not in word]
    if status == HTTPStatus.OK and words == ["ready"]:
        yield found(READY, address=address)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE and words:
        yield found(NOT_READY, address=address, causes=", ".join(words))
    else:
        yield found(SILENT, address=address)


def _asked(host: str, port: int) -> tuple[int, str]:
    line = http.client.HTTPConnection(host, port, timeout=PATIENCE.total_seconds())
    try:
        line.request("GET", "/readyz")
        answer = line.getresponse()
        return answer.status, answer.read(_LONGEST).decode("ascii", errors="replace")
    finally:
        line.close()
