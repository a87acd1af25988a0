"""The press: a briefing as a PDF, set by Typst from ``templates/briefings/briefing.typ``, or as one page of HTML.

The PDF is tagged and follows PDF/UA-1, so that a screen reader can read it.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.insight.contents import Contents
from bot.render.briefing import briefing_values, picture_name
from bot.render.texts import SHIPPED, Texts
from bot.render.typesetting import layout_in, typeset

log = logging.getLogger("afterword.render")

LAYOUT = "briefings/briefing.typ"
PAGE = "briefings/briefing.html.j2"


class Press:
    """Prints briefings. ``folders`` are searched for layouts in order; the shipped one is always the last."""

    def __init__(self, texts: Texts, folders: Sequence[Path] = ()) -> None:
        self._texts = texts
        self._folders = (*folders, SHIPPED)

    def __call__(self, contents: Contents, language: str) -> bytes:
        """The bytes of a PDF; the same contents give the same bytes. A broken picture is left out.

        Raises:
            RuntimeError: the layout is wrong; the first line says where.
        """
        from typst import TypstError

        try:
            return self._printed(contents, language)
        except TypstError:
            plain = tuple(replace(told, picture=None) for told in contents.practices)
            if plain == contents.practices:
                raise
            printed = self._printed(replace(contents, practices=plain), language)
            log.warning("printed without pictures: one is broken", extra={"action": "printed_without_pictures"})
            return printed

    def page(self, contents: Contents, language: str) -> str:
        """One page of HTML that needs nothing beside it."""
        pictures = {name: _inline(name, content) for name, content in _pictures(contents).items()}
        values = briefing_values(self._texts, contents, language)
        return self._texts.render(PAGE, language, it=values, pictures=pictures)

    def _printed(self, contents: Contents, language: str) -> bytes:
        return typeset(
            layout_in(self._folders, LAYOUT),
            briefing_values(self._texts, contents, language),
            _pictures(contents),
            made_at=contents.counted_at,
        )


def _pictures(contents: Contents) -> Mapping[str, bytes]:
    named = ((picture_name(told), told.picture) for told in contents.practices)
    return {name: picture for name, picture in named if name is not None and picture is not None}


def _inline(name: str, content: bytes) -> str:
    kind = "png" if name.endswith(".png") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
