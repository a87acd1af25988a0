"""Reading around damage: what can be read of a table of a database whose pages are not all in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]


def readable(
    tx: sqlite3.Connection, table: str, columns: str, key: str, *, on_damage: Callable[[], object]
) -> Iterator[Row]:
    """What can be read of a table, from its beginning and, where something is damaged, from its end up to there.

    ``key`` is among the ``columns``; ``tx`` gives rows by name. ``on_damage`` is called when there is some. One row is
    held at a time: a table may be larger than the memory.
    """
    keys = key.split(", ")
    last: tuple[Any, ...] | None = None
    for way in ("ASC", "DESC"):
        order = ", ".join(f"{each} {way}" for each in keys)
        try:
            for row in tx.execute(f"SELECT {columns} FROM {table} NOT INDEXED ORDER BY {order}"):  # noqa: S608 - own names
                place = tuple(row[each] for each in keys)
                if way == "ASC":
                    last = place
                elif place == last:
                    return
                yield dict(row)
        except sqlite3.DatabaseError:
            on_damage()
        else:
            return
