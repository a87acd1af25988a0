"""A page for each speaker: their questions with wording and n, on one page, and nothing of anybody else's."""

import pytest

from bot.render.reports.sessions import session_sheets
from bot.survey.definitions import Session
from tests.render.reports.making import PRESS, TEXTS, dossier, pages_of
from tests.render.summaries import summary, words

ADA = Session("ada", words("The analytical engine"), ("overall", "recommend", "years"), "Ada Lovelace")
GRACE = Session("grace", words("The first compiler"), ("topics",))


def sheets(answers, *sessions):
    made = session_sheets(TEXTS, dossier(summary(answers), sessions=sessions), "en")
    return made, [" ".join(page.split()) for page in pages_of(PRESS.pdf(made))]


@pytest.mark.parametrize("answers", [0, 4, 12, 500])
def test_each_speaker_has_one_page_of_their_own_questions(answers):
    made, (ada, grace) = sheets(answers, ADA, GRACE)
    assert [page.title for page in made.pages] == ["The analytical engine – Ada Lovelace", "The first compiler"]
    assert "Overall, how satisfied or dissatisfied were you with Communication for clusters?" in ada
    assert "Which topics next?" in grace
    assert "Which topics next?" not in ada
    assert "Would you recommend it?" not in grace
    assert ada.count(f"n = {answers} ") >= 3
    assert {table.key for table in made.tables()} <= {"overall", "recommend", "years", "topics"}


def test_too_few_answers_are_told_and_not_shown():
    made, (ada,) = sheets(4, ADA)
    assert made.tables() == []
    assert ada.count("Withheld so that nobody can be recognised") == 3
