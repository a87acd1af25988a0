"""Every request of a follow-up held against its row of the outbox, life by life of the bot's process.

In each life a row's requests are as many as the parts it then knows to be sent, plus the doubts it then has noted; one
more may be open where the process was found dead with the row as ``sending``. So no request goes unrecorded, and no
doubt is invented: each belongs to a kill or to a trouble of the network that the rehearsal made.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.rehearsal.faults import NAMES
from bot.rehearsal.journal import Entry
from tests.crash.deaths import Death
from tests.crash.definition import PARTS, TEXT_ONLY, part_of
from tests.crash.house import Owed, Stored

REFUSED = ("429", "429_bare", "refused")
"""Answered in words, so that nothing is in doubt: the request never counted."""

SETTLED = ("sent", "doubtful", "cancelled", "gave_up")
Place = tuple[int, str]
"""Chat and follow-up: who is owed what."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call that carried a part of a follow-up, and in which life of the bot it was made."""

    place: Place
    part: int
    life: int
    carried_out: bool
    struck: bool


@dataclass(slots=True)
class Account:
    """What came out. ``open`` requests at kills, ``seen`` of them by the server; ``noticed`` doubts are the network's.

    ``carried_out`` messages, ``extra`` of them beyond the first; ``states`` of the rows at the end.
    """

    open: int = 0
    seen: int = 0
    noticed: int = 0
    most_open: int = 0
    doubts: int = 0
    carried_out: int = 0
    extra: int = 0
    text_only_twice: int = 0
    states: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def unseen(self) -> int:
        """Requests that were open at a kill and of which the server never saw anything."""
        return self.open - self.seen


def requests_of(entries: Iterable[Entry], deaths: Sequence[Death]) -> dict[Place, list[Request]]:
    """The journal's requests of follow-ups, by whom and what they were for.

    What a dead process had sent may still be read by the server a moment later: a life's requests are all those before
    the next process's first ``getMe``.
    """
    kept = list(entries)
    began = [entry.number for entry in kept if entry.method == "getMe"]
    ends = [next((number for number in began if number > death.ended_at), 2**63) for death in deaths]
    found: dict[Place, list[Request]] = defaultdict(list)
    for entry in kept:
        part = part_of(str(entry.params.get("text") or entry.params.get("caption") or ""))
        if entry.fault in REFUSED:
            continue
        if entry.method in ("sendMessage", "sendDocument") and part is not None and entry.chat_id is not None:
            place, life = (entry.chat_id, part[0]), bisect_right(ends, entry.number)
            found[place].append(Request(place, part[1], life, entry.carried_out, entry.fault in NAMES))
    return found


def audited(requests: Mapping[Place, Sequence[Request]], deaths: Sequence[Death], end: Stored) -> Account:
    """All rows gone through, with whatever does not add up in ``faults``."""
    account = Account()
    lives = [death.found for death in deaths] + [end]
    open_in: dict[int, int] = defaultdict(int)
    for row in end.outbox.values():
        its = requests.get((row.chat_id, row.follow_up), ())
        for life in _open(account, row, its, lives):
            open_in[life] += 1
        _judge(account, row, its)
    account.open = sum(open_in.values())
    account.most_open = max(open_in.values(), default=0)
    owed = {(row.chat_id, row.follow_up) for row in end.outbox.values()}
    account.faults += [
        f"{what} was sent to chat {chat}, to whom no row owes it" for chat, what in requests.keys() - owed
    ]
    return account


def _open(account: Account, row: Owed, its: Sequence[Request], lives: Sequence[Stored]) -> list[int]:
    """The lives at whose end a request of this row was open; what does not add up is noted."""
    open_in: list[int] = []
    parts = doubts = 0
    claim: str | None = None
    for life, found in enumerate(lives):
        made = [request for request in its if request.life == life]
        owed = found.outbox.get(row.row)
        if owed is None or (owed.claim is not None and owed.claim == claim):
            # Not planned yet, or found as the process before left it: this one never came to rescuing it.
            if made:
                account.faults.append(f"{_named(row)}: sent in life {life} without having been claimed in it")
            continue
        noticed = owed.doubts - doubts
        unexplained = len(made) - (owed.parts - parts) - noticed
        dies_sending = owed.state == "sending"
        if unexplained not in ((0, 1) if dies_sending else (0,)):
            account.faults.append(
                f"{_named(row)}: life {life} made {len(made)} requests, noted {owed.parts - parts} parts as sent and"
                f" {noticed} doubts, and left the row {owed.state}"
            )
        if noticed > sum(request.struck for request in made):
            account.faults.append(f"{_named(row)}: life {life} noted {noticed} doubts without cause")
        account.noticed += noticed
        if dies_sending:
            account.seen += unexplained
            open_in.append(life)
        parts, doubts, claim = owed.parts, owed.doubts + dies_sending, owed.claim
    if row.doubts != doubts:
        account.faults.append(f"{_named(row)}: has {row.doubts} doubts where {doubts} sends are doubtful")
    return open_in


def _judge(account: Account, row: Owed, its: Sequence[Request]) -> None:
    """The row at the end against the copies that came."""
    faults, parts = account.faults, PARTS[row.follow_up]
    copies = [sum(it.carried_out and it.part == part for it in its) for part in range(parts)]
    account.states[row.state] += 1
    account.doubts += row.doubts
    if row.state not in SETTLED:
        faults.append(f"{_named(row)}: is still {row.state}")
    if row.state in ("doubtful", "cancelled", "gave_up") and not row.reason:
        faults.append(f"{_named(row)}: is {row.state} without a reason")
    if row.state == "sent":
        extra = sum(max(0, count - 1) for count in copies)
        if min(copies) < 1:
            faults.append(f"{_named(row)}: is settled as sent, but came {copies} times")
    else:
        extra = sum(copies)
    if row.state == "doubtful" and row.doubts < 1:
        faults.append(f"{_named(row)}: is doubtful without a doubt")
    if extra > row.doubts:
        faults.append(f"{_named(row)}: {extra} copies more than known, with {row.doubts} doubts on record")
    if row.follow_up in TEXT_ONLY and max(copies) > 1:
        account.text_only_twice += 1
        faults.append(f"{_named(row)}: came {max(copies)} times, and prefers not at all")
    if (row.follow_up in TEXT_ONLY) != (row.prefers == "not_at_all"):
        faults.append(f"{_named(row)}: prefers {row.prefers}")
    account.carried_out += sum(copies)
    account.extra += sum(max(0, count - 1) for count in copies)


def _named(row: Owed) -> str:
    return f"row {row.row} ({row.follow_up} to chat {row.chat_id})"


def received(requests: Mapping[Place, Sequence[Request]]) -> dict[tuple[int, str, int], int]:
    """How many messages of each part of each follow-up went to each chat, as the journal has it."""
    found: dict[tuple[int, str, int], int] = defaultdict(int)
    for (chat, follow_up), its in requests.items():
        for it in its:
            found[chat, follow_up, it.part] += it.carried_out
    return {key: count for key, count in found.items() if count}
