"""Codebooks and codings in the database: merged, folded, coded twice; and nothing of it is counted twice."""

import sqlite3

import pytest

from db import codings, themes
from tests.db.makings import a_response, a_webinar, answered

QUESTION = {"survey_key": "satisfaction", "question": "improve"}


def coded(tx: sqlite3.Connection, response: int, *labels: str, coder: int = 1, looked_at: bool = False) -> None:
    themes.assign(tx, response_id=response, labels=labels, coder=coder, looked_at=looked_at, **QUESTION)


def named(tx: sqlite3.Connection, label: str) -> int:
    found = themes.labelled(tx, "satisfaction", "improve", label)
    assert found is not None
    return found.id


def counted(tx: sqlite3.Connection, webinar: int) -> codings.CodingCounts:
    book = themes.of_question(tx, "satisfaction", "improve")
    found = codings.counts(
        tx,
        webinar_id=webinar,
        survey_ids=[1],
        root=themes.roots(book),
        group=themes.groups(book),
        label={row.id: row.label for row in book},
    )
    return found.get("improve", codings.CodingCounts())


@pytest.fixture
def people(tx: sqlite3.Connection) -> tuple[int, list[int]]:
    webinar = a_webinar(tx)
    responses = [a_response(tx, webinar) for _ in range(4)]
    for response in responses:
        answered(tx, response, "improve", text=f"text {response}")
    return webinar, responses


def test_people_are_counted_once_in_a_group_and_a_theme_that_was_merged_is_told_as_the_other(tx, people):
    webinar, (one, two, three, four) = people
    coded(tx, one, "Food", "Drinks")
    coded(tx, two, "Drinks")
    coded(tx, three, "Coffee")
    coded(tx, four, looked_at=True)
    themes.fold(tx, named(tx, "Food"), themes.add(tx, label="Catering", **QUESTION))
    themes.fold(tx, named(tx, "Drinks"), named(tx, "Catering"))
    found = counted(tx, webinar)
    assert found.themes == (("Drinks", 2, "Catering"), ("Coffee", 1, None), ("Food", 1, "Catering"))
    assert found.groups == (("Catering", 3, 2),)
    assert (found.coded, found.people) == (4, 3)
    themes.merge(tx, named(tx, "Drinks"), named(tx, "Food"))
    assert counted(tx, webinar).themes == (("Food", 2, "Catering"), ("Coffee", 1, None))
    assert themes.of_response(tx, one) == {"improve": ("Food",)}
    themes.merge(tx, named(tx, "Drinks"), None)
    assert counted(tx, webinar) == found


def test_a_merged_theme_can_be_merged_on_and_its_name_stands_for_what_it_became(tx, people):
    webinar, (one, two, *_) = people
    coded(tx, one, "Tea")
    themes.merge(tx, named(tx, "Tea"), themes.add(tx, label="Drinks", **QUESTION))
    themes.merge(tx, named(tx, "Drinks"), themes.add(tx, label="Catering", **QUESTION))
    coded(tx, two, "Tea")
    assert counted(tx, webinar).themes == (("Catering", 2, None),)
    coded(tx, one, "Catering")
    rows = tx.execute("SELECT theme_id FROM codings WHERE response_id = ?", (one,)).fetchall()
    assert [row[0] for row in rows] == [named(tx, "Tea")]  # what was coded stays as it was coded


def test_a_second_coder_is_compared_and_never_counted(tx, people):
    webinar, (one, two, three, _) = people
    coded(tx, one, "Food")
    coded(tx, two, "Food")
    coded(tx, three, "Length")
    coded(tx, one, "Food", "Sound", coder=2)
    coded(tx, two, looked_at=True, coder=2)
    found = counted(tx, webinar)
    assert found.themes == (("Food", 2, None), ("Length", 1, None))
    assert (found.both, found.revised) == (2, 0)
    assert found.pairs == (("Food", 1, 1, 0), ("Sound", 0, 0, 1))
    coded(tx, two, "Length")
    assert counted(tx, webinar).revised == 1


def test_a_text_that_changes_is_coded_no_more(tx, people):
    webinar, (one, *_) = people
    coded(tx, one, "Food")
    coded(tx, one, "Food", coder=2)
    answered(tx, one, "improve", text="another")
    assert tx.execute("SELECT count(*) FROM coded").fetchone()[0] == 0
    assert tx.execute("SELECT count(*) FROM codings").fetchone()[0] == 0
    assert counted(tx, webinar).coded == 0


@pytest.mark.parametrize("group", ["Food", "Catering", "Elsewhere"])
def test_a_group_holds_themes_of_its_own_question_and_no_groups(tx, group):
    food, catering = (themes.add(tx, label=label, **QUESTION) for label in ("Food", "Catering"))
    themes.add(tx, label="Elsewhere", survey_key="satisfaction", question="other")
    themes.fold(tx, themes.add(tx, label="Drinks", **QUESTION), food)
    where = {
        "Food": (food, catering),
        "Catering": (catering, named(tx, "Drinks")),
        "Elsewhere": (catering, catering + 1),
    }
    theme, parent = where[group]
    with pytest.raises(sqlite3.IntegrityError, match="a group holds themes"):
        themes.fold(tx, theme, parent)
