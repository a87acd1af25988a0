"""Everybody and every group there is, and the doors the bot must pass to reach them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from bot.rehearsal.messages import Chat, Message
from bot.rehearsal.refusals import Refused, bad_request, forbidden

UPGRADED = "group chat was upgraded to a supergroup chat"


class Chats:
    """Chats by id, and the counter of message ids."""

    def __init__(self) -> None:
        self.by_id: dict[int, Chat] = {}
        self.people: dict[int, dict[str, Any]] = {}
        self._last_message_id = 0

    def next_message_id(self) -> int:
        """A message id nobody has had; one series for all chats, as private chats of a bot share one."""
        self._last_message_id += 1
        return self._last_message_id

    def welcome(
        self,
        chat_id: int,
        *,
        first_name: str,
        language_code: str | None,
        username: str | None,
        last_name: str | None = None,
    ) -> Chat:
        """A person exists (or goes by these names from now on); the bot does not know them until they write."""
        person = {"id": chat_id, "is_bot": False, "first_name": first_name}
        person |= {key: value for key, value in (("last_name", last_name), ("username", username)) if value}
        shape = {key: value for key, value in person.items() if key != "is_bot"} | {"type": "private"}
        if language_code:
            person["language_code"] = language_code
        self.people[chat_id] = person
        chat = self.by_id.setdefault(chat_id, Chat(chat_id, "private", shape))
        chat.shape = shape
        return chat

    def found_group(
        self,
        chat_id: int,
        *,
        title: str,
        kind: Literal["group", "supergroup"] = "group",
        members: Collection[int] | None = None,
    ) -> Chat:
        """A group of which the bot is a member; ``members`` None: and everybody who exists."""
        chat = Chat(chat_id, kind, {"id": chat_id, "title": title, "type": kind}, opened=True)
        chat.members = set(self.people if members is None else members)
        self.by_id[chat_id] = chat
        return chat

    def reach(self, chat_id: object) -> Chat:
        """The chat the bot wants to act in.

        Raises: Refused: not given, unknown, never written (400), moved (400, ``migrate_to_chat_id``), closed (403).
        """
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        chat = self.by_id.get(_number(chat_id))
        if chat is None or not chat.opened:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise Refused(400, f"Bad Request: {UPGRADED}", {"migrate_to_chat_id": chat.moved_to})
        if chat.closed is not None:
            raise forbidden(chat.closed)
        return chat

    def message(self, chat: Chat, message_id: int | None, *, missing: str) -> Message:
        """A message that still stands in ``chat``.

        Raises: Refused, with ``missing`` when there is none.
        """
        if message_id is None:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(message_id)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message


def _number(chat_id: object) -> int:
    if isinstance(chat_id, int | str) and not isinstance(chat_id, bool):
        try:
            return int(chat_id)
        except ValueError:
            pass
    raise bad_request("chat not found")
