"""Inviting: one link for each registered person, for the organiser's own mailing; the bot writes to no address.

The same address gets the same link however often it is asked for. What is stored is a keyed hash of the address, a
token that chance made (95 bits) and, once somebody came by the link, whose it is.
"""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Sequence
from dataclasses import dataclass

import db.bots
import db.frozen
import db.invitations
import db.webinars
from bot.clock import Clock
from bot.services.codes import Chance
from bot.services.errors import Refusal, store_troubles_told
from bot.services.library import Library
from bot.services.named import webinar_named
from bot.services.publishing import deep_link
from bot.services.sealing import Seal
from bot.survey.identities import offers
from db.store import Store
from db.webinars import WebinarRow

TOKEN_LENGTH = 16
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Invited:
    """One link for each address, in their order; ``new`` of them were made only now."""

    links: tuple[str, ...]
    new: int


class Inviting:
    """Makes personal links."""

    def __init__(self, store: Store, clock: Clock, seal: Seal, *, chance: Chance) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._chance = chance

    async def invite(self, code_or_key: str, addresses: Sequence[str]) -> Invited:
        """Each of these addresses, as ``lists.compared`` writes them, has a link into the webinar.

        Raises:
            UnknownWebinar: there is no such webinar.
            Refusal: its survey is anonymous, its answers were deleted, or the bot's name is not known yet.
            Unavailable: the database cannot be written to.
        """
        now = self._clock.now()

        def work(tx: sqlite3.Connection) -> Invited:
            row = self._webinar(tx, code_or_key)
            bot = db.bots.known(tx)
            links, new = [], 0
            for address in addresses:
                tag = self._seal.address(webinar_id=row.id, address=address)
                token = "".join(self._chance(_ALPHABET) for _ in range(TOKEN_LENGTH))
                new += db.invitations.make(tx, webinar_id=row.id, tag=tag, token=token, now=now)
                made = db.invitations.by_tag(tx, webinar_id=row.id, tag=tag)
                link = deep_link(bot.username if bot else None, f"{row.code}_{made.token}" if made else row.code)
                if link is None:
                    raise Refusal(
                        "The links need the bot's name, which is not known yet: start `afterword run` once, then do"
                        " this again."
                    )
                links.append(link)
            return Invited(tuple(links), new)

        with store_troubles_told():
            return await self._store.write(work)

    def _webinar(self, tx: sqlite3.Connection, code_or_key: str) -> WebinarRow:
        row = webinar_named(tx, code_or_key)
        survey = Library(self._seal).survey(tx, row.survey_id)
        if not offers(survey.identity, "personal_links"):
            raise Refusal(
                "The survey {survey} is anonymous, and a link of one's own would tell who took part: mail the plain"
                " link.",
                survey=survey.key,
            )
        if db.frozen.moment(tx, row.id) is not None:
            raise Refusal("The answers to {key} were deleted, and nobody is invited to it any more.", key=row.key)
        return row
