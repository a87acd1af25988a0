"""The workbook: figures that a spreadsheet computes to the same numbers, and nothing in it that runs."""

from __future__ import annotations

import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from math import floor

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from bot.insight.rounding import percent
from bot.insight.shapes import document
from bot.render.exports.workbook.words import WORKBOOK_WORDS
from bot.render.exports.workbook.write import write_workbook
from bot.services.exporting import TooFew, TooManyRows
from tests.exports.making import SOFFICE, WITHOUT_OFFICE, block, converted, grid, ten_people, write
from tests.services.scenes import SURVEY, WEBINAR, five, sheet

office_program = pytest.mark.skipif(SOFFICE is None, reason=WITHOUT_OFFICE)


@pytest.fixture
async def answered(office):
    await office.apply(SURVEY, WEBINAR + "registrations: 60\nattendees: 40\n")
    await ten_people(office)
    return office


async def figures_of(office):
    """``summary --json``, question by question."""
    return {each["key"]: each for each in document((await office.summary()).summary)["questions"]}


def close(value):
    return pytest.approx(value, abs=1e-12)


def row_of(question, found):
    """What stands in the row of an option or a box: its counts, its share, its interval, its bounds."""
    bounds = found.get("bounds")
    ends = (close(bounds["low"]), close(bounds["high"])) if bounds else (None, None)
    exact = (close(found["share"]), close(found["low"]), close(found["high"]))
    return (found["count"], question["base"], percent(found["count"], question["base"]), *exact, *ends)


async def assert_equal_to_summary(office, rows):
    """Every figure of the sheet of tables is the summary's."""
    bounded = 0
    for question in (await figures_of(office)).values():
        shown = block(rows, question["ask"])
        for option in question.get("options") or ():
            if option["substantive"]:
                assert shown[option["label"]] == row_of(question, option)
                bounded += option.get("bounds") is not None
            else:
                assert shown[f"{option['label']} (not in n)"][0] == option["count"]
        names = {"top2": "best two:", "bottom": "worst:"}
        for box in [*(question.get("boxes") or ()), *filter(None, [question.get("bottom")])]:
            (found,) = [row for label, row in shown.items() if label.startswith(names[box["key"]])]
            assert found == row_of(question, box)
        if nps := question.get("nps"):
            row = next(row for label, row in shown.items() if label.startswith("Net Promoter Score"))
            assert row[2:6] == (
                floor(nps["score"] + 0.5),
                close(nps["score"]),
                close(nps["low"]),
                close(nps["high"]),
            )
            assert shown["Promoters (9–10)"][0] == nps["promoters"]
        if question.get("mean") is not None:
            row = next(row for label, row in shown.items() if label.startswith("Mean"))
            assert row[3] == close(question["mean"])
        assert (shown["Answered"][0], shown["Skipped"][0]) == (question["answered"], question["skipped"])
        assert shown["Left at this question"][0] == question["left"]
        if question["shown"]:
            missing = question["skipped"] + question["left"]
            assert shown["Not answered, of those shown it"][:2] == (missing, question["shown"])
    assert bounded > 10


async def test_every_figure_is_that_of_the_summary_before_anything_is_recalculated(answered, tmp_path):
    path = await write(answered, tmp_path / "w.xlsx", write_workbook)
    await assert_equal_to_summary(answered, grid(path, "Tables"))


def without_results(path):
    """The same workbook as if no program had ever computed it: what formulas come to is gone."""
    bare = path.with_name("bare.xlsx")
    with zipfile.ZipFile(path) as full, zipfile.ZipFile(bare, "w") as emptied:
        for name in full.namelist():
            content = full.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            emptied.writestr(name, content)
    return bare


@office_program
async def test_libreoffice_computes_every_formula_to_the_same_number(answered, tmp_path):
    path = without_results(await write(answered, tmp_path / "w.xlsx", write_workbook))
    assert grid(path, "Tables")[2][3] is None
    computed = converted(path, "xlsx")
    await assert_equal_to_summary(answered, grid(computed, "Tables"))
    responses = (await answered.summary()).summary.responses
    rates = {row[0]: row[2:] for row in grid(computed, "Overview") if row[0]}
    rate = responses.response
    assert rates["Response rate: finished and attended, of those who attended"][:6] == (
        rate.count,
        40,
        percent(rate.count, 40),
        close(rate.share),
        close(rate.low),
        close(rate.high),
    )
    assert rates["Finished, of those who began"][:2] == (9, 10)
    assert rates["Attended, of those registered"][:2] == (40, 60)
    glance = next(row for row in grid(computed, "Overview") if row[0] == "Recommend?" and row[1])
    nps = (await figures_of(answered))["again"]["nps"]
    assert glance[5:] == (close(nps["score"]), close(nps["low"]), close(nps["high"]))


