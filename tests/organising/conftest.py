"""What several topics of organisers begin with."""

import pytest

from tests.organising.driver import an_office
from tests.organising.posting import enter
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    """A house with one webinar, and its owner Olga."""
    async with an_office(tmp_path, now=at("2026-11-24 10:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house, olga


@pytest.fixture
async def posted(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 11:50")) as (house, olga):
        await house.apply("outbox.yaml")
        await house.open()
        await enter(house)
        await olga.says("/webinars")
        await olga.taps("Communication strategies")
        await olga.taps("Outbox")
        yield house, olga
