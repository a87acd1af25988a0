"""Logs for people and machines: one event a line, with an ``action`` word, ids, and never the bot's token.

Everything that leaves goes through one formatter, so what libraries log is redacted too: message, arguments, exception
texts and tracebacks. Uncaught exceptions take the same way. What an exception says is withheld unless its kind never
repeats what somebody wrote: kind and place tell a developer enough. It refuses to log to anything but one stream.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO
from urllib.parse import quote

HIDDEN = "<token>"

_TOKEN = re.compile(r"[0-9]{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
"""What a token looks like; no word boundary stands before it in ``/bot123:...``."""

_OWN = frozenset((*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"))


_DEEPEST = 10
"""So many exceptions that led to one another are told of."""

WITHHELD = "(what it says is withheld)"

_HARMLESS = (
    *(ArithmeticError, AssertionError, AttributeError, ImportError, IndexError, MemoryError, NameError, OSError),
    *(RecursionError, TypeError, sqlite3.Error),
)
"""Their texts name files, code, tables or the machine's state, never a value that came from outside."""

_OUR_SENTENCES = "db.errors"
"""What this module raises is worded by us."""


def redact(text: str, token: str | None = None) -> str:
    """``text`` without ``token``, and without anything else that looks like a bot's token."""
    if token:
        text = text.replace(token, HIDDEN).replace(quote(token, safe=""), HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


class _Redacting(ABC, logging.Formatter):
    """Writes one record as one line (tracebacks follow on lines of their own), redacted as a whole."""

    def __init__(self, token: str | None) -> None:
        super().__init__()
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, without the token."""
        extras = {name: value for name, value in vars(record).items() if name not in _OWN}
        error = record.exc_info[1] if record.exc_info else None
        trouble = "\n".join(_told(error)) if error is not None else record.exc_text
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return redact(self.line(record, moment, extras, trouble), self._token)

    @abstractmethod
    def line(self, record: logging.LogRecord, moment: str, extras: Mapping[str, Any], trouble: str | None) -> str:
        """The record in this form."""


class ConsoleFormatter(_Redacting):
    """``2026-11-24T10:00:00.000+00:00 INFO afterword.chat claimed row=7``: for eyes and grep."""

    def line(self, record: logging.LogRecord, moment: str, extras: Mapping[str, Any], trouble: str | None) -> str:
        """Moment, level, logger, message, then the other values as ``name=value``."""
        told = " ".join(f"{name}={value}" for name, value in extras.items())
        first = f"{moment} {record.levelname} {record.name} {_sentence(record)} {told}".rstrip().replace("\n", "\\n")
        return f"{first}\n{trouble}" if trouble else first


class JsonFormatter(_Redacting):
    """One JSON object a line: ``at``, ``level``, ``logger``, ``message``, the event's values, ``exception``."""

    def line(self, record: logging.LogRecord, moment: str, extras: Mapping[str, Any], trouble: str | None) -> str:
        """The record as JSON; values that JSON has no word for become text."""
        event = {"at": moment, "level": record.levelname, "logger": record.name, "message": _sentence(record)}
        event |= extras
        if trouble:
            event["exception"] = trouble
        return json.dumps(event, ensure_ascii=False, default=str)


def _sentence(record: logging.LogRecord) -> str:
    """What happened. asyncio describes on further lines what it was about, exceptions and all: that is told by kind."""
    message = record.getMessage()
    return message.partition("\n")[0] if record.exc_info and record.name == "asyncio" else message


def _told(error: BaseException, deep: int = 0) -> Iterator[str]:
    """Where it came from, and of what kind it and those before it were, the first one first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and deep < _DEEPEST:
        yield from _told(before, deep + 1)
        yield "which led to:"
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).rstrip().splitlines()
    kind = type(error)
    is_ours = kind.__module__ == _OUR_SENTENCES
    says = str(error) if is_ours or isinstance(error, _HARMLESS) else WITHHELD
    yield f"{kind.__qualname__}: {says}".rstrip(": ")
    for each in error.exceptions if isinstance(error, BaseExceptionGroup) and deep < _DEEPEST else ():
        yield "of which one was:"
        yield from _told(each, deep + 1)


def configure(
    *,
    token: str | None,
    form: Literal["console", "json"] = "console",
    level: int = logging.INFO,
    stream: TextIO | None = None,
) -> None:
    """From now on all logs of this process, and its uncaught exceptions, go to ``stream`` (default: stderr), redacted.

    Libraries are heard from WARNING on only. Calling it again replaces what was configured before.
    """
    out = logging.StreamHandler(stream)
    out.setFormatter(JsonFormatter(token) if form == "json" else ConsoleFormatter(token))
    root = logging.getLogger()
    for former in tuple(root.handlers):
        root.removeHandler(former)
    root.addHandler(out)
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("afterword").setLevel(level)
    logging.captureWarnings(capture=True)
    _catch_what_nobody_caught()


def _catch_what_nobody_caught() -> None:
    """Exceptions that end the process or a thread, or that a finalizer raised, are logged instead of printed."""
    log = logging.getLogger("afterword")

    def uncaught(kind: type[BaseException], trouble: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("stopped by a bug", exc_info=(kind, trouble, trace), extra={"action": "crashed"})

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.error("raised where nobody hears it", exc_info=args.exc_value, extra={"action": "unraisable"})

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = unraisable
