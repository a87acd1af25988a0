"""A month of the year in its short form; ``python -m tests.year`` (``make year``) is the whole of it."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.year.play import play


async def test_in_a_month_of_webinars_outages_and_kills_everybody_gets_what_was_promised_and_nothing_else(tmp_path):
    told = []
    outcome = await play(
        tmp_path,
        webinars=4,
        people=40,
        ends=datetime(2026, 2, 1, tzinfo=UTC),
        seed=4,
        kills_a_month=3,
        worth_a_kill=4,
        begins_old=False,
        say=told.append,
    )
    assert outcome.faults == []
    counted = outcome.ledger.total()
    assert counted["promised"] > 120
    assert counted["once"] > 80
    assert counted["gave up"]
    assert counted["cancelled"]
    assert counted["to come"]
    assert outcome.diary.all_kills
    assert any("out of reach" in line for line in told)
