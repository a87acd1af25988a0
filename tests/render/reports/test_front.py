"""The page that is handed on: what changed, what is withheld, who was not there, and what outlived its answers."""

from dataclasses import replace
from datetime import date

from bot.insight.glance import Since
from tests.render.reports.making import COUNTED_AT, dossier, printed
from tests.render.summaries import OVERALL, RECOMMEND, summary


def front(counted, **changes):
    return " ".join(printed(counted, **changes).pages[0].split())


def test_a_change_stands_there_only_where_a_test_says_so():
    since = Since(date(2026, 9, 1), ("Very satisfied",), False, -12, -20, -4)
    said = "Since the webinar of 1 September 2026: Very satisfied, −12 points (−20 to −4)."
    assert said in front(summary(12), since=since)
    assert "Since the webinar" not in front(summary(12))


def test_questions_that_are_withheld_are_counted():
    assert "(fewer than 5 answers): 2" in front(summary(4, OVERALL, RECOMMEND))


def test_each_figure_says_what_it_would_be_had_everybody_answered():
    assert "n = 12 · 3–97 % of 200, whatever the 188 think who did not answer" in front(summary(12)).replace(
        "\u00a0", " "
    )


def test_who_did_not_attend_is_told():
    counted = summary(12)
    counted = replace(counted, responses=replace(counted.responses, absent=3))
    assert "Say that they did not attend 3" in front(counted)


def test_figures_that_outlived_their_answers_say_so():
    report = printed(summary(12), frozen_at=COUNTED_AT)
    assert "The answers were deleted on 1 December 2026, as promised." in report.pages[0]
    assert dossier(summary(12)).frozen_at is None
