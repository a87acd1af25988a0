"""A webinar's own group: in a private chat an organiser says which webinar's it is, and posts an invitation or a poll.

What goes to the group is shown first. The poll is Telegram's own, asks the survey's first scale, and is closed with the
survey; its votes are no part of the figures.
"""

from __future__ import annotations

import asyncio
from html import escape

from telegram.error import BadRequest

from bot.chat.callbacks import Chosen
from bot.chat.groups import Polled
from bot.chat.organising import hub
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.rooms import Notice, Room, Turn
from bot.render.invitations import Invitation, short, to_paste
from bot.render.screens import shortened
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.groups import Groups, NoSuchGroup
from bot.services.organising.inviting import LinksBySource
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.pulses import Board, Pulses, require_askable

WORD = "grp"
SOURCE = "group"
"""Whoever comes by the link in a group is counted there."""

ON_A_PAGE = 6
SHOWN = 5
"""Groups of a webinar that its card shows; nobody is known to have more than one."""

QUESTION, OPTION = 300, 100
"""Units of a poll's question and options (core.telegram.org/bots/api#sendpoll)."""

_TITLE_UNITS, _LABEL_UNITS = 200, 40


class NotPosted(Refusal):
    """Telegram did not take it."""

    def __init__(self) -> None:
        super().__init__("Telegram does not let me post that there. Please look whether I may write in the group.")


