"""``cross``: two questions counted together, as somebody types it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.clock import SteppedClock
from db.store import Store
from tests.services.scenes import ENDS, Office, picked


async def thirty_answer():
    """Twelve find it good and saw it live, nine good and not; four poor and live, five not. Half want rooms, too."""
    async with await Store.open(Path("afterword.db")) as store:
        office = Office(store, SteppedClock(ENDS), Path.cwd())
        people = [("good", "yes")] * 12 + [("good", "no")] * 9 + [("poor", "yes")] * 4 + [("poor", "no")] * 5
        for number, (overall, live) in enumerate(people):
            formats = picked("talks", "rooms") if number % 2 else picked("talks")
            answers = {"overall": picked(overall), "live": picked(live), "formats": formats, "again": picked("9")}
            await office.answer(number, answers)


async def four_more():
    async with await Store.open(Path("afterword.db")) as store:
        office = Office(store, SteppedClock(ENDS), Path.cwd())
        for number in range(40, 44):
            await office.answer(number, {"overall": picked("fair"), "live": picked("yes")})


@pytest.fixture
def crossed(afterword):
    assert afterword("apply", "webinar.yaml").code == 0
    asyncio.run(thirty_answer())
    return afterword


def test_two_questions_are_counted_together(crossed):
    shape = crossed("cross", "clusters", "overall", "live", "--json").json
    assert (shape["webinar"]["key"], shape["survey"], shape["base"]) == ("clusters", "everything", 30)
    assert [(each["key"], each["base"]) for each in shape["groups"]] == [("yes", 16), ("no", 14)]
    cells = {line["key"]: [cell["count"] for cell in line["cells"]] for line in shape["table"]}
    assert cells == {"good": [12, 9], "fair": [0, 0], "poor": [4, 5], "top2": [12, 9]}
    assert shape["table"][0]["cells"][0]["share"] == 0.75
    assert shape["test"] == {"name": "fisher", "p": pytest.approx(0.6942, abs=1e-3)}


def test_it_is_told_in_words(crossed):
    told = crossed("cross", "clusters", "overall", "live").out
    assert "30 people answered both." in told
    assert "A  Yes: 16 people" in told
    assert "12   75 %" in told
    assert "Cramér's V 0.00 (corrected for bias; uncorrected 0.12)" in told
    assert "Fisher's exact test, two-sided, p 0.6" in told


def test_options_are_counted_together_in_people(crossed):
    ran = crossed("cross", "clusters", "formats", "overall", "--union", "formats=talks+rooms", "--json")
    union = ran.json["table"][-1]
    assert union["options"] == ["rooms", "talks"]
    assert [cell["count"] for cell in union["cells"]] == [21, 0, 9, 21]
    assert ran.json["no_test"] == "several"
    told = crossed("cross", "clusters", "formats", "overall", "--union", "formats=talks+rooms").out
    assert "Talks and/or Break-out rooms" in told
    assert "No test: several answers are possible" in told


def test_a_small_group_is_withheld_with_what_would_tell_it(crossed):
    asyncio.run(four_more())
    shape = crossed("cross", "clusters", "live", "overall", "--json").json
    assert [(each["key"], each["base"]) for each in shape["groups"]] == [
        ("good", None),
        ("fair", None),
        ("poor", 9),
        ("top2", 25),
    ]
    assert (shape["withheld"], shape["no_test"], shape["cramers_v"]) == (True, "withheld", None)
    told = crossed("cross", "clusters", "live", "overall").out
    assert "Withheld: groups of fewer than 5 people" in told
    assert "B  Fair; so so: withheld" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("overal", "live"), "The survey everything has no question overal; did you mean overall?"),
        (("zzz", "live"), "The survey everything has no question zzz; those with options are overall, formats,"),
        (("overall", "improve"), "The question improve has no options to be crossed; those that have are overall,"),
        (("overall", "overall"), "A question is not crossed with itself; name two of them."),
        (
            ("overall", "live", "--union", "formats=talks+rooms"),
            "Options of formats are to be counted together, and it",
        ),
        (("overall", "formats", "--union", "formats=talks+x"), "The question formats has no option x; its options are"),
    ],
)
def test_what_cannot_be_crossed_is_said(crossed, arguments, sentence):
    ran = crossed("cross", "clusters", *arguments)
    assert ran.code == 1
    assert sentence in ran.sentence


def test_a_union_that_names_no_options_is_wrong_usage(crossed):
    ran = crossed("cross", "clusters", "formats", "live", "--union", "formats")
    assert (ran.code, ran.sentence) == (
        2,
        "afterword: --union formats names no options; write it as formats=talks+rooms.",
    )
