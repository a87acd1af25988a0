"""What is said about the team: roles and what they are for, and what the log of deeds says in plain sentences."""

from __future__ import annotations

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


def _invited(texts: Texts, language: str, _: str, detail: Detail) -> str:
    return texts.say("A link into the team was made: %(role)s.", language, role=_role(texts, language, detail))


def _joined(texts: Texts, language: str, whose: str, detail: Detail) -> str:
    role = _role(texts, language, detail)
    return texts.say("%(name)s joined the team: %(role)s.", language, name=whose, role=role)


def _changed(texts: Texts, language: str, whose: str, detail: Detail) -> str:
    role = _role(texts, language, detail)
    return texts.say("%(name)s has another role: %(role)s.", language, name=whose, role=role)


def _withdrawn(texts: Texts, language: str, _: str, detail: Detail) -> str:
    n = int(detail["links"] or 0)
    return texts.say_n(
        "%(n)s link into the team was withdrawn.", "%(n)s links into the team were withdrawn.", n, language
    )


DEEDS: Mapping[str, Sentence] = {
    **{f"export.{kind}": _exported for kind in ("csv", "xlsx", "sav", "jsonl", "parquet")},
    "export.pdf": lambda texts, language, _, __: texts.say("The briefing was taken as a file.", language),
    "export.png": lambda texts, language, _, __: texts.say("The chart was taken as a file.", language),
    "thread.answered": lambda texts, language, _, __: texts.say("A message of an attendee was answered.", language),
    "thread.closed": lambda texts, language, _, __: texts.say("A conversation with an attendee was closed.", language),
    "webinar.opened": lambda texts, language, _, __: texts.say("The survey was opened.", language),
    "webinar.closed": lambda texts, language, _, __: texts.say("The survey was closed.", language),
    "webinar.paused": lambda texts, language, _, __: texts.say("The survey was paused.", language),
    "webinar.resumed": lambda texts, language, _, __: texts.say("The survey went on.", language),
    "webinar.changed": lambda texts, language, _, __: texts.say(
        "The webinar's title, day, hour or length was changed.", language
    ),
    "webinar.kept_open": _kept_open,
    "webinar.ended": lambda texts, language, _, __: texts.say("The webinar was said to have ended.", language),
    "webinar.prolonged": _prolonged,
    "source.added": lambda texts, language, _, detail: texts.say(
        "A place for the link was added: %(source)s.", language, source=detail.get("source", "")
    ),
    "source.removed": lambda texts, language, _, detail: texts.say(
        "A place for the link was taken away: %(source)s.", language, source=detail.get("source", "")
    ),
    "material.arrived": lambda texts, language, _, detail: texts.say(
        "A promised material came in: %(material)s.", language, material=detail.get("material", "")
    ),
    "material.added": lambda texts, language, _, detail: texts.say(
        "A material was added: %(material)s.", language, material=detail.get("material", "")
    ),
    "material.replaced": lambda texts, language, _, detail: texts.say(
        "A material was replaced: %(material)s.", language, material=detail.get("material", "")
    ),
    "material.resent": lambda texts, language, _, detail: texts.say(
        "Who had an earlier one was sent the new one: %(material)s.", language, material=detail.get("material", "")
    ),
    "material.renamed": lambda texts, language, _, detail: texts.say(
        "A material was renamed: %(material)s.", language, material=detail.get("material", "")
    ),
    "material.removed": lambda texts, language, _, detail: texts.say(
        "A material was taken out: %(material)s.", language, material=detail.get("material", "")
    ),
    "outbox.held": lambda texts, language, _, detail: texts.say(
        "“%(what)s” was held back.", language, what=_what(detail)
    ),
    "outbox.released": lambda texts, language, _, detail: texts.say(
        "“%(what)s” was released.", language, what=_what(detail)
    ),
    "outbox.approved": lambda texts, language, _, detail: texts.say(
        "“%(what)s” was approved.", language, what=_what(detail)
    ),
    "outbox.sent_now": lambda texts, language, _, detail: texts.say(
        "“%(what)s” was sent at once.", language, what=_what(detail)
    ),
    "outbox.cancelled": lambda texts, language, _, detail: texts.say(
        "“%(what)s” was cancelled.", language, what=_what(detail)
    ),
    "outbox.taken_back": lambda texts, language, _, detail: texts.say(
        "The cancelling of “%(what)s” was taken back.", language, what=_what(detail)
    ),
    "outbox.resolved": lambda texts, language, _, detail: texts.say(
        "A doubt about “%(what)s” was settled.", language, what=_what(detail)
    ),
    "outbox.edited": lambda texts, language, _, detail: texts.say(
        "The text of “%(what)s” was changed.", language, what=_what(detail)
    ),
    "outbox.as_defined": lambda texts, language, _, detail: texts.say(
        "“%(what)s” has its first text again.", language, what=_what(detail)
    ),
    "upshot.sent": lambda texts, language, _, __: texts.say("Those who commented were told what came of it.", language),
    "group.asked": lambda texts, language, _, __: texts.say("The bot was brought into a group.", language),
    "group.webinar": lambda texts, language, _, __: texts.say("A group was made a webinar's own.", language),
    "group.invited": lambda texts, language, _, __: texts.say("The invitation was posted in a group.", language),
    "group.polled": lambda texts, language, _, __: texts.say("A poll was posted in a group.", language),
    "group.team": lambda texts, language, _, __: texts.say("A group was made the team's group.", language),
    "group.silent": lambda texts, language, _, __: texts.say("A group is not the team's group any more.", language),
    "undone": _undone,
    "member.invited": _invited,
    "member.links_withdrawn": _withdrawn,
    "member.joined": _joined,
    "member.changed": _changed,
    "member.removed": lambda texts, language, name, _: texts.say("%(name)s was removed.", language, name=name),
    "member.restored": lambda texts, language, name, _: texts.say("%(name)s is a member again.", language, name=name),
}
"""A sentence for each action that is recorded; whoever records a new one adds it here."""
