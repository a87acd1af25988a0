"""The attendee's conversation: questions, answers, and being told why not. Thin: services decide, ``render`` words it.

A reply is decided and stored before anything is shown. From then on only its screen is owed, and ``Turn`` remembers
that, so that a second attempt never takes the same reply twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, assert_never

from bot.chat import callbacks
from bot.chat.inbox import Inbox
from bot.chat.patience import HasLeft, Patience
from bot.chat.ports import Answering
from bot.chat.rooms import Turn
from bot.chat.sender import Sender
from bot.chat.showing import Shown, message_of
from bot.chat.updates import Sent, Tapped, Wrote
from bot.chat.voice import Voice, dead_button, paused
from bot.render.rows import page_of
from bot.render.screens import whole
from bot.render.texts import Texts, unmarked
from bot.services import views
from bot.survey.definitions import Question
from bot.survey.replies import Back, Confirm, Edit, Keep, OtherThing, Reply, Skip, Tap, Typed
from bot.survey.typed import cleaned, option_meant


class Conversation:
    """Talks with attendees. Every method may raise Unavailable, TokenRefused, or what a bug raises; not HasLeft."""

    def __init__(
        self,
        *,
        texts: Texts,
        answering: Answering,
        inbox: Inbox,
        sender: Sender,
        patience: Patience,
        voice: Voice,
    ) -> None:
        self._texts = texts
        self._answering = answering
        self._inbox = inbox
        self._sender = sender
        self._patience = patience
        self._voice = voice

    async def looked(self, tap: Tapped, pressed: callbacks.Looked) -> None:
        """A button that changes nothing: more options, how answers are used, and back from there."""
        response_id, chat_id = pressed.response_id, tap.sender.chat_id
        view: Shown | None
        page: int | None = None
        if isinstance(pressed, callbacks.PrivacyOf):
            view = await self._answering.privacy(response_id=response_id, chat_id=chat_id)
        else:
            view = await self._answering.screen(response_id=response_id, chat_id=chat_id)
        if view is None:
            await self._voice.dead_button(tap)
            return
        if isinstance(pressed, callbacks.PageOn) and isinstance(view, views.QuestionScreen):
            page = pressed.page if view.ask.index == pressed.index else None
        await self._answered_while(tap.query_id, None, self._show(view, tapped=tap.message_id, page=page))

    async def tapped(self, turn: Turn, tap: Tapped, pressed: callbacks.Replied) -> None:
        """A button under a question. It is answered once, and its message edited once."""
        language = self._texts.speak(tap.sender.language_code)
        if turn.decided is not None:
            await self._answered_while(tap.query_id, None, self._show_again(turn.decided, tap.message_id, pressed))
            return
        reaction = await self._answering.reply(
            update_id=turn.update_id,
            chat_id=tap.sender.chat_id,
            response_id=pressed.response_id,
            reply=_reply(pressed),
            language=language,
            name=tap.sender.name or None,
        )
        match reaction:
            case views.Moved(screen, _, dropped):
                turn.decided = screen.seat.response_id
                showing = self._show(screen, tapped=tap.message_id, page=_page(screen, pressed), dropped=dropped)
                await self._answered_while(tap.query_id, None, showing)
            case views.Stale(screen):
                said = self._too_late(screen)
                await self._answered_while(tap.query_id, said, self._show(screen, tapped=tap.message_id))
            case views.Refused(screen):
                said = unmarked(self._refusal(reaction))
                await self._sender.toast(tap.query_id, said, alert=True)
            case views.Paused(_, language):
                await self._sender.toast(tap.query_id, paused(self._texts, language), alert=True)
            case views.Foreign(_, language) | views.Unasked(_, language):
                await self._sender.toast(tap.query_id, dead_button(self._texts, language), alert=True)
            case _:
                assert_never(reaction)

    async def wrote(self, turn: Turn, message: Wrote | Sent) -> views.Unasked | views.Refused | None:
        """Text, or a thing that is no text. What follows is shown below it, since the question has moved up.

        What no question took, and why, is returned and nothing is said of it: somebody else may want it.
        """
        if turn.decided is not None:
            await self._show_again(turn.decided)
            return None
        who = message.sender
        reaction = await self._answering.reply(
            update_id=turn.update_id,
            chat_id=who.chat_id,
            response_id=None,
            reply=Typed(message.text) if isinstance(message, Wrote) else OtherThing(message.kind),
            language=self._texts.speak(who.language_code),
            name=who.name or None,
        )
        match reaction:
            case views.Moved(screen, _, dropped):
                turn.decided = screen.seat.response_id
                await self._show(screen, fresh=True, page=_page_of_written(screen, message), dropped=dropped)
            case views.Stale(screen):
                await self._show(screen, fresh=True)
            case views.Paused(chat_id, language):
                await self.say(chat_id, language, "paused", begun=True)
            case views.Refused():
                return reaction
            case views.Foreign(chat_id, language):
                return views.Unasked(chat_id, language, "text")
            case views.Unasked():
                return reaction
            case _:
                assert_never(reaction)
        return None

    async def turn_down(self, why: views.Unasked | views.Refused) -> None:
        """Say why what was written or sent changes nothing."""
        match why:
            case views.Refused(screen):
                await self._tell(screen.seat.chat_id, self._refusal(why))
            case views.Unasked(chat_id, language, kind):
                await self.say(chat_id, language, "unasked", kind=kind)
            case _:
                assert_never(why)

    async def show_anew(self, screen: views.Screen) -> None:
        """Show a screen in the message that holds it: its words have changed."""
        await self._show(screen)

    async def show_below(self, screen: views.Screen) -> None:
        """Show a screen as a new message below everything."""
        await self._show(screen, fresh=True)

    async def left(self, chat_id: int) -> None:
        """They blocked the bot."""
        await self._inbox.left(chat_id=chat_id)

    async def say(self, chat_id: int, language: str, template: str, **values: object) -> None:
        """Send ``messages/<template>.html.j2``."""
        await self._tell(chat_id, self._texts.render(f"messages/{template}.html.j2", language, **values))

    async def _tell(self, chat_id: int, text: str) -> None:
        try:
            await self._patience.until_answered(chat_id, lambda: self._sender.say(chat_id, text))
        except HasLeft:
            await self._inbox.left(chat_id=chat_id)

    async def _show_again(
        self, response_id: int, tapped: int | None = None, pressed: callbacks.Replied | None = None
    ) -> None:
        """Show where they stand in a response, if it is still there; below everything, if nothing was ``pressed``."""
        screen = await self._answering.screen(response_id=response_id)
        if screen is not None:
            page = None if pressed is None else _page(screen, pressed)
            await self._show(screen, tapped=tapped, fresh=pressed is None, page=page)

    async def _show(
        self,
        view: Shown,
        *,
        tapped: int | None = None,
        fresh: bool = False,
        page: int | None = None,
        dropped: Sequence[Question] = (),
    ) -> None:
        """Show ``view`` in its message, or in the ``tapped`` one if that is newer; ``fresh``: below everything.

        A newer one came although nobody knows it: a reminder whose sending was in doubt. They look at it, not at what
        stands above it. After a wait it is the latest screen that is shown.
        """
        seat = view.seat
        place = None if fresh else max(seat.message_id or 0, tapped or 0) or None
        latest: Shown | None = view

        async def attempt() -> int | None:
            nonlocal latest
            now, latest = latest, None
            now = now or await self._answering.screen(response_id=seat.response_id)
            if now is None:
                return None
            message = message_of(self._texts, now, page=page, dropped=dropped)
            return await self._sender.show(message, chat_id=seat.chat_id, message_id=place)

        try:
            message_id = await self._patience.until_answered(seat.chat_id, attempt)
        except HasLeft:
            await self._inbox.left(chat_id=seat.chat_id)
            return
        if message_id is not None and message_id != seat.message_id:
            await self._inbox.shown(response_id=seat.response_id, message_id=message_id)
            if seat.message_id is not None:
                await self._sender.take_buttons_away(seat.chat_id, seat.message_id)

    async def _answered_while(self, query_id: str, said: str | None, showing: Coroutine[Any, Any, None]) -> None:
        """Answer the tap and show the screen at the same time."""
        toast = asyncio.create_task(self._sender.toast(query_id, said))
        try:
            await showing
        except asyncio.CancelledError:
            toast.cancel()
            raise
        finally:
            await toast

    def _refusal(self, refused: views.Refused) -> str:
        language, limit = refused.screen.seat.language, whole(refused.limit)
        return self._texts.render("messages/refused.html.j2", language, reason=refused.reason, limit=limit)

    def _too_late(self, screen: views.Screen) -> str:
        language = screen.seat.language
        if isinstance(screen, views.ClosedScreen) or (isinstance(screen, views.ThanksScreen) and screen.closed):
            return self._texts.say("The survey has closed; nothing was changed.", language)
        return self._texts.say("Already noted.", language)


def _reply(pressed: callbacks.Replied) -> Reply:
    match pressed:
        case callbacks.TapOn(_, index, option):
            return Tap(index, option)
        case callbacks.ConfirmOn(_, index):
            return Confirm(index)
        case callbacks.SkipOn(_, index):
            return Skip(index)
        case callbacks.BackOn(_, index):
            return Back(index)
        case callbacks.KeepOn(_, index):
            return Keep(index)
        case callbacks.EditOn(_, index):
            return Edit(index)
        case _:
            assert_never(pressed)


def _page(screen: views.Screen, pressed: callbacks.Replied) -> int | None:
    """After ticking on a later page that page is shown again."""
    if not isinstance(screen, views.QuestionScreen) or not isinstance(pressed, callbacks.TapOn):
        return None
    return page_of(screen.ask.question, pressed.option) if screen.ask.index == pressed.index else None


def _page_of_written(screen: views.Screen, message: Wrote | Sent) -> int | None:
    """Who ticks a box by writing its label sees it ticked, on whatever page it stands."""
    if not isinstance(screen, views.QuestionScreen) or not isinstance(message, Wrote):
        return None
    question, draft = screen.ask.question, screen.ask.draft
    option = option_meant(question, cleaned(message.text), languages=screen.seat.wordings)
    ticked = option is not None and question.options[option].key in draft.picks
    return page_of(question, option) if option is not None and ticked else None
