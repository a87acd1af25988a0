"""What was stored, counted, sent and received, held against what was meant. Empty findings mean that all is well."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.delivery.pump import width_at
from bot.survey.rules import ATTENDED
from tests.crash.definition import EDITED_LATER, MARKED, MARKS, OPENING, QUESTIONS, Choices
from tests.crash.house import Stored
from tests.crash.ledger import SETTLED, Account
from tests.crash.people import Intention, Respondent
from tests.staging import MESSAGES_PER_SECOND


@dataclass(frozen=True, slots=True)
class Compared:
    """How many cells were looked at, and a line for each that is wrong."""

    cells: int
    wrong: Sequence[str]

    @property
    def equal(self) -> int:
        """The cells that are as they should be."""
        return self.cells - len(self.wrong)


def taps(people: Sequence[Respondent], stored: Stored) -> Iterator[str]:
    """Everybody came through with one act each, and every act is one update, stored once and done."""
    acted = Counter(taken.chat_id for taken in stored.inbox)
    for person in people:
        chat = person.phone.chat_id
        if person.lost is not None:
            yield f"a tap was lost: {person.lost}"
        elif person.acts != person.acts_meant or not person.through:
            yield f"chat {chat} did {person.acts} of {person.acts_meant} acts"
        if acted[chat] != person.acts:
            yield f"chat {chat} acted {person.acts} times and the inbox has {acted[chat]} updates"
    for taken in stored.inbox:
        if taken.state != "done":
            yield f"update {taken.update_id} of chat {taken.chat_id} is {taken.state}"


def exported(people: Sequence[Respondent], sheet: str) -> Compared:
    """The exported ``sheet``, cell by cell, against what each person meant."""
    rows = list(csv.DictReader(io.StringIO(sheet)))
    by_signature = {row[MARKED]: row for row in rows}
    wrong = []
    if len(rows) != len(people) or len(by_signature) != len(people):
        wrong.append(f"{len(rows)} rows with {len(by_signature)} signatures for {len(people)} people")
    cells = 0
    for person in people:
        meant = _cells(person.script.intentions)
        row = by_signature.get(meant[MARKED], {})
        cells += len(meant)
        wrong += [
            f"chat {person.phone.chat_id} meant {cell!r} at {column}, the export says {row.get(column)!r}"
            for column, cell in meant.items()
            if row.get(column) != cell
        ]
    return Compared(cells, wrong)


def _cells(intentions: Mapping[str, Intention]) -> dict[str, str]:
    """The cells of somebody's row, by column."""
    cells = {"finished": "1"}
    for asked in QUESTIONS:
        cells[asked.key] = intentions[asked.key].cell
        if isinstance(asked, Choices) and asked.other:
            cells[f"{asked.key}.other"] = intentions[asked.key].other
    return cells


def counted(people: Sequence[Respondent], summary: Mapping[str, Any]) -> Compared:
    """Each count of the summary against the sum of what people meant."""
    meant = _counts(people)
    found = {("responses", state): summary["responses"][state] for state in ("entered", "started", "finished")}
    for question in summary["questions"]:
        for state in ("shown", "answered", "skipped", "left"):
            found[question["key"], state] = question[state]
        for option in question.get("options") or ():
            found[question["key"], f"={option['key']}"] = option["count"]
    wrong = [
        f"{key} {what.removeprefix('=')}: {meant.get((key, what), 0)} meant, {found.get((key, what))} counted"
        for key, what in sorted(meant.keys() | found.keys())
        if meant.get((key, what), 0) != found.get((key, what))
    ]
    return Compared(len(found), wrong)


def _counts(people: Sequence[Respondent]) -> dict[tuple[str, str], int]:
    """What the summary has to count: who does not say that they were there judges nothing but that."""
    meant: dict[tuple[str, str], int] = defaultdict(int)
    for person in people:
        for state in ("entered", "started", "finished"):
            meant["responses", state] += 1
        was_there = "yes" in person.script.intentions[ATTENDED].picks
        for key, intention in person.script.intentions.items():
            if not was_there and key != ATTENDED:
                continue
            meant[key, intention.state] += 1
            meant[key, "shown"] += intention.state != "not shown"
            for pick in intention.picks:
                meant[key, f"={pick}"] += 1
    return {(key, what): count for (key, what), count in meant.items() if what != "not shown"}


def arrived(people: Sequence[Respondent], sent: Mapping[tuple[int, str, int], int]) -> Iterator[str]:
    """What stands on the phones is what the journal says was sent; screens that were edited since are left out."""
    for person in people:
        chat = person.phone.chat_id
        for (follow_up, part), words in MARKS.items():
            on_phone, in_journal = person.phone.heard(words), sent.get((chat, follow_up, part), 0)
            if follow_up not in EDITED_LATER and on_phone != in_journal:
                yield f"chat {chat} got {follow_up} (part {part + 1}) {on_phone} times, the journal says {in_journal}"


def told(summary: Mapping[str, Any], stored: Stored) -> Iterator[str]:
    """What the organisers are told of each follow-up is what stands in the outbox; sent after a doubt is doubtful."""
    rows = Counter(
        (owed.follow_up, "doubtful" if owed.state == "sent" and owed.doubts else owed.state)
        for owed in stored.outbox.values()
    )
    owed = Counter(owed.follow_up for owed in stored.outbox.values() if owed.follow_up != OPENING)
    if {each["key"]: each["planned"] for each in summary["follow_ups"]} != owed:
        yield f"the summary's follow-ups are not the {owed.total()} that are owed"
    for each in summary["follow_ups"]:
        for state in SETTLED:
            count = each.get(state, 0)
            if count != rows[each["key"], state]:
                yield f"the summary has {each['key']} {count} times {state}, the outbox {rows[each['key'], state]}"


def doubts(account: Account) -> Iterator[str]:
    """Doubtful sends are at most what was open at a kill or struck by the network, and each is on record."""
    if account.doubts != account.open + account.noticed:
        yield f"{account.doubts} doubts for {account.open} open requests and {account.noticed} troubles of the network"
    if account.most_open > (width := width_at(MESSAGES_PER_SECOND)):
        yield f"{account.most_open} requests were open at one kill; the pump sends {width} at a time"
