"""Plays a story: people act on the rehearsal, the house answers, and what stands on their phones is held against it."""

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import db.responses
from bot.rehearsal import Person
from bot.rehearsal.world import Query
from bot.services.keeping import shelf_of
from bot.services.library import Library
from bot.survey.answers import Answer

from .house import OWNER, House, a_house
from .transcript import Line, Story, matches, moment, read_story

FIRST_ID = 101
_CODE = re.compile(r"CODE(?:\((\S+)\))?")
Rows = tuple[tuple[str, ...], ...]


class Way(Enum):
    """How the house is treated while a story is played. Lines that only look do not touch it."""

    PLAINLY = "plainly"
    REOPENED = "closed and reopened from disk before every line"
    ASLEEP = "closed while somebody acts, and opened after it"


class Untrue(AssertionError):  # noqa: N818  reads as what it says
    """The story and what happened differ."""


@dataclass(frozen=True)
class Screen:
    """A message as it stands on a phone."""

    text: str
    rows: Rows
    file: str | None


@dataclass
class Guest:
    """Somebody in a story. ``news``: what came or changed and is not told yet; ``toasts``: answers to taps, too."""

    person: Person
    seen: dict[int, Screen] = field(default_factory=dict)
    news: list[Screen] = field(default_factory=list)
    buttons: list[tuple[str, int, str]] = field(default_factory=list)
    numbers: dict[tuple[int, str], str] = field(default_factory=dict)
    taps: list[Query] = field(default_factory=list)
    toasts: list[tuple[str, str]] = field(default_factory=list)

    def look(self) -> None:
        """Take in what is new. That buttons went away from an old message is no news."""
        for message in self.person.messages:
            if not message.by_bot:
                continue
            offered = [button for row in message.buttons or [] for button in row if "callback_data" in button]
            for button in offered:
                found = (button["text"], message.message_id, button["callback_data"])
                if found not in self.buttons:
                    self.buttons.append(found)
            file = message.content.file
            screen = Screen(
                message.content.text,
                tuple(tuple(button["text"] for button in row) for row in message.buttons or []),
                file.name if file else None,
            )
            self.numbers |= _numbered(message.message_id, screen.text)
            before = self.seen.get(message.message_id)
            self.seen[message.message_id] = screen
            if before is None or screen not in (before, replace(before, rows=())):
                self.news.append(screen)
        for tap in self.taps:
            if tap.answer is None:
                raise Untrue("a tap was never answered: its spinner goes on")
            if tap.answer["text"]:
                self.toasts.append(("Alert" if tap.answer["show_alert"] else "Toast", tap.answer["text"]))
        self.taps.clear()

    def tap(self, label: str, *, old: bool = False) -> tuple[int, str]:
        """Message and data of the newest button that says ``label``; of an ``old`` one that stands there no more."""
        standing = {
            (message.message_id, button["callback_data"])
            for message in self.person.messages
            for row in message.buttons or []
            for button in row
            if "callback_data" in button
        }
        for text, message_id, written in reversed(self.buttons):
            meant = self.numbers.get((message_id, label), label)
            if says(text, meant) and ((message_id, written) in standing) is not old:
                return message_id, written
        raise Untrue(f"no button says {label!r}; there are {[text for text, *_ in self.buttons[-12:]]}")


def _numbered(message_id: int, text: str) -> dict[tuple[int, str], str]:
    """What the numbers on a message's buttons stand for: labels too long for a button are listed in its text."""
    lines = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
    return {(message_id, label): number for number, label in lines}


def says(text: str, label: str) -> bool:
    """Whether a button's text is ``label``, ticks and counts aside."""
    plain = text.lstrip("☐☑● ")
    return label in (text, plain) or bool(re.fullmatch(re.escape(label) + r" \(\d+\)", plain))


