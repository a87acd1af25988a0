"""The European needs survey: every table of its annex comes out of the files again, to the cell."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest

import db.themes
from bot.cli.demo.satisfaction import shipped_survey
from bot.insight.rounding import percent
from bot.render.exports.workbook.write import write_workbook
from tests.exports.making import SOFFICE, WITHOUT_OFFICE, block, converted, grid, write
from tests.exports.needs import GROUPS, PEOPLE, PUBLISHED, needs

CELLS = sum(len(table["options"]) for table in PUBLISHED.values())


@pytest.fixture
async def surveyed(office):
    await needs(office)
    return office


def published(key):
    return {option["label"]: option["count"] for option in PUBLISHED[key]["options"]}


def grouped(themes):
    """Mentions by group, from mentions by theme."""
    return {group: sum(themes.get(code, 0) for code in codes) for group, codes in GROUPS["code_to_group"].items()}


async def test_whoever_counts_the_rows_of_the_csv_file_gets_the_published_tables(surveyed):
    rows = list(csv.DictReader(io.StringIO(await surveyed.export("needs"))))
    assert len(rows) == PEOPLE
    cells = 0
    for question in shipped_survey("needs").questions:
        column = f"{question.key}.themes" if question.kind == "open" else question.key
        counts = Counter(part for row in rows for part in row[column].split(";") if part not in ("", "-", "?"))
        labels = {option.key: option.label.spoken("en") for option in question.options}
        found = {labels.get(part, part): count for part, count in counts.items()}
        assert {label: found.get(label, 0) for label in published(question.key)} == published(question.key)
        assert set(found) <= set(published(question.key))
        cells += len(published(question.key))
        if question.options:
            assert sum(row[column] not in ("", "-", "?") for row in rows) == PUBLISHED[question.key]["base"]
    assert cells == CELLS == 107
    mentions = Counter(part for row in rows for part in row["q7.themes"].split(";") if part)
    assert grouped(mentions) == GROUPS["counts"]
    assert mentions.total() == 79


def tables_of(rows):
    """The counts of every question of a sheet of tables, by key."""
    found = {}
    for place, question in enumerate(shipped_survey("needs").questions, start=1):
        shown = block(rows, f"{place}. {question.ask.spoken('en')}")
        labels = published(question.key)
        found[question.key] = {label: shown[label] for label in labels if label in shown}
    return found


def assert_as_published(tables):
    cells = 0
    for key, rows in tables.items():
        assert {label: rows[label][0] if label in rows else 0 for label in published(key)} == published(key)
        base = PUBLISHED[key].get("base", PUBLISHED[key]["answers_counted"])
        for count, of, whole, share, *_ in rows.values():
            assert (of, whole) == (base, percent(count, base))
            assert share == pytest.approx(count / base, abs=1e-15)
            cells += 1
    assert cells == CELLS
    assert grouped({label: row[0] for label, row in tables["q7"].items()}) == GROUPS["counts"]


async def test_the_workbook_has_the_published_tables(surveyed, tmp_path):
    path = await write(surveyed, tmp_path / "needs.xlsx", write_workbook, key="needs")
    assert_as_published(tables_of(grid(path, "Tables")))


async def fold(office):
    """The codes of question 7 are folded into the published groups, as far as a group is not one code itself."""

    def work(tx):
        ids = {}
        for group, codes in GROUPS["code_to_group"].items():
            for code in codes:
                if code != group:
                    parent = ids.setdefault(group, db.themes.add(tx, survey_key="needs", question="q7", label=group))
                    db.themes.fold(tx, db.themes.labelled(tx, "needs", "q7", code).id, parent)
        return list(ids)

    return await office.store.write(work)


async def test_the_workbook_has_the_published_groups_as_sums_of_their_codes(surveyed, tmp_path):
    folded = await fold(surveyed)
    path = await write(surveyed, tmp_path / "needs.xlsx", write_workbook, key="needs")
    place = [question.key for question in shipped_survey("needs").questions].index("q7") + 1
    shown, formulas = (block(grid(path, "Tables", formulas=each), f"{place}. ") for each in (False, True))
    mentions = sum(GROUPS["counts"].values())
    for group in folded:
        count, base, whole, *_ = shown[group]
        assert (count, base, whole) == (GROUPS["counts"][group], mentions, percent(count, mentions))
        assert re.fullmatch(r"=B\d+(\+B\d+)*", formulas[group][0])
    assert len(folded) == 4
    if SOFFICE is not None:
        computed = block(grid(converted(path, "xlsx"), "Tables"), f"{place}. ")
        assert [computed[group][0] for group in folded] == [GROUPS["counts"][group] for group in folded]


@pytest.mark.skipif(SOFFICE is None, reason=WITHOUT_OFFICE)
async def test_libreoffice_shows_the_published_tables(surveyed, tmp_path):
    path = await write(surveyed, tmp_path / "needs.xlsx", write_workbook, key="needs")
    assert_as_published(tables_of(grid(converted(path, "xlsx"), "Tables")))
