"""Themes: codes given to open answers, and the codebook they make: folded into groups, and into each other.

A theme that was merged into another is told as that one; what was coded with it stays so, which undoes a merge wholly.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from db import codings

_SELECT = "SELECT id, survey_key, question, label, parent, merged_into FROM themes "


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme of a question. ``parent`` is the group it is folded into, ``merged_into`` the theme it is told as."""

    id: int
    survey_key: str
    question: str
    label: str
    parent: int | None
    merged_into: int | None


def of_question(tx: sqlite3.Connection, survey_key: str, question: str) -> list[ThemeRow]:
    """All there are, merged ones too, in alphabetical order."""
    rows = tx.execute(_SELECT + "WHERE survey_key = ? AND question = ? ORDER BY label", (survey_key, question))
    return [ThemeRow(*row) for row in rows]


def of_versions(tx: sqlite3.Connection, survey_ids: Sequence[int]) -> list[ThemeRow]:
    """Those of every question of the surveys with these versions."""
    keys = {tx.execute("SELECT key FROM surveys WHERE id = ?", (each,)).fetchone()[0] for each in survey_ids}
    return [ThemeRow(*row) for key in sorted(keys) for row in tx.execute(_SELECT + "WHERE survey_key = ?", (key,))]


def by_id(tx: sqlite3.Connection, theme_id: int) -> ThemeRow | None:
    """The theme, or None."""
    row = tx.execute(_SELECT + "WHERE id = ?", (theme_id,)).fetchone()
    return None if row is None else ThemeRow(*row)


def labelled(tx: sqlite3.Connection, survey_key: str, question: str, label: str) -> ThemeRow | None:
    """The theme of exactly that name, or None."""
    row = tx.execute(
        _SELECT + "WHERE survey_key = ? AND question = ? AND label = ?", (survey_key, question, label)
    ).fetchone()
    return None if row is None else ThemeRow(*row)


def roots(rows: Iterable[ThemeRow]) -> dict[int, int]:
    """As which theme each is told: itself, or the one it ends in by merging."""
    into = {row.id: row.merged_into for row in rows}
    found: dict[int, int] = {}
    for theme in into:
        root = theme
        while (above := into.get(root)) is not None:
            root = above
        found[theme] = root
    return found


def groups(rows: Sequence[ThemeRow]) -> dict[int, int]:
    """The group of every theme that is in one, as both are told; a group that holds anything is in itself."""
    root, found = roots(rows), dict[int, int]()
    for row in rows:
        if root[row.id] == row.id and row.parent is not None and root[row.parent] != row.id:
            found[row.id] = root[row.parent]
    return found | {group: group for group in found.values()}


def add(tx: sqlite3.Connection, *, survey_key: str, question: str, label: str) -> int:
    """There is a theme of that name, new or known; its number."""
    tx.execute(
        "INSERT INTO themes (survey_key, question, label) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (survey_key, question, label),
    )
    known = labelled(tx, survey_key, question, label)
    assert known is not None
    return known.id


def rename(tx: sqlite3.Connection, theme_id: int, label: str) -> None:
    """It is called so. Raises: sqlite3.IntegrityError: another one is."""
    tx.execute("UPDATE themes SET label = ? WHERE id = ?", (label, theme_id))


def merge(tx: sqlite3.Connection, theme_id: int, into: int | None) -> None:
    """It is told as ``into`` from now on; None: as itself again."""
    tx.execute("UPDATE themes SET merged_into = ? WHERE id = ?", (into, theme_id))


def fold(tx: sqlite3.Connection, theme_id: int, parent: int | None) -> None:
    """It is in that group; None: in none.

    Raises:
        sqlite3.IntegrityError: it is a group itself, or ``parent`` is in one, or of another question.
    """
    tx.execute("UPDATE themes SET parent = ? WHERE id = ?", (parent, theme_id))


def remove(tx: sqlite3.Connection, theme_id: int) -> None:
    """There is no such theme; answers that had it have it no more."""
    tx.execute("DELETE FROM themes WHERE id = ?", (theme_id,))


def used(tx: sqlite3.Connection, survey_key: str, question: str) -> Mapping[int, frozenset[int]]:
    """By theme, the webinars to whose answers it is given, by either coder."""
    found: dict[int, set[int]] = {}
    rows = tx.execute(
        """SELECT DISTINCT t.id, r.webinar_id FROM themes t CROSS JOIN codings c ON c.theme_id = t.id
           JOIN responses r ON r.id = c.response_id WHERE t.survey_key = ? AND t.question = ?""",
        (survey_key, question),
    )
    for theme_id, webinar_id in rows:
        found.setdefault(theme_id, set()).add(webinar_id)
    return {theme_id: frozenset(webinars) for theme_id, webinars in found.items()}


def assign(
    tx: sqlite3.Connection,
    *,
    survey_key: str,
    response_id: int,
    question: str,
    labels: Iterable[str],
    coder: int = 1,
    looked_at: bool = False,
) -> None:
    """The answer has exactly these themes; labels that are new become themes of the question.

    No labels: it is not coded, or with ``looked_at`` coded with none.
    Raises:
        sqlite3.IntegrityError: there is no such answer.
    """
    named = [add(tx, survey_key=survey_key, question=question, label=label) for label in dict.fromkeys(labels)]
    root = roots(of_question(tx, survey_key, question))
    codings.put(
        tx, response_id, question, coder=coder, themes={root[each] for each in named}, root=root, looked_at=looked_at
    )


def of_response(tx: sqlite3.Connection, response_id: int, *, coder: int = 1) -> dict[str, tuple[str, ...]]:
    """The labels given to this response's answers, by question key, in alphabetical order; none where none fits."""
    given = (response_id, coder)
    found: dict[str, set[str]] = {
        question: set()
        for (question,) in tx.execute("SELECT question FROM coded WHERE response_id = ? AND coder = ?", given)
    }
    rows = tx.execute("SELECT question, theme_id FROM codings WHERE response_id = ? AND coder = ?", given).fetchall()
    for question, theme in rows:
        found[question].add(_told(tx, theme).label)
    return {question: tuple(sorted(labels)) for question, labels in found.items()}


def _told(tx: sqlite3.Connection, theme: int) -> ThemeRow:
    """The theme that it is told as."""
    row = by_id(tx, theme)
    assert row is not None
    return row if row.merged_into is None else _told(tx, row.merged_into)


def of_responses(
    tx: sqlite3.Connection, *, webinar_id: int, survey_ids: Sequence[int], coder: int = 1
) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Of every coded response to these versions, by label: its id, a question, and the labels given to what was
    answered there, in alphabetical order; none where none fits. One at a time, so memory stays flat.
    """
    book = of_versions(tx, survey_ids)
    root, label = roots(book), {row.id: row.label for row in book}
    rows = tx.execute(
        """SELECT r.id, d.question, c.theme_id FROM responses r
           CROSS JOIN coded d ON d.response_id = r.id AND d.coder = ?
           LEFT JOIN codings c ON c.response_id = d.response_id AND c.question = d.question AND c.coder = d.coder
           WHERE r.webinar_id = ? AND r.survey_id IN (SELECT value FROM json_each(?))
           ORDER BY r.webinar_id, r.survey_key, r.label, d.question""",
        (coder, webinar_id, json.dumps(list(survey_ids))),
    )
    for (response_id, question), together in groupby(rows, key=itemgetter(0, 1)):
        yield response_id, question, tuple(sorted({label[root[row[2]]] for row in together if row[2] is not None}))