class Teller:
    """Holds a story against a house."""

    def __init__(self, house: House, story: Story) -> None:
        self._house = house
        self._guests = {
            name: Guest(house.api.join(OWNER if name == story.organiser else number, name, language_code=language))
            for number, (name, language) in enumerate(story.people.items(), start=FIRST_ID)
        }
        self._last = next(iter(story.people))
        acts: list[tuple[str, Callable[..., Awaitable[None]]]] = [
            (r"\((.+)\)", self._pass_time),
            (r"Organiser applies: (\S+)", self._apply),
            (r"(\w+) taps( twice| old|): (.+)", self._tap),
            (r"(\w+) taps (\w+)'s: (.+)", self._tap_of),
            (r"(\w+) forges: (.+)", self._forge),
            (r"(\w+) sends: (sticker|photo|voice|document)", self._send),
            (r"(\w+) writes (\d+) characters", self._write_much),
            (r'(\w+) replies to "([^"]+)": (.+)', self._reply),
            (r"(\w+) (blocks|unblocks) the bot", self._block),
            (r"((?!Bot|Toast|Alert)\w+): (.+)", self._write),
        ]
        looks: list[tuple[str, Callable[..., None]]] = [
            (r"Bot(?: to (\w+))?: (.+)", self._shows),
            (r"(Toast|Alert): (.+)", self._toasts),
            (r"(\w+) gets file: ([^,]+)(?:, (.+))?", self._gets),
            (r"(\w+)'s answers(?: to (\w+))?: (.+)", self._stored),
            (r"Owed to (\w+): (.+)", self._owed),
            (r"Notes of (\w+): (.+)", self._noted),
            (r"Responses of nobody: (\d+)", self._nobodys),
        ]
        self._acts = [(re.compile(form), act) for form, act in acts]
        self._looks = [(re.compile(form), look) for form, look in looks]

    async def carry_out(self, line: Line, way: Way) -> None:
        """What the line tells has happened, or was held against what is there. Raises: Untrue."""
        for form, look in self._looks:
            if found := form.fullmatch(line.text):
                look(*found.groups(), *([line.rows] if look == self._shows else []))
                return
        for form, act in self._acts:
            if found := form.fullmatch(line.text):
                self.check_all_told()
                if way is not Way.PLAINLY:
                    await self._house.close()
                if way is not Way.ASLEEP and not self._house.is_open:
                    await self._house.open()
                await act(*found.groups())
                if not self._house.is_open:
                    await self._house.open()
                await self._house.rest()
                for guest in self._guests.values():
                    guest.look()
                return
        raise Untrue("this line is not understood")

    def check_all_told(self) -> None:
        """Nothing came that the story does not tell. Raises: Untrue."""
        for name, guest in self._guests.items():
            if guest.news:
                raise Untrue(f"the bot also showed {name}:{_listed(guest.news)}")
            if guest.toasts:
                raise Untrue(f"{name}'s tap was answered, too: {guest.toasts}")

    async def _pass_time(self, phrase: str) -> None:
        clock = self._house.api.clock
        clock.set(moment(phrase, clock.now()))

    async def _apply(self, name: str) -> None:
        await self._house.apply(name)

    async def _write(self, name: str, text: str) -> None:
        code = _CODE.sub(lambda found: self._house.codes[found[1]] if found[1] else self._house.code, text)
        self._guest(name).person.write(code)

    async def _reply(self, name: str, words: str, text: str) -> None:
        person = self._guest(name).person
        found = [m.message_id for m in person.messages if m.by_bot and words in " ".join(m.content.text.split())]
        if not found:
            raise Untrue(f"no message of the bot says {words!r}")
        person.write(text, reply_to=found[-1])

    async def _write_much(self, name: str, count: str) -> None:
        self._guest(name).person.write("word " * (int(count) // 5))

    async def _send(self, name: str, thing: str) -> None:
        self._guest(name).person.send(thing)

    async def _block(self, name: str, act: str) -> None:
        person = self._guest(name).person
        person.block() if act == "blocks" else person.unblock()

    async def _tap(self, name: str, how: str, label: str) -> None:
        guest = self._guest(name)
        for _ in range(2 if how == " twice" else 1):
            guest.taps.append(guest.person.tap(*guest.tap(label, old=how == " old")))

    async def _tap_of(self, name: str, other: str, label: str) -> None:
        guest = self._guest(name)
        _, written = self._guests[other].tap(label)
        guest.taps.append(guest.person.tap(max(guest.seen, default=1), written))

    async def _forge(self, name: str, written: str) -> None:
        guest = self._guest(name)
        guest.taps.append(guest.person.tap(max(guest.seen, default=1), written))

    def _guest(self, name: str) -> Guest:
        self._last = name
        return self._guests[name]

    def _shows(self, name: str | None, wanted: str, rows: Rows) -> None:
        news = self._guests[name or self._last].news
        found = next((screen for screen in news if not screen.file and matches(wanted, screen.text)), None)
        if found is None:
            raise Untrue(f"the bot did not show that; it showed:{_listed(news)}")
        if rows and rows != found.rows:
            raise Untrue(f"the buttons are {found.rows}")
        news.remove(found)

    def _toasts(self, kind: str, wanted: str) -> None:
        toasts = self._guests[self._last].toasts
        found = next((each for each in toasts if each[0] == kind and matches(wanted, each[1])), None)
        if found is None:
            raise Untrue(f"the tap was not answered like that, but: {toasts}")
        toasts.remove(found)

    def _gets(self, name: str, file: str, caption: str | None) -> None:
        news = self._guests[name].news
        found = next((s for s in news if s.file == file and matches(caption or "...", s.text)), None)
        if found is None:
            raise Untrue(f"the file did not come; the bot showed:{_listed(news)}")
        news.remove(found)

    def _stored(self, name: str, survey: str | None, wanted: str) -> None:
        responses = self._house.rows(
            """SELECT r.id, started_at IS NOT NULL, finished_at IS NOT NULL FROM responses AS r
               JOIN attendees AS a ON a.id = attendee_id WHERE chat_id = ? AND survey_key = coalesce(?, survey_key)""",
            self._chat(name),
            survey,
        )
        if len(responses) != 1:
            raise Untrue(f"{name} has {len(responses)} responses")
        [(response, started, finished)] = responses
        stored = [f"{question} = {value}" for question, value in _answers(self._house, response)]
        _compare(wanted, [*(stored or ["moved"]), "finished" if finished else "begun" if started else "not begun"])

    def _nobodys(self, wanted: str) -> None:
        [(count,)] = self._house.rows("SELECT count(*) FROM responses WHERE mode = 'anonymous'")
        if count != int(wanted):
            raise Untrue(f"there are {count}")

    def _owed(self, name: str, wanted: str) -> None:
        rows = self._house.rows(
            "SELECT follow_up, state, reason FROM outbox JOIN attendees AS a ON a.id = attendee_id WHERE chat_id = ?",
            self._chat(name),
        )
        _compare(wanted, [f"{key} {state}" + (f" ({why})" if why else "") for key, state, why in rows])

    def _noted(self, name: str, wanted: str) -> None:
        rows = self._house.rows(
            """SELECT CASE WHEN t.id IS NULL THEN 'offered' ELSE author END || ' "' || text || '"' ||
                      CASE WHEN t.id IS NULL OR author = 'organiser' THEN ''
                           ELSE ifnull(' as ' || name, ' without name') END
               FROM attendees AS a JOIN notes AS n ON n.attendee_id = a.id LEFT JOIN threads AS t ON t.id = thread_id
               WHERE chat_id = ?""",
            self._chat(name),
        )
        _compare(wanted, [told for (told,) in rows] or ["nothing"])

    def _chat(self, name: str) -> int:
        return self._guests[name].person.chat.chat_id


def _answers(house: House, response_id: int) -> list[tuple[str, str]]:
    """What is stored of a response, wherever it lies, by question."""
    with closing(sqlite3.connect(f"file:{house.path}?mode=ro", uri=True)) as tx:
        tx.row_factory = sqlite3.Row
        library = Library(house.seal)
        response = db.responses.by_id(tx, response_id)
        answers = shelf_of(library, response, library.survey(tx, response.survey_id)).kept(tx).answers
    return [(question, _value(answer)) for question, answer in answers.items()]


def _value(answer: Answer) -> str:
    told = [" + ".join(answer.picks)] if answer.picks else []
    if answer.text is not None:
        told.append(f'"{answer.text}"')
    if answer.number is not None:
        told.append(f"{answer.number:g}")
    if answer.state == "answered":
        return " ".join(told) or "read"
    return " ".join([answer.state, *told])


def _compare(wanted: str, there: list[str]) -> None:
    """Whether each part is there and nothing else; "..." stands for anything. Raises: Untrue."""
    left = list(there)
    for part in wanted.split("; "):
        found = next((each for each in left if matches(part, each)), None)
        if found is None:
            raise Untrue(f"there is no {part!r} in: {'; '.join(there)}")
        left.remove(found)
    if left:
        raise Untrue(f"there is also: {'; '.join(left)}")


def _listed(news: list[Screen]) -> str:
    lines = []
    for screen in news:
        lines.append(f"{f'[file {screen.file}] ' if screen.file else ''}{' '.join(screen.text.split())}")
        lines += ["  " + " ".join(f"[{label}]" for label in row) for row in screen.rows]
    return "".join(f"\n    {line}" for line in lines) or " nothing"


async def play(path: Path, folder: Path, way: Way) -> list[tuple]:
    """The story happened as it is told, in a new ``folder``; what is stored in the end. Raises: Untrue."""
    story = read_story(path)
    async with a_house(folder, now=story.begins) as house:
        await house.apply(story.definition)
        teller = Teller(house, story)
        line = story.lines[0]
        try:
            for line in story.lines:
                await teller.carry_out(line, way)
            teller.check_all_told()
        except Untrue as trouble:
            raise Untrue(f"{story.file}:{line.number}: {line.text}\n  {trouble}\n  ({way.value})") from None
        await house.close()
        return kept(house)


def kept(house: House) -> list[tuple]:
    """What must be the same however a story is played: answers, responses, what was owed, and dead letters."""
    return [
        *house.rows(
            """SELECT chat_id, r.survey_key, started_at, finished_at, question, state, picks, text, number, stored_at
               FROM attendees AS a JOIN responses AS r ON r.attendee_id = a.id
               LEFT JOIN answers ON response_id = r.id ORDER BY chat_id, r.survey_key, question"""
        ),
        *house.rows(
            """SELECT chat_id, reachable, follow_up, state, due_at, reason, parts, attempts, doubts, settled_at
               FROM attendees AS a JOIN outbox ON attendee_id = a.id ORDER BY chat_id, follow_up"""
        ),
        *house.rows(
            """SELECT chat_id, t.id, name, closed_at, author, text, written_at
               FROM attendees AS a JOIN notes AS n ON n.attendee_id = a.id LEFT JOIN threads AS t ON t.id = thread_id"""
        ),
        *house.rows("SELECT purpose, subject, given, text FROM consents JOIN notices ON digest = notice ORDER BY id"),
        # What is done is forgotten after two days, by a round that may come by sooner or later.
        *house.rows("SELECT state, count(*) FROM inbox WHERE state <> 'done' GROUP BY state"),
        *((chat_id, *_answers(house, response)) for chat_id, response in house.rows(_OF_CHATS)),
        *sorted(tuple(_answers(house, response)) for (response,) in house.rows(_OF_NOBODY)),
    ]


_OF_CHATS = """SELECT chat_id, r.id FROM attendees AS a JOIN responses AS r ON attendee_id = a.id
    ORDER BY chat_id, survey_key"""
_OF_NOBODY = "SELECT id FROM responses WHERE mode = 'anonymous'"
