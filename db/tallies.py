"""Counts for figures, from SQL only and from one snapshot; and the rows for export. No percentages.

Only answered questions count: the picks of a shown question are ticks. ``rows`` must be consumed inside the read.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from db import answers, codings, themes
from db.answers import AnswerRow, State, picked
from db.codings import CodingCounts
from db.responses import SELECT, ResponseRow, as_response

_Key = TypeVar("_Key")


class ResponseCounts(NamedTuple):
    """People who entered, responses begun and responses finished."""

    entered: int
    started: int
    finished: int


class Alike(NamedTuple):
    """Answers to one question that are counted together."""

    question: str
    state: State
    picks: tuple[str, ...]
    number: float | None


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """What is stored about one question. ``shown`` = answered + skipped + left; ``left`` is seen last, then gone.

    ``base`` counts answered responses with at least one substantive pick (0 for kinds without options: use
    ``answered``); ``counts`` the responses that picked each option. ``numbers`` are (value, responses), ascending;
    ``themes`` (label, mentions), most mentioned first; ``theme_people`` counts the responses with any theme;
    ``coding`` is all that is known of it. ``together``: how many answered with exactly these picks.
    """

    shown: int
    answered: int
    skipped: int
    left: int
    base: int
    counts: Mapping[str, int]
    numbers: tuple[tuple[float, int], ...]
    themes: tuple[tuple[str, int], ...]
    theme_people: int
    together: Mapping[tuple[str, ...], int]
    coding: CodingCounts = field(default_factory=CodingCounts)

    def less(self, others: QuestionCounts) -> QuestionCounts:
        """What is left without ``others``, which are among these."""
        return QuestionCounts(
            shown=self.shown - others.shown,
            answered=self.answered - others.answered,
            skipped=self.skipped - others.skipped,
            left=self.left - others.left,
            base=self.base - others.base,
            counts=_less(self.counts, others.counts),
            numbers=tuple(sorted(_less(dict(self.numbers), dict(others.numbers)).items())),
            themes=_by_mentions(_less(dict(self.themes), dict(others.themes))),
            theme_people=self.theme_people - others.theme_people,
            together=_less(self.together, others.together),
            coding=self.coding.less(others.coding),
        )


class Absent(NamedTuple):
    """Responses that do not say that they attended: ``absent`` say no, ``unsaid`` saw the question and do not say."""

    absent_finished: int
    absent_unfinished: int
    unsaid_finished: int
    unsaid_unfinished: int


class Nay(NamedTuple):
    """The question that asks who attended, and its option that says no."""

    question: str
    option: str


def sources(tx: sqlite3.Connection, webinar_id: int) -> dict[str | None, int]:
    """How many people entered from each source, the most first; None: by the plain link."""
    rows = tx.execute(
        "SELECT source, count(*) FROM enrolments WHERE webinar_id = ? GROUP BY source ORDER BY count(*) DESC, source",
        (webinar_id,),
    )
    return {row[0]: row[1] for row in rows}


def responses(tx: sqlite3.Connection, *, webinar_id: int, survey_key: str) -> ResponseCounts:
    """The responses to this survey of this webinar.

    ``entered`` counts people: for the webinar's own survey everyone enrolled and every imported response, for another
    survey everyone who has a response to it. Answers to an anonymous survey that were moved are nobody's, and whoever
    gave them is counted already.
    """
    own = tx.execute(
        "SELECT 1 FROM webinars w JOIN surveys s ON s.id = w.survey_id WHERE w.id = ? AND s.key = ?",
        (webinar_id, survey_key),
    ).fetchone()
    in_chat, imported, started, finished = tx.execute(
        """SELECT count(attendee_id), count(*) - count(attendee_id), count(started_at), count(finished_at)
           FROM responses WHERE webinar_id = ? AND survey_key = ? AND mode <> 'anonymous'""",
        (webinar_id, survey_key),
    ).fetchone()
    if own is not None:
        (in_chat,) = tx.execute("SELECT count(*) FROM enrolments WHERE webinar_id = ?", (webinar_id,)).fetchone()
    return ResponseCounts(in_chat + imported, started, finished)


def absent(tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int], nay: Nay) -> Absent:
    """How many of the responses to these versions, begun or finished, do not say that they attended."""
    found: Counter[tuple[int, int]] = Counter()
    for survey_id in survey_ids:
        for says_no, is_finished, count in tx.execute(_ABSENT, _apart(webinar_id, survey_id, nay)):
            found[says_no, is_finished] += count
    return Absent(found[1, 1], found[1, 0], found[0, 1], found[0, 0])


def questions(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_ids: Sequence[int],
    non_substantive: Mapping[str, frozenset[str]],
    besides: Mapping[int, Mapping[Alike, int]] = MappingProxyType({}),
    apart: Nay | None = None,
) -> dict[str, QuestionCounts]:
    """Counts of every question that anybody has seen, by question key, over the responses to these versions together.

    ``non_substantive`` are the option keys that do not make a response part of the base, by question key. ``besides``
    are answers that no row holds, by version. With ``apart`` only the responses count that saw its question and do not
    say that they attended; ``less`` takes them away from all.
    """
    found: defaultdict[str, _Sums] = defaultdict(_Sums)
    for survey_id in survey_ids:
        of = (webinar_id, survey_id) if apart is None else _apart(webinar_id, survey_id, apart)
        for alike, count in besides.get(survey_id, {}).items():
            found[alike.question].add(
                alike.state, alike.picks, alike.number, count, non_substantive.get(alike.question, frozenset())
            )
        for question, state, picks, number, count in tx.execute(_ANSWERS if apart is None else _ANSWERS_APART, of):
            found[question].add(state, picked(picks), number, count, non_substantive.get(question, frozenset()))
    for question, coding in _codings(tx, webinar_id, survey_ids, apart).items():
        found[question].coding = coding
    return {question: sums.counts() for question, sums in found.items()}


def _codings(
    tx: sqlite3.Connection, webinar_id: int, survey_ids: Sequence[int], apart: Nay | None
) -> dict[str, CodingCounts]:
    book = themes.of_versions(tx, survey_ids)
    return codings.counts(
        tx,
        webinar_id=webinar_id,
        survey_ids=survey_ids,
        root=themes.roots(book),
        group=themes.groups(book),
        label={theme.id: theme.label for theme in book},
        only=None if apart is None else (apart.question, f'"{apart.option}"'),
    )


def rows(
    tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int]
) -> Iterator[tuple[ResponseRow, dict[str, AnswerRow]]]:
    """Every response to these versions with what is stored of it, by label; one at a time, so memory stays flat."""
    for row in tx.execute(SELECT + _OF_VERSIONS_BY_LABEL, (webinar_id, json.dumps(list(survey_ids)))):
        yield as_response(row), answers.of_response(tx, row[0])


def counts_of_rows(
    tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int], only_nobodys: Sequence[int] = ()
) -> tuple[int, int]:
    """How many responses ``rows`` gives, and how many of them answered anything.

    ``only_nobodys``: of these versions only those count that belong to nobody.
    """
    values = (webinar_id, json.dumps(list(survey_ids)), json.dumps(list(only_nobodys)))
    responses, answered = tx.execute(_COUNTS_OF_ROWS, values).fetchone()
    return responses, answered


class _Sums:
    """Counts of one question while they are being added up."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.base = 0
        self.together: Counter[tuple[str, ...]] = Counter()
        self.numbers: Counter[float] = Counter()
        self.coding = CodingCounts()

    def add(
        self, state: str, picks: tuple[str, ...], number: float | None, count: int, non_substantive: frozenset[str]
    ) -> None:
        self.states[state] += count
        if state != "answered":
            return
        self.together[picks] += count
        if not non_substantive.issuperset(picks):
            self.base += count
        if number is not None:
            self.numbers[number] += count

    def counts(self) -> QuestionCounts:
        options: Counter[str] = Counter()
        for picks, count in self.together.items():
            options.update(dict.fromkeys(picks, count))
        return QuestionCounts(
            shown=self.states.total(),
            answered=self.states["answered"],
            skipped=self.states["skipped"],
            left=self.states["shown"],
            base=self.base,
            counts=dict(options),
            numbers=tuple(sorted(self.numbers.items())),
            themes=tuple((label, people) for label, people, _ in self.coding.themes),
            theme_people=self.coding.people,
            together=dict(self.together),
            coding=self.coding,
        )


