"""Parquet, JSON Lines, codebooks and the description of them all: each says the same as the rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from functools import partial

import pyarrow.parquet as pq
import pytest

from bot.render.exports.codebook_csv import write_codebook_csv
from bot.render.exports.codebook_markdown import write_codebook_markdown
from bot.render.exports.datapackage import Written, write_datapackage
from bot.render.exports.json_lines import write_json_lines
from bot.render.exports.parquet import write_parquet
from bot.render.exports.spss import write_sav
from bot.services.exporting import write_csv
from tests.exports.making import ten_people, write
from tests.services.scenes import SURVEY, WEBINAR, sheet


@pytest.fixture
async def answered(office):
    await office.apply(SURVEY, WEBINAR)
    await ten_people(office)
    coded = [["r7", "Time;Length"]]
    await office.take(sheet(["response", "improve.themes"], *coded))
    return office


async def test_parquet_has_a_typed_column_for_each_variable(answered, tmp_path):
    table = pq.read_table(await write(answered, tmp_path / "r.parquet", write_parquet))
    rows = {row["response"]: row for row in table.to_pylist()}
    first, unsure, skipping, poor = (rows[name] for name in ("r0", "r3", "r4", "r7"))
    assert (first["overall"], first["again"], first["hours"], first["day"]) == ("good", "0", 0.0, date(2026, 12, 1))
    assert (first["formats"], first["formats__talks"], first["formats__rooms"]) == ("rooms;other", 0, 1)
    assert (first["formats.other"], first["finished"], first["version"]) == ("Walks; and talks", True, 1)
    assert (unsure["formats"], unsure["formats.state"], unsure["again.state"]) == (None, "left", "not shown")
    assert (skipping["hours"], skipping["hours.state"]) == (None, "skipped")
    assert (poor["improve"], poor["improve.themes"], first["improve.themes"]) == ("Ünïque 7", "Length;Time", None)
    assert table.schema.field("overall").metadata[b"description"] == b"Overall?"
    assert table.schema.metadata[b"title"] == b"Strategies for clusters"


async def test_json_lines_have_every_answer_as_it_is_stored(answered, tmp_path):
    path = await write(answered, tmp_path / "r.jsonl", write_json_lines)
    rows = {row["response"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    assert len(rows) == 10
    first = rows["r0"]["answers"]
    assert first["formats"] == {"state": "answered", "picks": ["rooms", "other"], "text": "Walks; and talks"}
    assert (first["hours"], first["remarks"]) == (
        {"state": "answered", "number": 0.0},
        {"state": "answered", "text": "=1+1"},
    )
    assert "improve" not in first
    assert rows["r3"]["answers"]["formats"] == {"state": "left"}
    assert rows["r7"]["answers"]["improve"]["themes"] == ["Length", "Time"]
    assert (rows["r0"]["survey"], rows["r0"]["version"], rows["r3"]["finished"]) == ("everything", 1, False)


async def test_the_codebook_explains_every_column_in_every_language(answered, tmp_path):
    path = await write(answered, tmp_path / "c.csv", write_codebook_csv, kind=None)
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    exported = csv.DictReader(io.StringIO(await answered.export())).fieldnames
    assert set(exported) <= {line["column"] for line in lines}
    variables = pq.read_schema(await write(answered, tmp_path / "r.parquet", write_parquet)).names
    assert set(variables) <= {line["variable"] for line in lines}
    told = {(line["level"], line["column"], line["key"]): line for line in lines}
    overall = told["question", "overall", "overall"]
    assert (overall["kind"], overall["text.en"], overall["text.fr"]) == ("scale", "Overall?", "En tout ?")
    fair = told["option", "overall", "fair"]
    assert (fair["code"], fair["text.fr"], fair["substantive"], fair["boxes"]) == ("2", "Passable", "yes", "top2")
    assert told["option", "overall", "no_opinion"]["substantive"] == "no"
    when = told["question", "improve", "improve"]["when"]
    assert when == "shown if the answer to overall is “Fair; so so” (fair) or “Poor” (poor)"
    assert (told["question", "formats", "formats"]["max"], told["question", "hours", "hours"]["min"]) == ("2", "0.5")
    marks = {line["key"]: line["code"] for line in lines if line["level"] == "mark"}
    assert marks == {"": "-97", "-": "-99", "?": "-98", "'": ""}


async def test_the_codebook_has_each_wording_that_was_asked_with_its_versions(answered, tmp_path):
    await answered.apply(SURVEY.replace("en: Overall?", "en: All in all?"), WEBINAR)
    path = await write(answered, tmp_path / "c.csv", write_codebook_csv, kind=None)
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    asked = [
        (line["text.en"], line["versions"]) for line in lines if (line["level"], line["key"]) == ("question", "overall")
    ]
    assert asked == [("All in all?", "2"), ("Overall?", "1")]
    live = [line["versions"] for line in lines if (line["level"], line["key"]) == ("question", "live")]
    assert live == ["1, 2"]


async def test_the_codebook_in_markdown_reads_as_a_text(answered, tmp_path):
    path = await write(answered, tmp_path / "c.md", write_codebook_markdown, kind=None)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Codebook: Strategies for clusters\n")
    assert "### `overall` Overall?" in text
    assert "| `good` | Good | 3 | yes |" in text
    assert "- shown if the answer to overall is “Fair; so so” (fair) or “Poor” (poor)" in text
    assert "- fr: En tout ? (Bon; Passable; Mauvais; Sans avis)" in text
    assert "| `?` | -98 | Shown last and left: on screen when the person stopped. |" in text


async def test_a_codebook_can_be_had_before_anybody_has_answered(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    path = await write(office, tmp_path / "c.md", write_codebook_markdown, kind=None)
    assert "### `remarks` Anything else?" in path.read_text(encoding="utf-8")
    assert await office.rows("SELECT * FROM audits") == []


async def test_the_description_names_what_lies_there_and_fits_it(answered, tmp_path):
    made = {"csv": write_csv, "parquet": write_parquet, "sav": write_sav, "jsonl": write_json_lines}
    paths = {form: await write(answered, tmp_path / f"r.{form}", writer) for form, writer in made.items()}
    files = [Written(form, path.name, path) for form, path in paths.items()]
    path = await write(answered, tmp_path / "datapackage.json", partial(write_datapackage, files=files), kind=None)
    package = json.loads(path.read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    resources = {each["name"]: each for each in package["resources"]}
    for form, described in resources.items():
        content = paths[form].read_bytes()
        assert (described["path"], described["bytes"]) == (f"r.{form}", len(content))
        assert described["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    fits_csv(resources["csv"]["schema"], paths["csv"])
    names = [field["name"] for field in resources["parquet"]["schema"]["fields"]]
    assert names == pq.read_schema(paths["parquet"]).names
    overall = next(field for field in resources["sav"]["schema"]["fields"] if field["name"] == "overall")
    assert overall["categories"] == [
        {"value": 3, "label": "Good"},
        {"value": 2, "label": "Fair; so so"},
        {"value": 1, "label": "Poor"},
    ]
    assert {"value": "-1", "label": "No opinion"} in overall["missingValues"]


def fits_csv(schema, path):
    """Every cell of the file is what its field says."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    marks = {mark["value"] for mark in schema["missingValues"]}
    for field in schema["fields"]:
        missing = set(field["missingValues"]) if "missingValues" in field else marks
        cells = [row[field["name"]] for row in rows if row[field["name"]] not in missing]
        for cell in cells:
            FITS[field["type"]](field, cell)
        if field.get("constraints", {}).get("unique"):
            assert len(set(cells)) == len(rows)


def is_number(field, cell):
    bounds = field["constraints"]
    assert bounds["minimum"] <= float(cell) <= bounds["maximum"] or float(cell) == 0


def is_picks(field, cell):
    known = {option["value"] for option in field.get("options", ())}
    assert not known or set(cell.split(field["delimiter"])) <= known


def is_category(field, cell):
    assert cell in {each["value"] for each in field.get("categories", ())} or "categories" not in field


def is_flag(field, cell):
    assert cell in (*field["trueValues"], *field["falseValues"])


FITS = {
    "number": is_number,
    "list": is_picks,
    "string": is_category,
    "boolean": is_flag,
    "date": lambda _, cell: date.fromisoformat(cell),
    "integer": lambda field, cell: int(cell) in field["constraints"]["enum"] or pytest.fail(cell),
}
