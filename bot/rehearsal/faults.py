"""Bad days on purpose: what goes wrong with a call, how often, and whether the method ran all the same.

The server asks ``strike`` once per call; a fault that strikes is written into the journal.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

Name = Literal[
    "500",  # an error of Telegram's, nothing done
    "502",  # JSON as Telegram's front sends it, nothing done
    "502_page",  # an HTML page as a proxy sends it, nothing done
    "cut_before",  # the connection ends, nothing done
    "cut_after",  # done, but the connection ends before the answer
    "hang",  # no answer for `seconds`, then the connection ends; nothing done
    "hang_after",  # done, but no answer for `seconds`, then the connection ends
    "429",  # too many requests with retry_after
    "429_bare",  # too many requests without
    "401",  # the token is refused
    "403",  # blocked
    "refused",  # `error_code` and `description` as given, `migrate_to` among its parameters
    "malformed",  # done, but the answer is no JSON
]
NAMES: tuple[str, ...] = get_args(Name)
DONE_ALL_THE_SAME = frozenset({"cut_after", "hang_after", "malformed"})


@dataclass(slots=True)
class Fault:
    """One kind of trouble. ``method`` None: any; ``chat_id`` None: any chat; ``times`` None: no end. ``seconds`` is how
    long a hang lasts, in real time; ``retry_after`` in whole seconds. The last three are for "refused"."""

    name: Name
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    probability: float = 1.0
    retry_after: int = 1
    seconds: float = 60.0
    error_code: int = 400
    description: str = "Bad Request"
    migrate_to: int | None = None

    def told(self) -> dict[str, Any]:
        """The fault as JSON shows it."""
        return {slot: getattr(self, slot) for slot in self.__slots__}


@dataclass(slots=True)
class Faults:
    """The troubles to come. ``chance`` draws; seed it to see the same day again."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret hangs on it
    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """The fault strikes from now on, after those added before it."""
        self.waiting.append(replace(fault))

    def clear(self) -> None:
        """No more trouble."""
        self.waiting.clear()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call; None: it goes well."""
        for fault in self.waiting:
            if fault.method not in (None, method) or fault.chat_id not in (None, chat_id):
                continue
            if fault.probability < 1.0 and self.chance.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
            return fault
        return None
