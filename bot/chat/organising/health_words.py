"""Findings in words, as owners read them in chat: those that ask for something first, the rest in a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.chat.callbacks import Chosen
from bot.chat.voice import Rows
from bot.render.texts import Texts
from bot.services.bulletins import Broken, Mended
from bot.services.health.findings import KINDS, Finding, Severity, lasting, told

WORD = "health"
"""The command, and the word of the button that does the same."""

MOST = 10
"""So many findings on a card; one takes up to 300 of the 4,096 characters of a message."""

_CODE = re.compile("`([^`]+)`")

_MARKS: dict[Severity, str] = {"fail": "🔴", "warn": "🟡", "ok": "🟢"}


class Spoken:
    """A language of the catalogues, to tell findings in; what is between backticks, and paths, is to be code."""

    def __init__(self, texts: Texts, language: str) -> None:
        self._texts = texts
        self._language = language

    def say(self, sentence: str, **values: object) -> str:
        """The sentence, filled in. A bare path would be taken for a command in chat."""
        shown = {
            name: f"`{value}`" if isinstance(value, str) and "/" in value else value for name, value in values.items()
        }
        return self._texts.say(sentence, self._language, **shown)

    def say_n(self, one: str, several: str, n: int) -> str:
        """The form for ``n``."""
        return self._texts.say_n(one, several, n, self._language)


def card_of(texts: Texts, language: str, findings: Sequence[Finding]) -> str:
    """All findings on one card, the worst first."""
    tongue = Spoken(texts, language)
    troubles = [each for severity in ("fail", "warn") for each in findings if each.severity == severity]
    troubled = {each.cause for each in troubles}
    fine = dict.fromkeys(named(texts, language, each.cause) for each in findings if each.cause not in troubled)
    return texts.render(
        "organisers/health.html.j2",
        language,
        troubles=[
            (_MARKS[each.severity], _heading(named(texts, language, each.cause)), *map(_coded, told(each, tongue)))
            for each in troubles[:MOST]
        ],
        more=len(troubles) - MOST,
        fine=", ".join(fine),
        mark=_MARKS["ok"],
    )


def broken(texts: Texts, language: str, body: Broken) -> str:
    """What broke, and what to do about it. What a later version no longer knows is told by its cause."""
    kind = KINDS.get(body.kind)
    cause = named(texts, language, body.kind.partition(".")[0])
    says, remedy = ("", "") if kind is None else told(Finding(kind, body.values), Spoken(texts, language))
    return texts.render("organisers/broken.html.j2", language, cause=cause, says=_coded(says), remedy=_coded(remedy))


def mended(texts: Texts, language: str, body: Mended) -> str:
    """What is over, and how long it lasted."""
    lasted = lasting(round((body.until - body.since).total_seconds()), Spoken(texts, language))
    return texts.render("organisers/mended.html.j2", language, cause=named(texts, language, body.cause), lasted=lasted)


def rows_of_health(texts: Texts, language: str) -> Rows:
    """The way to everything else that was looked at."""
    return [[(f"🩺 {texts.say('How the bot is', language)}", Chosen(WORD, "l"))]]


def _heading(name: str) -> str:
    return name[:1].upper() + name[1:]


def _coded(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped right here


def named(texts: Texts, language: str, cause: str) -> str:
    """What a cause is called."""
    names = {
        "token": texts.say("token", language),
        "telegram": texts.say("line to Telegram", language),
        "clock": texts.say("clock", language),
        "webhook": texts.say("webhook", language),
        "polling": texts.say("fetching updates", language),
        "polls": texts.say("fetching updates", language),
        "rounds": texts.say("regular work", language),
        "database": texts.say("database", language),
        "schema": texts.say("database", language),
        "folder": texts.say("folder", language),
        "disk": texts.say("room on the disk", language),
        "key": texts.say("key", language),
        "owed": texts.say("messages on time", language),
        "updates": texts.say("answers to people", language),
        "doubts": texts.say("messages in doubt", language),
        "held": texts.say("messages that wait", language),
        "definitions": texts.say("definitions", language),
        "rival": texts.say("sole use of the token", language),
        "restored": texts.say("restored database", language),
        "backups": texts.say("backups", language),
        "owners": texts.say("owners", language),
        "fonts": texts.say("fonts", language),
        "zones": texts.say("time zones", language),
        "templates": texts.say("templates", language),
    }
    return names.get(cause, cause)
