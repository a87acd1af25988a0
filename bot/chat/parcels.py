"""The words of a follow-up's parts, within Telegram's limits. Nothing is sent here; ``sender`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, assert_never, overload

from bot.delivery.ports import AlbumPart, FilePart, LinkPart, ListPart, StoredPart, TextPart
from bot.render.screens import TEXT_LIMIT, fitting
from bot.render.texts import Texts
from bot.survey.definitions import Practice, Wording

CAPTION_LIMIT = 1024
"""UTF-16 units below a file (core.telegram.org/bots/api#senddocument)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message. ``preview``: Telegram may show what its link leads to."""

    text: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands below a file."""

    text: str


class Addressed(Protocol):
    """In which languages somebody is spoken to, and about what; a ``Parcel`` is one."""

    @property
    def language(self) -> str:
        """The bot's own."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The definition's, in order of preference."""

    @property
    def webinar(self) -> str:
        """The webinar's title."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What is piped into wordings."""


@overload
def worded(texts: Texts, to: Addressed, part: TextPart | LinkPart | ListPart) -> Words: ...
@overload
def worded(texts: Texts, to: Addressed, part: StoredPart) -> Caption: ...
def worded(texts: Texts, to: Addressed, part: TextPart | LinkPart | ListPart | StoredPart) -> Words | Caption:
    """What is said with or as ``part``, in the languages of whom it goes to."""
    match part:
        case TextPart(below=True):
            return Words(texts.render("messages/agreed_to.html.j2", to.language))
        case TextPart(wording):
            return Words(fitting(partial(_said, texts, to, wording), to.values, limit=TEXT_LIMIT))
        case LinkPart():
            return Words(fitting(partial(_material, texts, to, part), to.values, limit=TEXT_LIMIT), preview=True)
        case ListPart():
            return Words(fitting(partial(_list, texts, to, part), to.values, limit=TEXT_LIMIT))
        case FilePart() | AlbumPart():
            return Caption(fitting(partial(_material, texts, to, part), to.values, limit=CAPTION_LIMIT))
        case _:
            assert_never(part)


def _said(texts: Texts, to: Addressed, wording: Wording | None, values: Mapping[str, Any]) -> str:
    if wording is None:
        return texts.render("messages/follow_up.html.j2", to.language, webinar=to.webinar)
    return texts.wording(wording, to.wordings, values)


def _material(texts: Texts, to: Addressed, part: LinkPart | StoredPart, values: Mapping[str, Any]) -> str:
    if isinstance(part, FilePart) and part.practice is not None:
        return _practice(texts, to, part, part.practice, values)
    return texts.render(
        "messages/material.html.j2",
        to.language,
        said="" if part.wording is None else texts.wording(part.wording, to.wordings, values),
        title=texts.wording(part.title, to.wordings, values),
        url=part.url if isinstance(part, LinkPart) else "",
        corrected=part.corrected,
    )


def _practice(texts: Texts, to: Addressed, part: FilePart, practice: Practice, values: Mapping[str, Any]) -> str:
    def worded_in_theirs(wording: Wording | None) -> str:
        return "" if wording is None else texts.wording(wording, to.wordings, values)

    return texts.render(
        "messages/good_practice.html.j2",
        to.language,
        title=worded_in_theirs(part.title),
        who=worded_in_theirs(practice.who),
        place=worded_in_theirs(practice.place),
        story=[worded_in_theirs(paragraph) for paragraph in practice.story],
        credit=worded_in_theirs(practice.credit),
        link=practice.link or "",
    )


def _list(texts: Texts, to: Addressed, part: ListPart, values: Mapping[str, Any]) -> str:
    return texts.render(
        "messages/contact_list.html.j2",
        to.language,
        said="" if part.wording is None else texts.wording(part.wording, to.wordings, values),
        title=texts.wording(part.title, to.wordings, values),
        entries=part.entries,
        first=part.first,
        last=part.last,
    )
