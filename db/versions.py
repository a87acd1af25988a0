"""Which schema a database has, which one this program knows, and where the copies lie that updates made.

Nothing here changes anything.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime
from pathlib import Path

from db.moments import from_ms

_FOLDER = Path(__file__).parent / "migrations"


def steps() -> list[tuple[int, Path]]:
    """The migrations that this program knows, in order: the version each leads to, and its script."""
    return [(int(script.stem.split("_")[0]), script) for script in sorted(_FOLDER.glob("[0-9]*.sql"))]


def known_version() -> int:
    """The schema version this program knows."""
    return max(version for version, _ in steps())


def current_version(tx: sqlite3.Connection) -> int:
    """The schema version of this database; 0 if nothing was ever applied."""
    if tx.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone() is None:
        return 0
    return int(tx.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()[0])


def applied_at(tx: sqlite3.Connection, version: int) -> datetime | None:
    """When this database was brought to the schema ``version``; None: it was not."""
    row = tx.execute("SELECT applied_at FROM migrations WHERE version = ?", (version,)).fetchone()
    return None if row is None else from_ms(row[0])


def copy_before(database: Path, version: int) -> Path:
    """Where the copy lies that was made before ``database`` was brought to the schema ``version``."""
    return database.with_name(f"{database.name}.before-{version:04d}")


def copies_before(database: Path) -> dict[int, Path]:
    """The copies that updates made, by the schema they were made before; the newest first."""
    form = re.compile(re.escape(database.name) + r"\.before-(\d{4,9})")
    beside = ((form.fullmatch(path.name), path) for path in database.absolute().parent.iterdir())
    found = {int(match[1]): path for match, path in beside if match is not None}
    return dict(sorted(found.items(), reverse=True))
