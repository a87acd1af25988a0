"""Who may read figures. The one place where access is decided.

Owners are named in the settings; at the command line sits whoever runs the bot. It refuses everyone else, with the
same sentence whether or not what they asked for exists.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.services.errors import Refusal


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who writes to the bot, known by Telegram's id."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs commands on the machine that holds the database."""


Reader = Person | Operator


class NotAllowed(Refusal):
    """Not an owner."""

    def __init__(self) -> None:
        super().__init__("This is for the organisers of the webinar only.")


class Access:
    """Decides who may read."""

    def __init__(self, owners: Collection[int]) -> None:
        self._owners = frozenset(owners)

    @property
    def owners(self) -> frozenset[int]:
        """The Telegram ids of all owners."""
        return self._owners

    def is_owner(self, telegram_id: int) -> bool:
        """Whether the settings name them as an owner."""
        return telegram_id in self._owners

    def require_reader(self, reader: Reader) -> None:
        """Return if ``reader`` may see figures.

        Raises:
            NotAllowed: they may not.
        """
        if isinstance(reader, Person) and not self.is_owner(reader.telegram_id):
            raise NotAllowed
