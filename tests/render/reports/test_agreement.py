"""HTML, PDF and Word say the same, and what they say is what `summary --json` says."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from bot.insight.shapes import document
from tests.render.reports.making import in_order, numbers, printed
from tests.render.summaries import summary

SIZES = (0, 1, 4, 12, 500)


@pytest.fixture(scope="module", params=[(n, "en") for n in SIZES] + [(12, "fr"), (500, "de"), (12, "es")], ids=str)
def told(request):
    answers, language = request.param
    counted = summary(answers, attendees=700)
    return counted, printed(counted, language)


def test_all_three_hold_the_same_numbers(told):
    _, report = told
    html, pdf, word, drawn = (numbers(report.texts[form]) for form in ("html", "pdf", "docx", "drawn"))
    assert html == word
    assert sorted(html + drawn) == pdf
    assert set(drawn) <= set(html)  # no chart says what no table says


def test_all_three_hold_the_same_tables(told):
    _, report = told
    tables = list(report.tables.values())
    assert [table for table in report.word_tables if table in tables] == tables
    for table in tables:
        assert in_order(table, report.texts["pdf"]), table


def test_every_figure_of_the_summary_stands_in_the_tables_as_it_is(told):
    counted, report = told
    for question in document(counted)["questions"]:
        key, base = question["key"], question["base"]
        if question.get("withheld"):
            assert [table for table in report.tables if table[0] == key] == []
            continue
        bottom = [question["bottom"]] if question.get("bottom") else []
        for name, told_of in (("options", question.get("options", [])), ("boxes", question.get("boxes", []) + bottom)):
            for row, given in zip(report.tables.get((key, name), [[]])[1:], told_of, strict=True):
                wanted = expected(given, base)
                assert [row[1], row[3]] == [wanted[0], wanted[2]], (key, row)
                assert wanted[1] in (row[2], None), (key, row)
                assert row[4:] in ([], [bounded(given, base)]), (key, row)
        if (key, "counts") in report.tables:
            counts = [str(each["count"]) for each in question["options"]]
            counts += [str(question["skipped"]), str(question["left"])]
            assert [row[1] for row in report.tables[key, "counts"][1:]] == counts
        if question.get("values"):
            assert [row[1] for row in report.tables[key, "values"][1:]] == [str(v["count"]) for v in question["values"]]
        if nps := question.get("nps"):
            rows = report.tables[key, "nps"]
            assert [row[1] for row in rows[1:4]] == [str(nps[n]) for n in ("promoters", "passives", "detractors")]
        if question.get("themes"):
            mentions = [str(each["mentions"]) for each in question["themes"]["options"]]
            assert [row[1] for row in report.tables[key, "themes"][1:]] == mentions
            assert [row[1] for row in report.tables[key, "mentions"][1:-1]] == mentions


def test_who_was_asked_and_who_answered_stands_in_one_table(told):
    counted, report = told
    (coverage,) = [rows[1:] for (_, name), rows in report.tables.items() if name == "coverage"]
    asked = document(counted)["questions"]
    names = ("shown", "answered", "skipped", "left", "base")
    assert [row[1:] for row in coverage] == [[str(each[name]) for name in names] for each in asked]


def test_the_same_report_is_the_same_pdf():
    assert printed(summary(12)).pdf == printed(summary(12)).pdf


def expected(given, base):
    """Count, share and interval as they must be printed, rounded here by other means."""
    if given.get("substantive") is False:
        return [str(given["count"]), None, "–"]
    if given["count"] is None or base == 0:
        return ["–" if given["count"] is None else str(given["count"]), "–", "–"]
    share = Decimal(100 * given["count"]) / base
    low, high = (_half_up(Fraction(given[end]) * 100) for end in ("low", "high"))
    return [str(given["count"]), f"{share.quantize(Decimal(1), ROUND_HALF_UP)}\u00a0%", f"{low}–{high}\u00a0%"]


def bounded(given, base):
    """What the share would be if nobody of those missing had said it, and if all had."""
    if "bounds" not in given:
        return None
    missing, count = given["bounds"]["missing"], given["count"]
    low, high = (_half_up(Fraction(100 * least, base + missing)) for least in (count, count + missing))
    return f"{low}–{high}\u00a0%"


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
