"""Previewing: a follow-up as an attendee would get it, for an organiser who wants to see it first.

Nothing is written about it but that it was asked for: no row of the outbox, no response, no figure.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

import db.bots
import db.bulletins
import db.materials
import db.webinars
from bot.clock import Clock
from bot.delivery.declining import reminds
from bot.delivery.ports import Parcel
from bot.services.access import Access, Act, Person, Reader
from bot.services.bulletins import Preview
from bot.services.contents import spoken, with_buttons
from bot.services.errors import Refusal
from bot.services.library import Library
from bot.services.listing import is_here
from bot.services.named import follow_up_named
from bot.services.orders import as_edited
from bot.services.sources import is_uncomposed
from bot.services.standing import wordings_for
from bot.services.storage import Storage
from bot.survey.piping import piped


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown. ``missing`` are materials that are not there; ``survey`` is asked at the end, and not shown."""

    parcel: Parcel
    missing: tuple[str, ...]
    survey: str | None


class Previewing:
    """Shows follow-ups to organisers."""

    def __init__(self, store: Storage, clock: Clock, library: Library, access: Access) -> None:
        self._store = store
        self._clock = clock
        self._library = library
        self._access = access

    async def ask(
        self, by: Reader, webinar: str | int, *, follow_up: str, to: int, languages: Sequence[str | None] = (None,)
    ) -> None:
        """The bot shows it to that organiser, as soon as it runs: in each of these languages (None: their own).

        Raises:
            NotAllowed: ``by`` may not.
            Refusal: there is no such webinar or follow-up, or they may not steer it.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> None:
            row = self._access.at(tx, by, Act.STEER, webinar)
            if not self._access.may(tx, Person(to), Act.STEER, row):
                raise Refusal(
                    "{to} is neither in AFTERWORD_OWNERS nor an organiser of it, and previews go to them only.",
                    to=to,
                )
            found = follow_up_named(self._library.webinar(row), follow_up)
            for language in languages:
                body = msgspec.json.encode(Preview(row.id, found.key, language)).decode()
                db.bulletins.make(tx, chats=[to], what="preview", subject=f"{row.key}/{follow_up}", body=body, now=now)

        await self._store.write(work)

    async def shown(self, preview: Preview, *, chat_id: int, language: str) -> Shown | None:
        """What there is to show now, in ``language``; None: the follow-up is gone."""

        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Shown | None:
            row = db.webinars.by_id(tx, preview.webinar_id)
            webinar, bot = self._library.webinar(row), db.bots.known(tx)
            found = webinar.follow_up(preview.follow_up)
            if found is None:
                return None
            by_key = {each.key: each for each in db.materials.of_webinar(tx, row.id)}
            there = [by_key[key] for key in found.send if key in by_key and is_here(by_key[key])]
            here = [each for each in there if not is_uncomposed(tx, each, row, now=now)]
            asks = webinar.survey if reminds(found) else found.survey
            follow_up = as_edited(tx, row.id, found)
            parts = spoken(tx, row.id, webinar, follow_up, here, bot=bot.telegram_id if bot else 0, language=language)
            if asks is not None and follow_up.text is None and not found.send:
                parts = []  # the question itself says why it comes
            wordings = wordings_for(language, webinar.languages)
            survey = self._library.survey(tx, row.survey_id)
            ends = found.consent is not None
            parcel = Parcel(
                row=0,
                claim="",
                chat_id=chat_id,
                attendee_id=0,
                webinar_id=row.id,
                follow_up=found.key,
                language=language,
                parts=with_buttons(tuple(parts)) if ends or found.buttons else tuple(parts),
                wordings=wordings,
                webinar=webinar.title,
                values=piped(survey, {}, name=None, webinar=webinar.title, languages=wordings),
                ends=ends,
                buttons=found.buttons,
            )
            return Shown(parcel, tuple(key for key in found.send if key not in {each.key for each in here}), asks)

        return await self._store.read(work)
