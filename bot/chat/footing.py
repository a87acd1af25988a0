"""The buttons that a follow-up's definition puts under its last message. What they do stands in ``under``."""

from __future__ import annotations

from bot.chat.callbacks import Chosen, encode
from bot.chat.showing import Keyboard
from bot.delivery.ports import Parcel
from bot.render.texts import Texts
from bot.survey.definitions import LinkButton

WORD = "fu"
"""The word of all of them."""


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
