"""How the bot was found each time it had been killed, and which replies were stored then but not yet shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.crash.house import House, Stored, Taken
from tests.crash.people import Respondent, Sign


@dataclass(frozen=True, slots=True)
class Unshown:
    """Somebody whose last reply, act number ``acts``, is stored, and whose screen is owed."""

    person: Respondent
    acts: int
    sign: Sign


@dataclass(frozen=True, slots=True)
class Death:
    """One kill. ``ended_at`` is the journal's number when the process was gone; ``found`` what the database held.

    ``unconfirmed`` updates Telegram would give out again.
    """

    stage: str
    ended_at: int
    found: Stored
    unconfirmed: int


class Coroner:
    """Notes each death, and in how many lives the plan was changed or the clock set back.

    ``unshown`` are the replies, by chat and act, that only a later life of the bot could show.
    """

    def __init__(self, house: House, people: Sequence[Respondent]) -> None:
        self.deaths: list[Death] = []
        self.replanned = 0
        self.jumps = 0
        self.unshown: set[tuple[int, int]] = set()
        self._house = house
        self._people: Mapping[int, Respondent] = {person.phone.chat_id: person for person in people}
        self._perhaps: list[Unshown] = []

    async def note(self, stage: str) -> None:
        """The process is gone: note how it was found."""
        house = self._house
        found = await house.stored()
        self.deaths.append(Death(_confirmed(stage, found), house.journal_number, found, len(house.api.updates)))
        latest: dict[int | None, list[Taken]] = defaultdict(list)
        for taken in sorted(found.inbox, key=lambda taken: taken.update_id):
            latest[taken.chat_id].append(taken)
        self._perhaps = [
            Unshown(person, person.acts, person.awaits)
            for chat_id, person in self._people.items()
            if person.awaits is not None
            and len(latest[chat_id]) == person.acts
            and latest[chat_id][-1].state == "decided"
        ]

    def look_again(self) -> None:
        """The next process begins: what is not shown by now, only that process can show."""
        perhaps, self._perhaps = self._perhaps, []
        for each in perhaps:
            chat = self._house.api.chats.by_id[each.person.phone.chat_id]
            shown = each.sign.shown(message.seen() for message in chat.messages.values() if not message.deleted)
            if each.person.acts == each.acts and not shown:
                self.unshown.add((each.person.phone.chat_id, each.acts))


_LEFT_BY_THE_DEAD = {"claiming": "claimed", "uploading": "sending", "sending": "sending"}


def _confirmed(stage: str, found: Stored) -> str:
    """The stage, if the database holds what a process that died in it leaves; else it was just working."""
    leaves = _LEFT_BY_THE_DEAD.get(stage)
    return stage if leaves is None or any(row.state == leaves for row in found.outbox.values()) else "working"
