"""Answers to anonymous surveys while they can still change: sealed drafts under tags that only the key can tell.

``keeping`` comes here for responses whose survey is anonymous. Their row in ``responses`` says no more than that
somebody took part and how far they are, in days. All drafts of a version have one size, made for the longest answers
it can get: sizes tell nothing. ``mixing`` moves them later into responses that belong to nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

import msgspec

import db.drafts
import db.responses
from bot.insight.withholding import LIMIT
from bot.services.keys import NoKey
from bot.services.sealing import Seal, padded, unpadded
from bot.survey.answers import Answer
from bot.survey.definitions import Question, Survey
from bot.survey.replies import LONGEST_OTHER
from bot.survey.typed import LONGEST_TEXT
from db.responses import ResponseRow

NO_LANGUAGE = "und"
"""The code of an undetermined language (ISO 639-2)."""

_PAGE = 4_092
"""Bytes of a long value that one page of SQLite's holds."""


class Draft(msgspec.Struct, frozen=True):
    """What is sealed. ``answers`` are by question key; ``touched`` is when one of them last changed, in milliseconds
    since 1970 UTC; ``revisit`` is what an open response's row holds under that name.
    """

    answers: dict[str, Answer]
    touched: int
    revisit: str | None = None


_decode = msgspec.json.Decoder(Draft).decode
_encode = msgspec.json.Encoder().encode


def is_sealed(response: ResponseRow, survey: Survey) -> bool:
    """Whether the row is only about taking part, and its answers are kept sealed. ``survey`` is its version."""
    return survey.identity == "anonymous" and response.attendee_id is not None


def read_draft(tx: sqlite3.Connection, seal: Seal | None, response: ResponseRow) -> Draft | None:
    """The answers of ``response``, which are sealed; None: they were moved to where they are nobody's, or erased.

    Raises:
        NoKey: there is no ``seal``.
        NotOpened: they were sealed with another key.
    """
    if seal is None:
        raise NoKey
    tag = _tag(seal, response)
    sealed = db.drafts.find(tx, tag)
    if sealed is None:
        return None
    return _decode(unpadded(seal.unseal("drafts", sealed, place=_place(tag, response))))


def has_draft(tx: sqlite3.Connection, seal: Seal | None, response: ResponseRow) -> bool:
    """Whether answers of ``response`` lie sealed. Raises: NoKey."""
    if seal is None:
        raise NoKey
    return db.drafts.exists(tx, _tag(seal, response))


def has_answers(tx: sqlite3.Connection, seal: Seal | None, response: ResponseRow) -> bool:
    """Whether anything that was answered or skipped lies sealed. Raises: NoKey; NotOpened."""
    draft = read_draft(tx, seal, response)
    return draft is not None and any(answer.settled for answer in draft.answers.values())


def write_draft(tx: sqlite3.Connection, seal: Seal | None, response: ResponseRow, survey: Survey, draft: Draft) -> None:
    """The sealed answers of ``response`` to ``survey``, its version, are exactly these.

    Raises:
        NoKey: there is no ``seal``.
    """
    if seal is None:
        raise NoKey
    tag = _tag(seal, response)
    sealed = seal.seal("drafts", padded(_encode(draft), room_of(survey)), place=_place(tag, response))
    db.drafts.put(tx, tag, webinar_id=response.webinar_id, survey_id=response.survey_id, sealed=sealed)


def day_of(now: datetime) -> datetime:
    """The beginning of the day (in UTC): all that a row of ``responses`` says of when something was answered."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def sealed_of(
    tx: sqlite3.Connection, seal: Seal | None, *, webinar_id: int, versions: Mapping[int, Survey]
) -> Iterator[tuple[ResponseRow, dict[str, Answer]]]:
    """Everybody's part in these ``versions`` (by id) with the answers that lie sealed, to be counted.

    Where they were moved already, there is nothing. Where those of others were, of whatever version, fewer than five
    that stayed behind are left out: what is told of all, less what was moved, would tell what these few said. To be
    consumed inside the transaction.

    Raises:
        NoKey: there are any and there is no ``seal``.
        NotOpened: they were sealed with another key.
    """
    anonymous = {each: survey for each, survey in versions.items() if survey.identity == "anonymous"}
    if seal is None:
        if db.drafts.any_of(tx, webinar_id=webinar_id, survey_ids=tuple(anonymous)):
            raise NoKey
        return
    drafts = chain.from_iterable(_sealed(tx, seal, webinar_id, each, survey) for each, survey in anonymous.items())
    if any(db.responses.any_moved(tx, webinar_id=webinar_id, survey_key=each.key) for each in anonymous.values()):
        stayed = list(drafts)
        telling = sum(any(answer.settled for answer in answers.values()) for _, answers in stayed)
        drafts = chain(stayed if telling >= LIMIT else ())
    yield from drafts


def _sealed(
    tx: sqlite3.Connection, seal: Seal | None, webinar_id: int, survey_id: int, survey: Survey
) -> Iterator[tuple[ResponseRow, dict[str, Answer]]]:
    for response in db.responses.participations(tx, webinar_id=webinar_id, survey_key=survey.key, survey_id=survey_id):
        draft = read_draft(tx, seal, response)
        if draft is not None:
            yield response, draft.answers


def delete_drafts(tx: sqlite3.Connection, seal: Seal, attendee_id: int) -> int:
    """Nothing that this attendee said to anonymous surveys lies sealed any more; how many drafts there were.

    Their rows in ``responses`` have to be there still: they say which drafts there can be. What was moved is nobody's,
    and cannot be found again.
    """
    return db.drafts.delete(tx, [_tag(seal, each) for each in db.responses.of_attendee(tx, attendee_id)])


def delete_draft(tx: sqlite3.Connection, seal: Seal, response: ResponseRow) -> bool:
    """What belongs to this one response lies sealed no more; whether it did."""
    return db.drafts.delete(tx, [_tag(seal, response)]) == 1


def room_of(survey: Survey) -> int:
    """How many bytes every draft of answers to ``survey`` has before it is sealed: the longest answers fit."""
    longest = [_longest(question) for question in survey.questions]
    most = 300 + sum(longest) + max(longest)  # one question may be looked at again, with another answer to it
    return most + -most % _PAGE


def _longest(question: Question) -> int:
    """Bytes of the longest answer to ``question`` as JSON; a character is at most four."""
    text = 40
    if question.kind == "open":
        text = 4 * LONGEST_TEXT
    elif question.other:
        text = 4 * LONGEST_OTHER
    return 200 + len(question.key) + sum(len(option.key) + 3 for option in question.options) + text


def _tag(seal: Seal, response: ResponseRow) -> bytes:
    assert response.attendee_id is not None
    return seal.tag(webinar_id=response.webinar_id, survey_key=response.survey_key, attendee_id=response.attendee_id)


def _place(tag: bytes, response: ResponseRow) -> str:
    return f"{tag.hex()} {response.webinar_id} {response.survey_id}"
