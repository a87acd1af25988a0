"""What is said about the team: roles and what they are for, and what the log of deeds says in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from bot.render.texts import Texts
from bot.survey.definitions import Wording


class Area(Protocol):
    """What of the webinars somebody is a member of."""

    @property
    def scope(self) -> str:
        """all, series or webinar."""

    @property
    def title(self) -> str | None:
        """The webinar's title."""

    @property
    def series(self) -> str | None:
        """The series."""

    @property
    def talk(self) -> Wording | None:
        """The title of the session; None: it is of no single one."""


Detail = Mapping[str, Any]
_NAMED = re.compile(r"%\((\w+)\)s")
Sentence = Callable[[Texts, str, str, Detail], str]
"""Of texts, a language, the name of the member it was about, and what was noted."""


def role_words(texts: Texts, language: str, role: str, *, rows: bool) -> str:
    """A role by name."""
    match role, rows:
        case "organiser", True:
            return texts.say("Organiser who also reads answers", language)
        case "organiser", _:
            return texts.say("Organiser", language)
        case "viewer", _:
            return texts.say("Viewer", language)
        case "speaker", _:
            return texts.say("Speaker", language)
        case _:
            raise KeyError(role)


def area_words(texts: Texts, language: str, area: Area) -> str:
    """What they are a member of."""
    match area.scope:
        case "all":
            return texts.say("all webinars", language)
        case "series":
            return texts.say("the series “%(series)s”", language, series=area.series)
        case _ if area.talk is not None:
            session = area.talk.spoken(language)
            return texts.say(
                "the session “%(session)s” of “%(webinar)s”", language, session=session, webinar=area.title
            )
        case _:
            return texts.say("“%(webinar)s”", language, webinar=area.title)


def said_of(texts: Texts, language: str, action: str, *, whose: str | None, detail: Detail) -> str:
    """What was done, in one sentence; an action that nobody has written one for by its own word."""
    sentence = DEEDS.get(action)
    if sentence is None:
        return texts.say("Done: %(action)s", language, action=action)
    return sentence(texts, language, whose or texts.say("somebody who is forgotten", language), detail)


def say(sentence: str) -> Sentence:
    """``sentence`` with what it names filled in: the member's name, their role, what it was about, what was noted."""
    names = _NAMED.findall(sentence)

    def said(texts: Texts, language: str, whose: str, detail: Detail) -> str:
        known = {"name": whose, "what": _what(detail), **detail}
        if "role" in names and "role" in detail:
            known["role"] = _role(texts, language, detail)
        return texts.say(sentence, language, **{name: known.get(name, "") for name in names})

    return said


def _role(texts: Texts, language: str, detail: Detail) -> str:
    return role_words(texts, language, str(detail["role"]), rows=bool(detail.get("rows")))


def _exported(texts: Texts, language: str, _: str, detail: Detail) -> str:
    n = int(detail["rows"] or 0)
    return texts.say_n("%(n)s response was exported.", "%(n)s responses were exported.", n, language)


def _kept_open(texts: Texts, language: str, _: str, detail: Detail) -> str:
    if "days" not in detail:
        return texts.say("The survey was kept open longer.", language)
    n = int(detail["days"])
    return texts.say_n(
        "The survey stays open %(n)s day longer.", "The survey stays open %(n)s days longer.", n, language
    )


def _prolonged(texts: Texts, language: str, _: str, detail: Detail) -> str:
    if "minutes" not in detail:
        return texts.say("The webinar's end was put off.", language)
    return texts.say("The webinar's end was put off by %(n)s minutes.", language, n=detail["minutes"])


def _what(detail: Detail) -> str:
    """The follow-up that it was about, by its key, or the row by its number."""
    found = detail.get("follow_up") or detail.get("row") or detail.get("key")
    return str(found or "…")


def _undone(texts: Texts, language: str, whose: str, detail: Detail) -> str:
    was = said_of(texts, language, str(detail["what"]), whose=whose, detail={})
    return texts.say("Undone: %(deed)s", language, deed=was)


def _withdrawn(texts: Texts, language: str, _: str, detail: Detail) -> str:
    n = int(detail["links"] or 0)
    return texts.say_n(
        "%(n)s link into the team was withdrawn.", "%(n)s links into the team were withdrawn.", n, language
    )


DEEDS: Mapping[str, Sentence] = {
    **{f"export.{kind}": _exported for kind in ("csv", "xlsx", "sav", "jsonl", "parquet")},
    "export.pdf": say("The briefing was taken as a file."),
    "export.report": say("A report was taken as a file."),
    "export.png": say("The chart was taken as a file."),
    "thread.answered": say("A message of an attendee was answered."),
    "thread.closed": say("A conversation with an attendee was closed."),
    "webinar.created": say("The webinar was set up."),
    "definition.applied": say("A definition was applied."),
    "numbers.undone": say("The numbers of before stand again."),
    "webinar.opened": say("The survey was opened."),
    "webinar.closed": say("The survey was closed."),
    "webinar.paused": say("The survey was paused."),
    "webinar.resumed": say("The survey went on."),
    "webinar.changed": say("The webinar's title, day, hour or length was changed."),
    "outbox.moved": say("The moment of “%(what)s” was changed."),
    "webinar.kept_open": _kept_open,
    "webinar.ended": say("The webinar was said to have ended."),
    "webinar.prolonged": _prolonged,
    "source.added": say("A place for the link was added: %(source)s."),
    "source.removed": say("A place for the link was taken away: %(source)s."),
    "material.arrived": say("A promised material came in: %(material)s."),
    "material.added": say("A material was added: %(material)s."),
    "material.replaced": say("A material was replaced: %(material)s."),
    "material.resent": say("Who had an earlier one was sent the new one: %(material)s."),
    "material.renamed": say("A material was renamed: %(material)s."),
    "material.removed": say("A material was taken out: %(material)s."),
    "outbox.held": say("“%(what)s” was held back."),
    "outbox.released": say("“%(what)s” was released."),
    "outbox.approved": say("“%(what)s” was approved."),
    "outbox.sent_now": say("“%(what)s” was sent at once."),
    "outbox.cancelled": say("“%(what)s” was cancelled."),
    "outbox.taken_back": say("The cancelling of “%(what)s” was taken back."),
    "outbox.resolved": say("A doubt about “%(what)s” was settled."),
    "outbox.edited": say("The text of “%(what)s” was changed."),
    "outbox.as_defined": say("“%(what)s” has its first text again."),
    "upshot.sent": say("Those who commented were told what came of it."),
    "group.asked": say("The bot was brought into a group."),
    "group.webinar": say("A group was made a webinar's own."),
    "group.invited": say("The invitation was posted in a group."),
    "group.polled": say("A poll was posted in a group."),
    "group.team": say("A group was made the team's group."),
    "group.silent": say("A group is not the team's group any more."),
    "answers.coded": say("Answers were given themes."),
    **{
        f"theme.{deed}": say("The codebook of a question was changed; its history tells how.")
        for deed in ("added", "renamed", "merged", "split", "moved", "grouped", "ungrouped", "removed", "undone")
    },
    "undone": _undone,
    "member.invited": say("A link into the team was made: %(role)s."),
    "member.links_withdrawn": _withdrawn,
    "member.joined": say("%(name)s joined the team: %(role)s."),
    "member.changed": say("%(name)s has another role: %(role)s."),
    "member.removed": say("%(name)s was removed."),
    "member.restored": say("%(name)s is a member again."),
}
"""A sentence for each action that is recorded; whoever records a new one adds it here."""
