"""A text in several languages: what every definition is worded with. It refuses to know what the text is for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

ANY_LANGUAGE = "*"
"""The language of a text that was given as one string."""


class Wording(msgspec.Struct, frozen=True, tag=True):
    """One text in one or several languages; ``by_language`` maps a language code, or ``*``, to the text."""

    by_language: Mapping[str, str]

    def spoken(self, *languages: str) -> str:
        """The text in the first of ``languages`` it exists in, else the one-string text, else the first given."""
        for language in (*languages, ANY_LANGUAGE):
            if language in self.by_language:
                return self.by_language[language]
        return next(iter(self.by_language.values()))
