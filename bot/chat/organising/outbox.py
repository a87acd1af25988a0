"""The outbox of a webinar in chat: what goes next, what waits for whom or what, and the words that steer it.

The same words as at the command line, one tap each; what cannot be taken back is asked about first, and says to how
many it goes. How a text is edited is in ``wordings``, what becomes of doubts in ``doubts``.
"""

from __future__ import annotations

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.doubts import Doubts
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button
from bot.chat.organising.moments import WORD as MOMENTS
from bot.chat.organising.outgoing_words import WORD, button, name_of
from bot.chat.organising.wordings import Wordings
from bot.chat.organising.words_said import came_to
from bot.chat.rooms import Room
from bot.render.screens import shortened
from bot.render.tongues import own_name
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.orders import Verb
from bot.services.organising.outgoing import Board, Boards, Outgoing
from bot.services.organising.overseeing import Overseen
from bot.services.previewing import Previewing
from bot.services.rewording import Rewording
from bot.services.steering import Steering, Target

ON_A_PAGE = 5
"""Follow-ups on one page."""

_LABEL_UNITS = 40
_TEXT_UNITS = 2600
"""Of all texts of a follow-up on its card: a message has 4096."""

_WORDS: dict[str, Verb] = {"h": "hold", "r": "release", "a": "approve", "u": "take-back"}
"""Said at once."""

_ASKED: dict[str, Verb] = {"c": "cancel", "s": "send-now"}
"""Asked about first; said by the letter twice."""


