"""An office of its own for each test, on a database file of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.office import Office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    found = await Office.open(tmp_path / "afterword.db")
    yield found
    await found.ledger.store.close()
