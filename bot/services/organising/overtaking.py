"""Two organisers on the same thing: the later one is told, and nothing is overwritten silently.

Buttons and questions that would overwrite carry the revision of the webinar that was seen.
"""

from __future__ import annotations

from bot.services.errors import Refusal
from db.webinars import WebinarRow


class Overtaken(Refusal):
    """Somebody changed it in between. ``instead`` is said of what is no webinar."""

    def __init__(self, instead: str | None = None) -> None:
        if instead is not None:
            super().__init__(instead)
            return
        super().__init__("Somebody has changed this webinar in between. Please look again: nothing of yours was done.")


def require_current(row: WebinarRow, seen: int) -> None:
    """Return if ``seen`` is the webinar's revision. Raises: Overtaken."""
    if row.revision != seen:
        raise Overtaken