def _by_mentions(themes: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(themes.items(), key=lambda theme: (-theme[1], theme[0])))


def _less(counts: Mapping[_Key, int], others: Mapping[_Key, int]) -> dict[_Key, int]:
    return {key: left for key, count in counts.items() if (left := count - others.get(key, 0))}


def _apart(webinar_id: int, survey_id: int, nay: Nay) -> tuple[int, int, str, str]:
    return webinar_id, survey_id, nay.question, f'"{nay.option}"'


# One more query for each response is quicker than a join that repeats the response beside each of its answers.
_OF_VERSIONS_BY_LABEL = """WHERE webinar_id = ? AND survey_id IN (SELECT value FROM json_each(?))
    ORDER BY webinar_id, survey_key, label"""
_COUNTS_OF_ROWS = """SELECT count(*), coalesce(sum(EXISTS (
        SELECT 1 FROM answers WHERE response_id = r.id AND state = 'answered'
    )), 0) FROM responses r WHERE r.webinar_id = ? AND r.survey_id IN (SELECT value FROM json_each(?))
    AND (r.attendee_id IS NULL OR r.survey_id NOT IN (SELECT value FROM json_each(?)))"""
# One pass over the index, in its order: no sorting, and no more rows than there are different answers.
_ANSWERS = """SELECT question, state, picks, number, count(*) FROM answers WHERE webinar_id = ? AND survey_id = ?
    GROUP BY question, state, picks, number"""
# Who was asked whether they attended and does not say that they did. Keys of options hold nothing that JSON escapes.
_SAID = """FROM answers AS said CROSS JOIN {} WHERE said.webinar_id = ?1 AND said.survey_id = ?2 AND said.question = ?3
    AND (said.state <> 'answered' OR instr(said.picks, ?4) > 0) GROUP BY """
_ABSENT = (
    "SELECT said.state = 'answered', r.finished_at IS NOT NULL, count(*) "
    + _SAID.format("responses AS r ON r.id = said.response_id AND r.started_at IS NOT NULL")
    + "1, 2"
)
_ANSWERS_APART = (
    "SELECT a.question, a.state, a.picks, a.number, count(*) "
    + _SAID.format("answers AS a ON a.response_id = said.response_id")
    + "a.question, a.state, a.picks, a.number"
)
