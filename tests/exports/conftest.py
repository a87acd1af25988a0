"""An office of its own for every test."""

from __future__ import annotations

import pytest

from tests.services.scenes import an_office


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path) as opened:
        yield opened
