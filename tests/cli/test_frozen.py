"""What an operator is told of a webinar whose answers were deleted, as attendees were promised."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SteppedClock
from bot.services.library import Library
from bot.services.purging import Purging
from bot.services.storage import Storage
from db.store import Store
from tests.cli.test_commands import answers
from tests.services.scenes import OPENS

SENTENCE = "Answers were deleted on 2027-12-04, as attendees were promised; the figures are frozen."


async def purge() -> None:
    async with await Store.open(Path("afterword.db")) as store:
        clock = SteppedClock(OPENS + timedelta(days=375))
        await Purging(Storage(store), clock, Library()).purge()


@pytest.fixture
def purged(afterword):
    Path("answers.csv").write_text(answers())
    afterword("apply", "webinar.yaml")
    afterword("import", "clusters", "answers.csv")
    before = json.loads(afterword("summary", "clusters", "--json").out)
    asyncio.run(purge())
    return afterword, before


def test_the_figures_stay_and_every_output_says_that_they_are_frozen(purged):
    afterword, before = purged
    assert json.loads(afterword("summary", "clusters", "--json").out) == before | {
        "frozen_at": "2027-12-04T11:45:00+01:00"
    }
    told = afterword("summary", "clusters").out
    assert told.startswith(f"{SENTENCE}\n\nStrategies for clusters")
    assert "started 6   finished 6" in told
    assert afterword("webinars").out.endswith(f"clusters: {SENTENCE}\n")
    (listed,) = json.loads(afterword("webinars", "--json").out)["webinars"]
    assert (listed["finished"], listed["frozen_at"]) == (6, "2027-12-04T11:45:00+01:00")
    assert afterword("summary", "clusters", "--png", "chart.png").code == 0
    assert Path("chart.png").stat().st_size > 10_000


def test_rows_are_neither_given_out_nor_taken_any_more(purged):
    afterword, _ = purged
    for command in (("export", "clusters", "--csv", "rows.csv"), ("import", "clusters", "answers.csv")):
        ran = afterword(*command)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            "afterword: The answers were deleted on 2027-12-04, as attendees were promised; the summary still gives"
            " their figures.\n"
        )
    assert not Path("rows.csv").exists()
