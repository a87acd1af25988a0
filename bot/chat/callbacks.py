"""What a button carries: a place in a response, or a word of a room with its argument. Versioned, at most 64 bytes.

Anything else that comes back, forged or truncated or from a version to come, is ``Unreadable`` and changes nothing.
Whose button it was, and what it may do, is for the services to judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

LIMIT_BYTES = 64
"""core.telegram.org/bots/api#inlinekeyboardbutton: callback_data is 1 to 64 bytes."""

_LARGEST = 2**63 - 1
_NUMBER = r"(0|[1-9][0-9]{0,18})"
_FORM = re.compile(rf"1(?:t:{_NUMBER}:{_NUMBER}:{_NUMBER}|([cs]):{_NUMBER}:{_NUMBER})")
_CHOICE = re.compile(r"2([a-z]{1,12}):([A-Za-z0-9:._-]{0,48})")


@dataclass(frozen=True, slots=True)
class TapOn:
    """Option number ``option`` of the question at place ``index``."""

    response_id: int
    index: int
    option: int


@dataclass(frozen=True, slots=True)
class ConfirmOn:
    """Done, or Continue, on the question at place ``index``."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class SkipOn:
    """Skip the question at place ``index``."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A button of a room's own (see ``rooms``): its ``word``, ``[a-z]{1,12}``, and up to 48 plain characters."""

    word: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not written by this version of the bot."""


Replied = TapOn | ConfirmOn | SkipOn
"""What a button under a question says."""

Pressed = Replied | Chosen
"""What a readable button says."""


def encode(pressed: Pressed) -> str:
    """``pressed`` as callback data. Numbers below 2**63, so it has at most 62 bytes."""
    match pressed:
        case TapOn(response_id, index, option):
            return f"1t:{response_id}:{index}:{option}"
        case ConfirmOn(response_id, index):
            return f"1c:{response_id}:{index}"
        case SkipOn(response_id, index):
            return f"1s:{response_id}:{index}"
        case Chosen(word, argument):
            written = f"2{word}:{argument}"
            assert _CHOICE.fullmatch(written), written
            return written
        case _:
            assert_never(pressed)


def decode(text: str | None) -> Pressed | Unreadable:
    """What a button that sent ``text`` says."""
    if chosen := _CHOICE.fullmatch(text or ""):
        return Chosen(chosen[1], chosen[2])
    found = _FORM.fullmatch(text or "")
    if found is None:
        return Unreadable()
    letter = found[4]
    numbers = [int(part) for part in (found.groups()[4:] if letter else found.groups()[:3])]
    if max(numbers) > _LARGEST:
        return Unreadable()
    if letter is None:
        return TapOn(*numbers)
    return ConfirmOn(*numbers) if letter == "c" else SkipOn(*numbers)
