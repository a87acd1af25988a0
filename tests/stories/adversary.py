"""Somebody who has a copy of the database file and its log, no key, and a list of who chatted when.

``look_for`` and ``sizes`` are what can be read before answers are moved. What can be after: ``most_matched`` lays
people in every order that is known of them against responses in every order that the file has; ``followed`` looks whose
draft lay where a text lies now. Both say how many pairs are right. ``tellings`` is how much the file
knows of when and how often people wrote.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from math import factorial
from pathlib import Path

MANY = 10
"""Of pairs made by chance, however many people, P(at least m are right) is at most 1/m!: the mean number of sets of m
people who all are right is C(n, m) (n - m)! / n! = 1/m!. For ten that is 2.8e-7 for each of less than 200 pairings."""

CHANCE = 200 / factorial(MANY)
assert CHANCE < 1e-4

FOLLOWED = 10
"""By chance two are right in three closings: for each at most 16 of 22 or more people are looked at. That ten are, in
any of five ways, has a probability of about 5e-4, and as the key is fixed, it is always the same chance."""

PAGE = 4096
OVERFLOWS = 1100
"""A text of so many bytes does not fit into a row of ``answers``: its end lies on a page of its own."""


@dataclass(frozen=True)
class Copy:
    """The bytes of a database and of its log."""

    file: bytes
    log: bytes

    @property
    def text(self) -> bytes:
        return self.file + self.log

    @classmethod
    def of(cls, path: Path) -> "Copy":
        log = path.with_name(path.name + "-wal")
        return cls(path.read_bytes(), log.read_bytes() if log.exists() else b"")

    def rows(self, folder: Path, sql: str) -> list[tuple]:
        """What SQLite reads in it."""
        path = folder / "copied.db"
        path.write_bytes(self.file)
        path.with_name("copied.db-wal").write_bytes(self.log)
        path.with_name("copied.db-shm").unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql).fetchall()


@dataclass
class Known:
    """What is known of somebody: when they first and last did something, when they finished, by the order of acts."""

    chat_id: int
    texts: list[str] = field(default_factory=list)
    acted: list[int] = field(default_factory=list)
    finished: int | None = None


def look_for(secrets: Iterable[str], copy: Copy) -> list[str]:
    """Which of them, or of their beginnings, stand in it as they are."""
    text = copy.text
    return [secret for secret in secrets if secret[:16].encode() in text]


def sizes(folder: Path, copy: Copy) -> tuple[set[int], set[int]]:
    """How long what is sealed is: drafts, and what came from Telegram."""
    found = copy.rows(
        folder,
        """SELECT DISTINCT 'drafts', length(sealed) FROM drafts
           UNION SELECT DISTINCT 'inbox', length(body) FROM inbox WHERE body IS NOT NULL""",
    )
    return {size for where, size in found if where == "drafts"}, {size for where, size in found if where == "inbox"}


def most_matched(folder: Path, copy: Copy, people: Iterable[Known]) -> int:
    """How many people at most are given the response that is theirs, by any of the orders there are."""
    known = [person for person in people if person.finished is not None]
    rows = copy.rows(folder, _ROWS)
    texts = {response: text for response, text, *_ in rows}
    told = {row[0]: row[2:] for row in rows}
    assert len(texts) == len(known)
    theirs = {chat_id: ids for chat_id, *ids in copy.rows(folder, _PEOPLE)}
    orders_of_people = _orders(range(len(known)), [_facts(person, *theirs[person.chat_id]) for person in known])
    orders_of_rows = _orders(list(texts), [(*told[each], *_places(copy, texts[each])) for each in texts])
    return max(
        sum(texts[response] in known[person].texts for person, response in zip(mine, theirs, strict=True))
        for mine in orders_of_people
        for theirs in orders_of_rows
    )


def pages_of_drafts(copy: Copy, drafts: Mapping[int, bytes]) -> dict[int, int]:
    """Whose draft each page of the file holds, for somebody who knows more than there is to know: the ``drafts``."""
    looked = (
        (chat_id, copy.file.find(draft[at : at + 40])) for chat_id, draft in drafts.items() for at in _parts(draft)
    )
    return {place // PAGE: chat_id for chat_id, place in looked if place >= 0}


def _parts(draft: bytes) -> range:
    return range(2000, len(draft) - 40, PAGE // 2)


def followed(folder: Path, copy: Copy, people: Iterable[Known], owners: Mapping[int, int]) -> Counter[int]:
    """How many people are given the response that is theirs because a text lies where their draft lay: the text of the
    response so many places before it, by that number.
    """
    said = {person.chat_id: person.texts for person in people}
    texts = [text for _, text, *_ in sorted(copy.rows(folder, _ROWS))]
    right: Counter[int] = Counter()
    for place, text in enumerate(texts):
        owner = owners.get(copy.file.find(text.encode()[-40:]) // PAGE)
        if owner is None or len(text.encode()) < OVERFLOWS:
            continue
        for shift in range(-2, 3):
            if 0 <= place + shift < len(texts):
                right[shift] += texts[place + shift] in said[owner]
    return right


def tellings(folder: Path, copy: Copy) -> int:
    """How many different moments, chats and messages the file knows of what was done."""
    ((count,),) = copy.rows(
        folder,
        """SELECT (SELECT count(DISTINCT received_at) + count(chat_id) FROM inbox WHERE state = 'done')
               + (SELECT count(message_id) FROM responses)""",
    )
    return int(count)


def _orders(things: Iterable[int], facts: list[tuple]) -> list[list[int]]:
    """The things ordered by each of their facts."""
    placed = list(zip(things, facts, strict=True))
    return [[thing for thing, _ in sorted(placed, key=lambda each: each[1][n])] for n in range(len(facts[0]))]


def _facts(person: Known, attendee: int, response: int) -> tuple:
    """Of somebody: chat, first and last act, when they finished, and where their rows are."""
    return (person.chat_id, person.acted[0], person.acted[-1], person.finished, -person.finished, attendee, response)


def _places(copy: Copy, text: str) -> tuple[int, ...]:
    """Where a text stands: first and last in the file, first and last in the log."""
    look = text[:12].encode()
    return (copy.file.find(look), copy.file.rfind(look), copy.log.find(look), copy.log.rfind(look))


_ROWS = """SELECT r.id, a.text, r.id, r.label, r.created_at, r.finished_at, length(a.text), a.stored_at
    FROM responses AS r JOIN answers AS a ON a.response_id = r.id AND a.question = 'why'
    WHERE r.mode = 'anonymous' AND r.finished_at IS NOT NULL"""
_PEOPLE = "SELECT a.chat_id, a.id, r.id FROM attendees AS a JOIN responses AS r ON r.attendee_id = a.id"
