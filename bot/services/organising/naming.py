"""What something that came by chat is called until somebody names it: its title, and its key. Pure."""

from __future__ import annotations

from bot.survey.definitions import Webinar
from db.arrivals import ArrivalRow

LONGEST_TITLE = 200
"""Characters of a title (as in a definition)."""


def title_of(arrival: ArrivalRow) -> str:
    """What something is called that nobody has named: its caption's first line, or its file's name, or its address."""
    caption = plain_title(arrival.caption.partition("\n")[0])
    if caption and not caption.startswith("http"):
        return caption
    name = arrival.pieces[0].name if arrival.pieces else ""
    stem, dot, _ = name.rpartition(".")
    return plain_title((stem if dot else name).replace("_", " ")) or plain_title(arrival.url or "") or "…"


def plain_title(text: str) -> str:
    """``text`` as a title: one line, nothing in it that would be filled in, and not too long."""
    return " ".join(text.replace("{", "(").replace("}", ")").split())[:LONGEST_TITLE]


def new_key(webinar: Webinar, kind: str) -> str:
    """A key that no material of the webinar has, and that nobody would choose in a definition."""
    taken = {each.key for each in webinar.materials}
    number = 1
    while (key := f"{kind}-by-chat-{number}") in taken:
        number += 1
    return key
