"""What a button carries: a place in a response, or a word of a room with its argument. Versioned, at most 64 bytes.

Anything else that comes back, forged or truncated or from a version to come, is ``Unreadable`` and changes nothing.
Whose button it was, and what it may do, is for the services to judge.
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass, fields

LIMIT_BYTES = 64
"""core.telegram.org/bots/api#inlinekeyboardbutton: callback_data is 1 to 64 bytes."""

_LARGEST = 2**63 - 1
_FORM = re.compile(r"1([a-z])((?::(?:0|[1-9][0-9]{0,18})){1,3})")
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
    """Skip the question at place ``index``, or clear its answer."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class BackOn:
    """Back from the question at place ``index``."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class KeepOn:
    """Keep the answer to the question at place ``index`` as it is."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class EditOn:
    """The pencil of the question at place ``index``."""

    response_id: int
    index: int


@dataclass(frozen=True, slots=True)
class PageOn:
    """Page ``page`` (from 0) of the options of the question at place ``index``."""

    response_id: int
    index: int
    page: int


@dataclass(frozen=True, slots=True)
class PrivacyOf:
    """How the answers of this response are used."""

    response_id: int


@dataclass(frozen=True, slots=True)
class StandOf:
    """Back to where they stand in this response."""

    response_id: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A button of a room's own (see ``rooms``): its ``word``, ``[a-z]{1,12}``, and up to 48 plain characters."""

    word: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Not written by this version of the bot."""


Replied = TapOn | ConfirmOn | SkipOn | BackOn | KeepOn | EditOn
"""What a button says that changes something in a response."""

Looked = PageOn | PrivacyOf | StandOf
"""What a button says that only shows something else."""

Pressed = Replied | Looked | Chosen
"""What a readable button says."""

_KINDS: dict[str, type[Replied | Looked]] = {
    "t": TapOn,
    "c": ConfirmOn,
    "s": SkipOn,
    "b": BackOn,
    "k": KeepOn,
    "e": EditOn,
    "p": PageOn,
    "n": PrivacyOf,
    "w": StandOf,
}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


def encode(pressed: Pressed) -> str:
    """``pressed`` as callback data. Numbers below 2**63, so it has at most 62 bytes."""
    if isinstance(pressed, Chosen):
        written = f"2{pressed.word}:{pressed.argument}"
        assert _CHOICE.fullmatch(written), written
        return written
    return ":".join([f"1{_LETTERS[type(pressed)]}", *map(str, astuple(pressed))])


def decode(text: str | None) -> Pressed | Unreadable:
    """What a button that sent ``text`` says."""
    if chosen := _CHOICE.fullmatch(text or ""):
        return Chosen(chosen[1], chosen[2])
    found = _FORM.fullmatch(text or "")
    kind = _KINDS.get(found[1]) if found else None
    if found is None or kind is None:
        return Unreadable()
    numbers = [int(part) for part in found[2].split(":")[1:]]
    if len(numbers) != len(fields(kind)) or max(numbers) > _LARGEST:
        return Unreadable()
    return kind(*numbers)
