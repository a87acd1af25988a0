"""Unfolding a parcel: what is too long for one message goes on in the next, each a part of its own."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.parcels import unfolded, worded
from bot.chat.ports import Answering
from bot.chat.showing import drawn
from bot.delivery.ports import Parcel, Part, SurveyPart, TextPart
from bot.render.screens import TEXT_LIMIT
from bot.render.texts import Texts, unmarked, utf16_units
from bot.services import views

SHORT_ABOVE = 300
"""Characters that fit above any question: what asks is far below 4096."""


async def unfold(texts: Texts, answering: Answering, parcel: Parcel) -> Parcel:
    """The parcel message by message. See ``delivery.ports.Post``."""
    parts: list[Part] = []
    for part in parcel.parts:
        if not isinstance(part, SurveyPart):
            parts += unfolded(texts, parcel, part)
        elif part.wording is not None and await _is_too_long_above(texts, answering, parcel, part):
            parts += unfolded(texts, parcel, TextPart(part.wording))
            parts.append(replace(part, why="said", wording=None))
        else:
            parts.append(part)
    return replace(parcel, parts=tuple(parts))


async def _is_too_long_above(texts: Texts, answering: Answering, parcel: Parcel, part: SurveyPart) -> bool:
    """Whether what is said above the question does not fit into its message."""
    said = worded(texts, parcel, TextPart(part.wording)).text
    if len(said) <= SHORT_ABOVE:
        return False
    view = await answering.screen(response_id=part.response_id)
    if not isinstance(view, views.QuestionScreen):
        return False
    return utf16_units(unmarked(f"{said}\n\n{drawn(texts, view).text}")) > TEXT_LIMIT
