"""A file of settings, ``NAME=value`` a line, as it is written: read whole, or refused in a sentence with its line.

It never repeats a line, which may hold the token. What the settings mean is ``settings``'s.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

NAMES = frozenset(
    {
        "AFTERWORD_API_URL",
        "AFTERWORD_BACKUPS_KEPT",
        "AFTERWORD_BACKUP_EVERY",
        "AFTERWORD_BACKUP_FOLDER",
        "AFTERWORD_BACKUP_RECIPIENT",
        "AFTERWORD_CLOCK_URL",
        "AFTERWORD_DATABASE",
        "AFTERWORD_EMBEDDINGS",
        "AFTERWORD_KEY_FILE",
        "AFTERWORD_LISTEN",
        "AFTERWORD_LOG",
        "AFTERWORD_MESSAGES_PER_SECOND",
        "AFTERWORD_OWNERS",
        "AFTERWORD_PAID_BROADCAST",
        "AFTERWORD_PRIVACY_CONTACT",
        "AFTERWORD_PRIVACY_CONTROLLER",
        "AFTERWORD_PRIVACY_PURPOSE",
        "AFTERWORD_PRIVACY_RETENTION_DAYS",
        "AFTERWORD_SETTINGS",
        "AFTERWORD_TEMPLATES",
        "AFTERWORD_TOKEN",
        "AFTERWORD_UPLOAD_LIMIT_MB",
    }
)
"""Every setting there is."""


class BadSetting(Exception):  # noqa: N818  the name says what it is
    """A setting that cannot be used. ``str()`` is one sentence with its remedy."""


def read_file(path: Path, *, is_ours: bool) -> dict[str, str]:
    """The settings in the file; empty if there is none. ``is_ours`` False: others may keep theirs in it, too.

    Raises:
        BadSetting: it cannot be read, or a line of it.
    """
    from dotenv.parser import parse_stream

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise BadSetting(f"{path} is not UTF-8 text; write one NAME=value a line.") from None
    except OSError as trouble:
        raise BadSetting(f"{path} cannot be read ({trouble.strerror}).") from None
    values = {}
    for each in parse_stream(io.StringIO(text)):
        if each.key is not None and each.value is not None:
            values[each.key] = each.value
        elif (each.error or each.key is not None) and (is_ours or "AFTERWORD_" in each.original.string):
            text = each.original.string
            line = each.original.line + text[: len(text) - len(text.lstrip())].count("\n")
            raise BadSetting(f"{path}, line {line}: write NAME=value, or # before it.")
    return values


def unknown_in(names: Iterable[str]) -> tuple[str, ...]:
    """Those that look like settings and are none."""
    return tuple(sorted(name for name in names if name.upper().startswith("AFTERWORD") and name not in NAMES))
