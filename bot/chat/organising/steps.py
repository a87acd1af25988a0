"""The steps of setting a webinar up: what each asks, and what can be tapped; ``settling`` reads the answers.

Each has as its first button what the latest webinar had, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Counter, Visit
from bot.chat.organising.hub import Button
from bot.render import zones
from bot.render.organising.setting_up import day_label, length_words
from bot.render.screens import shortened
from bot.render.tongues import by_own_name, own_name
from bot.services.organising.choices import Latest, Offered, Setup
from bot.services.organising.sketch import PRIVACY, Step

WORD = "new"

DAYS = 10
HOURS = ("09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00", "17:00")
LENGTHS = (30, 45, 60, 90, 120, 180)
RETENTIONS = (90, 180, 365)
ZONES = ("Europe/Brussels", "Europe/London", "Europe/Lisbon", "Europe/Athens", "Europe/Helsinki", "UTC")
USUAL = "satisfaction"
"""The survey that is offered first, if none was asked before."""

_LABEL_UNITS = 40

Rows = list[list[Button]]


class Steps:
    """Knows the steps."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def asked(self, visit: Visit, setup: Setup, step: Step) -> tuple[str, Rows]:
        """What ``step`` asks, and its buttons."""
        if step in PRIVACY:
            return self._privacy(visit, step)
        if step == "plan":
            return self._plans(visit, setup)
        before = setup.model or setup.latest
        rows: Mapping[Step, Callable[[], Rows]] = {
            "title": lambda: self._same(visit, step, before),
            "day": lambda: self._days(visit, setup),
            "hour": lambda: [*self._same(visit, step, before), *_in_rows(self._hours(before), 4)],
            "zone": lambda: [*self._same(visit, step, before), *_in_rows(self._zones(visit, before), 2)],
            "length": lambda: [*self._same(visit, step, before), *_in_rows(self._lengths(visit, before), 3)],
            "languages": lambda: self._languages(visit, setup),
            "survey": lambda: self._surveys(visit, setup),
            "series": lambda: self._series(visit, setup),
        }
        return self._question(visit, step), rows[step]()

    def _question(self, visit: Visit, step: Step) -> str:
        say = self._counter.say
        match step:
            case "title":
                return say("What is the webinar called? Please type it.", visit)
            case "day":
                return say("On which day? Tap it or type it, such as 24 Nov or 24 Nov 10:00.", visit)
            case "hour":
                return say("At what time does it begin? Tap it or type it, such as 10:30.", visit)
            case "zone":
                return say("By the clock of which place? Tap it or type a city.", visit)
            case "length":
                return say("How long does it take? Tap it or type it, such as 1h30.", visit)
            case "languages":
                return say("In which languages is the survey offered? Tap all of them, then Done.", visit)
            case "survey":
                return say("Which survey?", visit)
            case _:
                return say("In which series? Its webinars are compared. Tap it or type a new one.", visit)

    def _same(self, visit: Visit, step: Step, before: Latest | None) -> Rows:
        """What the latest webinar had, as the first button."""
        if before is None:
            return []
        shown = {
            "title": before.title,
            "hour": f"{before.starts:%H:%M}",
            "zone": zones.city_name(before.zone, visit.language),
            "length": length_words(self._counter.texts, before.length, visit.language),
            "plan": self._counter.texts.say_n("%(n)s message", "%(n)s messages", before.follow_ups, visit.language),
        }
        text = self._counter.say("Same as last time: %(what)s", visit, what=shortened(shown[step], _LABEL_UNITS))
        return [[(text, Chosen(WORD, f"v.{step}.same"))]]

    def _days(self, visit: Visit, setup: Setup) -> Rows:
        days = [setup.today + timedelta(days=ahead) for ahead in range(DAYS)]
        buttons = [(day_label(day, visit.language), Chosen(WORD, f"v.day.{day}")) for day in days]
        return _in_rows(buttons, 2)

    def _hours(self, before: Latest | None) -> list[Button]:
        same = None if before is None else f"{before.starts:%H:%M}"
        return [(hour, Chosen(WORD, f"v.hour.{hour}")) for hour in HOURS if hour != same]

    def _zones(self, visit: Visit, before: Latest | None) -> list[Button]:
        same = None if before is None else before.zone
        named = [(zones.city_name(zone, visit.language), zone) for zone in ZONES if zone != same]
        return [(name, Chosen(WORD, f"v.zone.{zone.replace('/', '.')}")) for name, zone in named]

    def _lengths(self, visit: Visit, before: Latest | None) -> list[Button]:
        same = None if before is None else before.length
        texts = self._counter.texts
        lengths = [each for each in LENGTHS if each != same]
        return [(length_words(texts, each, visit.language), Chosen(WORD, f"v.length.{each}")) for each in lengths]

    def _languages(self, visit: Visit, setup: Setup) -> Rows:
        """Each language there is a survey in, ticked or not; the ticked ones can be finished with."""
        there = {language for survey in setup.surveys for language in survey.languages}
        chosen = setup.sketch.languages
        marks = [(f"{'✅ ' if each in chosen else ''}{own_name(each)}", each) for each in by_own_name(there)]
        rows = _in_rows([(label, Chosen(WORD, f"lang.{each}")) for label, each in marks], 3)
        done = [[(self._counter.say("Done", visit), Chosen(WORD, "langs"))]] if chosen else []
        before = setup.model or setup.latest
        if before is not None and not chosen:
            names = ", ".join(own_name(each) for each in before.languages)
            text = self._counter.say("Same as last time: %(what)s", visit, what=shortened(names, _LABEL_UNITS))
            done = [[(text, Chosen(WORD, "v.languages.same"))]]
        return [*done, *rows]

    def _surveys(self, visit: Visit, setup: Setup) -> Rows:
        """Those worded in all chosen languages, what was asked last time first."""
        fitting = [each for each in setup.surveys if fits(each, setup)]
        if not fitting:
            again = self._counter.say("No survey is worded in all these languages: choose others", visit)
            return [[(again, Chosen(WORD, "edit.languages"))]]
        before = setup.model or setup.latest
        first = None if before is None else before.survey
        ordered = sorted(fitting, key=lambda each: (each.key != first, each.key != USUAL))
        return [
            [(self._survey(visit, each, last=each.key == first), Chosen(WORD, f"v.survey.{each.key}"))]
            for each in ordered
        ]

    def _survey(self, visit: Visit, survey: Offered, *, last: bool) -> str:
        count = self._counter.texts.say_n("%(n)s question", "%(n)s questions", survey.questions, visit.language)
        named = f"{shortened(survey.title, _LABEL_UNITS)} ({survey.key}, {count})"
        return self._counter.say("Same as last time: %(what)s", visit, what=named) if last else named

    def _plans(self, visit: Visit, setup: Setup) -> tuple[str, Rows]:
        say, before = self._counter.say, setup.model or setup.latest
        lines = [f"• <b>{name}</b>: {plan_words(self._counter, visit, name)}" for name in setup.plans]
        ask = say("What goes out after the webinar?", visit)
        rows = _in_rows([(name, Chosen(WORD, f"v.plan.{name}")) for name in setup.plans], 2)
        same = self._same(visit, "plan", before) if before is not None and before.follow_ups else []
        nothing = [[(say("Nothing but the survey", visit), Chosen(WORD, "v.plan.none"))]]
        return "\n".join([ask, "", *lines]), [*same, *rows, *nothing]

    def _series(self, visit: Visit, setup: Setup) -> Rows:
        rows = [
            [(shortened(name, _LABEL_UNITS), Chosen(WORD, f"v.series.{place}"))]
            for place, name in enumerate(setup.series[:10])
        ]
        none = [[(self._counter.say("In no series", visit), Chosen(WORD, "v.series.none"))]] if setup.free else []
        return [*rows, *none]

    def _privacy(self, visit: Visit, step: Step) -> tuple[str, Rows]:
        """What attendees are told before they answer; asked only if nobody has said it yet."""
        say = self._counter.say
        if step == "controller":
            return say(
                "Attendees are told how their answers are used. Who is responsible for them? Please type it.", visit
            ), []
        if step == "contact":
            return say("To which address can attendees write about their answers? Please type it.", visit), []
        if step == "purpose":
            ask = say("What are the answers for? Please end the sentence: “We ask you in order ...”", visit)
            return ask, [[(say("to improve our webinars", visit), Chosen(WORD, "purpose"))]]
        texts = self._counter.texts
        days = [(texts.say_n("%(n)s day", "%(n)s days", each, visit.language), each) for each in RETENTIONS]
        ask = say("For how many days are the answers kept? Tap it or type a number.", visit)
        return ask, [[(label, Chosen(WORD, f"v.retention.{each}")) for label, each in days]]


def fits(survey: Offered, setup: Setup) -> bool:
    """Whether the survey is worded in all languages that were chosen."""
    return set(setup.sketch.languages) <= set(survey.languages)


def plan_words(counter: Counter, visit: Visit, plan: str) -> str:
    """What a plan does, in a line."""
    match plan:
        case "classic":
            return counter.say(
                "the slides at once, a reminder, the recording after 2 days, resources after 5, a survey after 30",
                visit,
            )
        case "light":
            return counter.say("the slides at once, the recording after 2 days", visit)
        case "no_show":
            return counter.say("as light, and whoever registered and did not come is asked why", visit)
        case "discussion":
            return counter.say("a group to talk in, the slides, a reminder, answers to questions after 5 days", visit)
        case _:
            return counter.say("a plan of your own", visit)


def _in_rows(buttons: list[Button], width: int) -> Rows:
    return [buttons[place : place + width] for place in range(0, len(buttons), width)]
