"""``export`` in all its forms, as somebody types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.services.scenes import five

FORMS = {"csv": "r.csv", "xlsx": "r.xlsx", "sav": "r.sav", "jsonl": "r.jsonl", "parquet": "r.parquet"}
ALL = [part for form, name in FORMS.items() for part in (f"--{form}", name)]


@pytest.fixture
def answered(afterword):
    assert afterword("apply", "both.yaml").code == 0
    Path("answers.csv").write_text(five())
    assert afterword("import", "clusters", "answers.csv").code == 0
    Path("out").mkdir()
    return afterword


def test_several_forms_are_written_at_once_and_each_is_in_the_log(answered):
    ran = answered("export", "clusters", *ALL, "--codebook", "book.md", "--datapackage", "datapackage.json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "5 responses are in r.csv, r.xlsx, r.sav, r.jsonl and r.parquet.",
        "The codebook is in book.md.",
        "The datapackage is in datapackage.json.",
    ]
    resources = json.loads(Path("datapackage.json").read_text())["resources"]
    assert [each["path"] for each in resources] == [*FORMS.values(), "book.md"]
    assert all(Path(each["path"]).stat().st_size == each["bytes"] for each in resources)
    assert resources[-1]["format"] == "md"


def test_the_same_rows_are_in_every_form(answered):
    import pandas
    import pyreadstat
    from openpyxl import load_workbook

    answered("export", "clusters", *ALL)
    labels = {
        "csv": list(pandas.read_csv("r.csv").response),
        "sav": list(pyreadstat.read_sav("r.sav")[0].response),
        "parquet": list(pandas.read_parquet("r.parquet").response),
        "jsonl": [json.loads(line)["response"] for line in Path("r.jsonl").read_text().splitlines()],
        "xlsx": [row[0] for row in load_workbook("r.xlsx")["Answers"].iter_rows(min_row=3, values_only=True)],
    }
    assert set(map(tuple, labels.values())) == {("r0", "r1", "r2", "r3", "r4")}


def test_if_one_cannot_be_written_none_is_and_nothing_is_left_behind(answered):
    Path("out/r.csv").write_text("old")
    for place in ("nowhere/r.xlsx", "slides.pdf/r.xlsx", "out"):
        ran = answered("export", "clusters", "--csv", "out/r.csv", "--xlsx", place)
        assert ran.code == 1
        assert ran.sentence.startswith(f"afterword: {place} cannot be written: ")
        assert [path.name for path in Path("out").iterdir()] == ["r.csv"]
        assert Path("out/r.csv").read_text() == "old"


def test_too_few_answers_leave_nothing_behind(answered):
    Path("out/r.xlsx").write_text("old")
    ran = answered("export", "later", "--xlsx", "out/r.xlsx", "--csv", "out/r.csv")
    assert ran.sentence == (
        "afterword: Only 0 of at least 5 people have answered; fewer rows than that would give them away."
    )
    assert [path.name for path in Path("out").iterdir()] == ["r.xlsx"]


@pytest.mark.parametrize(("form", "package"), [("sav", "pyreadstat"), ("sav", "pandas"), ("parquet", "pyarrow")])
def test_a_form_whose_extra_is_missing_says_which_one_it_is(answered, monkeypatch, form, package):
    monkeypatch.setitem(sys.modules, package, None)
    ran = answered("export", "clusters", "--csv", "out/r.csv", f"--{form}", f"out/r.{form}")
    assert ran.code == 1
    assert ran.sentence == (
        f"afterword: --{form} needs the extra `{form}`, which is not installed: pip install 'afterword[{form}]'."
    )
    assert list(Path("out").iterdir()) == []


def test_a_description_needs_something_to_describe_in_its_own_folder(answered):
    ran = answered("export", "clusters", "--datapackage", "out/datapackage.json")
    assert (ran.code, ran.sentence) == (
        2,
        "afterword: --datapackage describes files that are written with it; name one of them, such as --csv.",
    )
    ran = answered("export", "clusters", "--csv", "r.csv", "--datapackage", "out/datapackage.json")
    assert (ran.code, ran.sentence) == (
        2,
        "afterword: --datapackage describes files in its own folder, and r.csv (--csv) is not there.",
    )


def test_one_file_cannot_be_two(answered):
    ran = answered("export", "clusters", "--csv", "out/r", "--jsonl", "out/../out/r")
    assert (ran.code, ran.sentence) == (2, "afterword: --csv and --jsonl name the same file, out/r; give each its own.")


def test_a_codebook_alone_needs_no_answers(answered):
    ran = answered("export", "later", "--codebook", "book.csv")
    assert (ran.code, ran.out) == (0, "The codebook is in book.csv.\n")
    assert Path("book.csv").read_text().startswith("column,variable,level,key,kind,code,")


def test_a_pipe_gets_the_whole_file(answered):
    import os
    import threading

    os.mkfifo("pipe")
    got = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_text()))
    reader.start()
    ran = answered("export", "clusters", "--csv", "pipe")
    reader.join(10)
    assert ran.code == 0
    assert got[0].count("\n") == 6
