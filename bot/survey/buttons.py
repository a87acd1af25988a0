"""Reads the buttons of a follow-up: ``buttons: [useful, stop, why, {label: The handbook, url: https://...}]``."""

from __future__ import annotations

from typing import get_args

from bot.survey.briefings import read_link
from bot.survey.definitions import Button, ButtonWord, LinkButton
from bot.survey.fields import Fields
from bot.survey.findings import guess
from bot.survey.nodes import Scalar, Section

WORDS: tuple[ButtonWord, ...] = get_args(ButtonWord)

LONGEST_LABEL = 40
"""Characters on a button that a phone still shows whole."""

MOST_BUTTONS = 8


def read_buttons(fields: Fields) -> tuple[Button, ...]:
    """The buttons that could be read, in order; what is wrong with the others is recorded."""
    found: list[Button] = []
    for node in fields.listing("buttons") or ():
        button: Button | None = None
        if isinstance(node, Section):
            own = Fields(node, fields.page, what=f"a button of {fields.what}", known=("label", "url"))
            own.need("label", "say what stands on it")
            own.need("url", "say where it leads, like https://example.org")
            label, url = own.wording("label", longest=LONGEST_LABEL), read_link(own, "url")
            button = None if label is None or url is None else LinkButton(label, url)
        elif isinstance(node, Scalar):
            button = next((word for word in WORDS if word == node.text), None)
            if button is None:
                remedy = guess(node.text, WORDS)
                fields.fault(node.line, f"{fields.what} has a button `{node.text[:40]}`, which there is not: {remedy}")
        else:
            fields.fault(node.line, "a button is a word or a map: write `useful`, or {label: ..., url: ...}")
        if button is not None and button in found:
            fields.fault(node.line, f"{fields.what} has the same button twice: keep one")
        elif button is not None:
            found.append(button)
    if len(found) > MOST_BUTTONS:
        fields.fault(fields.line_of("buttons"), f"{fields.what} has more than {MOST_BUTTONS} buttons: take some out")
    return tuple(found)
