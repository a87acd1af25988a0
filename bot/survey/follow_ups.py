"""Reads the follow-ups of a webinar's plan, and finds the surveys that it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.survey.buttons import read_buttons
from bot.survey.conditions import Condition, sound
from bot.survey.definitions import TOO_LATE_AFTER, ByHand, FollowUp, Offset, OnEntry, OnFinish, Survey, When, Wording
from bot.survey.facts import Times, read_duration, read_when, warn_of_another_year
from bot.survey.fields import PLAN_NAME, Fields, Worded, named, report_twins
from bot.survey.findings import guess
from bot.survey.identities import offers
from bot.survey.languages import report_piping
from bot.survey.nodes import Node, Section
from bot.survey.piping import references
from bot.survey.rules import is_for_unfinished
from bot.survey.ruling import Rule
from bot.survey.surroundings import Library

LONGEST_TEXT = 3500
"""Characters of a follow-up's text; a message has 4096, and answers may be piped in."""

LONGEST_CONSENT = 300
"""Characters of the question whether something may be sent, which stands below all the answers."""

_KEYS = (
    *("key", "when", "send", "text", "to", "approve", "survey", "latest", "consent"),
    *("zone", "too_late_after", "buttons", "topic"),
)

MOST_REMINDERS = 2
"""Reminders that a plan may hold: more of them bring few answers and many complaints."""


@dataclass(slots=True)
class Plan:
    """The follow-ups of one webinar or ready-made plan being read, and what they may refer to.

    ``survey`` None: it cannot be read, so nothing is said about what refers to it; ``materials``, ``languages`` (the
    webinar's) and ``times`` None: likewise.
    ``asked`` gathers the surveys that follow-ups ask, with the lines where they are named.
    """

    library: Library
    materials: Collection[str] | None
    survey: Survey | None
    languages: Sequence[str] | None = None
    times: Times | None = None
    asked: list[tuple[int, Survey]] = field(default_factory=list)

    def read(self, fields: Fields, nodes: Sequence[Node]) -> tuple[tuple[FollowUp, ...], list[tuple[str | None, int]]]:
        """The follow-ups among ``nodes`` that could be read, and their keys with their lines.

        What is wrong with the others is recorded.
        """
        keys: list[tuple[str | None, int]] = []
        found: list[FollowUp] = []
        for node in nodes:
            if not isinstance(node, Section):
                message = "a follow-up is a map: write it like {key: thanks, when: on finish, send: [slides]}"
                fields.fault(node.line, message)
                continue
            own = Fields(node, fields.page, what=named(node, "follow-up"), known=_KEYS)
            follow_up = self._follow_up(own)
            if follow_up is not None:
                keys.append((follow_up.key, own.line_of("key")))
                found.append(follow_up)
        report_twins(fields.page, "follow-up", keys)
        return tuple(found), keys

    def _follow_up(self, fields: Fields) -> FollowUp | None:
        fields.need("key", "give it one, such as `thanks`")
        key = fields.name("key", PLAN_NAME)
        fields.need("when", "say when it goes, such as `on finish`")
        when = read_when(fields, "when")
        warn_of_another_year(fields, "when", when, self.times)
        text = self._text(fields)
        send = self._send(fields)
        to = self._audience(fields)
        asks = read_survey_name(fields, self.library)
        if asks is not None:
            self.asked.append((fields.line_of("survey"), asks))
        latest = _latest(fields, when)
        warn_of_another_year(fields, "latest", latest, self.times)
        consent = _consent(fields, when)
        approve = fields.flag("approve", default=False)
        zone: Literal["webinar", "person"] = (
            "person" if fields.choice("zone", ("webinar", "person")) == "person" else "webinar"
        )
        too_late_after = read_duration(fields, "too_late_after") or TOO_LATE_AFTER
        if not any(fields.has(name) for name in ("send", "text", "survey")) and not _reminds(fields, to):
            fields.fault(fields.line, f"{fields.what} carries nothing: give it `text`, `send` or `survey`")
        if key is None or when is None:
            return None
        return FollowUp(
            key=key,
            when=when,
            send=send,
            text=text,
            to=to,
            approve=approve,
            survey=None if asks is None else asks.key,
            latest=latest,
            consent=consent,
            zone=zone,
            too_late_after=too_late_after,
            buttons=read_buttons(fields),
            topic=fields.name("topic", PLAN_NAME),
        )

    def _text(self, fields: Fields) -> Wording | None:
        before = len(fields.page.texts)
        text = fields.wording("text", longest=LONGEST_TEXT, piping=True)
        if self.survey is not None:
            known = [question.key for question in self.survey.questions]
            for worded in fields.page.texts[before:]:
                report_piping(worded, identity=self.survey.identity, known=known, findings=fields.page.findings)
                self._report_piped_answers(worded, fields)
        return text

    def _report_piped_answers(self, worded: Worded, fields: Fields) -> None:
        if self.survey is None or offers(self.survey.identity, "piping"):
            return
        if any(reference.startswith("answers.") for reference in references(worded.wording)):
            message = f"{worded.what} pipes an answer, and once moved nobody can tell whose it is: leave it out"
            fields.fault(worded.line, f"`{self.survey.key}` is {self.survey.identity}: {message}")

    def _send(self, fields: Fields) -> tuple[str, ...]:
        found: list[str] = []
        for scalar in fields.texts("send") or ():
            sends = f"{fields.what} sends `{scalar.text}`"
            if self.materials is not None and scalar.text not in self.materials:
                fields.fault(
                    scalar.line, f"{sends}, which is no material: {guess(scalar.text, sorted(self.materials))}"
                )
            elif scalar.text in found:
                fields.fault(scalar.line, f"{sends} twice: keep one")
            else:
                found.append(scalar.text)
        return tuple(found)

    def _audience(self, fields: Fields) -> Rule | None:
        node = fields.node("to")
        if node is None:
            return None
        condition = Condition(
            fields.page, f"`to` of {fields.what}", audience=True, survey=self.survey, languages=self.languages
        )
        rule = condition.read(node)
        if self.survey is not None:
            sound(condition, {question.key: question for question in self.survey.questions})
            if condition.mentions and not offers(self.survey.identity, "audiences"):
                message = f"{fields.what} goes to people by what they answered, which nobody may know of them"
                remedy = "say `{unfinished: true}` or leave `to` out"
                fields.fault(node.line, f"`{self.survey.key}` is {self.survey.identity}: {message}: {remedy}")
        return rule


