"""Inline keyboards: what Telegram takes, checked button by button.

Only ``inline_keyboard`` with callback and link buttons is modelled; any other markup or button is refused rather than
believed, so that a bot which begins to use one learns that it has not been rehearsed.
"""

from __future__ import annotations

from typing import Any

from bot.rehearsal.limits import BUTTONS_IN_ALL, BUTTONS_IN_ROW, CALLBACK_BYTES, wrong_link
from bot.rehearsal.refusals import bad_request

Rows = list[list[dict[str, Any]]]
_STYLES = ("danger", "success", "primary")


def checked(markup: object) -> Rows | None:
    """The rows of an inline keyboard; None for no keyboard (also an empty one, which takes a keyboard away).

    Raises: Refused, with the first thing Telegram would not take.
    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if set(markup) != {"inline_keyboard"}:
        raise bad_request("the rehearsal knows no reply markup but inline_keyboard")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array')
    for row in rows:
        _check_row(row)
    if sum(map(len, rows)) > BUTTONS_IN_ALL:
        raise bad_request("reply markup is too long")
    return rows or None


def _check_row(row: object) -> None:
    if not isinstance(row, list) or not row:
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of non-empty Arrays')
    if len(row) > BUTTONS_IN_ROW:
        raise bad_request("reply markup is too long")
    for button in row:
        if not isinstance(button, dict):
            raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
        _check_button(button)


def _check_button(button: dict[str, Any]) -> None:
    label = button.get("text")
    if not isinstance(label, str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not label.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = set(button) - {"text", "style"}
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1 or button.get("style", "danger") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: exactly one action and a known style are expected")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    elif "url" in button:
        _check_url(button["url"])
    else:
        raise bad_request(f"the rehearsal knows no inline keyboard button with {actions.pop()}")


def _check_data(data: object) -> None:
    if not isinstance(data, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if not 1 <= len(data.encode("utf-8", "surrogatepass")) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    complaint = wrong_link(url) if isinstance(url, str) else "Wrong HTTP URL"
    if complaint:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {complaint}")
