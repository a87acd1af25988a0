"""Comparing webinars at the command line: what is read, and what is refused."""

from __future__ import annotations

from math import isclose
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.services.scenes import SURVEY, WEBINAR


def webinar(key, starts, tags=""):
    text = WEBINAR.replace("key: clusters", f"key: {key}").replace("2026-11-24 10:00", f"{starts} 10:00")
    return text.replace("survey: everything", f"series: talks\n{tags}attendees: 40\nsurvey: everything")


def answers(good, fair, poor):
    rows = [*(["good"] * good), *(["fair"] * fair), *(["poor"] * poor)]
    return "response,finished,overall,live\n" + "".join(f"r{at},1,{said},yes\n" for at, said in enumerate(rows))


@pytest.fixture
def year(afterword):
    """Four webinars: the second is too small to be shown, the last is much better than the third."""
    definitions = [
        webinar("one", "2025-03-10"),
        webinar("two", "2025-06-10"),
        webinar("three", "2026-03-10"),
        webinar("four", "2026-06-10", "tags: {format: break-outs}\n"),
    ]
    Path("year.yaml").write_text("\n---\n".join([SURVEY, *definitions]))
    assert afterword("apply", "year.yaml").code == 0
    for key, counts in {"one": (9, 6, 3), "two": (1, 1, 1), "three": (6, 10, 14), "four": (25, 5, 2)}.items():
        Path("rows.csv").write_text(answers(*counts))
        ran = afterword("import", key, "rows.csv")
        assert ran.code in (0, 1), ran.err
    return afterword


def test_the_text_has_base_and_interval_everywhere_and_says_what_it_leaves_out(year):
    ran = year("compare", "one", "two", "three", "four", "--question", "overall", "--year", "--tag", "format")
    assert ran.code == 0, ran.err
    lines = [" ".join(line.split()) for line in ran.out.split("\n")]
    told = " ".join(ran.out.split())
    for line in (
        "2025-03-10 one Strategies for clusters: finished 18, 45 % of 40 attendees [31-60]",
        "one 83 % of 18 [61-94]",
        "two withheld, the base is below 5",
        "pooled answers 76 % of 80 [66-84] without two (withheld)",
        "mean of webinars 77 % of 3 webinars, each counting the same",
        "lowest 53 % of 30 [36-70] three",
        "year 2025 83 % of 18 [61-94] without two (withheld)",
        "format: break-outs 94 % of 32 [80-98]",
        "without format 65 % of 48 [50-77] without two (withheld)",
        "one -> three -30 points [-50 to -2]",
        "2025 -> 2026 -9 points [-25 to +15]",
        "three 1.73 of 30",
    ):
        assert line in lines
    for sentence in (
        "at one, two, three, four it cannot be told for everybody, so there may be more.",
        "three -> four: the answers of four are better (Mann-Whitney, normal with ties, 30 and 32: p below 0.001, ",
        ", corrected below 0.001); who came to both is not known of everybody",
        "2025 -> 2026: too few answers to tell (",
        "p is corrected by Holm over the tests of this comparison (4); below 0.05 is a difference.",
    ):
        assert sentence in told
    assert max(map(len, ran.out.split("\n"))) <= 92


def test_the_json_has_fractions_that_nobody_rounded(year):
    ran = year("compare", "three", "four", "--json", "--question", "overall", "--question", "live")
    assert ran.code == 0, ran.err
    document = ran.json
    assert [each["key"] for each in document["webinars"]] == ["three", "four"]
    assert (document["tests"], document["correction"], document["limit"]) == (2, "holm", 5)
    overall, live = document["questions"]
    assert [row["base"] for row in overall["rows"]] == [30, 32]
    (change,) = overall["changes"]
    (difference,) = change["differences"]
    assert isclose(difference["difference"], 30 / 32 - 16 / 30)
    assert (difference["low"] < difference["difference"] < difference["high"], change["adjusted"]) == (True, False)
    assert (change["test"]["method"], change["verdict"], change["basis"]) == ("mann_whitney", "up", "independent")
    assert live["headline"] == "yes"
    assert live["changes"][0]["test"]["p"] == 1.0
    assert "years" not in overall


def test_a_withheld_webinar_is_null_in_json_and_in_no_sum(year):
    (asked,) = year("compare", "one", "two", "three", "--json", "--question", "overall").json["questions"]
    hidden = asked["rows"][1]
    assert (hidden["base"], hidden["shares"], hidden["options"], hidden["mean"], hidden["withheld"]) == (
        *(3, None, None, None, True),
    )
    assert (asked["pooled"]["base"], asked["pooled"]["left_out"]) == (48, ["two"])


def test_a_series_stands_for_its_webinars(year):
    document = year("compare", "--series", "talks", "--json").json
    assert [each["key"] for each in document["webinars"]] == ["one", "two", "three", "four"]
    assert len(document["questions"][0]["changes"]) == 2
    pairs = year("compare", "--series", "talks", "--json", "--every-pair").json
    assert len(pairs["questions"][0]["changes"]) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([], 2, "Name two webinars or more, or a series with --series; not both."),
        (["one", "--series", "talks"], 2, "Name two webinars or more, or a series with --series; not both."),
        (["one"], 1, "A comparison needs at least two different webinars."),
        (["one", "one"], 1, "A comparison needs at least two different webinars."),
        (["--series", "walks"], 1, "There is no series walks; there are: talks."),
        (["one", "four", "--tag", "size"], 1, "None of these webinars has the tag size; there are: format."),
        (["one", "nine"], 1, "nine"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(year, arguments, code, sentence):
    ran = year("compare", *arguments)
    assert ran.code == code
    assert sentence in ran.sentence


def test_a_comparison_is_drawn_as_a_picture_and_as_an_svg_that_says_what_it_shows(year):
    ran = year("compare", "one", "two", "three", "--png", "c.png", "--svg", "c.svg")
    assert (ran.code, ran.out) == (0, "The chart is in c.png.\nThe chart is in c.svg.\n")
    assert Path("c.png").read_bytes().startswith(b"\x89PNG")
    description = ElementTree.parse("c.svg").getroot()[1].text
    assert "withheld n = 3" in description
    assert "83\u00a0% [61–94] n = 18" in description


def test_nothing_is_drawn_where_nothing_may_be_shown(year):
    ran = year("compare", "two", "two-of-elsewhere", "--png", "c.png")
    assert ran.code == 1
    assert not Path("c.png").exists()
