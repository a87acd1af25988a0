"""Editing the text of a follow-up: what is said now is shown to be copied, and the next message is the new text.

Somebody who was overtaken sees what the other one wrote, and is asked again.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.outgoing_words import WORD, button, name_of
from bot.chat.organising.words_said import came_to
from bot.chat.updates import Wrote
from bot.render.screens import shortened
from bot.render.tongues import own_name
from bot.services.errors import Refusal
from bot.services.organising.outgoing import Board, Boards, Outgoing
from bot.services.rewording import Rewording, TextOvertaken, seen_of

ALL = "all"
"""Stands for every language: one text for everyone."""

_BEFORE_UNITS = 3500


class Asked(msgspec.Struct, frozen=True):
    """What was noted when the text was asked for. ``language`` None: one text for everyone."""

    webinar_id: int
    mark: str
    language: str | None
    seen: str


class ShowCard(Protocol):
    """Shows one follow-up."""

    def __call__(self, visit: Visit, board: Board, line: Outgoing, *, toast: str | None = None) -> Card:
        """Its card, with what is said over it."""


class Wordings:
    """Asks for texts and takes them."""

    def __init__(self, counter: Counter, boards: Boards, rewording: Rewording, *, card: ShowCard) -> None:
        self._counter = counter
        self._boards = boards
        self._rewording = rewording
        self._card = card

    async def press(self, visit: Visit) -> Card:
        """``e``: asks for a text, in which language first; ``d``: the definition's is said again."""
        board, line = await self._found(visit, visit.number(1), visit.word(2))
        if line.contents is None:
            raise Refusal("This has no text that could be edited.")
        if visit.verb == "d":
            done = await self._rewording.as_defined(
                visit.by, board.webinar_id, follow_up=line.key, seen=visit.word(3) or None
            )
            board, line = await self._found(visit, board.webinar_id, line.mark)
            return self._card(visit, board, line, toast=came_to(self._counter, visit, "edit", done))
        wanted = visit.word(3)
        if len(board.languages) == 1 or wanted == ALL:
            return await self._asked(visit, board, line, None)
        if wanted in board.languages:
            return await self._asked(visit, board, line, wanted)
        return self._languages(visit, board, line)

    async def hear(self, visit: Visit, body: str) -> Card:
        """The new text."""
        asked = msgspec.json.decode(body, type=Asked)
        board, line = await self._found(visit, asked.webinar_id, asked.mark)
        if not isinstance(visit.at, Wrote):
            raise Refusal("Please write the new text as a message, or tap Cancel above.")
        try:
            done = await self._rewording.reword(
                visit.by,
                board.webinar_id,
                follow_up=line.key,
                text=visit.at.text,
                language=asked.language,
                seen=asked.seen,
            )
        except TextOvertaken:
            return await self._asked(visit, board, line, asked.language, overtaken=True)
        board, line = await self._found(visit, asked.webinar_id, asked.mark)
        card = self._card(visit, board, line)
        return Card(f"✅ {came_to(self._counter, visit, 'edit', done)}\n\n{card.text}", card.rows)

    def _languages(self, visit: Visit, board: Board, line: Outgoing) -> Card:
        say = self._counter.say
        rows = [[button(own_name(each), "e", board, line, each)] for each in board.languages]
        if line.contents is not None and line.contents.text is None:
            rows = []  # the bot's own words give way to one text for everyone first
        every = [button(say("One text for everyone", visit), "e", board, line, ALL)]
        back = [button(f"◀ {say('Back', visit)}", "f", board, line)]
        return Card(say("In which language do you want to edit it?", visit), [*rows, every, back])

    async def _asked(
        self, visit: Visit, board: Board, line: Outgoing, language: str | None, *, overtaken: bool = False
    ) -> Card:
        text = line.contents.text if line.contents else None
        spoken = "" if text is None else text.spoken(*([language] if language else board.languages))
        card = Card(
            self._counter.render(
                visit,
                "wording",
                name=name_of(self._counter, visit, line),
                tongue=own_name(language) if language else "",
                before=shortened(spoken, _BEFORE_UNITS),
                placeholders="{{" in spoken,
                overtaken=overtaken,
            ),
            [self._as_defined(visit, board, line)] if line.edited else [],
        )
        body = msgspec.json.encode(Asked(board.webinar_id, line.mark, language, seen_of(text, language))).decode()
        return await self._counter.ask(visit, WORD, body, card, back=Chosen(WORD, f"f.{board.webinar_id}.{line.mark}"))

    def _as_defined(self, visit: Visit, board: Board, line: Outgoing) -> list[tuple[str, Chosen]]:
        label = self._counter.say("The definition's text again", visit)
        text = line.contents.text if line.contents else None
        return [button(f"↩️ {label}", "d", board, line, seen_of(text, None))]

    async def _found(self, visit: Visit, webinar_id: int, mark: str) -> tuple[Board, Outgoing]:
        board = await self._boards.board(visit.by, webinar_id, language=visit.language)
        return board, board.line(mark)
