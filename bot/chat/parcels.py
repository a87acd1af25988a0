"""The words of a follow-up's parts, within Telegram's limits. Nothing is sent here; ``sender`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never, overload

from bot.delivery.ports import FilePart, LinkPart, Parcel, TextPart
from bot.render.screens import TEXT_LIMIT, fitting
from bot.render.texts import Texts
from bot.survey.definitions import Wording

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


@overload
def worded(texts: Texts, parcel: Parcel, part: TextPart | LinkPart) -> Words: ...
@overload
def worded(texts: Texts, parcel: Parcel, part: FilePart) -> Caption: ...
def worded(texts: Texts, parcel: Parcel, part: TextPart | LinkPart | FilePart) -> Words | Caption:
    """What is said with or as ``part``, in the parcel's languages."""
    match part:
        case TextPart(wording):
            return Words(fitting(partial(_said, texts, parcel, wording), parcel.values, limit=TEXT_LIMIT))
        case LinkPart():
            return Words(
                fitting(partial(_material, texts, parcel, part), parcel.values, limit=TEXT_LIMIT), preview=True
            )
        case FilePart():
            return Caption(fitting(partial(_material, texts, parcel, part), parcel.values, limit=CAPTION_LIMIT))
        case _:
            assert_never(part)


def _said(texts: Texts, parcel: Parcel, wording: Wording | None, values: Mapping[str, Any]) -> str:
    if wording is None:
        return texts.render("messages/follow_up.html.j2", parcel.language, webinar=parcel.webinar)
    return texts.wording(wording, parcel.wordings, values)


def _material(texts: Texts, parcel: Parcel, part: LinkPart | FilePart, values: Mapping[str, Any]) -> str:
    return texts.render(
        "messages/material.html.j2",
        parcel.language,
        said="" if part.wording is None else texts.wording(part.wording, parcel.wordings, values),
        title=texts.wording(part.title, parcel.wordings, values),
        url=part.url if isinstance(part, LinkPart) else "",
    )
