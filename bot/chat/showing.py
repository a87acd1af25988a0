"""From what a use case hands over to what Telegram takes: words by ``render``, buttons with callback data.

The one place where a view of the services meets a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, assert_never

from bot.chat import callbacks
from bot.render import remembered, screens
from bot.render.texts import Texts
from bot.services import views

Keyboard = list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the Bot API takes it: HTML and an inline keyboard (empty: none)."""

    text: str
    keyboard: Keyboard


def message_of(texts: Texts, view: views.Screen) -> Message:
    """The message that shows ``view``."""
    screen = drawn(texts, view)
    return Message(screen.text, keyboard(screen, view))


def drawn(texts: Texts, view: views.Screen) -> screens.Screen:
    """``view`` in words."""
    match view:
        case views.QuestionScreen(seat, survey, ask, privacy):
            return remembered.question_screen(texts, seat, survey, ask, privacy=privacy)
        case views.ThanksScreen(seat, _, answered):
            return screens.thanks_screen(texts, seat, answered=answered)
        case views.ClosedScreen(seat):
            return screens.closed_screen(texts, seat)
        case _:
            assert_never(view)


def keyboard(screen: screens.Screen, view: views.Screen) -> Keyboard:
    """The buttons of ``screen``, each carrying what pressing it means."""
    if not isinstance(view, views.QuestionScreen):
        return []
    response_id, index = view.seat.response_id, view.ask.index
    return [
        [{"text": button.label, "callback_data": _written(button.press, response_id, index)} for button in row]
        for row in screen.rows
    ]


def _written(press: screens.Pick | screens.Confirm | screens.Skip, response_id: int, index: int) -> str:
    match press:
        case screens.Pick(option):
            return callbacks.encode(callbacks.TapOn(response_id, index, option))
        case screens.Confirm():
            return callbacks.encode(callbacks.ConfirmOn(response_id, index))
        case screens.Skip():
            return callbacks.encode(callbacks.SkipOn(response_id, index))
        case _:
            assert_never(press)
