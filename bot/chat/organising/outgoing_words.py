"""What the rooms around an outbox share: what a follow-up is called, and the buttons that name one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Counter, Visit
from bot.chat.organising.shelf import SHELF
from bot.chat.organising.shelf import WORD as SHELVES
from bot.chat.voice import Rows
from bot.render.screens import shortened
from bot.render.texts import Texts
from bot.services.organising.outgoing import Board, Outgoing, mark_of

WORD = "out"
"""The word of an outbox's buttons: ``verb.webinar.mark...``"""

_TITLE_UNITS = 40
_MOST = 5
"""Outboxes that a bulletin has buttons for."""


def name_of(counter: Counter, visit: Visit, line: Outgoing) -> str:
    """What a follow-up is called."""
    match line.kind:
        case "opening":
            return counter.say("The first question", visit)
        case "correction":
            return counter.say("Corrected: %(title)s", visit, title=line.name)
        case _:
            return line.name


def button(label: str, verb: str, board: Board, line: Outgoing, *more: str | int) -> tuple[str, Chosen]:
    """A button about one follow-up."""
    return label, Chosen(WORD, ".".join(map(str, (verb, board.webinar_id, line.mark, *more))))


def rows_of_approval(texts: Texts, language: str, *, webinar_id: int, follow_up: str) -> Rows:
    """The buttons under the word that a follow-up waits for approval."""
    about = f"{webinar_id}.{mark_of(follow_up)}"
    return [
        [(f"✅ {texts.say('Approve', language)}", Chosen(WORD, f"a.{about}"))],
        [
            (f"👁 {texts.say('Preview', language)}", Chosen(WORD, f"v.{about}")),
            (f"📬 {texts.say('Outbox', language)}", Chosen(WORD, f"f.{about}")),
        ],
    ]


def rows_of_missing(texts: Texts, language: str, *, webinar_id: int, follow_up: str) -> Rows:
    """The buttons under the word that a follow-up waits for a material."""
    return [
        [
            (f"📎 {texts.say('Materials', language)}", Chosen(SHELVES, f"{SHELF}.{webinar_id}")),
            (f"📬 {texts.say('Outbox', language)}", Chosen(WORD, f"f.{webinar_id}.{mark_of(follow_up)}")),
        ]
    ]


def rows_of_outboxes(texts: Texts, language: str, webinars: Sequence[tuple[int, str]]) -> Rows:
    """A button for the outbox of each of these, the first few."""
    label = texts.say("Outbox", language)
    return [
        [
            (
                f"📬 {label}" if len(webinars) == 1 else f"📬 {shortened(title, _TITLE_UNITS)}",
                Chosen(WORD, f"l.{number}.0"),
            )
        ]
        for number, title in webinars[:_MOST]
    ]
