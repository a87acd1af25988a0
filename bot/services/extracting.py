"""Extracting: what an export holds, gathered inside one snapshot.

Rows come in the order of the responses' labels, which tells nothing. Answers that lie sealed have labels that are drawn
anew for each extract. Whether rows may be shown at all is for ``exporting`` to decide.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain

import msgspec

import db.tallies
import db.themes
from bot.insight.extract import Drawn, Extract, Given
from bot.services.codes import new_label
from bot.services.drafts import is_sealed, sealed_of
from bot.services.library import Library
from bot.services.reporting import facts_of, local, report_of
from bot.services.versions import Versions, versions_of
from bot.survey.answers import Answer
from bot.survey.sheet import SEALED
from db.answers import AnswerRow
from db.webinars import WebinarRow

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, Answer]).decode


@dataclass(frozen=True, slots=True)
class Unsealed:
    """One response whose answers lay sealed; ``packed`` are they, small, for there may be many."""

    label: str
    survey_id: int
    finished: bool
    packed: bytes


@dataclass(frozen=True, slots=True)
class Gathered:
    """An extract, and what decides whether its rows may be shown: how many ``answered`` anything."""

    extract: Extract
    versions: Versions
    answered: int


def gather(
    tx: sqlite3.Connection,
    library: Library,
    row: WebinarRow,
    *,
    now: datetime,
    limit: int,
    survey: str | None,
    themes: bool,
    sealed: bool = True,
) -> Gathered:
    """The extract of the webinar's own survey, or of the one with the key ``survey``; to be written inside the read.

    It has columns for themes if ``themes``, or if any were given. Without ``sealed`` it leaves out what lies sealed.
    Raises: NotAsked; NoKey.
    """
    versions = versions_of(tx, library, row, survey=survey)
    unsealed, telling = _unsealed(tx, library, row, versions) if sealed else ([], 0)
    survey_ids, webinar = tuple(versions.by_id), library.webinar(row)
    anonymous = [each for each, version in versions.by_id.items() if version.identity == "anonymous"]
    responses, answered = db.tallies.counts_of_rows(
        tx, webinar_id=row.id, survey_ids=survey_ids, only_nobodys=anonymous
    )
    coded, second = (
        next(db.themes.of_responses(tx, webinar_id=row.id, survey_ids=survey_ids, coder=coder), None) is not None
        for coder in (1, 2)
    )
    extract = Extract(
        webinar=facts_of(row, webinar),
        starts_at=local(row.starts_at, webinar),
        counted_at=local(now, webinar),
        current=versions.numbers[versions.current_id],
        versions={versions.numbers[each]: version for each, version in versions.by_id.items()},
        questions=tuple(versions.questions()),
        themed=themes or coded,
        second=second,
        count=responses + len(unsealed),
        rows=partial(_rows, tx, row, versions, unsealed),
        figures=partial(_figures, tx, library, row, limit=limit, survey=survey),
    )
    return Gathered(extract, versions, answered + telling)


def _rows(tx: sqlite3.Connection, row: WebinarRow, versions: Versions, unsealed: list[Unsealed]) -> Iterator[Given]:
    return chain(_stored(tx, row, versions), (_opened(each, versions) for each in unsealed))


def _stored(tx: sqlite3.Connection, row: WebinarRow, versions: Versions) -> Iterator[Given]:
    """What rows hold; themes are read beside them, in the same order."""
    survey_ids = tuple(versions.by_id)
    first, second = (
        _Beside(db.themes.of_responses(tx, webinar_id=row.id, survey_ids=survey_ids, coder=coder)) for coder in (1, 2)
    )
    for response, answers in db.tallies.rows(tx, webinar_id=row.id, survey_ids=survey_ids):
        themes, others = first.of(response.id), second.of(response.id)
        survey = versions.by_id[response.survey_id]
        if not is_sealed(response, survey):
            yield Given(
                label=response.label,
                version=versions.numbers[response.survey_id],
                survey=survey,
                finished=response.finished_at is not None,
                answers={key: _answer(answer) for key, answer in answers.items()},
                themes=themes,
                second=others,
            )


class _Beside:
    """One coder's themes, read beside the responses, in the same order."""

    def __init__(self, coded: Iterator[tuple[int, str, tuple[str, ...]]]) -> None:
        self._coded = coded
        self._next = next(coded, None)

    def of(self, response_id: int) -> dict[str, tuple[str, ...]]:
        """Those of the next response, by question."""
        found: dict[str, tuple[str, ...]] = {}
        while self._next is not None and self._next[0] == response_id:
            found[self._next[1]] = self._next[2]
            self._next = next(self._coded, None)
        return found


def _answer(stored: AnswerRow) -> Answer:
    return Answer(stored.state, stored.picks, stored.text, stored.number)


def _unsealed(
    tx: sqlite3.Connection, library: Library, row: WebinarRow, versions: Versions
) -> tuple[list[Unsealed], int]:
    """What lies sealed, under labels drawn anew each time, in their order; how many of them answered anything."""
    found, telling = [], 0
    for response, answers in sealed_of(tx, library.seal, webinar_id=row.id, versions=versions.by_id):
        label = SEALED + new_label(secrets.choice)
        found.append(Unsealed(label, response.survey_id, response.finished_at is not None, _encode(answers)))
        telling += any(answer.state == "answered" for answer in answers.values())
    return sorted(found, key=lambda each: each.label), telling


def _opened(unsealed: Unsealed, versions: Versions) -> Given:
    return Given(
        label=unsealed.label,
        version=versions.numbers[unsealed.survey_id],
        survey=versions.by_id[unsealed.survey_id],
        finished=unsealed.finished,
        answers=_decode(unsealed.packed),
        themes={},
    )


def _figures(tx: sqlite3.Connection, library: Library, row: WebinarRow, *, limit: int, survey: str | None) -> Drawn:
    report = report_of(tx, library, row, limit=limit, survey=survey)
    return Drawn(report.summary, {each.version: each.questions for each in report.others})
