"""What attendees read before they come: one sentence beside a code, and a few lines to paste into a chat or a mail."""

from __future__ import annotations

from dataclasses import dataclass

from bot.render.texts import Texts


@dataclass(frozen=True, slots=True)
class Invitation:
    """What brings people to the bot. ``gives_slides``: a presentation is among what they get there."""

    title: str
    link: str
    gives_slides: bool


def what_to_do(texts: Texts, invitation: Invitation, language: str) -> str:
    """The sentence beside the code."""
    if invitation.gives_slides:
        return texts.say("Scan to tell us how it was and to get the slides.", language)
    return texts.say("Scan to tell us how it was.", language)


def to_paste(texts: Texts, invitation: Invitation, language: str) -> str:
    """Plain text for a chat or a mail; the link stands alone on its line, where every program makes it one."""
    if invitation.gives_slides:
        ask = texts.say("Tell us how it was, and get the slides, in a short chat:", language)
    else:
        ask = texts.say("Tell us how it was, in a short chat:", language)
    return f"{invitation.title}\n{ask}\n{invitation.link}"


def short(link: str) -> str:
    """A link as people read it: without ``https://``."""
    return link.removeprefix("https://")
