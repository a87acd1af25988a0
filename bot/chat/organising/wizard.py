"""Setting up a webinar in chat: ``/new`` asks one thing at a time, each with a default, and shows all of it at the end.

Whatever can be tapped is tapped; everything else is typed as people write it. Nothing is lost by a mistake, a restart
or another command: ``/new`` goes on where it stopped.
"""

from __future__ import annotations

from html import escape
from typing import cast, get_args

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button, Hub
from bot.chat.organising.numbers import fetched
from bot.chat.organising.settling import tapped, understood
from bot.chat.organising.steps import WORD, Rows, Steps, fits, plan_words
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.updates import Sent, Wrote
from bot.render.organising.setting_up import begun, languages_words, when_words
from bot.render.screens import shortened
from bot.services.access import Act, NotAllowed
from bot.services.errors import Refusal
from bot.services.organising.choices import Setup
from bot.services.organising.overseeing import Overseeing, Overseen
from bot.services.organising.setting_up import Created, Misfit, SettingUp
from bot.services.organising.sketch import AS_BEFORE, NO_PLAN, Step

_TITLE_UNITS = 200
_STEPS = get_args(Step)


class Wizard:
    """Sets webinars up. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, counter: Counter, setting_up: SettingUp, overseeing: Overseeing, hub: Hub) -> None:
        self._counter = counter
        self._setting_up = setting_up
        self._overseeing = overseeing
        self._hub = hub
        self._steps = Steps(counter)
        counter.hears[WORD] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(
            commands={"new": self._counter.command(self.new)},
            buttons=self._counter.button(WORD, self.press),
            last=self.overhear,
        )

    def door(self, visit: Visit, overseen: Overseen) -> Button | None:
        """The button on a webinar's card."""
        label = self._counter.say("Copy for a new date", visit)
        return (f"📋 {label}", Chosen(WORD, f"copy.{overseen.id}")) if Act.SHAPE in overseen.acts else None

    async def entrance(self, visit: Visit) -> Button | None:
        """The button below the list of webinars."""
        if not await self._setting_up.may(visit.by):
            return None
        return f"➕ {self._counter.say('New webinar', visit)}", Chosen(WORD, "begin")

    async def new(self, visit: Visit) -> Card:
        """``/new``: the first question, or where they stopped."""
        there = await self._setting_up.there(visit.by)
        if there is None:
            return await self._next(visit, await self._setting_up.begin(visit.by))
        say = self._counter.say
        head = begun(self._counter.texts, visit.language, there.sketch)
        text = f"{head}\n\n{say('You have begun to set this up.', visit)}"
        go, anew = Chosen(WORD, "go"), Chosen(WORD, "anew")
        return Card(text, [[(f"▶️ {say('Go on', visit)}", go)], [(say("Begin anew", visit), anew)]])

    async def press(self, visit: Visit) -> Card:
        """A button of a step, or of the overview."""
        if not await self._setting_up.may(visit.by):
            raise NotAllowed
        match visit.verb:
            case "begin":
                return await self.new(visit)
            case "anew":
                return await self._next(visit, await self._setting_up.begin(visit.by))
            case "copy":
                return await self._next(visit, await self._setting_up.copy(visit.by, visit.number(1)))
            case "off":
                return await self._off(visit)
            case "drop":
                await self._setting_up.drop(visit.by)
                return Card(self._counter.say("It is thrown away. /new begins anew.", visit))
            case "ok":
                return await self._create(visit)
            case _:
                return await self._pressed(visit)

    async def hear(self, visit: Visit, body: str) -> Card | None:
        """What was typed at a step, or an invitation."""
        if isinstance(visit.at, Sent):
            return await self.take(visit)
        setup, step = await self._there(visit), cast("Step", body)
        assert isinstance(visit.at, Wrote), "commands are nobody's answer"
        known = understood(setup, step, visit.at.text, language=visit.language)
        return await self._next(visit, await self._setting_up.note(visit.by, **known))

    async def overhear(self, turn: Turn, message: Wrote | Sent, _: Unwanted) -> bool:
        """An invitation that somebody sends or forwards who may set webinars up begins one."""
        if not isinstance(message, Sent) or not is_invitation(message):
            return False
        return await self._counter.take(turn, message, self.take, allowed=self._setting_up.may)

    async def take(self, visit: Visit) -> Card:
        """A file: an invitation begins a webinar, with what it says."""
        assert isinstance(visit.at, Sent), "it is asked of what was sent"
        if not is_invitation(visit.at):
            raise Refusal("Please type your answer, or send the invitation (.ics) of the webinar.")
        _, content = await fetched(self._counter, visit, visit.at)
        return await self._next(visit, await self._setting_up.begin(visit.by, invitation=content))

    async def _pressed(self, visit: Visit) -> Card:
        setup = await self._there(visit)
        step = cast("Step", visit.word(1)) if visit.word(1) in _STEPS else None
        match visit.verb:
            case "v" if step is not None:
                known = tapped(setup, step, visit.words[2:])
                return await self._next(visit, await self._setting_up.note(visit.by, **known))
            case "edit" if step is not None:
                if step == "languages":
                    setup = await self._setting_up.note(visit.by, done=False)
                return await self._ask(visit, setup, step)
            case "lang":
                return await self._toggled(visit, setup, visit.word(1))
            case "langs" if setup.sketch.languages:
                setup = await self._setting_up.note(visit.by, done=True)
                chosen = next((each for each in setup.surveys if each.key == setup.sketch.survey), None)
                if chosen is not None and not fits(chosen, setup):
                    setup = await self._setting_up.note(visit.by, survey=None)
                return await self._next(visit, setup)
            case "purpose":
                words = self._counter.say("to improve our webinars", visit)
                return await self._next(visit, await self._setting_up.note(visit.by, purpose=words))
            case "files":
                setup = await self._setting_up.note(visit.by, files=not setup.sketch.files)
                return await self._next(visit, setup)
            case _:
                return await self._next(visit, setup)

    async def _toggled(self, visit: Visit, setup: Setup, language: str) -> Card:
        chosen = setup.sketch.languages
        known = {each for survey in setup.surveys for each in survey.languages}
        if language in chosen:
            chosen = tuple(each for each in chosen if each != language)
        elif language in known:
            chosen = (*chosen, language)
        setup = await self._setting_up.note(visit.by, languages=chosen, done=False)
        return await self._ask(visit, setup, "languages")

    async def _there(self, visit: Visit) -> Setup:
        there = await self._setting_up.there(visit.by)
        if there is None:
            raise Refusal("There is nothing begun any more. /new begins anew.")
        return there

    async def _next(self, visit: Visit, setup: Setup) -> Card:
        """The next question, or everything before it is created."""
        return self._overview(visit, setup) if setup.step is None else await self._ask(visit, setup, setup.step)

    async def _ask(self, visit: Visit, setup: Setup, step: Step, *, why: str = "") -> Card:
        ask, rows = self._steps.asked(visit, setup, step)
        head = begun(self._counter.texts, visit.language, setup.sketch)
        text = "\n\n".join(part for part in (head, why, ask) if part)
        return await self._counter.ask(visit, WORD, step, Card(text, rows), back=Chosen(WORD, "off"))

    async def _off(self, visit: Visit) -> Card:
        say = self._counter.say
        text = say("Nothing is lost: /new goes on where you stopped.", visit)
        go, drop = (f"▶️ {say('Go on', visit)}", Chosen(WORD, "go")), (say("Throw it away", visit), Chosen(WORD, "drop"))
        return Card(text, [[go], [drop], [(f"◀ {say('All webinars', visit)}", Chosen(HUB, "l.0"))]])

    async def _create(self, visit: Visit) -> Card:
        match await self._setting_up.create(visit.by):
            case Misfit(step, why):
                say = self._counter.say
                told = f"⚠️ {say('This does not fit yet:', visit)} {escape(why)}"
                return await self._ask(visit, await self._there(visit), step, why=told)
            case Created(webinar_id):
                toast = self._counter.say("It is set up.", visit)
                return self._hub.card(visit, await self._overseeing.webinar(visit.by, webinar_id), toast=toast)

    def _overview(self, visit: Visit, setup: Setup) -> Card:
        texts, sketch, source = self._counter.texts, setup.sketch, setup.model or setup.latest
        survey = next((each for each in setup.surveys if each.key == sketch.survey), None)
        drafts = () if survey is None else tuple(each for each in sketch.languages if each in survey.drafts)
        before = source is not None and sketch.plan == AS_BEFORE
        text = self._counter.render(
            visit,
            "sketch",
            title=shortened(sketch.title or "", _TITLE_UNITS),
            when=when_words(texts, visit.language, sketch),
            languages=languages_words(sketch.languages, visit.language),
            survey=sketch.survey if survey is None else survey.title,
            questions=0 if survey is None else survey.questions,
            plan=self._plan(visit, setup),
            materials=source.materials if source is not None and before else 0,
            files=sketch.files,
            series=sketch.series,
            privacy=self._privacy(visit, setup),
            drafts=languages_words(drafts, visit.language) if drafts else "",
            past=sketch.day is not None and sketch.day < setup.today,
        )
        return Card(text, [*self._corrections(visit, setup)])

    def _corrections(self, visit: Visit, setup: Setup) -> Rows:
        """Create first, then everything that can be changed."""
        say = self._counter.say
        named: list[tuple[str, Step]] = [
            (say("Title", visit), "title"),
            (say("Day", visit), "day"),
            (say("Time", visit), "hour"),
            (say("Place", visit), "zone"),
            (say("Length", visit), "length"),
            (say("Languages", visit), "languages"),
            (say("Survey", visit), "survey"),
            (say("Plan", visit), "plan"),
            (say("Series", visit), "series"),
        ]
        if setup.asks_privacy:
            named += [
                (say("Responsible", visit), "controller"),
                (say("Address", visit), "contact"),
                (say("Purpose", visit), "purpose"),
                (say("Kept for", visit), "retention"),
            ]
        buttons = [(f"✏️ {label}", Chosen(WORD, f"edit.{step}")) for label, step in named]
        rows = [buttons[place : place + 3] for place in range(0, len(buttons), 3)]
        source = setup.model or setup.latest
        if setup.sketch.plan == AS_BEFORE and source is not None and source.materials:
            label = (
                say("Without files of last time", visit)
                if setup.sketch.files
                else say("With files of last time", visit)
            )
            rows.append([(label, Chosen(WORD, "files"))])
        return [
            [(f"✅ {say('Create', visit)}", Chosen(WORD, "ok"))],
            *rows,
            [(say("Cancel", visit), Chosen(WORD, "off"))],
        ]

    def _plan(self, visit: Visit, setup: Setup) -> str:
        say, sketch, source = self._counter.say, setup.sketch, setup.model or setup.latest
        if sketch.plan == NO_PLAN or sketch.plan is None:
            return say("Nothing but the survey", visit)
        if sketch.plan == AS_BEFORE:
            follow_ups = 0 if source is None else source.follow_ups
            count = self._counter.texts.say_n("%(n)s message", "%(n)s messages", follow_ups, visit.language)
            return say("Same as last time: %(what)s", visit, what=count)
        return f"{sketch.plan}: {plan_words(self._counter, visit, sketch.plan)}"

    def _privacy(self, visit: Visit, setup: Setup) -> str:
        sketch = setup.sketch
        if sketch.controller is None or not setup.asks_privacy:
            return self._counter.say("Attendees are told the same about their answers as before.", visit)
        return self._counter.say(
            "%(controller)s is responsible for the answers, which are kept for %(days)s days. "
            "What for: %(purpose)s. Address for questions: %(contact)s",
            visit,
            controller=sketch.controller,
            days=sketch.retention,
            purpose=sketch.purpose,
            contact=sketch.contact,
        )


def is_invitation(message: Sent) -> bool:
    """Whether what was sent is a calendar's file, by its name or its type."""
    file = message.file
    return file is not None and ((file.name or "").lower().endswith(".ics") or file.mime == "text/calendar")
