"""What an operator sets: from the environment or a ``.env`` file, of which the environment wins; or from a file named.

A file that is named (``--settings``, or ``AFTERWORD_SETTINGS`` in the environment) says everything there is to say, and
nothing else is asked: so that several bots of one installation never get a setting of another's.
Only ``cli`` and ``app`` read this; everybody else is handed values. A bad value is one sentence that names the setting
and what it should look like, and never repeats the token.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.rehearsal_clock import is_loopback
from bot.settings_file import BadSetting, read_file, unknown_in
from bot.survey.definitions import ANY_LANGUAGE, Privacy, Wording

__all__ = ["DOTENV", "TELEGRAM", "BadSetting", "Settings", "read_settings", "settings_in"]

TELEGRAM = "https://api.telegram.org"
_RATE_LIMIT = 10_000
_LARGEST_UPLOAD_MB = 900
"""A server of one's own takes 2000 MB, but a file is one value in SQLite, which ends at 1000 MB."""

_FREE_RATE, _PAID_RATE = 30, 1_000
_TOKEN = re.compile(r"\d+:[\w-]{3,}", re.ASCII)
_RECIPIENT = re.compile(r"age1[ac-hj-np-z02-9]{58}|ssh-(ed25519|rsa) [A-Za-z0-9+/]+=*( .*)?")
_PRIVACY = ("AFTERWORD_PRIVACY_CONTROLLER", "AFTERWORD_PRIVACY_CONTACT", "AFTERWORD_PRIVACY_PURPOSE")


DOTENV = Path(".env")

_named: ContextVar[str | None] = ContextVar("the file that is named at the command line", default=None)


@contextmanager
def settings_in(file: str | None) -> Iterator[None]:
    """Within it, settings are those in ``file``; None: wherever they are otherwise."""
    before = _named.set(file)
    try:
        yield
    finally:
        _named.reset(before)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``owners`` are Telegram ids; ``listen`` is host and port, None: off; ``upload_limit`` is in bytes.

    ``key`` is the file with the key to what is sealed, None: beside the database. ``templates`` is a folder whose files
    override the shipped ones; ``privacy`` is for webinars that give none; ``embeddings`` is a folder with a model.
    ``file`` is where settings are written down, or would be; ``unknown`` are names in it that mean nothing.
    ``backup_folder`` None: the bot makes no backups by itself; ``backup_recipient`` None: they are not sealed.
    """

    token: str | None = field(default=None, repr=False)
    api_url: str = TELEGRAM
    database: Path = Path("afterword.db")
    key: Path | None = None
    owners: frozenset[int] = frozenset()
    templates: Path | None = None
    messages_per_second: float = 30
    paid_broadcast: bool = False
    listen: tuple[str, int] | None = None
    upload_limit: int = 50_000_000
    clock_url: str | None = None
    privacy: Privacy | None = None
    embeddings: Path | None = None
    log: Literal["console", "json"] = "console"
    backup_folder: Path | None = None
    backup_every: timedelta = timedelta(hours=24)
    backups_kept: int = 14
    backup_recipient: str | None = None
    file: Path = field(default=DOTENV, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @property
    def pays(self) -> bool:
        """Whether messages that are owed are sent at a pace that Telegram takes Stars for."""
        return self.paid_broadcast and self.messages_per_second > _FREE_RATE

    @property
    def key_file(self) -> Path:
        """Where the key lies: as set, or the database's path with ``.key`` after it."""
        return self.key or self.database.with_name(self.database.name + ".key")

    def usable_token(self) -> str:
        """The token, if it has a token's form.

        Raises:
            BadSetting: it is missing or cannot be one.
        """
        remedy = (
            f"send /newbot to @BotFather on Telegram, and put what it gives you into {self.file} as AFTERWORD_TOKEN=..."
        )
        if self.token is None:
            raise BadSetting(f"AFTERWORD_TOKEN is not set; to get a token, {remedy}")
        if not _TOKEN.fullmatch(self.token):
            raise BadSetting(f"AFTERWORD_TOKEN is not a token (digits, a colon, letters); to get one, {remedy}")
        return self.token


