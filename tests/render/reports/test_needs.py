"""The European needs survey as a report: every published count stands in its annex, to the cell, in HTML and in PDF."""

from __future__ import annotations

import pytest

from tests.render.reports.making import in_order
from tests.render.reports.needs import PUBLISHED, needs_report


@pytest.fixture(scope="module")
def needs():
    return needs_report()


@pytest.mark.parametrize("key", PUBLISHED["questions"])
def test_every_published_count_is_in_the_annex_of_both(needs, key):
    table = PUBLISHED["questions"][key]
    name = "mentions" if (key, "mentions") in needs.tables else "counts"
    rows = needs.tables[key, name][1:]
    found = dict(row for row in rows if row[0] not in ("Skipped", "Left here", "All mentions"))
    assert found == {option["label"]: str(option["count"]) for option in table["options"]}
    if name == "mentions":
        assert rows[-1] == ["All mentions", str(table["answers_counted"])]
    annex = "\n".join(needs.pages[next(n for n, page in enumerate(needs.pages) if "Annex: all counts" in page) :])
    assert in_order(rows, annex)


def test_the_group_table_of_question_7_is_in_the_annex_of_both(needs):
    rows = needs.tables["q7", "group_mentions"][1:]
    told = {label: str(count) for label, count in PUBLISHED["topic_groups"]["counts"].items()}
    assert dict(rows[:-1]) == told
    assert rows[-1] == ["All mentions", "79"]
    annex = "\n".join(needs.pages[next(n for n, page in enumerate(needs.pages) if "Annex: all counts" in page) :])
    assert in_order(rows, annex)


def test_what_is_to_be_handed_on_is_one_page(needs):
    assert "At a glance" in needs.pages[0]
    assert needs.pages[1].startswith("1. ")


def test_all_107_cells_are_compared():
    assert sum(len(table["options"]) for table in PUBLISHED["questions"].values()) == 107


def test_no_percentage_stands_without_its_base_and_no_mention_is_called_a_person(needs):
    for (_, name), rows in needs.tables.items():
        if name in ("options", "boxes"):
            assert "n = " in rows[0][2]
        if name == "themes":
            assert rows[0][1] == "Mentions"
            assert "mentions" in rows[0][2]
