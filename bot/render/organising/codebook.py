"""What was done to a codebook, in one sentence each."""

from __future__ import annotations

from typing import Literal, assert_never

from bot.render.texts import Texts

Deed = Literal["added", "renamed", "merged", "split", "grouped", "ungrouped", "removed"]


def deed_words(texts: Texts, language: str, deed: Deed, label: str, other: str | None) -> str:
    """What was done to the theme ``label``, and with which ``other``."""
    match deed:
        case "added":
            return texts.say("“%(theme)s” is new.", language, theme=label)
        case "renamed":
            return texts.say("“%(theme)s” is called “%(other)s”.", language, theme=label, other=other)
        case "merged":
            return texts.say("“%(theme)s” was merged into “%(other)s”.", language, theme=label, other=other)
        case "split":
            return texts.say("“%(other)s” was split from “%(theme)s”.", language, theme=label, other=other)
        case "grouped":
            return texts.say("“%(theme)s” was put into the group “%(other)s”.", language, theme=label, other=other)
        case "ungrouped":
            return texts.say("“%(theme)s” was taken out of the group “%(other)s”.", language, theme=label, other=other)
        case "removed":
            return texts.say("“%(theme)s” was taken away.", language, theme=label)
        case _:
            assert_never(deed)
