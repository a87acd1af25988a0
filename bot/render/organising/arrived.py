"""What an organiser reads of something that they sent, and of the materials of a webinar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.render.screens import shortened
from bot.render.texts import Texts
from bot.survey.fills import filled_options

MOST_NAMED = 10
_NAME_UNITS = 80
_MB = 1024 * 1024


class Piece(Protocol):
    """A message with its file, if it has one."""

    @property
    def name(self) -> str:
        """The file's name, or the link."""

    @property
    def size_bytes(self) -> int | None:
        """How large the file is; None: nobody said."""


def arrival_text(texts: Texts, language: str, pieces: Sequence[Piece], question: str) -> str:
    """What came, and what is asked about it."""
    lines = [
        (shortened(piece.name, _NAME_UNITS), round((piece.size_bytes or 0) / _MB, 1)) for piece in pieces[:MOST_NAMED]
    ]
    return texts.render(
        "organisers/arrival.html.j2", language, lines=lines, more=len(pieces) - len(lines), question=question
    )


def kind_word(kind: str, language: str) -> str:
    """What a kind of material is called."""
    option = next((option for option in filled_options("materials") if option.key == kind), None)
    return kind.replace("_", " ") if option is None else option.label.spoken(language, "en")
