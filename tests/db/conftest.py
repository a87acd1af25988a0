"""A migrated file of its own for every test, and a connection to it set up as the store's writer is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from db import connections
from db.migrate import migrate
from tests.db.makings import NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty, migrated database."""
    file = tmp_path / "afterword.db"
    migrate(file, NOON)
    return file


@pytest.fixture
def tx(path: Path) -> Iterator[sqlite3.Connection]:
    """A writing connection, each statement its own transaction unless the test begins one."""
    with closing(connections._open(path, "rw", timedelta(seconds=5))) as connection:
        yield connection
