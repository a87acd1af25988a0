"""The buttons that a follow-up's definition puts under its last message, and the mark on what somebody chose.

What they do stands in ``under``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.callbacks import Chosen, decode, encode
from bot.chat.showing import Keyboard
from bot.delivery.ports import Parcel
from bot.render.texts import Texts
from bot.survey.definitions import LinkButton

WORD = "fu"
"""The word of all of them."""

NO_MORE = "nomore"
"""The word of the button that ends messages beyond what was promised."""

CHOSEN = "✓ "
"""Stands before the label of what somebody chose."""


def buttons_of(texts: Texts, parcel: Parcel) -> Keyboard:
    """The buttons that stand under the last message of ``parcel``."""

    def own(label: str, letter: str) -> dict[str, str]:
        argument = f"{letter}{parcel.webinar_id}.{parcel.follow_up}"
        return {"text": label, "callback_data": encode(Chosen(WORD, argument))}

    rows: Keyboard = []
    for button in parcel.buttons:
        if isinstance(button, LinkButton):
            rows.append([{"text": texts.plain(button.label, parcel.wordings, {}), "url": button.url}])
        elif button == "useful":
            useful, useless = texts.say("Useful", parcel.language), texts.say("Not useful", parcel.language)
            rows.append([own(f"👍 {useful}", "y"), own(f"👎 {useless}", "n")])
        elif button == "stop":
            rows.append([own(texts.say("No more of these", parcel.language), "s")])
        else:
            rows.append([own(texts.say("Why do I get this?", parcel.language), "w")])
    return rows


def end_of(texts: Texts, parcel: Parcel) -> Keyboard:
    """The same, and the one that ends messages beyond what was promised, if it is on none of them."""
    own = buttons_of(texts, parcel)
    if not parcel.ends or "stop" in parcel.buttons:
        return own
    label = texts.say("No more of these", parcel.language)
    return [*own, [{"text": label, "callback_data": encode(Chosen(NO_MORE, str(parcel.webinar_id)))}]]


def marked(buttons: Sequence[Sequence[Mapping[str, Any]]], vote: str) -> Keyboard | None:
    """``buttons`` with the mark on the one that carries ``vote``, and on no other of the same question.

    None: they stand so already, or others than a follow-up's are among them. Those of a question may have moved on
    since the tap, and are not put back.
    """
    if not all(_is_own(each) for row in buttons for each in row):
        return None
    rows: Keyboard = [[{**each, "text": _label(each, vote)} for each in row] for row in buttons]
    return None if rows == [[{**each} for each in row] for row in buttons] else rows


def _is_own(button: Mapping[str, Any]) -> bool:
    if "url" in button:
        return True
    pressed = decode(button.get("callback_data"))
    return isinstance(pressed, Chosen) and pressed.word in (WORD, NO_MORE)


def _label(button: Mapping[str, Any], vote: str) -> str:
    pressed, label = decode(button.get("callback_data")), str(button.get("text", ""))
    votes = [Chosen(WORD, letter + vote[1:]) for letter in "yn"]
    if pressed not in votes:
        return label
    plain = label.removeprefix(CHOSEN)
    return CHOSEN + plain if pressed == Chosen(WORD, vote) else plain
