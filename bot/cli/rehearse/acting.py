"""What an invented person does: comes in, answers, goes on, leaves, blocks. By the services that the chat calls.

Acts happen at the stage's present moment. Nothing is decided here that a real person's phone would not decide.
"""

from __future__ import annotations

import sqlite3

import db.attendees
import db.responses
from bot.cli.rehearse.audience import Guest, Stop
from bot.cli.rehearse.replying import replies_to
from bot.cli.rehearse.stage import Stage
from bot.services.entering import Visitor
from bot.services.views import Alert, JoinList, Moved, Permit, QuestionScreen, Screen, ThanksScreen
from bot.survey.engine import Ask, in_asking_order
from bot.survey.replies import Skip

MOST_QUESTIONS = 500
"""Questions that anybody answers, so that a rehearsal ends whatever a survey asks."""

A_LINE = "invented@example.org"


class Actor:
    """One guest on the stage, at one webinar."""

    def __init__(self, stage: Stage, guest: Guest, *, webinar_id: int, survey_key: str, code: str) -> None:
        self._stage = stage
        self._guest = guest
        self._webinar_id = webinar_id
        self._survey_key = survey_key
        self._code = code

    async def enter(self) -> None:
        """They tap the link."""
        guest, stage = self._guest, self._stage
        phone = stage.api.join(guest.chat_id, guest.name, language_code=guest.language)
        payload = self._code if guest.source is None else f"{self._code}-{guest.source}"
        phone.write(f"/start {payload}")
        language = stage.texts.speak(guest.language)
        await stage.services.entering.enter(Visitor(guest.chat_id, language, guest.name), payload=payload)
        if guest.zone is not None:
            await stage.services.zones.live_in(guest.chat_id, guest.zone, language=language)

    async def answer(self) -> None:
        """They sit down to the survey and get as far as they get the first time."""
        if self._guest.stop is not Stop.NEVER:
            await self._answer(to_the_end=self._guest.stop is Stop.FINISHES)

    async def resume(self) -> None:
        """They answer what is left."""
        await self._answer(to_the_end=True)

    async def leave(self) -> None:
        """They say which messages they still want."""
        guest = self._guest
        await self._stage.services.leaving.leave(chat_id=guest.chat_id, wants=guest.wants, webinar_id=self._webinar_id)

    async def block(self) -> None:
        """They block the bot, and Telegram tells it."""
        self._stage.api.person(self._guest.chat_id).block()
        await self._stage.services.receiving.left(chat_id=self._guest.chat_id)

    async def _answer(self, *, to_the_end: bool) -> None:
        screen = await self._screen()
        settled: set[str] = set()
        for _ in range(MOST_QUESTIONS):
            if not isinstance(screen, QuestionScreen):
                break
            if not to_the_end and self._has_enough(screen, settled):
                return
            settled.add(screen.ask.question.key)
            screen = await self._settle(screen.ask)
        if isinstance(screen, ThanksScreen) and not screen.closed:
            await self._look_at_card(screen)

    def _has_enough(self, screen: QuestionScreen, settled: set[str]) -> bool:
        """Whether they stop here: half of it is answered, and all that they were to answer."""
        asked = [question.key for question in in_asking_order(screen.survey)]
        still = [key for key in self._guest.wish.picks if key not in settled and key in asked]
        return not still and (2 * len(settled) >= screen.ask.total or screen.ask.position >= screen.ask.total)

    async def _settle(self, ask: Ask) -> Screen | None:
        """They reply to the question, and skip it if that is refused; what they see then."""
        chat_id, language = self._guest.chat_id, self._guest.language
        for replies in (replies_to(ask, self._guest.wish, self._stage.chance), [Skip(ask.index)]):
            for reply in replies:
                reaction = await self._stage.services.answering.reply(
                    update_id=await self._stage.update(chat_id),
                    chat_id=chat_id,
                    response_id=None,
                    reply=reply,
                    language=language,
                    name=self._guest.name,
                )
                if not isinstance(reaction, Moved):
                    break
            screen = reaction.screen if isinstance(reaction, Moved) else None
            if not isinstance(screen, QuestionScreen) or screen.ask.index != ask.index:
                return screen
        return None

    async def _look_at_card(self, screen: ThanksScreen) -> None:
        """They say yes or no to everything that the card at the end asks, one thing after the other."""
        services, guest, seen = self._stage.services, self._guest, screen
        for _ in range(MOST_QUESTIONS):
            match seen.asks:
                case Permit() as ask:
                    text = ask.wording.spoken(guest.language)
                    await services.asking.permit(
                        chat_id=guest.chat_id, ask=ask, given=guest.agrees, text=text, language=guest.language
                    )
                case JoinList(webinar_id):
                    say = services.contacting.agree if guest.agrees else services.contacting.refuse
                    await say(chat_id=guest.chat_id, webinar_id=webinar_id, text="(invented)", language=guest.language)
                    if guest.agrees:
                        line = f"{guest.name}, {A_LINE}"
                        update = await self._stage.update(guest.chat_id)
                        await services.contacting.write(update_id=update, chat_id=guest.chat_id, text=line)
                case Alert() as ask:
                    await services.asking.alert(
                        chat_id=guest.chat_id, ask=ask, given=guest.agrees, text="(invented)", language=guest.language
                    )
                case None:
                    return
            again = await self._screen()
            if not isinstance(again, ThanksScreen) or again.asks == seen.asks:
                return
            seen = again

    async def _screen(self) -> Screen | None:
        """What stands in their chat; None while no survey has come to them."""
        guest = self._guest

        def work(tx: sqlite3.Connection) -> int | None:
            attendee = db.attendees.by_chat(tx, guest.chat_id)
            if attendee is None:
                return None
            found = db.responses.find(
                tx, webinar_id=self._webinar_id, survey_key=self._survey_key, attendee_id=attendee.id
            )
            return found.id if found else None

        response_id = await self._stage.read(work)
        return None if response_id is None else await self._stage.services.answering.screen(response_id=response_id)
