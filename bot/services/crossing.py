"""Crossing: two questions of one survey at a webinar, counted together, for those who may read rows.

Figures of single questions advance in steps for everybody else (see ``editions``); what a cross-table tells beside them
could not be kept from subtraction, so it is for those who could count it from rows in any case.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

import db.crossings
from bot.insight.crossing import Crossing, CrossTally, Picks, Unions, crossing
from bot.insight.withholding import LIMIT
from bot.services.access import Access, Act, Operator, Reader
from bot.services.counting import NAY, Counted, counted_as, is_apart
from bot.services.drafts import sealed_of
from bot.services.errors import Refusal, store_troubles_told
from bot.services.exporting import require_answers, require_unsealed
from bot.services.library import Library
from bot.services.modes import MODE, Doubles, doubles, mode_question, mode_tally
from bot.services.storage import Storage
from bot.services.versions import Versions, versions_of
from bot.survey.answers import Answer
from bot.survey.definitions import Question
from db.crossings import Pair
from db.store import Store
from db.webinars import WebinarRow


class NotCrossed(Refusal):
    """There is no such cross-table."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """A cross-table with the webinar that it is of. ``doubles``: it is by mode, and some may have answered twice."""

    key: str
    code: str
    title: str
    survey: str
    table: Crossing
    doubles: Doubles | None = None


class Crossings:
    """Counts cross-tables. ``limit``: the smallest group that is shown."""

    def __init__(
        self, store: Store | Storage, access: Access, library: Library | None = None, *, limit: int = LIMIT
    ) -> None:
        self._store = store
        self._access = access
        self._library = library or Library()
        self._limit = limit

    async def table(
        self,
        webinar: str | int,
        rows: str,
        columns: str,
        *,
        reader: Reader,
        survey: str | None = None,
        unions: Unions | None = None,
        language: str | None = None,
    ) -> Crossed:
        """What those who said each thing to ``columns`` said to ``rows``, of the webinar's own survey or of ``survey``.

        ``unions`` are options of one of the two to be counted together. ``columns`` may be ``MODE``: how they answered.

        Raises:
            NotAllowed, UnknownWebinar, NotAsked, AnswersDeleted, StillSealed, NoKey: as in ``exporting``.
            NotCrossed: one of the questions is not there, has no options, or a union has none of them.
        """

        def work(tx: sqlite3.Connection) -> Crossed:
            row = self._access.at(tx, reader, Act.ROWS, webinar)
            require_answers(tx, self._library, row)
            versions = versions_of(tx, self._library, row, survey=survey)
            if not isinstance(reader, Operator):
                require_unsealed(tx, row, versions)
            one, by_mode = _asked(versions, rows), columns == MODE and versions.current.question(MODE) is None
            other = mode_question(tx, row, versions) if by_mode else _asked(versions, columns)
            if one.key == other.key:
                raise NotCrossed("A question is not crossed with itself; name two of them.")
            _require_options((one, other), unions or {})
            count = mode_tally if by_mode else tally_of
            tally = count(tx, self._library, row, versions, one, other)
            spoken = (language, *versions.languages) if language else versions.languages
            made = crossing(tally, languages=spoken, identity=versions.identity, limit=self._limit, unions=unions)
            twice = doubles(tx, row, versions) if by_mode else None
            return Crossed(row.key, row.code, row.title, versions.current.key, made, twice)

        with store_troubles_told():
            return await self._store.read(work)


def tally_of(
    tx: sqlite3.Connection, library: Library, row: WebinarRow, versions: Versions, rows: Question, columns: Question
) -> CrossTally:
    """How many picked what of both, over the versions in which each is asked in the same words as in the current one.

    Whoever's answer does not count in the figures of one of them (they began with a version that asks it in other
    words, or do not say that they attended), has answered only the other one.

    Raises:
        NoKey: answers lie sealed, and there is no key.
    """
    counts = [counted_as(each, versions.current, versions.by_id, versions.agreeing(each)) for each in (rows, columns)]
    substantive = [frozenset(o.key for o in each.options if o.substantive) for each in (rows, columns)]
    people: Counter[tuple[Picks, Picks]] = Counter()
    for found in chain(_stored(tx, row, counts), _sealed(tx, library, row, versions, (rows.key, columns.key))):
        own, beside = (
            frozenset(picks) & known
            if found.survey_id in each.survey_ids and not (found.apart and found.survey_id in each.asking)
            else frozenset()
            for picks, known, each in zip((found.one, found.other), substantive, counts, strict=True)
        )
        if own or beside:
            people[own, beside] += found.people
    return CrossTally(rows, columns, people)


def _stored(tx: sqlite3.Connection, row: WebinarRow, counts: Sequence[Counted]) -> Iterator[Pair]:
    one, other = counts
    survey_ids = tuple(dict.fromkeys((*one.survey_ids, *other.survey_ids)))
    pair = (one.question.key, other.question.key)
    return db.crossings.pairs(tx, webinar_id=row.id, survey_ids=survey_ids, one=pair[0], other=pair[1], nay=NAY)


def _sealed(
    tx: sqlite3.Connection, library: Library, row: WebinarRow, versions: Versions, pair: tuple[str, str]
) -> Iterator[Pair]:
    """The same of what lies sealed, one person after the other."""
    for response, answers in sealed_of(tx, library.seal, webinar_id=row.id, versions=versions.by_id):
        one, other = (_picks(answers, key) for key in pair)
        yield Pair(response.survey_id, one, other, is_apart(answers), 1)


def _picks(answers: Mapping[str, Answer], key: str) -> tuple[str, ...]:
    answer = answers.get(key)
    return answer.picks if answer is not None and answer.state == "answered" else ()


def _substantive(question: Question) -> Picks:
    return frozenset(option.key for option in question.options if option.substantive)


def _asked(versions: Versions, key: str) -> Question:
    """The current version's question with that key. Raises: NotCrossed."""
    question = versions.current.question(key)
    if question is not None and question.options:
        return question
    asked = [each.key for each in versions.current.questions if each.options]
    if question is not None:
        raise NotCrossed(
            "The question {question} has no options to be crossed; those that have are {asked}.",
            question=key,
            asked=", ".join(asked),
        )
    near = get_close_matches(key, asked, n=1)
    raise NotCrossed(
        "The survey {survey} has no question {question}; those with options are {asked}."
        if not near
        else "The survey {survey} has no question {question}; did you mean {near}?",
        survey=versions.current.key,
        question=key[:80],
        asked=", ".join(asked),
        near="".join(near),
    )


def _require_options(pair: tuple[Question, Question], unions: Unions) -> None:
    by_key = {question.key: question for question in pair}
    for key, several in unions.items():
        if key not in by_key:
            raise NotCrossed("Options of {question} are to be counted together, and it is not crossed.", question=key)
        substantive = _substantive(by_key[key])
        unknown = [option for options in several for option in options if option not in substantive]
        if unknown:
            raise NotCrossed(
                "The question {question} has no option {option}; its options are {options}.",
                question=key,
                option=unknown[0][:80],
                options=", ".join(option.key for option in by_key[key].options if option.substantive),
            )
