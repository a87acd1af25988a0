"""Webinars side by side as a report, in three forms that say the same."""

from __future__ import annotations

import io

import docx
import pytest

from bot.render.reports.comparing import comparison_report
from bot.render.reports.word import word
from tests.render.plots.comparisons import comparison
from tests.render.reports.making import COUNTED_AT, PRESS, TEXTS, Page, in_order, pages_of


@pytest.fixture(scope="module", params=[((34, 28, 41, 22), "en"), ((3, 12), "fr"), ((500, 480), "de"), ((0, 40), "es")])
def told(request):
    bases, language = request.param
    compared = comparison(*bases)
    document = comparison_report(TEXTS, compared, language, now=COUNTED_AT)
    return compared, document, Page.read(PRESS.page(document)), "\n".join(pages_of(PRESS.pdf(document)))


def test_every_share_of_every_webinar_stands_with_its_base_and_interval(told):
    compared, _, page, pdf = told
    for asked in compared.questions:
        for at, figure in enumerate(asked.figures):
            rows = page.tables[asked.key, f"figure:{figure.key}"]
            for row, given in zip(rows[1:], asked.rows, strict=False):
                share = given.shares[at]
                assert row[1] == str(given.base)
                if not given.withheld and share.percent is not None:
                    assert row[2] == f"{share.percent}\u00a0%"
                    assert row[3] != "–"
                else:
                    assert row[3] == "–"
            assert in_order(rows[1:], pdf)


def test_every_difference_stands_with_its_interval_its_corrected_p_and_what_may_be_said(told):
    compared, _, page, _ = told
    for asked in compared.questions:
        if asked.changes:
            rows = page.tables[asked.key, "changes"][1:]
            assert len(rows) == len(asked.changes)
            for row, change in zip(rows, asked.changes, strict=True):
                assert (row[3] == "–") is (change.test is None)
                assert row[4] != ""


def test_word_holds_the_same_tables(told):
    _, document, page, _ = told
    opened = docx.Document(io.BytesIO(word(document)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]
    assert [table for table in tables if table in page.tables.values()] == list(page.tables.values())


def test_a_withheld_webinar_shows_no_figure():
    document = comparison_report(TEXTS, comparison(3, 12, 30), "en", now=COUNTED_AT)
    shown = [row for table in document.tables() if table.name.startswith("figure:") for row in table.rows]
    hidden = [row for row in shown if row[1] == "3"]
    assert hidden
    assert all(row[2:] == ("withheld", "–") for row in hidden)