def read_settings(environment: Mapping[str, str] | None = None, *, dotenv: Path = DOTENV) -> Settings:
    """The settings in the file that is named; if none is, those in ``environment`` (default: this process's), and in
    the file ``dotenv`` where that is silent.

    Raises:
        BadSetting: for the first value that cannot be used, or if the file that is named is not there.
    """
    environment = os.environ if environment is None else environment
    named = _named.get() or environment.get("AFTERWORD_SETTINGS", "").strip()
    file = Path(named).expanduser() if named else dotenv
    if named and not file.exists():
        raise BadSetting(
            f"There is no file {file} with settings; write one NAME=value a line into it, or name another."
        )
    written = read_file(file, is_ours=bool(named))
    given = written if named else {**written, **environment}
    values = {name: value.strip() for name, value in given.items() if name.startswith("AFTERWORD_") and value.strip()}
    api_url = _api_url(values.get("AFTERWORD_API_URL", TELEGRAM))
    paid = _switch("AFTERWORD_PAID_BROADCAST", values.get("AFTERWORD_PAID_BROADCAST", "0"))
    rate = _rate(values.get("AFTERWORD_MESSAGES_PER_SECOND", str(_FREE_RATE)))
    _check_pace(rate, api_url=api_url, paid=paid)
    return Settings(
        token=values.get("AFTERWORD_TOKEN"),
        api_url=api_url,
        database=Path(values.get("AFTERWORD_DATABASE", "afterword.db")).expanduser(),
        key=Path(values["AFTERWORD_KEY_FILE"]).expanduser() if "AFTERWORD_KEY_FILE" in values else None,
        owners=_owners(values.get("AFTERWORD_OWNERS", "")),
        templates=_folder("AFTERWORD_TEMPLATES", values.get("AFTERWORD_TEMPLATES")),
        messages_per_second=rate,
        paid_broadcast=paid,
        listen=_listen(values.get("AFTERWORD_LISTEN")),
        upload_limit=_upload_limit(values.get("AFTERWORD_UPLOAD_LIMIT_MB", "50")),
        clock_url=_clock_url(values.get("AFTERWORD_CLOCK_URL")),
        privacy=_privacy(values),
        embeddings=_folder("AFTERWORD_EMBEDDINGS", values.get("AFTERWORD_EMBEDDINGS")),
        log=_log(values.get("AFTERWORD_LOG", "console")),
        backup_folder=Path(folder).expanduser() if (folder := values.get("AFTERWORD_BACKUP_FOLDER")) else None,
        backup_every=timedelta(hours=_whole("AFTERWORD_BACKUP_EVERY", values.get("AFTERWORD_BACKUP_EVERY", "24"))),
        backups_kept=_whole("AFTERWORD_BACKUPS_KEPT", values.get("AFTERWORD_BACKUPS_KEPT", "14")),
        backup_recipient=_recipient(values.get("AFTERWORD_BACKUP_RECIPIENT")),
        file=file,
        unknown=unknown_in(written),
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _api_url(text: str) -> str:
    if not _is_web_address(text):
        raise BadSetting("AFTERWORD_API_URL has to be an address such as https://api.telegram.org.")
    return text.rstrip("/")


def _clock_url(text: str | None) -> str | None:
    if text is not None and not is_loopback(text):
        raise BadSetting("AFTERWORD_CLOCK_URL is for rehearsals: it has to be an http address on this machine.")
    return text


def _owners(text: str) -> frozenset[int]:
    owners = [part.strip() for part in text.split(",") if part.strip()]
    for owner in owners:
        if not re.fullmatch(r"[1-9][0-9]{0,18}", owner):
            raise BadSetting(f"AFTERWORD_OWNERS has to be Telegram ids, comma separated; {owner!r} is not one.")
    return frozenset(int(owner) for owner in owners)


def _folder(name: str, text: str | None) -> Path | None:
    if text is None:
        return None
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise BadSetting(f"{name} has to be a folder; {text!r} is not one.")
    return folder


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not 0 < rate <= _RATE_LIMIT:
        raise BadSetting(f"AFTERWORD_MESSAGES_PER_SECOND has to be a number above 0, at most {_RATE_LIMIT}.")
    return rate


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise BadSetting(f"{name} has to be 1 (yes) or 0 (no).")
    return text == "1"


def _check_pace(rate: float, *, api_url: str, paid: bool) -> None:
    """Telegram would answer a faster pace with pauses for everybody. Other servers are their owner's affair."""
    if urlsplit(api_url).hostname != urlsplit(TELEGRAM).hostname:
        return
    if rate > _FREE_RATE and not paid:
        raise BadSetting(
            f"AFTERWORD_MESSAGES_PER_SECOND is above {_FREE_RATE}, which Telegram allows only to bots that pay: lower "
            "it, or allow paid broadcasts with @BotFather and set AFTERWORD_PAID_BROADCAST=1."
        )
    if rate > _PAID_RATE:
        raise BadSetting(f"AFTERWORD_MESSAGES_PER_SECOND is above {_PAID_RATE}, the most that Telegram sends for pay.")


def _upload_limit(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text) or int(text) > _LARGEST_UPLOAD_MB:
        raise BadSetting(f"AFTERWORD_UPLOAD_LIMIT_MB has to be a number of MB from 1 to {_LARGEST_UPLOAD_MB}.")
    return int(text) * 1_000_000


def _listen(text: str | None) -> tuple[str, int] | None:
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise BadSetting("AFTERWORD_LISTEN has to be a host and a port, such as 127.0.0.1:8080.")
    return host.strip("[]"), int(port)


def _privacy(values: Mapping[str, str]) -> Privacy | None:
    days = values.get("AFTERWORD_PRIVACY_RETENTION_DAYS", "365")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", days):
        raise BadSetting("AFTERWORD_PRIVACY_RETENTION_DAYS has to be a number of days from 1 to 9999.")
    given = [values.get(name) for name in _PRIVACY]
    if not any(given):
        return None
    controller, contact, purpose = given
    if not (controller and contact and purpose):
        missing = ", ".join(name for name in _PRIVACY if name not in values)
        raise BadSetting(f"Attendees have to be told all of it, or none is a default: {missing} is not set.")
    return Privacy(controller, contact, Wording({ANY_LANGUAGE: purpose}), timedelta(days=int(days)))


def _log(text: str) -> Literal["console", "json"]:
    if text == "console":
        return "console"
    if text == "json":
        return "json"
    raise BadSetting("AFTERWORD_LOG has to be console or json.")


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise BadSetting(f"{name} has to be a whole number from 1 to 9999.")
    return int(text)


def _recipient(text: str | None) -> str | None:
    """Whom backups are sealed for; looked at more closely when one is."""
    if text is None or _RECIPIENT.fullmatch(text) or Path(text).expanduser().is_file():
        return text
    raise BadSetting(
        "AFTERWORD_BACKUP_RECIPIENT has to be an age public key (age1...), an SSH public key, or a file of such; "
        "`afterword backup --new-identity FILE` makes one."
    )