class Outbox:
    """Shows outboxes and steers them. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(
        self, counter: Counter, boards: Boards, steering: Steering, rewording: Rewording, previewing: Previewing
    ) -> None:
        self._counter = counter
        self._boards = boards
        self._steering = steering
        self._previewing = previewing
        self._doubts = Doubts(counter, boards, steering)
        self._wordings = Wordings(counter, boards, rewording, card=self.card)
        counter.hears[WORD] = self._wordings.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press))

    def door(self, visit: Visit, there: Overseen) -> Button | None:
        """Its button on the card of a webinar."""
        if Act.STEER not in there.acts:
            return None
        return f"📬 {self._counter.say('Outbox', visit)}", Chosen(WORD, f"l.{there.id}.0")

    async def press(self, visit: Visit) -> Card | None:
        """A button of the outbox."""
        verb = visit.verb
        if verb == "l":
            return await self._list(visit)
        if verb in ("e", "d"):
            return await self._wordings.press(visit)
        if verb in ("q", "x", "xx"):
            return await self._doubts.press(visit)
        board, line = await self._found(visit)
        if verb == "f":
            return self.card(visit, board, line)
        if verb == "v":
            return await self._preview(visit, board, line)
        if verb in _ASKED:
            return await self._confirmation(visit, board, line, _ASKED[verb])
        word = _WORDS.get(verb) or _ASKED.get(verb[:1] if verb[:1] * 2 == verb else "")
        if word is None:
            raise Refusal("This button does not work any more. /webinars shows how things stand.")
        done = await self._steering.steer(visit.by, word, Target(board.webinar_id, follow_up=line.key))
        board, line = await self._found(visit)
        return self.card(
            visit, board, line, toast=came_to(self._counter, visit, word, done), undo=word == "cancel" and bool(done)
        )

    def card(self, visit: Visit, board: Board, line: Outgoing, *, toast: str | None = None, undo: bool = False) -> Card:
        """One follow-up: how it stands, and what can be said about it. ``undo``: it was cancelled just now."""
        texts: list[tuple[str, str]] = []
        said = line.contents.text if line.contents else None
        if said is not None:
            spoken = {language: said.spoken(language) for language in board.languages}
            if len(set(spoken.values())) == 1:
                spoken = {"": said.spoken(*board.languages)}
            room = _TEXT_UNITS // len(spoken)
            texts = [(own_name(tongue) if tongue else "", shortened(text, room)) for tongue, text in spoken.items()]
        name = name_of(self._counter, visit, line)
        text = self._counter.render(visit, "follow_up", board=board, each=line, name=name, texts=texts)
        back = (f"◀ {self._counter.say('Outbox', visit)}", Chosen(WORD, f"l.{board.webinar_id}.0"))
        buttons = [*self._first(visit, board, line, undo=undo), *self._others(visit, board, line)]
        pairs = [buttons[place : place + 2] for place in range(1, len(buttons), 2)]
        return Card(text, [*([buttons[:1]] if buttons else []), *pairs, [back]], toast=toast)

    def _first(self, visit: Visit, board: Board, line: Outgoing, *, undo: bool) -> list[Button]:
        """What is most likely to be done now."""
        say = self._counter.say
        found = []
        if undo:
            found.append(button(f"↩️ {say('Undo', visit)}", "u", board, line))
        if line.in_doubt:
            found.append(button(f"⚠️ {say('Settle what is in doubt', visit)}", "q", board, line, 0))
        if line.waits_for("approval", "word"):
            found.append(button(f"✅ {say('Approve', visit)}", "a", board, line))
        if line.held or line.cancelled_at is not None or line.waits_for("hand", "restored"):
            found.append(button(f"▶️ {say('Let it go', visit)}", "r", board, line))
        return found

    def _others(self, visit: Visit, board: Board, line: Outgoing) -> list[Button]:
        say = self._counter.say
        found = []
        if line.contents is not None:
            found.append(button(f"👁 {say('Preview', visit)}", "v", board, line))
            found.append(button(f"✏️ {say('Edit the text', visit)}", "e", board, line))
            when = Chosen(MOMENTS, f"w.{board.webinar_id}.{line.mark}")
            found.append((f"🕒 {say('Change when', visit)}", when))
        over = line.cancelled_at is not None
        comes = line.contents is not None or line.unsent > 0
        if comes and not over and not line.held:
            found.append(button(f"⏸ {say('Hold', visit)}", "h", board, line))
        if line.kind != "opening" and line.unsent:
            found.append(button(f"🚀 {say('Send now', visit)}", "s", board, line))
        if comes and not over:
            found.append(button(f"⏹ {say('Cancel it', visit)}", "c", board, line))
        return found

    async def _found(self, visit: Visit) -> tuple[Board, Outgoing]:
        board = await self._boards.board(visit.by, visit.number(1), language=visit.language)
        return board, board.line(visit.word(2))

    async def _list(self, visit: Visit) -> Card:
        board = await self._boards.board(visit.by, visit.number(1), language=visit.language)
        pages = max(-(-len(board.lines) // ON_A_PAGE), 1)
        page = min(max(visit.number(2), 0), pages - 1)
        shown = board.lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        named = [(each, name_of(self._counter, visit, each)) for each in shown]
        text = self._counter.render(visit, "outbox", board=board, lines=named, page=page + 1, pages=pages)
        say = self._counter.say
        rows = [[button(f"{_sign(each)}{shortened(name, _LABEL_UNITS)}", "f", board, each)] for each, name in named]
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"l.{board.webinar_id}.{page - 1}"))] if page else []
        if page < pages - 1:
            leaves.append((f"{say('More', visit)} ▶", Chosen(WORD, f"l.{board.webinar_id}.{page + 1}")))
        last = [
            (f"🔄 {say('Refresh', visit)}", Chosen(WORD, f"l.{board.webinar_id}.{page}")),
            (f"◀ {say('The webinar', visit)}", Chosen(HUB, f"w.{board.webinar_id}")),
        ]
        return Card(text, [*rows, *([leaves] if leaves else []), last])

    async def _preview(self, visit: Visit, board: Board, line: Outgoing) -> Card | None:
        """It comes below as attendees get it; in which of several languages is asked first."""
        say, wanted = self._counter.say, visit.word(3)
        if len(board.languages) > 1 and wanted != "all" and wanted not in board.languages:
            rows = [[button(own_name(each), "v", board, line, each)] for each in board.languages]
            every = [button(say("In all of these languages", visit), "v", board, line, "all")]
            back = [button(f"◀ {say('Back', visit)}", "f", board, line)]
            return Card(say("In which language do you want to see it?", visit), [*rows, every, back])
        languages = [wanted] if wanted in board.languages else list(board.languages)
        await self._previewing.ask(
            visit.by, board.webinar_id, follow_up=line.key, to=visit.chat_id, languages=languages
        )
        return self.card(visit, board, line, toast=say("It comes below as attendees get it.", visit))

    async def _confirmation(self, visit: Visit, board: Board, line: Outgoing, word: Verb) -> Card:
        """Asks before something goes, or goes no more; says how many messages it is about."""
        foreseen = await self._steering.foresee(visit.by, word, Target(board.webinar_id, follow_up=line.key))
        say, n = self._counter.say, foreseen.touched
        if word == "cancel":
            ask = say(
                "Cancel it? So many messages then never go: %(n)s. Who enters later does not get it either.", visit, n=n
            )
            yes = say("Yes, cancel it", visit)
        else:
            ask = say("Send it now? So many messages go at once, and cannot be called back: %(n)s.", visit, n=n)
            yes = say("Yes, send it now", visit)
        text = self._counter.render(
            visit, "question", name=name_of(self._counter, visit, line), title=board.title, ask=ask
        )
        rows = [
            [button(yes, visit.verb * 2, board, line)],
            [button(say("No, go back", visit), "f", board, line)],
        ]
        return Card(text, rows)


def _sign(line: Outgoing) -> str:
    """What stands before a follow-up that wants something of an organiser."""
    if line.in_doubt:
        return "⚠️ "
    if line.waits_for("approval", "word"):
        return "🔵 "
    return "⏸ " if line.held or line.waits_for("hand") else "⏹ " if line.cancelled_at is not None else ""
