"""Doubts: messages that were perhaps sent. An organiser who knows what became of them says so.

For all of them, or one by one.
"""

from __future__ import annotations

from typing import get_args

from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import Button
from bot.chat.organising.outgoing_words import button, name_of
from bot.chat.organising.words_said import came_to
from bot.services.errors import Refusal
from bot.services.organising.outgoing import Board, Boards, Outgoing
from bot.services.outboxes import OwedRow
from bot.services.steering import Resolution, Steering, Target

ON_A_PAGE = 6
"""Messages on one page."""

EVERY = "0"
"""Stands for all messages in doubt; else a message's number does for one."""


class Doubts:
    """Shows what is in doubt and settles it."""

    def __init__(self, counter: Counter, boards: Boards, steering: Steering) -> None:
        self._counter = counter
        self._boards = boards
        self._steering = steering

    async def press(self, visit: Visit) -> Card:
        """``q``: a page of them; ``x``: what became of one, or of all; ``xx``: that is how it was."""
        board = await self._boards.board(visit.by, visit.number(1), language=visit.language)
        line = board.line(visit.word(2))
        if visit.verb == "q":
            return await self._page(visit, board, line, visit.number(3))
        which = str(visit.number(3))
        if visit.verb == "x":
            return self._one(visit, board, line, which)
        how = visit.word(4)
        if how not in get_args(Resolution):
            raise Refusal("This button does not work any more. /webinars shows how things stand.")
        resolution: Resolution = how  # type: ignore[assignment]  # one of its words, as the line above makes sure
        target = Target(board.webinar_id, follow_up=line.key) if which == EVERY else self._row(board, visit)
        done = await self._steering.resolve(visit.by, target, how=resolution)
        board = await self._boards.board(visit.by, visit.number(1), language=visit.language)
        return await self._page(visit, board, board.line(line.mark), 0, toast=came_to(self._counter, visit, how, done))

    @staticmethod
    def _row(board: Board, visit: Visit) -> Target:
        return Target(board.webinar_id, row=visit.number(3))

    async def _page(self, visit: Visit, board: Board, line: Outgoing, page: int, *, toast: str | None = None) -> Card:
        found = await self._boards.doubtful(visit.by, board.webinar_id, line.key)
        pages = max(-(-len(found) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        name = name_of(self._counter, visit, line)
        restored = any(each.row.state == "held" for each in found)
        text = self._counter.render(
            visit, "doubts", board=board, name=name, total=len(found), page=page + 1, pages=pages, restored=restored
        )
        say = self._counter.say
        back = [button(f"◀ {say('Back', visit)}", "f", board, line)]
        if not found:
            return Card(text, [back], toast=toast)
        shown = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        singles = [[self._single(visit, board, line, each)] for each in shown] if len(found) > 1 else []
        leaves = [button(f"◀ {say('Back', visit)}", "q", board, line, page - 1)] if page else []
        if page < pages - 1:
            leaves.append(button(f"{say('More', visit)} ▶", "q", board, line, page + 1))
        rows = [*self._verdicts(visit, board, line, EVERY), *singles, *([leaves] if leaves else []), back]
        return Card(text, rows, toast=toast)

    def _single(self, visit: Visit, board: Board, line: Outgoing, owed: OwedRow) -> Button:
        label = self._counter.say("Message %(n)s", visit, n=owed.row.id)
        return button(label if owed.who is None else f"{label}: {owed.who}", "x", board, line, owed.row.id)

    def _one(self, visit: Visit, board: Board, line: Outgoing, which: str) -> Card:
        say = self._counter.say
        ask = say("What became of message %(n)s?", visit, n=which)
        name = name_of(self._counter, visit, line)
        text = self._counter.render(visit, "question", name=name, title=board.title, ask=ask)
        back = [button(f"◀ {say('Back', visit)}", "q", board, line, 0)]
        return Card(text, [*self._verdicts(visit, board, line, which), back])

    def _verdicts(self, visit: Visit, board: Board, line: Outgoing, which: str) -> list[list[Button]]:
        say = self._counter.say
        if which == EVERY and line.in_doubt > 1:
            labels = [
                say("They all got it", visit),
                say("None of them got it", visit),
                say("Send it to all again", visit),
            ]
        else:
            labels = [say("They got it", visit), say("They did not get it", visit), say("Send it again", visit)]
        signs: list[tuple[str, Resolution]] = [("✅", "sent"), ("✖️", "not-sent"), ("🔁", "again")]
        return [
            [button(f"{sign} {label}", "xx", board, line, which, how)]
            for (sign, how), label in zip(signs, labels, strict=True)
        ]
