"""A survey's wording as it is quoted beside figures, where there is no one person to pipe in."""

from __future__ import annotations

import re

from bot.survey.piping import PLACEHOLDER


def quoted(text: str, *, webinar: str) -> str:
    """``text`` on one line, the webinar's title put in and every other placeholder shown as an ellipsis.

    Control characters go: a label must not steer a terminal.
    """
    piped = PLACEHOLDER.sub(lambda found: webinar if found[1] == "webinar" else "…", text)
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "", re.sub(r"[ \t\r\n\f\v]+", " ", piped)).strip()


def named(key: str) -> str:
    """A key as a person reads it: ``at_all`` becomes "at all"."""
    return key.replace("_", " ")
