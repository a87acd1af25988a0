"""What the chat asks of the floor below. ``services`` implements these; ``app`` puts them together.

Each may raise ``services.errors.Unavailable``: the store is out, nothing was changed, ask again later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.delivery.ports import MaterialPart, StoredPart
from bot.delivery.retry import Sent
from bot.delivery.shelf import Reach
from bot.insight.glance import Since
from bot.services.access import Reader
from bot.services.enrolled import Overview, Paused
from bot.services.entering import Visitor
from bot.services.fetching import Fetched, Shelf
from bot.services.reporting import Report
from bot.services.views import Entrance, PrivacyScreen, QuestionScreen, Reaction, Screen
from bot.survey.replies import Reply


class Entering(Protocol):
    """Lets people in."""

    async def enter(self, visitor: Visitor, *, payload: str) -> Entrance:
        """What ``/start payload`` leads to; doing it twice changes nothing more."""


class Answering(Protocol):
    """Takes replies."""

    async def reply(
        self,
        *,
        update_id: int,
        chat_id: int,
        response_id: int | None,
        reply: Reply,
        language: str,
        name: str | None = None,
    ) -> Reaction:
        """Store what ``reply`` changes, mark the update decided, and say what to show.

        ``response_id`` None: it is for whatever question waits in that chat.
        """

    async def screen(self, *, response_id: int, chat_id: int | None = None) -> Screen | None:
        """What the response's message should show now; None if it is gone, or not that chat's."""

    async def privacy(self, *, response_id: int, chat_id: int) -> PrivacyScreen | None:
        """How the response's answers are used; None if it is gone, or not that chat's."""


class Languages(Protocol):
    """Remembers which language somebody chose."""

    async def chosen(self, chat_id: int) -> str | None:
        """The language that this chat has chosen; None: none yet."""

    async def choose(self, chat_id: int, language: str) -> None:
        """``language`` is spoken in this chat from now on."""

    async def under_way(self, chat_id: int) -> Sequence[QuestionScreen]:
        """The questions that wait in this chat, in its language."""


class Enrolments(Protocol):
    """Tells people where they stand."""

    async def overview(self, chat_id: int) -> Overview:
        """Everything that this chat entered."""

    async def question(self, chat_id: int, response_id: int) -> QuestionScreen | Paused | None:
        """The question that waits in ``response_id``; None if it is not this chat's, or none waits there any more."""


class Fetching(Protocol):
    """Hands out materials."""

    async def shelves(self, chat_id: int) -> Sequence[Shelf]:
        """Everything there is for this chat, by webinar."""

    async def fetch(self, chat_id: int, material_id: int) -> Fetched | Reach:
        """The material for this chat, if it may be fetched now; else why not."""

    async def handed(self, chat_id: int, part: MaterialPart, sent: Sent) -> None:
        """They have it now."""

    async def lost(self, part: MaterialPart) -> None:
        """Telegram does not know its files any more, and the bytes are not here, or are others."""


class Introductions(Protocol):
    """Remembers what the bot was last given to present itself with."""

    async def is_new(self, text: str) -> bool:
        """Whether it was something else than ``text``, or nothing yet."""

    async def given(self, text: str) -> None:
        """It has been given ``text``."""


class Reading(Protocol):
    """Shows organisers what there is. Everyone else is refused, in the same words whatever they ask for."""

    async def summary(self, code_or_key: str, *, reader: Reader) -> Report:
        """The figures of one webinar. Raises: Refusal."""

    async def since(self, code_or_key: str, *, reader: Reader) -> Since | None:
        """What has changed since the last webinar of its series, or None. Raises: Refusal."""


class Files(Protocol):
    """Holds the materials' bytes."""

    async def file_bytes(self, part: StoredPart) -> Sequence[bytes] | None:
        """The bytes of each file of ``part``; None: the material is something else by now."""
