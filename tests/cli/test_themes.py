"""``themes`` as somebody types it: what there is, what is suggested, and changes that can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.scenes import SURVEY, WEBINAR

ANSWERS = """response,overall,improve,improve.themes
a,poor,Better food,Food
b,poor,"More food, please",Food
c,poor,Shorter talks,Length
d,poor,Food and drinks,Food;Drinks
e,poor,Drinks,Drinks
f,poor,Talks were long,
"""


@pytest.fixture
def coded(afterword):
    Path("here.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}")
    Path("answers.csv").write_text(ANSWERS)
    assert afterword("apply", "here.yaml").code == 0
    assert afterword("import", "clusters", "answers.csv").code == 0
    return afterword


def test_themes_are_listed_with_people_their_base_and_what_is_not_coded(coded):
    told = coded("themes", "clusters", "improve").out
    assert "improve: 5 of 6 answers are coded." in told
    assert "coded 5, not coded yet 1: shares of people are of those coded" in told
    assert "3 people   60 %  [23-88]" in told


def test_themes_are_merged_renamed_grouped_and_all_of_it_is_undone(coded):
    before = coded("themes", "clusters", "improve").out
    assert "Meals" in coded("themes", "clusters", "improve", "--rename", "Food", "Meals").out
    for theme in ("Meals", "Drinks"):
        grouped = coded("themes", "clusters", "improve", "--group", theme, "Catering").out
    assert "= Catering" in grouped
    assert "4 people   80 %" in grouped
    shape = coded("themes", "clusters", "improve", "--merge", "Drinks", "Meals", "--json").json
    assert [(each["label"], each["people"]) for each in shape["themes"]["options"]] == [("Meals", 4), ("Length", 1)]
    history = coded("themes", "clusters", "improve", "--history").out
    assert [line.split()[3] for line in history.splitlines() if "->" in line] == [
        "merged",
        "grouped",
        "grouped",
        "renamed",
    ]
    for _ in range(4):
        after = coded("themes", "clusters", "improve", "--undo").out
    assert after.replace("given to no answer here: Catering\n", "") == before
    refused = coded("themes", "clusters", "improve", "--undo")
    assert (refused.code, refused.err) == (1, "afterword: There is nothing that can be undone.\n")


def test_what_several_people_say_is_suggested_and_counted_nowhere(coded):
    before = coded("summary", "clusters", "--json").out
    told = coded("themes", "clusters", "improve", "--suggest")
    lines = [line.split() for line in told.out.splitlines()]
    assert ["3", "Food", "a", "theme", "already"] in lines
    assert ["2", "Talks"] in lines
    assert coded("summary", "clusters", "--json").out == before


def test_the_summary_tells_people_beside_mentions(coded):
    told = coded("summary", "clusters").out
    assert "6 mentions by 5 people" in told
    assert "coded 5, not coded yet 1" in told
    (improve,) = [each for each in coded("summary", "clusters", "--json").json["questions"] if each["key"] == "improve"]
    assert improve["coding"] == {"coded": 5, "uncoded": 1}
    assert improve["themes"]["people"] == 5


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        (["overall"], 1, "“overall” is no open question of this survey"),
        (["improve", "--merge", "Tea", "Food"], 1, "There is no theme 'Tea'; there are: Drinks, Food, Length."),
        (["improve", "--merge", "Food", "Food"], 1, "A theme cannot be merged into itself."),
        (["improve", "--rename", "Food", "drinks"], 1, "There is a theme “Drinks” already."),
        (["improve", "--undo", "--ungroup", "Food"], 2, "cannot be done at once"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(coded, given, code, sentence):
    ran = coded("themes", "clusters", *given)
    assert ran.code == code
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_what_few_people_wrote_suggests_nothing_to_anybody(afterword):
    Path("here.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}")
    Path("answers.csv").write_text("response,overall,improve\n" + "".join(f"{n},poor,Food\n" for n in "abcd"))
    afterword("apply", "here.yaml")
    afterword("import", "clusters", "answers.csv")
    ran = afterword("themes", "clusters", "improve", "--suggest")
    assert (ran.code, "Fewer than 5 people have written here" in ran.err) == (1, True)


@pytest.mark.parametrize("model", ["missing", "."])
def test_a_model_that_is_not_there_is_said_in_one_sentence(coded, monkeypatch, model):
    monkeypatch.setenv("AFTERWORD_EMBEDDINGS", model)
    ran = coded("themes", "clusters", "improve", "--suggest")
    assert ran.code == (2 if model == "missing" else 1)
    assert "AFTERWORD_EMBEDDINGS has to be a folder" in ran.err
