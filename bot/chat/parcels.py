"""The words of a follow-up's parts, within Telegram's limits. Nothing is sent here; ``sender`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, assert_never, overload

from bot.delivery.ports import AlbumPart, FilePart, LinkPart, ListPart, SaidPart, StoredPart, TextPart, UpshotPart
from bot.render.screens import TEXT_LIMIT
from bot.render.splitting import pieces
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


Worded = TextPart | UpshotPart | SaidPart | LinkPart | ListPart


@overload
def worded(texts: Texts, to: Addressed, part: Worded) -> Words: ...
@overload
def worded(texts: Texts, to: Addressed, part: StoredPart) -> Caption: ...
def worded(texts: Texts, to: Addressed, part: Worded | StoredPart) -> Words | Caption:
    """What is said with or as ``part``, in the languages of whom it goes to, however long; see ``unfolded``."""
    match part:
        case SaidPart(said, preview):
            return Words(said, preview)
        case TextPart(below=True):
            return Words(texts.render("messages/agreed_to.html.j2", to.language))
        case TextPart(wording):
            return Words(_said(texts, to, wording, to.values))
        case UpshotPart(line):
            return Words(texts.render("messages/upshot.html.j2", to.language, webinar=to.webinar, line=line))
        case LinkPart():
            return Words(_material(texts, to, part, to.values), preview=True)
        case ListPart():
            return Words(_list(texts, to, part, to.values))
        case FilePart() | AlbumPart():
            return Caption(_material(texts, to, part, to.values) if part.caption is None else part.caption)
        case _:
            assert_never(part)


def unfolded(texts: Texts, to: Addressed, part: Worded | StoredPart) -> list[Worded | StoredPart]:
    """``part``, and after it what is too long for its message, in messages of their own."""
    if _surely_fits(part, to):
        return [part]
    if isinstance(part, FilePart | AlbumPart):
        caption = worded(texts, to, part).text
        first, *rest = pieces(caption, first=CAPTION_LIMIT, rest=TEXT_LIMIT)
        return [replace(part, caption=first), *(SaidPart(each) for each in rest)] if rest else [part]
    words = worded(texts, to, part)
    first, *rest = pieces(words.text, first=TEXT_LIMIT, rest=TEXT_LIMIT)
    return [SaidPart(each, words.preview) for each in (first, *rest)] if rest else [part]


def _surely_fits(part: Worded | StoredPart, to: Addressed) -> bool:
    """Whether it is so short that it need not be worded to know."""
    match part:
        case TextPart(wording):
            return wording is None or _at_most(wording, to) <= TEXT_LIMIT
        case FilePart() if part.practice is not None:
            return False
        case FilePart() | AlbumPart():
            said = 0 if part.wording is None else _at_most(part.wording, to)
            return said + _at_most(part.title, to) + _AROUND <= CAPTION_LIMIT
        case _:
            return isinstance(part, SaidPart)


_AROUND = 200
"""Units of what a template says around a title, in any language."""


def _at_most(wording: Wording, to: Addressed) -> int:
    """The most UTF-16 units that a wording has with whatever is piped into it."""
    text = wording.spoken(*to.wordings)
    longest = max((_longest(value) for value in to.values.values()), default=0) if "{{" in text else 0
    return 2 * (len(text) + text.count("{{") * longest)


def _longest(value: object) -> int:
    if isinstance(value, Mapping):
        return max((len(str(each)) for each in value.values()), default=0)
    return len(str(value))


def _said(texts: Texts, to: Addressed, wording: Wording | None, values: Mapping[str, Any]) -> str:
    if wording is None:
        return texts.render("messages/follow_up.html.j2", to.language, webinar=to.webinar)
    return str(texts.wording(wording, to.wordings, values))


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
