"""Codings: which answers were coded, by whom, and with which themes; and the counts that figures are made from.

The first coder's themes are what counts; a second coder's are compared with them. Only answered questions count.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coded:
    """One answer as one person coded it, with its themes as they are told. ``by`` None: by a file."""

    themes: frozenset[int]
    by: int | None


@dataclass(frozen=True, slots=True)
class CodingCounts:
    """Of one question. ``coded`` answers were looked at by the first, and ``both`` by a second, too.

    ``people`` have any theme. ``themes`` are (label, people, group), ``groups`` (label, mentions, people with any theme
    in it), both with the most people first; ``pairs`` (label, given by both, by the first alone, by the second alone),
    in alphabetical order. ``revised``: one of them changed theirs after both had coded.
    """

    coded: int = 0
    people: int = 0
    themes: tuple[tuple[str, int, str | None], ...] = ()
    groups: tuple[tuple[str, int, int], ...] = ()
    both: int = 0
    revised: int = 0
    pairs: tuple[tuple[str, int, int, int], ...] = ()

    def less(self, others: CodingCounts) -> CodingCounts:
        """What is left without ``others``, which are among these."""
        themes = {label: people for label, people, _ in others.themes}
        groups = {label: (mentions, people) for label, mentions, people in others.groups}
        pairs = {label: (both, one, other) for label, both, one, other in others.pairs}
        left = [(label, people - themes.get(label, 0), group) for label, people, group in self.themes]
        folds = [
            (label, mentions - groups.get(label, (0, 0))[0], people - groups.get(label, (0, 0))[1])
            for label, mentions, people in self.groups
        ]
        compared = [
            (label, both - away[0], one - away[1], other - away[2])
            for label, both, one, other in self.pairs
            for away in [pairs.get(label, (0, 0, 0))]
        ]
        return CodingCounts(
            coded=self.coded - others.coded,
            people=self.people - others.people,
            themes=_by_people([each for each in left if each[1]]),
            groups=tuple(sorted((each for each in folds if each[2]), key=lambda fold: (-fold[2], fold[0]))),
            both=self.both - others.both,
            revised=self.revised - others.revised,
            pairs=tuple((label, both, one, other) for label, both, one, other in compared if both or one or other),
        )


def put(
    tx: sqlite3.Connection,
    response_id: int,
    question: str,
    *,
    coder: int,
    themes: Collection[int],
    root: Mapping[int, int],
    looked_at: bool,
    by: int | None = None,
) -> None:
    """The answer has exactly these ``themes``, as they are told (``root``); none: it is coded only if ``looked_at``.

    A theme that was merged stays with the answers it was given to.
    Raises:
        sqlite3.IntegrityError: there is no such answer.
    """
    place = (response_id, question, coder)
    if not themes and not looked_at:
        if tx.execute("DELETE FROM coded WHERE response_id = ? AND question = ? AND coder = ?", place).rowcount:
            tx.execute("UPDATE coded SET revised = 1 WHERE response_id = ? AND question = ?", place[:2])
        return
    rows = tx.execute("SELECT theme_id FROM codings WHERE response_id = ? AND question = ? AND coder = ?", place)
    there = [theme for (theme,) in rows]
    changed = {root[theme] for theme in there} != set(themes)
    tx.execute(
        """INSERT INTO coded (response_id, question, coder, by) VALUES (?1, ?2, ?3, ?4)
           ON CONFLICT DO UPDATE SET by = excluded.by, revised = max(revised, ?5 AND EXISTS (
               SELECT 1 FROM coded AS other WHERE other.response_id = ?1 AND other.question = ?2 AND other.coder <> ?3
           ))""",
        (*place, by, changed),
    )
    gone = [theme for theme in there if root[theme] not in themes]
    tx.executemany(
        "DELETE FROM codings WHERE response_id = ? AND question = ? AND coder = ? AND theme_id = ?",
        [(*place, theme) for theme in gone],
    )
    new = set(themes) - {root[theme] for theme in there}
    tx.executemany(
        "INSERT INTO codings (response_id, question, coder, theme_id) VALUES (?, ?, ?, ?)",
        [(*place, theme) for theme in sorted(new)],
    )


def move(tx: sqlite3.Connection, response_id: int, question: str, *, themes: Collection[int], to: int) -> None:
    """Whoever gave the answer one of ``themes`` gave it ``to`` instead."""
    where = "WHERE response_id = ? AND question = ? AND theme_id IN (SELECT value FROM json_each(?))"
    given = (response_id, question, json.dumps(list(themes)))
    coders = [row[0] for row in tx.execute(f"SELECT DISTINCT coder FROM codings {where}", given)]  # noqa: S608 - own words
    tx.execute(f"DELETE FROM codings {where}", given)  # noqa: S608 - own words
    tx.executemany(
        "INSERT INTO codings (response_id, question, coder, theme_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(response_id, question, coder, to) for coder in coders],
    )


def written(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_ids: Sequence[int],
    question: str,
    responses: Collection[int] | None = None,
    most: int | None = None,
) -> list[tuple[int, str, str]]:
    """What people wrote to one question: response, language and text, in no order that means anything.

    ``responses``: of these alone. ``most``: no more than so many of them.
    """
    given = (webinar_id, json.dumps(list(survey_ids)), question, *_these(responses), -1 if most is None else most)
    rows = tx.execute(_WRITTEN + ("" if responses is None else _OF_THESE) + " LIMIT ?", given)
    return [tuple(row) for row in rows]


def of_question(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_ids: Sequence[int],
    question: str,
    root: Mapping[int, int],
    responses: Collection[int] | None = None,
) -> dict[tuple[int, int], Coded]:
    """Every coded answer to one question, by response and coder. ``responses``: of these alone."""
    given = (webinar_id, json.dumps(list(survey_ids)), question, *_these(responses))
    these = "" if responses is None else _OF_THESE
    found: dict[tuple[int, int], tuple[set[int], int | None]] = {
        (response_id, coder): (set(), by) for response_id, coder, by in tx.execute(_CODED_ANSWERS + these, given)
    }
    for response_id, coder, theme in tx.execute(_THEIR_THEMES + these, given):
        found[response_id, coder][0].add(root[theme])
    return {key: Coded(frozenset(themes), by) for key, (themes, by) in found.items()}


def _these(responses: Collection[int] | None) -> tuple[str, ...]:
    return () if responses is None else (json.dumps(list(responses)),)


def counts(
    tx: sqlite3.Connection,
    *,
    webinar_id: int,
    survey_ids: Sequence[int],
    root: Mapping[int, int],
    group: Mapping[int, int],
    label: Mapping[int, str],
    only: tuple[str, str] | None = None,
) -> dict[str, CodingCounts]:
    """What was coded, by question key, of answers to these versions; ``root`` and ``group`` say how themes are told.

    ``only`` of those who saw that question and did not answer it otherwise than by that pick, in JSON.
    """
    if not root:
        return {}
    folded = json.dumps([[theme, told, group.get(told)] for theme, told in root.items()])
    given: dict[str, int | str | None] = {
        "webinar": webinar_id,
        "versions": json.dumps(list(survey_ids)),
        "folded": folded,
        "asked": None if only is None else only[0],
        "pick": None if only is None else only[1],
    }
    coded = {row[0]: row[1:] for row in tx.execute(_COUNT_CODED, given)}
    people = dict(tuple(row) for row in tx.execute(_FOLDED + _COUNT_PEOPLE, given))
    themes, groups = (_people(tx, _FOLDED + each, given) for each in (_COUNT_THEMES, _COUNT_GROUPS))
    pairs = _pairs(tx, given, label) if any(both for _, both, _ in coded.values()) else {}
    found: dict[str, CodingCounts] = {}
    for question, (first, both, revised) in coded.items():
        given_to = dict(themes.get(question, []))
        told = [(label[each], n, label[group[each]] if each in group else None) for each, n in given_to.items()]
        folds = [(label[each], _mentions(each, given_to, group), n) for each, n in groups.get(question, [])]
        found[question] = CodingCounts(
            coded=first,
            people=people.get(question, 0),
            themes=_by_people(told),
            groups=tuple(sorted(folds, key=lambda fold: (-fold[2], fold[0]))),
            both=both,
            revised=revised,
            pairs=tuple(sorted(pairs.get(question, []))),
        )
    return found


def _pairs(
    tx: sqlite3.Connection, given: Mapping[str, int | str | None], label: Mapping[int, str]
) -> dict[str, list[tuple[str, int, int, int]]]:
    """By question, how often both, the first alone and the second alone gave each theme."""
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    for question, theme, both, one, other in tx.execute(_FOLDED + _COUNT_PAIRS, given):
        found.setdefault(question, []).append((label[theme], both, one, other))
    return found


def _by_people(themes: Sequence[tuple[str, int, str | None]]) -> tuple[tuple[str, int, str | None], ...]:
    return tuple(sorted(themes, key=lambda theme: (-theme[1], theme[0])))


def _mentions(fold: int, given_to: Mapping[int, int], group: Mapping[int, int]) -> int:
    return sum(count for theme, count in given_to.items() if group.get(theme) == fold)


def _people(
    tx: sqlite3.Connection, statement: str, given: Mapping[str, int | str | None]
) -> dict[str, list[tuple[int, int]]]:
    """By question, theme and people."""
    found: dict[str, list[tuple[int, int]]] = {}
    for question, theme, people in tx.execute(statement, given):
        found.setdefault(question, []).append((theme, people))
    return found


_OF_QUESTION = """FROM answers AS a CROSS JOIN {table} AS c ON c.response_id = a.response_id AND c.question = a.question
    WHERE a.webinar_id = ? AND a.survey_id IN (SELECT value FROM json_each(?)) AND a.question = ?
    AND a.state = 'answered'"""
_WRITTEN = """SELECT a.response_id, r.language, a.text
    FROM answers AS a CROSS JOIN responses AS r ON r.id = a.response_id
    WHERE a.webinar_id = ? AND a.survey_id IN (SELECT value FROM json_each(?)) AND a.question = ?
    AND a.state = 'answered' AND a.text <> ''"""
_OF_THESE = " AND a.response_id IN (SELECT value FROM json_each(?))"
_CODED_ANSWERS = "SELECT c.response_id, c.coder, c.by " + _OF_QUESTION.format(table="coded")
_THEIR_THEMES = "SELECT c.response_id, c.coder, c.theme_id " + _OF_QUESTION.format(table="codings")

_HERE = """FROM responses AS r
    CROSS JOIN {table} AS c ON c.response_id = r.id
    JOIN answers AS a ON a.response_id = c.response_id AND a.question = c.question AND a.state = 'answered'"""
_WHERE = """ WHERE r.webinar_id = :webinar AND r.survey_id IN (SELECT value FROM json_each(:versions))
    AND (:asked IS NULL OR EXISTS (
        SELECT 1 FROM answers AS said WHERE said.response_id = r.id AND said.question = :asked
        AND (said.state <> 'answered' OR instr(said.picks, :pick) > 0)
    )) """
_FOLDED = """WITH folded (id, root, grp) AS MATERIALIZED (
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(:folded)
    ) """
_THEMED = _HERE.format(table="codings") + " JOIN folded AS f ON f.id = c.theme_id" + _WHERE
_COUNT_CODED = (
    """SELECT c.question, sum(c.coder = 1), sum(c.coder = 1 AND o.coder IS NOT NULL),
        sum(o.coder IS NOT NULL AND c.coder = 1 AND (c.revised OR o.revised)) """
    + _HERE.format(table="coded")
    + " LEFT JOIN coded AS o ON o.response_id = c.response_id AND o.question = c.question AND o.coder <> c.coder"
    + _WHERE
    + "GROUP BY c.question"
)
_COUNT_PEOPLE = f"SELECT c.question, count(DISTINCT r.id) {_THEMED} AND c.coder = 1 GROUP BY c.question"
_COUNT_THEMES = f"""SELECT c.question, f.root, count(DISTINCT r.id) {_THEMED} AND c.coder = 1
    GROUP BY c.question, f.root"""
_COUNT_GROUPS = f"""SELECT c.question, f.grp, count(DISTINCT r.id) {_THEMED} AND c.coder = 1 AND f.grp IS NOT NULL
    GROUP BY c.question, f.grp"""
_COUNT_PAIRS = f"""SELECT question, root, sum(first AND second), sum(first AND NOT second), sum(second AND NOT first)
    FROM (
        SELECT c.question AS question, f.root AS root, max(c.coder = 1) AS first, max(c.coder = 2) AS second
        {_THEMED} AND 2 = (
            SELECT count(*) FROM coded AS d WHERE d.response_id = c.response_id AND d.question = c.question
        )
        GROUP BY c.question, r.id, f.root
    ) GROUP BY question, root"""  # noqa: S608 - own words
