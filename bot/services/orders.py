"""An organiser's words on follow-ups, between their rows and the pure plan that heeds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

import msgspec

import db.orders
from bot.delivery.orders import Order
from bot.survey.definitions import FollowUp, Webinar, Wording
from db.orders import OrderRow

Verb = Literal["hold", "release", "cancel", "take-back", "send-now", "approve"]
"""``take-back`` undoes a ``cancel`` soon after, and leaves held what was held before."""


def orders_of(tx: sqlite3.Connection, webinar_id: int) -> Mapping[str, Order]:
    """What was said about the follow-ups of this webinar, by key."""
    return {key: _order(row) for key, row in db.orders.of_webinar(tx, webinar_id).items()}


def order_of(tx: sqlite3.Connection, webinar_id: int, follow_up: str) -> Order:
    """What was said about this follow-up; an empty order if nothing ever was."""
    return _order(db.orders.of_follow_up(tx, webinar_id=webinar_id, follow_up=follow_up))


def as_edited(tx: sqlite3.Connection, webinar_id: int, follow_up: FollowUp) -> FollowUp:
    """``follow_up`` with the text that an organiser gave it, if they did."""
    text = order_of(tx, webinar_id, follow_up.key).text
    return follow_up if text is None else msgspec.structs.replace(follow_up, text=text)


def stored(wording: Wording | None) -> str | None:
    """``wording`` as its row holds it."""
    return None if wording is None else msgspec.json.encode(wording).decode()


def said(verb: Verb, order: OrderRow, now: datetime) -> OrderRow:
    """What stands for the follow-up once ``verb`` is said; a word that stands already keeps its moment."""
    match verb:
        case "hold":
            return replace(order, held_at=order.held_at or now)
        case "cancel":
            return replace(order, cancelled_at=order.cancelled_at or now)
        case "release":
            return replace(order, held_at=None, cancelled_at=None)
        case "take-back":
            return replace(order, cancelled_at=None)
        case "approve":
            return replace(order, approved_at=order.approved_at or now)
        case "send-now":
            return replace(order, approved_at=order.approved_at or now, held_at=None, cancelled_at=None)


def give_way(tx: sqlite3.Connection, webinar_id: int, old: Webinar, new: Webinar) -> Sequence[str]:
    """Texts given by hand are gone where the definition has a new one; says so of each."""
    before = {each.key: each.text for each in old.follow_ups}
    words = []
    for each in new.follow_ups:
        order = db.orders.of_follow_up(tx, webinar_id=webinar_id, follow_up=each.key)
        if order.text is not None and order.edited_at is not None and before.get(each.key, each.text) != each.text:
            db.orders.keep(tx, webinar_id, replace(order, text=None, edited_at=None, replaces=None))
            words.append(f"follow-up {each.key}: the definition's new text replaces the one of {order.edited_at:%d %B}")
    return words


def _order(row: OrderRow) -> Order:
    text = None if row.text is None else msgspec.json.decode(row.text, type=Wording)
    return Order(row.approved_at, row.held_at is not None, row.cancelled_at is not None, text)
