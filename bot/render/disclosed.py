"""The card that tells somebody what is stored about them, within one message; the file with it has everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.render.screens import TEXT_LIMIT, shortened
from bot.render.texts import Texts, unmarked, utf16_units
from bot.render.tongues import own_name
from bot.render.zones import city_name
from bot.survey.answers import Answer
from bot.survey.definitions import Wording

_LENGTHS = ((8, 20, 90, 200), (8, 20, 60, 60), (5, 12, 40, 40), (5, 4, 40, 40), (3, 0, 0, 0), (1, 0, 0, 0))
"""Webinars, answers of each, and characters of a question and its answer, from generous to tight."""

TITLE_LENGTH = 100


class Answered(Protocol):
    """One answer; ``said`` None: skipped."""

    @property
    def kind(self) -> str:
        """The kind of the question."""

    @property
    def stored(self) -> Answer:
        """The answer itself."""

    @property
    def ask(self) -> Wording:
        """The question."""

    @property
    def said(self) -> str | None:
        """The answer as people read it."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What is piped into the question."""


class Coming(Protocol):
    """One message that is still to come; ``due_at`` None: nobody knows yet."""

    @property
    def what(self) -> str:
        """Of which sort it is."""

    @property
    def titles(self) -> Sequence[Wording]:
        """Its materials'."""

    @property
    def due_at(self) -> datetime | None:
        """When it comes."""


class Entry(Protocol):
    """Everything about one webinar; ``services.disclosing.Entry`` is one."""

    @property
    def webinar(self) -> str:
        """Its title."""

    @property
    def wordings(self) -> Sequence[str]:
        """The languages of its texts, in order of preference."""

    @property
    def answers(self) -> Sequence[Answered]:
        """What was answered."""

    @property
    def coming(self) -> Sequence[Coming]:
        """What is still to come."""


def disclosure_card(
    texts: Texts, language: str, *, met_at: datetime | None, entries: Sequence[Entry], timezone: str | None = None
) -> str:
    """Webinars, answers in words, what is to come and what was agreed to; as much of it as fits.

    ``met_at`` None: they are no attendee, and what there is of them stands in the file.
    """
    text = ""
    for webinars, answers, ask_length, said_length in _LENGTHS:
        shown = [
            {
                "entry": entry,
                "title": shortened(entry.webinar, TITLE_LENGTH),
                "lines": [
                    _line(texts, language, entry, said, ask_length, said_length) for said in entry.answers[:answers]
                ],
                "more": max(len(entry.answers) - answers, 0),
                "coming": [
                    (each, [texts.wording(t, entry.wordings, {}) for t in each.titles]) for each in entry.coming
                ],
            }
            for entry in entries[:webinars]
        ]
        text = texts.render(
            "messages/mydata.html.j2",
            language,
            spoken=own_name(language),
            city=None if timezone is None else city_name(timezone, language),
            met_at=met_at,
            shown=shown,
            more=len(entries) - len(shown),
        )
        if utf16_units(unmarked(text)) <= TEXT_LIMIT:
            break
    return text


def _titles(texts: Texts, entry: Entry, coming: Coming) -> list[str]:
    return [texts.wording(title, entry.wordings, {}) for title in coming.titles]


def _line(
    texts: Texts, language: str, entry: Entry, told: Answered, ask_length: int, said_length: int
) -> tuple[str, str | None]:
    ask = shortened(unmarked(texts.wording(told.ask, entry.wordings, told.values)), ask_length)
    if told.said is None:
        return ask, None
    return ask, shortened(texts.answer(told.kind, told.stored, told.said, language), said_length)