@office_program
async def test_halves_are_shown_rounded_as_everywhere(office, tmp_path):
    """What a spreadsheet shows is rounded by itself; it has to be the one rounding rule's figure."""
    await office.apply(SURVEY, WEBINAR)
    counts = {"good": 23, "fair": 3, "poor": 14}
    rows = [[f"{key}{n}", key] for key, count in counts.items() for n in range(count)]
    await office.take(sheet(["response", "overall"], *rows))
    path = await write(office, tmp_path / "w.xlsx", write_workbook)
    text = converted(path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,2")
    shown = text.with_name("w-Tables.csv").read_text()
    for label, key in (("Good", "good"), ('"?Fair; so so"?', "fair"), ("Poor", "poor")):
        (found,) = re.findall(rf"^{label},(\d+),40,(\d+) %", shown, flags=re.MULTILINE)
        exact = Decimal(100 * counts[key]) / 40
        assert int(found[1]) == percent(counts[key], 40) == exact.quantize(Decimal(1), ROUND_HALF_UP)


async def test_shares_intervals_sums_and_means_are_formulas(answered, tmp_path):
    path = await write(answered, tmp_path / "w.xlsx", write_workbook)
    rows = block(grid(path, "Tables", formulas=True), "Overall?")
    assert rows["Good"][0] == 5
    assert [str(cell)[0] for cell in rows["Good"][2:]] == ["="] * 6
    assert str(rows["best two: Good + Fair; so so"][0]).startswith("=B")
    assert "SQRT" in rows["Good"][4]
    assert str(rows["Mean, from 3 (best) to 1"][3]).startswith("=")
    glance = next(row for row in grid(path, "Overview", formulas=True) if row[0] == "Overall?" and row[1])
    assert all(str(cell).startswith("='Tables'!") for cell in glance[2:])
    assert "z_95" in load_workbook(path).defined_names


async def test_every_answer_stands_there_as_what_it_is(answered, tmp_path):
    path = await write(answered, tmp_path / "w.xlsx", write_workbook)
    wording, names, *rows = grid(path, "Answers")
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    assert len(found) == 10
    assert dict(zip(names, wording, strict=True))["formats"] == "Which formats?"
    first, unsure, skipping, poor = (found[name] for name in ("r0", "r3", "r4", "r7"))
    assert (first["overall"], first["again"], first["hours"], first["live"]) == ("Good", 0, 0, "Yes")
    assert (first["formats"], first["formats.other"]) == ("Break-out rooms; Other", "Walks; and talks")
    assert first["day"].date().isoformat() == "2026-12-01"
    assert first["improve"] == "-"
    assert (unsure["overall"], unsure["formats"], unsure["again"], unsure["finished"]) == ("No opinion", "?", "-", 0)
    assert (skipping["formats"], skipping["hours"], skipping["remarks"]) == (None, None, None)
    assert (poor["overall"], poor["improve"]) == ("Poor", "Ünïque 7")


async def test_what_somebody_wrote_is_a_text_whatever_it_looks_like(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://example.org", "007", "_x0041_", "<b>&", "\u202e", "a\nb"]
    rows = [[f"r{n}", f'"{text}"'] for n, text in enumerate(nasty)]
    await office.take(sheet(["response", "remarks"], *rows))
    path = await write(office, tmp_path / "w.xlsx", write_workbook)
    book = load_workbook(path)
    column = next(cell for cell in book["Answers"][2] if cell.value == "remarks").column
    cells = [row[column - 1] for row in book["Answers"].iter_rows(min_row=3)]
    assert {unescape(cell.value) for cell in cells} == set(nasty)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


async def test_what_is_withheld_in_the_summary_is_withheld_in_the_workbook(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five().replace("r0,1,good,talks,9", "r0,1,-,-,-").replace("r1,1,good,talks,9", "r1,1,good,-,-"))
    path = await write(office, tmp_path / "w.xlsx", write_workbook)
    rows = block(grid(path, "Tables"), "Overall?")
    (text,) = [label for label in rows if label.startswith("Withheld")]
    assert text == "Withheld so that nobody can be recognised: fewer than 5 answers."
    assert "Good" not in rows
    assert not any(row[0] == "Overall?" and row[1] for row in grid(path, "Overview"))


async def test_fewer_people_than_the_limit_get_no_workbook(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(["response", "overall"], ["r0", "good"]))
    with pytest.raises(TooFew):
        await write(office, tmp_path / "w.xlsx", write_workbook)
    assert list(tmp_path.glob("*.xlsx")) == []


async def test_answers_to_an_earlier_wording_stand_alone(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    await office.apply(SURVEY.replace("en: Overall?", "en: All in all?"), WEBINAR)
    await office.take(five().replace("\nr", "\ns"))
    path = await write(office, tmp_path / "w.xlsx", write_workbook)
    rows = grid(path, "Tables")
    assert block(rows, "All in all?")["Good"][0] == 5
    earlier = block(rows, "overall: Overall?")
    assert "Version 1 of the survey asked this otherwise; its answers stand alone." in earlier
    assert earlier["Good"][0] == 5
    _, names, *answers = grid(path, "Answers")
    assert sorted(row[names.index("version")] for row in answers) == [1] * 5 + [2] * 5


async def test_whoever_redoes_the_tables_from_the_answers_is_told_who_counts(office, tmp_path):
    asked = """  - key: attended
    kind: single
    ask: Were you there?
    options: [{key: yes, label: Yes}, {key: no, label: No}]
questions_end"""
    survey = SURVEY.replace("questions:\n", f"questions:\n{asked}\n", 1).replace("questions_end\n", "")
    await office.apply(survey, WEBINAR)
    rows = [[f"r{n}", "yes" if n < 6 else "no" if n < 8 else "", "good" if n % 2 else "poor"] for n in range(10)]
    await office.take(sheet(["response", "attended", "overall"], *rows))
    path = await write(office, tmp_path / "w.xlsx", write_workbook)
    told = [row[0] for row in grid(path, "Overview") if row[0]]
    assert any(text.startswith("In the tables only those count who say that they attended") for text in told)
    _, names, *answers = grid(path, "Answers")
    there, said = names.index("attended"), names.index("overall")
    counted = [row[said] for row in answers if row[there] not in (None, "-", "?", "No")]
    shown = block(grid(path, "Tables"), "Overall?")
    assert (shown["Good"][0], shown["Poor"][0]) == (counted.count("Good"), counted.count("Poor")) == (3, 3)
    assert shown["Not counted here: do not say that they attended"][0] == 4


@pytest.mark.parametrize("language", WORKBOOK_WORDS)
async def test_headings_are_in_the_language_of_whoever_asks(answered, tmp_path, language):
    words = WORKBOOK_WORDS[language]
    path = await write(answered, tmp_path / "w.xlsx", lambda *given: write_workbook(*given, language=language))
    names = load_workbook(path).sheetnames
    assert names == [words[word] for word in ("overview", "tables", "answers", "codebook")]
    assert grid(path, words["tables"])[0][:3] == (words["what"], words["count"], words["base"])


def test_every_language_has_every_word_with_the_same_places():
    def places(words):
        return {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in words.items()}

    expected = places(WORKBOOK_WORDS["en"])
    assert {language: places(words) for language, words in WORKBOOK_WORDS.items()} == dict.fromkeys(
        WORKBOOK_WORDS, expected
    )


async def test_the_head_stays_in_view_and_is_repeated_on_paper(answered, tmp_path):
    book = load_workbook(await write(answered, tmp_path / "w.xlsx", write_workbook))
    assert {sheet.title: sheet.freeze_panes for sheet in book} == {
        "Overview": None,
        "Tables": "B2",
        "Answers": "B3",
        "Codebook": "B2",
    }
    assert book["Answers"].auto_filter.ref.startswith("A2:")
    assert book["Tables"].print_title_rows == "$1:$1"
    assert book["Answers"].print_title_rows == "$1:$2"


async def test_more_rows_than_a_sheet_has_are_refused_with_the_way_out(answered, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.services.exporting.MOST_IN_A_SHEET", 9)
    with pytest.raises(TooManyRows, match="has room for 9 responses, and there are 10"):
        await write(answered, tmp_path / "w.xlsx", write_workbook, kind="xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []
