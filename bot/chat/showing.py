"""From what a use case hands over to what Telegram takes: words by ``render``, buttons with callback data.

The one place where a view of the services meets a screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from telegram.constants import ParseMode

from bot.chat import callbacks
from bot.render import endings, remembered, rows, screens
from bot.render.texts import Texts
from bot.services import views
from bot.survey.definitions import Question

Keyboard = list[list[dict[str, Any]]]
Shown = views.Screen | views.PrivacyScreen
"""What a survey's message may show."""

_LINK = re.compile(r"https?://|(?<![@\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
"""What Telegram may take for a link and show a preview of; a bare domain too, an address of mail not."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the Bot API takes it: HTML and an inline keyboard (empty: none)."""

    text: str
    keyboard: Keyboard


def message_of(texts: Texts, view: Shown, *, page: int | None = None, dropped: Sequence[Question] = ()) -> Message:
    """The message that shows ``view``: page ``page`` of its options, and above it which answers are ``dropped``.

    ``page`` None: the one on which what they chose stands.
    """
    screen = endings.with_dropped(texts, view.seat, drawn(texts, view, page=page), dropped)
    return Message(screen.text, keyboard(screen, view))


def drawn(texts: Texts, view: Shown, *, page: int | None = None) -> screens.Screen:
    """``view`` in words."""
    match view:
        case views.QuestionScreen(seat, survey, ask, privacy):
            return remembered.question_screen(texts, seat, survey, ask, privacy=privacy, page=page)
        case views.ThanksScreen(seat, survey, told, closed, moved, asks, tells, lives):
            question = None if asks is None else asked(texts, seat, asks)
            return endings.thanks_screen(
                texts, seat, survey, told=told, closed=closed, moved=moved, asks=question, tells=tells, lives=lives
            )
        case views.ClosedScreen(seat):
            return screens.closed_screen(texts, seat)
        case views.PrivacyScreen(seat, survey, privacy):
            return endings.privacy_screen(texts, seat, survey, privacy)
        case _:
            assert_never(view)


def asked(texts: Texts, seat: views.Seat, ask: views.OnCard) -> str:
    """What the card asks, in plain words: those that a yes or no is kept with."""
    match ask:
        case views.JoinList():
            return endings.join_question(texts, seat.language, seat.webinar)
        case views.Alert():
            return endings.alert_question(texts, seat.language)
        case views.Permit(_, _, wording):
            return texts.plain(wording, seat.wordings, {})
        case _:
            assert_never(ask)


def mark_of(ask: views.OnCard | None) -> str:
    """By what a button says which of these it answers."""
    match ask:
        case views.Permit(mark=mark):
            return mark
        case views.Alert():
            return "alert"
        case _:
            return "contacts"


def keyboard(screen: screens.Screen, view: Shown) -> Keyboard:
    """The buttons of ``screen``, each carrying what pressing it means."""
    index = view.ask.index if isinstance(view, views.QuestionScreen) else 0
    mark = mark_of(view.asks) if isinstance(view, views.ThanksScreen) else ""
    return [
        [
            {
                "text": button.label,
                "callback_data": callbacks.encode(
                    _meant(button.press, view.seat.response_id, index)
                    if not isinstance(button.press, rows.Agree | rows.Tell | rows.Live)
                    else _said(button.press, view.seat.response_id, mark)
                ),
            }
            for button in row
        ]
        for row in screen.rows
    ]


def _said(press: rows.Agree | rows.Tell | rows.Live, response_id: int, mark: str) -> callbacks.Chosen:
    if isinstance(press, rows.Tell):
        return callbacks.Chosen("tell")
    if isinstance(press, rows.Live):
        return callbacks.Chosen("zone")
    return callbacks.Chosen("may", f"{response_id}.{mark}.{'y' if press.yes else 'n'}")


def _meant(press: rows.OnQuestion, response_id: int, index: int) -> callbacks.Pressed:
    match press:
        case rows.Pick(option):
            return callbacks.TapOn(response_id, index, option)
        case rows.Confirm():
            return callbacks.ConfirmOn(response_id, index)
        case rows.Skip():
            return callbacks.SkipOn(response_id, index)
        case rows.Back():
            return callbacks.BackOn(response_id, index)
        case rows.Keep():
            return callbacks.KeepOn(response_id, index)
        case rows.Edit(place):
            return callbacks.EditOn(response_id, place)
        case rows.Turn(page):
            return callbacks.PageOn(response_id, index, page)
        case rows.Read():
            return callbacks.PrivacyOf(response_id)
        case rows.Return():
            return callbacks.StandOf(response_id)
        case _:
            assert_never(press)


def text_parameters(chat_id: int, text: str, buttons: Keyboard, *, preview: bool = False) -> dict[str, Any]:
    """What ``sendMessage`` and ``editMessageText`` are given for a text in HTML. ``preview``: of what it links to."""
    parameters: dict[str, Any] = {"chat_id": chat_id, "text": text, "parse_mode": ParseMode.HTML}
    if buttons:
        parameters["reply_markup"] = {"inline_keyboard": buttons}
    if not preview and _LINK.search(text):
        parameters["link_preview_options"] = {"is_disabled": True}
    return parameters
