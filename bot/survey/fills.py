"""Options and boxes that a definition need not write out.

Their wording is part of a published survey version, so a change to ``fill_words`` makes new versions of every survey
that shows the word: answers before and after it are no longer counted together where that language is offered.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.definitions import ANY_LANGUAGE, OTHER, Box, Kind, Option, Wording
from bot.survey.fill_words import FILL_WORDS

MATERIAL_KINDS = ("presentation", "recording", "resources", "good_practices", "briefing", "handbook", "contacts")
"""What can be asked for in a ``materials`` question, and what a material can be."""

LISTING: tuple[Kind, ...] = ("single", "multiple", "scale", "materials")
"""The kinds whose options a definition lists."""


OTHER_OPTION = Option(OTHER, FILL_WORDS["other"])
"""What ``other: true`` adds."""

_FILLED: dict[Kind, tuple[Option, ...]] = {
    "nps": tuple(Option(str(score), Wording({ANY_LANGUAGE: str(score)})) for score in range(11)),
    "yes_no": (Option("yes", FILL_WORDS["yes"]), Option("no", FILL_WORDS["no"])),
    "consent": (Option("yes", FILL_WORDS["agree"]), Option("no", FILL_WORDS["disagree"])),
    "materials": tuple(Option(kind, FILL_WORDS[kind]) for kind in MATERIAL_KINDS),
}


def filled_options(kind: Kind) -> tuple[Option, ...]:
    """The options that a question of ``kind`` has unless it lists its own; none for most kinds."""
    return _FILLED.get(kind, ())


def top_box(options: Sequence[Option]) -> tuple[Box, ...]:
    """``top2``: the first two options that count, for a scale without boxes."""
    best = tuple(option.key for option in options if option.substantive)[:2]
    return (Box("top2", best),) if best else ()