class OwnGroups:
    """Serves organisers in private chats."""

    def __init__(
        self, counter: Counter, groups: Groups, pulses: Pulses, links: LinksBySource, overseeing: Overseeing
    ) -> None:
        self._counter = counter
        self._groups = groups
        self._pulses = pulses
        self._links = links
        self._overseeing = overseeing
        self._closing = asyncio.Lock()

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press), polled=self.notice)

    def door(self, visit: Visit, overseen: Overseen) -> hub.Button | None:
        """Its button on a webinar's card, for those who may post."""
        if overseen.frozen or overseen.link is None or Act.STEER not in overseen.acts:
            return None
        return f"👥 {self._counter.say('Group', visit)}", Chosen(WORD, f"w.{overseen.id}")

    async def notice(self, _: Turn, notice: Notice) -> None:
        """How a poll stands."""
        if isinstance(notice, Polled):
            await self._pulses.counted(notice.poll_id, notice.counts, voters=notice.voters)

    async def knock(self) -> None:
        """Polls of surveys that have closed are closed."""
        async with self._closing:
            for pulse_id, chat_id, message_id in await self._pulses.over():
                if chat_id is not None and message_id is not None:
                    ended = await self._counter.voice.close_poll(chat_id, message_id)
                    if ended is not None:
                        await self._pulses.counted(ended.poll_id, ended.counts, voters=ended.voters)
                await self._pulses.closed(pulse_id)

    async def which(self, visit: Visit, group_id: int, page: int = 0) -> Card:
        """Which webinar's group is it?"""
        every = [each for each in await self._overseeing.webinars(visit.by) if Act.STEER in each.acts]
        pages = max(-(-len(every) // ON_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        shown, say = every[page * ON_A_PAGE : (page + 1) * ON_A_PAGE], self._counter.say
        rows = [[(shortened(each.title, _LABEL_UNITS), Chosen(WORD, f"s.{each.id}.{group_id}"))] for each in shown]
        leaves = [(f"◀ {say('Back', visit)}", Chosen(WORD, f"l.{group_id}.{page - 1}"))] if page else []
        leaves += [(f"{say('More', visit)} ▶", Chosen(WORD, f"l.{group_id}.{page + 1}"))] if page < pages - 1 else []
        return Card(say("Which webinar is the group for?", visit), [*rows, *([leaves] if leaves else [])])

    async def press(self, visit: Visit) -> Card:
        """A button of this room."""
        webinar_id, group_id = visit.number(1), visit.number(2)
        match visit.verb:
            case "l":
                return await self.which(visit, visit.number(1), visit.number(2))
            case "s":
                await self._choose(visit, webinar_id, group_id)
            case "i" | "q":
                return await self._previewed(visit, webinar_id, group_id)
            case "ii":
                await self._invite(visit, webinar_id, group_id)
            case "qq":
                await self._ask(visit, webinar_id, group_id)
            case "w":
                pass
            case _:
                raise NoSuchGroup
        toast = None if visit.verb in ("w", "s") else self._counter.say("It is posted.", visit)
        return self._card(visit, await self._pulses.board(visit.by, webinar_id), toast)

    def _card(self, visit: Visit, board: Board, toast: str | None) -> Card:
        """The webinar's groups, and what can be posted there."""
        say, several, rows = self._counter.say, len(board.groups) > 1, []
        for group in board.groups[:SHOWN]:
            at = f"{board.webinar_id}.{group.id}"
            named = f" · {shortened(group.title, _LABEL_UNITS)}" if several else ""
            rows.append([(f"✉️ {say('Post the invitation', visit)}{named}", Chosen(WORD, f"i.{at}"))])
            if board.question is not None and not board.is_closed and not group.polled:
                rows.append([(f"📊 {say('Ask by a poll', visit)}{named}", Chosen(WORD, f"q.{at}"))])
        text = self._counter.render(
            visit,
            "own_groups",
            title=shortened(board.title, _TITLE_UNITS),
            groups=board.groups[:SHOWN],
            zone=board.zone,
        )
        back = [(f"◀ {say('Back', visit)}", Chosen(hub.WORD, f"w.{board.webinar_id}"))]
        return Card(text, [*rows, back], toast=toast)

    async def _choose(self, visit: Visit, webinar_id: int, group_id: int) -> None:
        """The group is that webinar's; it says so in the message that asked."""
        place, title = await self._groups.is_of_webinar(visit.by, group_id, webinar_id)
        told = self._counter.texts.say(
            "This group goes with “%(title)s”.", place.language, title=shortened(title, _TITLE_UNITS)
        )
        await self._counter.voice.change(place.chat_id, place.asked_id, escape(told, quote=False))

    async def _previewed(self, visit: Visit, webinar_id: int, group_id: int) -> Card:
        """What would be posted, and a button that does it."""
        board = await self._pulses.board(visit.by, webinar_id)
        group = board.group(group_id)
        if visit.verb == "i":
            text = (await self._invitation(visit, board))[0]
        else:
            ask, options = self._poll(board)
            text = "\n".join([ask, *(f"○ {option}" for option in options)])
        say, at = self._counter.say, f"{webinar_id}.{group_id}"
        head = say("This goes to “%(group)s”:", visit, group=shortened(group.title, _LABEL_UNITS))
        post = (f"📤 {say('Post it', visit)}", Chosen(WORD, f"{visit.verb * 2}.{at}"))
        back = (f"◀ {say('Back', visit)}", Chosen(WORD, f"w.{webinar_id}"))
        return Card(f"{escape(head, quote=False)}\n\n{escape(text, quote=False)}", [[post], [back]])

    async def _invite(self, visit: Visit, webinar_id: int, group_id: int) -> None:
        board = await self._pulses.board(visit.by, webinar_id)
        group, (text, link) = board.group(group_id), await self._invitation(visit, board)
        if await self._pulses.invite(visit.by, webinar_id, group_id, update_id=visit.update_id):
            keyboard = [[{"text": f"▶ {short(link).partition('?')[0]}", "url": link}]]
            try:
                posted = await self._counter.voice.post(group.chat_id, escape(text, quote=False), keyboard)
            except BadRequest:
                posted = None
            if posted is None:
                await self._pulses.not_invited(group_id)
                raise NotPosted

    async def _ask(self, visit: Visit, webinar_id: int, group_id: int) -> None:
        board = await self._pulses.board(visit.by, webinar_id)
        group, (question, options) = board.group(group_id), self._poll(board)
        pulse_id = await self._pulses.ask(visit.by, webinar_id, group_id, update_id=visit.update_id)
        if pulse_id is None:
            return
        try:
            ballot = await self._counter.voice.ask(group.chat_id, question, options)
        except BadRequest:
            ballot = None
        if ballot is None:
            await self._pulses.not_posted(pulse_id)
            raise NotPosted
        await self._pulses.posted(pulse_id, poll_id=ballot.poll_id, message_id=ballot.message_id)

    async def _invitation(self, visit: Visit, board: Board) -> tuple[str, str]:
        """The text to paste, and its link."""
        links, texts = await self._links.links(visit.by, board.webinar_id), self._counter.texts
        link = links.of(SOURCE)
        return to_paste(texts, Invitation(links.title, link, links.gives_slides), texts.speak(board.language)), link

    def _poll(self, board: Board) -> tuple[str, list[str]]:
        """The survey's first scale, in the webinar's first language. Raises: Refusal."""
        question, texts = require_askable(board), self._counter.texts
        values = {"name": "", "webinar": board.title, "answers": {}}
        ask = texts.plain(question.ask, (board.language,), values).strip() or board.title
        options = [
            shortened(texts.plain(option.label, (board.language,), values).strip() or option.key, OPTION)
            for option in question.options
        ]
        return shortened(ask, QUESTION), options
