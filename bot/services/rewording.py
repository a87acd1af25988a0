"""Rewording: an organiser gives a follow-up another text, which everyone gets to whom it has not gone yet.

It stands until the definition is applied with a new text for that follow-up. Materials, surveys and moments are not
changed here.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import msgspec

import db.orders
import db.outbox
import db.webinars
from bot.clock import Clock
from bot.services.access import Access, Act, Reader
from bot.services.canonical import canonical, digest
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.named import follow_up_named
from bot.services.orders import stored
from bot.services.organising import audit
from bot.services.steering import Steered
from bot.services.storage import Storage
from bot.survey.definitions import ANY_LANGUAGE, FollowUp, Survey, Webinar, Wording
from bot.survey.follow_ups import LONGEST_TEXT
from bot.survey.identities import offers
from bot.survey.piping import foreign_code, references
from db.outbox import OutboxRow
from db.webinars import WebinarRow

_UNSENT = ("planned", "held")
_IN_HAND = ("claimed", "sending")


class TextOvertaken(Refusal):
    """Somebody gave it another text in between."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed this text in between. Please look again: nothing of yours was done.")


class Rewording:
    """Changes texts."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def reword(
        self,
        by: Reader,
        webinar: str | int,
        *,
        follow_up: str,
        text: str,
        language: str | None,
        seen: str | None = None,
    ) -> Steered:
        """``text`` is said from now on: in ``language`` and the others as before, or (None) to everyone.

        ``seen`` is what ``seen_of`` said of the text that was looked at; None: nobody looked.

        Raises:
            NotAllowed: ``by`` may not.
            TextOvertaken: what is said there is not what was ``seen``.
            Refusal: there is no such webinar or follow-up, the text cannot be sent, or there is none for the others.
        """
        now, text = self._clock.now(), text.strip()

        def work(tx: sqlite3.Connection) -> Steered:
            row, defined, found = self._find(tx, by, webinar, follow_up)
            _require_sendable(text, self._library.survey(tx, row.survey_id))
            _require_offered(language, defined)
            order = db.orders.of_follow_up(tx, webinar_id=row.id, follow_up=found.key)
            before = msgspec.json.decode(order.text, type=Wording) if order.text is not None else found.text
            said = _worded(before, text, language, defined)
            if said == before:
                return Steered(0, {"says that already": 1})
            if seen not in (None, seen_of(before, language)):
                raise TextOvertaken
            replaces = order.replaces if order.text is not None else stored(found.text)
            db.orders.keep(tx, row.id, replace(order, text=stored(said), edited_at=now, replaces=replaces))
            audit.record(tx, by, "outbox.edited", webinar=row, now=now, follow_up=found.key, language=language)
            return _counted(db.outbox.of_follow_up(tx, webinar_id=row.id, follow_up=found.key))

        return await self._store.write(work)

    async def as_defined(self, by: Reader, webinar: str | int, *, follow_up: str, seen: str | None = None) -> Steered:
        """What the definition says is said again. ``seen`` as above, of the whole. Raises as ``reword``."""
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Steered:
            row, _, found = self._find(tx, by, webinar, follow_up)
            order = db.orders.of_follow_up(tx, webinar_id=row.id, follow_up=found.key)
            if order.text is None:
                return Steered(0, {"says that already": 1})
            if seen not in (None, seen_of(msgspec.json.decode(order.text, type=Wording), None)):
                raise TextOvertaken
            db.orders.keep(tx, row.id, replace(order, text=None, edited_at=None, replaces=None))
            audit.record(tx, by, "outbox.as_defined", webinar=row, now=now, follow_up=found.key)
            return _counted(db.outbox.of_follow_up(tx, webinar_id=row.id, follow_up=found.key))

        return await self._store.write(work)

    def _find(
        self, tx: sqlite3.Connection, by: Reader, webinar: str | int, key: str
    ) -> tuple[WebinarRow, Webinar, FollowUp]:
        row = self._access.at(tx, by, Act.STEER, webinar)
        defined = self._library.webinar(row)
        return row, defined, follow_up_named(defined, key)


def seen_of(text: Wording | None, language: str | None) -> str:
    """What tells a text that was looked at from one that somebody changed meanwhile: in ``language``, or the whole."""
    if text is None:
        return "none"
    return digest(canonical(text) if language is None else text.spoken(language))[:12]


def _worded(before: Wording | None, text: str, language: str | None, webinar: Webinar) -> Wording:
    """What is said from now on; one text for everyone becomes one for each language. Raises: Refusal."""
    if language is None or webinar.languages == (language,):
        return Wording({ANY_LANGUAGE: text})
    if before is None:
        raise Refusal(
            "What is said there is the bot's own, and people of all languages would get this text: give one for "
            "everyone first."
        )
    if ANY_LANGUAGE not in before.by_language:
        return Wording({**before.by_language, language: text})
    shared = dict.fromkeys((ANY_LANGUAGE, *webinar.languages), before.by_language[ANY_LANGUAGE])
    return Wording({**shared, **before.by_language, language: text})


def _require_offered(language: str | None, webinar: Webinar) -> None:
    """Return if the webinar is offered in ``language``. Raises: Refusal."""
    if language is not None and language not in webinar.languages:
        raise Refusal(
            "{key} is not offered in {language}; it is in: {languages}.",
            key=webinar.key,
            language=language[:20],
            languages=", ".join(webinar.languages),
        )


def _require_sendable(text: str, survey: Survey) -> None:
    """Return if ``text`` could stand in a definition. Raises: Refusal."""
    if not text:
        raise Refusal("A text has to say something.")
    if len(text) > LONGEST_TEXT:
        raise Refusal(
            "The text has {length} characters; {limit} is the most there may be.", length=len(text), limit=LONGEST_TEXT
        )
    if (code := foreign_code(text)) is not None:
        raise Refusal("The text holds {code}: only answers, name and webinar can be put in between braces.", code=code)
    known = {f"answers.{question.key}" for question in survey.questions if offers(survey.identity, "piping")}
    unknown = references(Wording({ANY_LANGUAGE: text})) - known - {"name", "webinar"}
    if unknown:
        raise Refusal("The text puts in {unknown}, which nobody knows here.", unknown=", ".join(sorted(unknown)))


def _counted(rows: list[OutboxRow]) -> Steered:
    """Whom the new text reaches."""
    in_hand = sum(row.state in _IN_HAND for row in rows)
    gone = sum(row.state not in (*_UNSENT, *_IN_HAND) for row in rows)
    left = {"being sent just now": in_hand, "settled already": gone}
    unsent = sum(row.state in _UNSENT for row in rows)
    return Steered(unsent, {why: count for why, count in left.items() if count})