def read_survey_name(fields: Fields, library: Library) -> Survey | None:
    """The survey that ``survey`` names by key or file; None if it is missing, unknown or faulty, which is recorded."""
    name = fields.text("survey", longest=1000)
    if name is None or library.is_faulty(name):
        return None
    line = fields.line_of("survey")
    found = library.find(name, beside=fields.page.findings.file)
    if found is None:
        remedy = "write a survey's key or its file; if it is there, `afterword check` says what is wrong with it"
        fields.fault(line, f"no survey `{name[:80]}` can be read: {remedy}")
    elif library.clashes(found):
        fields.fault(line, f"two different surveys are called `{found.key}`: rename one of them")
        return None
    return found


def _latest(fields: Fields, when: When | None) -> When | None:
    latest = read_when(fields, "latest", refused=(OnFinish, OnEntry, ByHand))
    if fields.has("latest") and when is not None and not isinstance(when, OnFinish):
        fields.fault(
            fields.line_of("latest"), "`latest` goes with `when: on finish` only: take it out, or change `when`"
        )
    return latest


def _consent(fields: Fields, when: When | None) -> Wording | None:
    """The question whether it may be sent at all, which is asked on the card at the end of the survey."""
    consent = fields.wording("consent", longest=LONGEST_CONSENT)
    too_early = isinstance(when, OnEntry) or (isinstance(when, Offset) and when.anchor == "start" and when.amount <= 0)
    if fields.has("consent") and too_early:
        message = "`consent` is asked when somebody has answered, and this goes before: change `when`, or take it out"
        fields.fault(fields.line_of("consent"), message)
    return consent


def _reminds(fields: Fields, to: Rule | None) -> bool:
    """Whether it is for those who have not finished, whom the bot reminds in words of its own; a faulty `to` passes."""
    return fields.has("to") if to is None else is_for_unfinished(to)


def report_reminders(fields: Fields, found: Sequence[FollowUp], keys: Sequence[tuple[str | None, int]]) -> None:
    """Record each reminder too many; ``keys`` are the follow-ups' with the lines where they stand."""
    reminders = [each.key for each in found if each.to is not None and is_for_unfinished(each.to)]
    for key in reminders[MOST_REMINDERS:]:
        line = next(line for name, line in keys if name == key)
        message = f"follow-up `{key}` is a reminder too many: {MOST_REMINDERS} at most, or people stop reading"
        fields.fault(line, f"{message}; take it out, or send it to others than the unfinished")
