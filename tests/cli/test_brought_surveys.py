"""``summary`` and ``export`` of a survey that a follow-up brings, as somebody types them."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from bot.clock import SteppedClock
from db.store import Store
from tests.services.scenes import BRINGS, ENDS, IMPACT, SURVEY, Office, picked


async def six_answer():
    async with await Store.open(Path("afterword.db")) as store:
        office = Office(store, SteppedClock(ENDS), Path.cwd())
        for number in range(1, 7):
            await office.answer_brought(number, {"used": picked("once")})


@pytest.fixture
def brought(afterword):
    Path("brings.yaml").write_text(f"{SURVEY}\n---\n{IMPACT}\n---\n{BRINGS}")
    assert afterword("apply", "brings.yaml").code == 0
    asyncio.run(six_answer())
    return afterword


def test_the_summary_of_a_brought_survey_has_the_agreed_shape(brought):
    shape = brought("summary", "clusters", "--survey", "impact", "--json").json
    assert list(shape) == ["webinar", "responses", "questions", "follow_ups", "funnel"]
    assert (shape["responses"]["entered"], shape["responses"]["finished"]) == (6, 6)
    assert [(each["key"], each["base"]) for each in shape["questions"]] == [("used", 6), ("change", 0)]
    assert [each["key"] for each in shape["follow_ups"]] == ["thanks", "reminder", "watch", "impact"]


def test_the_summary_of_a_brought_survey_is_told_in_words_and_drawn(brought):
    ran = brought("summary", "clusters", "--survey", "impact", "--png", "impact.png")
    assert (ran.code, ran.out) == (0, "The chart is in impact.png.\n")
    assert Path("impact.png").read_bytes().startswith(b"\x89PNG")
    told = brought("summary", "clusters", "--survey", "impact").out
    assert "Used any of it?" in told
    assert "base 6" in told
    assert "Overall?" not in told


def test_without_the_option_the_own_survey_is_told_to_the_byte(brought):
    own = brought("summary", "clusters", "--json")
    counts = {key: own.json["responses"][key] for key in ("entered", "started", "finished", "attended", "partial")}
    assert counts == {"entered": 6, "started": 0, "finished": 0, "attended": 0, "partial": 0}
    assert own.json["responses"]["response_rate"] is own.json["responses"]["registration_response_rate"] is None
    assert "used" not in [each["key"] for each in own.json["questions"]]
    assert brought("summary", "clusters", "--survey", "everything", "--json").out == own.out


def test_a_brought_survey_is_exported_one_row_a_response(brought):
    ran = brought("export", "clusters", "--survey", "impact", "--csv", "out.csv", "--themes")
    assert (ran.code, ran.out) == (0, "6 responses are in out.csv.\n")
    with Path("out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["response", "finished", "used", "change", "change.themes"]
    assert [row["used"] for row in rows] == ["once"] * 6


def test_a_survey_that_is_not_asked_is_one_sentence_and_no_file(brought):
    for command in (["summary", "clusters", "--json"], ["export", "clusters", "--csv", "out.csv"]):
        ran = brought(*command, "--survey", "needs")
        assert ran.code == 1
        assert ran.sentence == (
            "afterword: The webinar clusters does not ask a survey needs; it asks everything, impact."
        )
    assert not Path("out.csv").exists()
