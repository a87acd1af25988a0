"""Reports that are unlike others: nobody, everybody, forty options, three hundred letters, Greek and Bulgarian."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from bot.survey.definitions import Question
from tests.render.reports.making import in_order, numbers, printed, squeezed
from tests.render.summaries import OVERALL, options, summary, words

GREEK = "Πόσο ικανοποιημένοι είστε συνολικά από το διαδικτυακό σεμινάριο για τις συστάδες επιχειρήσεων;"
BULGARIAN = "Доколко сте удовлетворени като цяло от уебинара за комуникационните стратегии на клъстерите?"
LONG = ("What do you think of each of the things that were said about the strategies of clusters? " * 4)[:300]
FORTY = Question(
    "forty", "multiple", words(LONG), options=options(*(f"{n}. {GREEK if n % 2 else BULGARIAN}" for n in range(40)))
)


def told(*questions, answers=12, **more):
    return printed(summary(answers, *questions), **more)


def test_nobody_has_answered_and_the_report_says_so():
    report = told(answers=0)
    assert all("No answers to count yet." in page for page in report.pages[:5])


def test_one_answer_is_withheld_with_everything_that_would_tell_it():
    report = told(answers=1)
    assert {name for key, name in report.tables if key} == set()
    assert "Withheld so that nobody can be recognised" in report.texts["pdf"]


def test_forty_options_of_a_long_question_all_stand_on_their_pages():
    report = told(FORTY, answers=500)
    rows = report.tables["forty", "options"]
    assert len(rows) == 41
    assert in_order(rows[1:], report.texts["pdf"])
    assert LONG[:40] in report.pages[1]
    assert all(part.tall <= 1.3 for part in report.charts)
    assert sum(f"{n}. " in drawn for n in range(40) for drawn in report.texts["drawn"].splitlines()) >= 40
    assert squeezed(LONG) in squeezed(report.texts["pdf"])
    html, drawn = numbers(report.texts["html"]), numbers(report.texts["drawn"])
    again = numbers(" ".join(rows[0])) * (len(report.pages) - 4)  # headings stand again where a table goes on
    assert len(numbers(report.texts["pdf"])) <= len(html) + len(drawn) + len(again)


@pytest.mark.parametrize("ask", [GREEK, BULGARIAN])
def test_greek_and_bulgarian_are_printed_letter_by_letter(ask):
    question = Question("q", "scale", words(ask), options=OVERALL.options, boxes=OVERALL.boxes)
    report = told(question)
    assert squeezed(ask) in squeezed(report.pages[1])
    assert "□" not in report.texts["pdf"]


@pytest.mark.parametrize("answers", [0, 1, 4, 12, 500])
def test_what_is_to_be_handed_on_is_one_page_and_each_question_has_its_own(answers):
    report = told(answers=answers)
    assert "At a glance" in report.pages[0]
    for number, page in enumerate(report.pages[1:7], start=1):
        assert page.startswith(f"{number}. ")
    assert report.pages[7].startswith("How to read these figures")
    assert PdfReader(io.BytesIO(report.pdf)).root_object["/MarkInfo"]["/Marked"]
