"""What people do with their thumbs: enter, answer, stop, block, have themselves erased.

They act in this process on the rehearsal's chats, and wait for what the bot shows; the bot is a process of its own that
knows them over HTTP only. What each of them has really done is noted in their ``Visit``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from bot.rehearsal.crowd import Person
from bot.rehearsal.messages import Message
from bot.rehearsal.server import Rehearsal
from bot.render.texts import Texts
from bot.survey.definitions import Question, Survey
from tests.year.definition import UNHAPPY
from tests.year.people import Does, Fate, Visit

PATIENCE_SECONDS = 60.0
_ANSWERS = re.compile(r"1[a-z]:(\d+):")
_WRITES = 30
"""How many of a hundred write something where they may."""


class NothingShown(Exception):  # noqa: N818 - reads as what it says
    """What somebody waited for was not shown; the text says what."""


class Thumb:
    """Acts for one visit. ``survey`` is the webinar's own.

    ``looks_up``: whether they look at what stands above the message that they tapped; so they had to with an earlier
    version, when it was a reminder whose sending was in doubt.
    """

    def __init__(
        self, api: Rehearsal, visit: Visit, survey: Survey, texts: Texts, *, looks_up: Callable[[], bool]
    ) -> None:
        someone = visit.someone
        self._api = api
        self._visit = visit
        self._survey = survey
        self._looks_up = looks_up
        self._texts = texts
        self._person: Person = api.join(someone.chat_id, language_code=someone.language)
        self._chance = Random(f"{someone.chat_id}-{visit.occasion.key}")

    async def enter(self, payload: str) -> None:
        """Tap the link; who lives elsewhere says so. Where the survey is open, its first question is there then."""
        visit = self._visit
        if visit.entered_at is None:
            visit.entered_at = self._now
        await self._say(f"/start {payload}")
        if visit.someone.lives is not None and len(visit.events) == 0:
            await self._say(f"/timezone {visit.someone.lives[0]}")

    async def come_back(self, payload: str) -> None:
        """Tap the link again, after having left."""
        if self._person.chat.closed is not None:
            self._person.unblock()
        self._visit.events.append((self._now, "return"))
        await self._say(f"/start {payload}")

    async def answer(self) -> None:
        """Answer as far as they mean to today: to the end, or half of it."""
        half = self._visit.does in (Does.STOPS, Does.TOMORROW)
        await self._answer(at_most=max(1, len(self._survey.questions) // 3) if half else None)

    async def go_on(self) -> None:
        """Answer what is left."""
        await self._answer(at_most=None)

    async def meet_fate(self) -> None:
        """What they do besides answering. Nothing more is done by somebody who is erased."""
        visit, said = self._visit, self._texts
        language = visit.someone.language
        match visit.fate:
            case Fate.NO_QUESTIONS | Fate.NO_MESSAGES:
                await self._say("/stop")
                no_questions = visit.fate is Fate.NO_QUESTIONS
                label = said.say("No more questions" if no_questions else "No more messages", language)
                await self._press(label)
                visit.events.append((self._now, "no_questions" if no_questions else "no_messages"))
            case Fate.BLOCKS:
                self._person.block()
                visit.events.append((self._now, "block"))
            case Fate.FORGETS:
                await self._say("/forget")
                await self._press(said.say("Erase everything", language))
                for each in visit.someone.visits:
                    each.events.append((self._now, "forget"))
                visit.someone.forgot_at = self._now
            case Fate.NONE:
                pass

    @property
    def _now(self) -> datetime:
        return self._api.clock.now()

    async def _answer(self, *, at_most: int | None) -> None:
        visit = self._visit
        if visit.response is None:
            first = self._survey.questions[0].ask.spoken("en")
            message = await self._see(lambda each: first in each.content.text and _response(each) is not None, first)
            visit.response = _response(message)
        while at_most is None or len(visit.answered) < at_most:
            message = self._standing()
            question = next((each for each in self._open() if each.ask.spoken("en") in message.content.text), None)
            if question is None or not message.buttons:
                return
            await self._settle(message, question)

    async def _settle(self, message: Message, question: Question) -> None:
        """One question is answered or skipped."""
        visit, now = self._visit, self._now
        labels, written = self._acts(question)
        visit.answered.add(question.key)
        visit.begun = True
        unhappy = UNHAPPY.get(visit.occasion.survey, ())
        if question.key == "overall" and labels in [[_label(question, key)] for key in unhappy]:
            visit.unhappy_at = visit.unhappy_at or now
        if question.key == "attended":
            visit.said = visit.said or (now, labels != [_label(question, "no")])
        counts = [each for each in self._survey.questions if each.kind != "materials"]
        for label in labels:
            await self._tap(message, label)
            message = self._standing()
        if written:
            await self._write(written)
        left = [each for each in self._open() if each in counts and each.when is None]
        if not left and visit.finished_at is None and not self._asks_more(counts):
            visit.finished_at = now

    def _asks_more(self, counts: Sequence[Question]) -> bool:
        """Whether the screen shows a question that counts and is not answered."""
        shown = self._standing().content.text
        return any(each.ask.spoken("en") in shown for each in counts if each.key not in self._visit.answered)

    def _open(self) -> list[Question]:
        return [each for each in self._survey.questions if each.key not in self._visit.answered]

    def _acts(self, question: Question) -> tuple[list[str], str]:
        """The labels they press at a question, or what they write."""
        chance, language = self._chance, self._visit.someone.language
        if question.kind == "open":
            writes = chance.randrange(100) < _WRITES
            return (
                ([], f"A word of {self._visit.someone.chat_id}")
                if writes
                else ([self._texts.say("Skip", language)], "")
            )
        if question.picks_several:
            picks = chance.sample(question.options, k=chance.randint(1, 2))
            return [*(each.label.spoken("en") for each in picks), self._done(language)], ""
        weights = [max(1, 9 - 3 * place) for place in range(len(question.options))]
        (option,) = chance.choices(question.options, weights=weights)
        return [option.label.spoken("en")], ""

    def _done(self, language: str) -> str:
        return self._texts.say("Done (%(count)d)", language, count=0).partition(" (")[0]

    def _standing(self) -> Message:
        """The newest message that holds their survey, or what came of it."""
        mine = [each for each in self._from_bot() if _response(each) == self._visit.response]
        return mine[-1]

    def _from_bot(self) -> list[Message]:
        return [each for each in self._person.messages if each.by_bot]

    async def _tap(self, message: Message, label: str) -> None:
        """Press a button and wait until its message shows something else, or their survey stands elsewhere."""
        data, before, stood = _data(message, label), message.version, self._newest(message)
        above = self._versions(message) if self._looks_up() else 0
        self._person.tap(message.message_id, data)
        await self._see(
            lambda each: (
                (each is message and each.version > before)
                or self._newest(message) > stood
                or (above and self._versions(message) > above)
            ),
            f"the screen after “{label}”",
        )

    def _versions(self, message: Message) -> int:
        """The number of the last change to any message that holds the survey that ``message`` holds."""
        response = _response(message)
        return max((each.version for each in self._from_bot() if response and _response(each) == response), default=0)

    def _newest(self, message: Message) -> int:
        """The number of the newest message that holds the survey that ``message`` holds."""
        response = _response(message)
        return max(
            (each.message_id for each in self._from_bot() if response and _response(each) == response), default=0
        )

    async def _press(self, label: str) -> None:
        """Press the button that the bot has just offered, or is about to."""
        message = await self._see(lambda each: any(text == label for text, _ in _buttons(each)), f"a button “{label}”")
        await self._tap(message, label)

    async def _write(self, text: str) -> None:
        """Answer in writing: their survey goes on in a message below."""
        stood = self._standing()
        self._person.write(text)
        await self._see(
            lambda _: self._standing().message_id > stood.message_id, "the screen after an answer in writing"
        )

    async def _say(self, text: str) -> None:
        """Write a command; something stands below it then."""
        newest = max(self._person.chat.messages, default=0)
        self._person.write(text)
        await self._see(lambda each: each.message_id > newest, f"a word after “{text}”")

    async def _see(self, seen: Callable[[Message], object], what: str) -> Message:
        chat = self._person.chat
        while True:
            version = chat.changes.rings
            for message in reversed(self._from_bot()):
                if seen(message):
                    return message
            if not await chat.changes.past(version, wait=PATIENCE_SECONDS):
                raise NothingShown(f"chat {chat.chat_id} at {self._visit.occasion.key}: {what} was not shown")


def _response(message: Message) -> str | None:
    """The number of the response that a message's buttons name; None: they name none."""
    found = (_ANSWERS.match(data) for _, data in _buttons(message))
    return next((each[1] for each in found if each is not None), None)


def _buttons(message: Message) -> list[tuple[str, str]]:
    rows: Sequence[Sequence[Mapping[str, str]]] = message.buttons or ()
    return [(each["text"], each["callback_data"]) for row in rows for each in row if "callback_data" in each]


def _label(question: Question, key: str) -> str:
    option = question.option(key)
    assert option is not None
    return option.label.spoken("en")


def _data(message: Message, label: str) -> str:
    """The data of the button that says ``label``, or its number in the text. Raises: NothingShown."""
    listed = re.search(rf"^(\d+)\. {re.escape(label)}$", message.content.text, re.MULTILINE)
    named = listed[1] if listed else label
    for text, data in _buttons(message):
        if text.lstrip("☐☑● ") == named or text.startswith(f"{named} ("):
            return data
    raise NothingShown(f"there is no button “{label}” in chat {message.chat.chat_id}: {_buttons(message)}")
