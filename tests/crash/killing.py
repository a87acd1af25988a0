"""When the bot is killed: at a random moment of its life, or in the midst of claiming, sending, settling or planning.

And what else befalls that life: a broken network, another edition of the plan, a clock set back, a full disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from bot.rehearsal import Fault
from tests.crash.definition import EDITIONS, part_of
from tests.crash.house import House

STAGES = {
    "starting": 10,
    "serving": 10,
    "working": 20,
    "claiming": 12,
    "uploading": 12,
    "sending": 12,
    "settling": 12,
    "planning": 12,
}
"""How often of a hundred times it is killed at which stage."""

START_SECONDS = 1.5
SERVE_SECONDS = 1.5
MOST_CALLS = 400
BREATH_SECONDS = 0.02

REPLANNED = 0.4
"""The share of lives in which another edition of the plan is applied while people answer and messages go."""
JUMPING = 0.15
"""The share of lives that begin with the clock set back."""
TROUBLED = 0.6
"""The share of lives in which the network does harm, too."""
FAULTS = (
    Fault("cut_after", "sendDocument", times=2),
    Fault("cut_after", "sendMessage", times=3, probability=0.2),
    Fault("cut_before", "sendMessage", times=3, probability=0.2),
    Fault("hang_after", "sendDocument", times=2, seconds=2),
    Fault("hang_after", "sendMessage", times=3, probability=0.2, seconds=2),
    Fault("hang", "sendMessage", times=4, probability=0.3, seconds=4),
    Fault("hang", "editMessageText", times=4, probability=0.3, seconds=4),
    Fault("hang_after", "editMessageText", times=2, seconds=1),
    Fault("cut_after", "editMessageText", times=2),
    Fault("cut_after", "getUpdates"),
    Fault("429", "sendMessage", times=20, probability=0.5),
    Fault("429_bare", "sendMessage", times=5, probability=0.2),
    Fault("429", "sendDocument", times=10),
    Fault("500", "sendMessage", times=3, probability=0.2),
    Fault("502_page", "sendDocument", times=2),
    Fault("malformed", "sendMessage", times=2, probability=0.3),
    Fault("502_page", None, times=4, probability=0.3),
)
UNKNOWN_FILE = "Bad Request: wrong file identifier/HTTP URL specified"
AIMED_SECONDS = 2.5
"""How long a moment is waited for that may not come in this life."""
DISK_FULL = 0.12
"""The share of lives in which nothing more fits on the disk for a while."""
FULL_SECONDS = 1.0


class Killer:
    """Draws each moment by ``chance``."""

    def __init__(self, house: House, chance: Random) -> None:
        self._house = house
        self._chance = chance

    def jumps_back(self) -> bool:
        """Whether the clock goes back for the life that begins."""
        return self._chance.random() < JUMPING

    def edition(self) -> int | None:
        """Which edition of the plan is applied beside the life that begins; None: none."""
        return self._chance.randrange(EDITIONS) if self._chance.random() < REPLANNED else None

    def trouble(self) -> None:
        """In some lives the network does harm, too."""
        if self._chance.random() < TROUBLED:
            self._house.api.faults.add(self._chance.choice(FAULTS))

    async def await_moment(self, began: Callable[[], None]) -> str:
        """Return when it is time to kill the process that was just spawned: at which stage.

        ``began`` is called once, as soon as the process has called Telegram; or at the end, if it never does. Raises:
        Failed, when the process ends by itself.
        """
        house, chance = self._house, self._chance
        spawned_at = house.journal_number
        (stage,) = chance.choices(list(STAGES), weights=list(STAGES.values()))
        if stage == "starting":
            await self._sleep(chance.uniform(0, START_SECONDS), spawned_at, began)
            return stage
        await house.called("getMe", after=spawned_at)
        began()
        serves_at = await house.called("getUpdates", after=spawned_at)
        if chance.random() < DISK_FULL:
            await house.without_room(FULL_SECONDS)
        if stage not in ("serving", "working"):
            return await self._aimed(stage, serves_at)
        calls, gap = chance.randint(1, MOST_CALLS), chance.uniform(0, SERVE_SECONDS)
        if stage == "working":
            await house.api.journal.until(lambda: house.journal_number >= serves_at + calls, wait=SERVE_SECONDS)
            gap = gap / SERVE_SECONDS * BREATH_SECONDS
        await asyncio.sleep(gap)
        return stage

    async def _aimed(self, stage: str, serves_at: int) -> str:
        """Return in the midst of this stage; "working" if it does not come while it is waited for."""
        house, waiting = self._house, self._house.api.faults.waiting
        match stage:
            case "claiming":
                came = await house.has_row("state = 'claimed'", AIMED_SECONDS)
            case "sending":
                waiting.insert(0, Fault("hang", "sendMessage", seconds=1, times=6, probability=0.5))
                came = await house.has_row("state = 'sending' AND prefers = 'not_at_all'", AIMED_SECONDS)
            case "uploading":
                if not any(fault.name == "refused" for fault in waiting):  # twice would be Telegram's last word
                    waiting.insert(0, Fault("refused", "sendDocument", description=UNKNOWN_FILE))
                waiting.insert(1, Fault("hang_after", "sendDocument", seconds=1, times=3))
                carries = "state = 'sending' AND follow_up IN ('thanks', 'pack') AND parts = 0"
                came = await house.has_row(carries, AIMED_SECONDS)
            case "settling":
                came = await house.api.journal.until(lambda: _arrived(house, serves_at), wait=AIMED_SECONDS)
            case _:
                return "planning" if await house.killed_applying(self._chance) else "replanned"
        return stage if came else "working"

    async def _sleep(self, seconds: float, spawned_at: int, began: Callable[[], None]) -> None:
        """Sleep so long from the spawn; ``began`` is called in between, if the process gets so far."""
        house, loop = self._house, asyncio.get_running_loop()
        end = loop.time() + seconds
        await house.api.journal.until(lambda: house.has_called("getMe", after=spawned_at), wait=seconds)
        began()
        await asyncio.sleep(max(0.0, end - loop.time()))


def _arrived(house: House, serves_at: int) -> bool:
    """Whether a follow-up has arrived in this life."""
    return any(
        entry.method == "sendMessage" and entry.carried_out and part_of(str(entry.params.get("text") or ""))
        for entry in house.calls_since(serves_at)
    )
