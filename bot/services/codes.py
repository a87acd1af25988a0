"""Deep-link codes: what follows ``/start``, and the random words that nobody can guess.

A webinar's code is 13 characters of ``[a-z2-7]`` (65 random bits), optionally followed by ``-`` and a source, or by
``_`` and a personal token. Chance is handed in, so that tests can fix it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
CODE_LENGTH = 13
LABEL_LENGTH = 10

JOIN = "join"
"""``/start join_TOKEN`` makes a member of the team. No code of a webinar is so short, nor has it that sign in it."""

TOKEN_LENGTH = 20

PERSONAL = "personal"
"""The source of whoever came by a link of their own. Nobody else has it: a link that names it is the plain one."""

_PAYLOAD = re.compile(r"([a-z2-7]{13})(?:-([a-z0-9]{1,16})|_([A-Za-z0-9_-]{1,50}))?")

Chance = Callable[[str], str]
"""Picks one character of the given ones; ``secrets.choice`` in the product."""


@dataclass(frozen=True, slots=True)
class Link:
    """A deep link's payload taken apart. ``source`` says where it was shown; None: the plain link.

    ``token`` is of a link that was mailed to one person, if it is one.
    """

    code: str
    source: str | None
    token: str | None = None


def link(payload: str) -> Link | None:
    """The parts of a ``/start`` payload; None when it cannot be one."""
    found = _PAYLOAD.fullmatch(payload.strip())
    if found is None:
        return None
    code, source, token = found.groups()
    return Link(code=code, source=None if source == PERSONAL else source, token=token)


def new_code(chance: Chance) -> str:
    """A webinar's code: 65 random bits."""
    return "".join(chance(ALPHABET) for _ in range(CODE_LENGTH))


def new_token(chance: Chance) -> str:
    """What a link into the team holds: 100 random bits."""
    return "".join(chance(ALPHABET) for _ in range(TOKEN_LENGTH))


def new_label(chance: Chance) -> str:
    """A response's label: 50 random bits, telling nothing of whose it is."""
    return "".join(chance(ALPHABET) for _ in range(LABEL_LENGTH))
