"""The card at the end tells every answer and fits, however long; what is said of privacy is whole."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal.html import parsed
from bot.render.endings import PENCILS, privacy_screen, thanks_screen, with_dropped
from bot.render.rows import Edit
from bot.render.screens import TEXT_LIMIT, Screen
from bot.render.texts import unmarked, utf16_units
from bot.survey.answers import Answer
from bot.survey.definitions import Privacy, Question, Survey
from tests.render.test_screens import TEXTS, Seat, drawn, survey, words

PROMISED = "What you were promised comes to this chat by itself; there is nothing more to do."
PROMIS = "Ce qui vous a été promis arrivera tout seul dans cette conversation ; il n’y a plus rien à faire."


def questions(count: int, ask: str = "Was it <good>?") -> Survey:
    return survey(*(Question(f"q{n}", "open", words(ask, "C’était <bien> ?")) for n in range(count)))


def card(asked: Survey, *answers: str, language: str = "en", closed: bool = False) -> Screen:
    """What each question was answered; an empty text was skipped."""
    keys = [question.key for question in asked.questions]
    seat = Seat(language, values={"answers": dict(zip(keys, answers, strict=True)), "name": "", "webinar": "x"})
    told = [(n, Answer("answered", text=text) if text else Answer("skipped")) for n, text in enumerate(answers)]
    return thanks_screen(TEXTS, seat, asked, told=told, closed=closed)


def test_the_card_tells_every_answer_with_a_pencil_in_both_languages():
    assert drawn(card(questions(2), "Yes & no", "")) == (
        "Thank you! Your answers about “Clusters & co” are stored.\n\n1. Was it <good>?\nYes & no\n"
        "2. Was it <good>?\nno answer\n\nTap a pencil to change an answer. You can do so until the survey closes.\n\n"
        f"{PROMISED}\n[✏️ 1] [✏️ 2]\n[How your answers are used]"
    )
    assert drawn(card(questions(1), "Oui", language="fr")) == (
        "Merci ! Vos réponses sur « Clusters & co » sont enregistrées.\n\n1. C’était <bien> ?\nOui\n\n"
        "Touchez un crayon pour modifier une réponse. C’est possible jusqu’à la clôture de l’enquête.\n\n"
        f"{PROMIS}\n[✏️ 1]\n[Comment vos réponses sont utilisées]"
    )


@pytest.mark.parametrize(
    ("language", "told"), [("en", "1.5\n2. When?\n1 March 2027"), ("fr", "1,5\n2. Quand ?\n1 mars 2027")]
)
def test_numbers_and_days_are_told_in_the_form_of_the_language(language, told):
    asked = survey(
        Question("h", "number", words("Hours?", "Heures ?")), Question("d", "date", words("When?", "Quand ?"))
    )
    seat = Seat(language, values={"answers": {"h": "1.5", "d": "2027-03-01"}, "name": "", "webinar": "x"})
    answers = [(0, Answer("answered", number=1.5)), (1, Answer("answered", text="2027-03-01"))]
    assert f"\n{told}\n" in drawn(thanks_screen(TEXTS, seat, asked, told=answers, closed=True))


def test_who_skipped_everything_is_thanked_for_looking_in():
    assert drawn(card(questions(1), "")).startswith("Thank you for looking in. You skipped every question about")


def test_a_closed_survey_has_no_pencils():
    closed = card(questions(2), "Yes", "No", closed=True)
    assert "pencil" not in closed.text
    assert drawn(closed).endswith("\n[How your answers are used]")
    assert "✏️" not in drawn(closed)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 100), st.text(st.sampled_from("a<>&😀\n é"), min_size=1, max_size=4000), st.sampled_from([1, 40]))
def test_telegram_takes_every_card(count, answer, length):
    shown = card(questions(count, "Long & <winding> " * length), *[answer] * count)
    assert utf16_units(parsed(shown.text).text) <= TEXT_LIMIT
    pencils = [button.press for row in shown.rows for button in row if isinstance(button.press, Edit)]
    assert pencils == [Edit(n) for n in range(min(count, PENCILS))]
    assert sum(map(len, shown.rows)) <= 100


def test_what_a_change_took_away_is_said_above_the_screen():
    asked = questions(2)
    shown = with_dropped(TEXTS, Seat(), Screen("Next"), asked.questions)
    assert unmarked(shown.text) == (
        "Your answer to “Was it <good>?” does not apply any more and was taken out.\n"
        "Your answer to “Was it <good>?” does not apply any more and was taken out.\n\nNext"
    )
    assert with_dropped(TEXTS, Seat(), Screen("Next"), ()) == Screen("Next")


def privacy(**changes) -> Privacy:
    told = {"controller": "The <organiser>", "contact": "p@example.org", "purpose": words("to improve", "améliorer")}
    return Privacy(**{**told, "retention": timedelta(days=90), **changes})


@pytest.mark.parametrize("identity", ["identified", "pseudonymous", "anonymous"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_how_answers_are_used_is_told_in_full(identity, language):
    asked = survey(Question("q", "open", words("?")), identity=identity)
    told = drawn(privacy_screen(TEXTS, Seat(language), asked, privacy()))
    for word in ("The <organiser>", "p@example.org", "Telegram", "90", "/mydata", "/forget", "/stop"):
        assert word in told
    assert told.endswith({"en": "[Back to the questions]", "fr": "[Retour aux questions]"}[language])
    others = {"identified", "pseudonymous", "anonymous"} - {identity}
    for other in others:
        differs = survey(Question("q", "open", words("?")), identity=other)
        assert drawn(privacy_screen(TEXTS, Seat(language), differs, privacy())) != told


def test_another_basis_is_not_called_a_consent():
    asked = survey(Question("q", "open", words("?")))
    told = drawn(privacy_screen(TEXTS, Seat(), asked, privacy(basis="legitimate interest")))
    assert "Legal basis: legitimate interest." in told
    assert "consent" not in told


def test_of_very_many_answers_that_are_gone_as_many_are_named_as_fit():
    asked = questions(99, "Long and winding " * 6)
    shown = with_dropped(TEXTS, Seat(), Screen("Next"), asked.questions)
    assert TEXT_LIMIT - 200 < utf16_units(unmarked(shown.text)) <= TEXT_LIMIT
    assert shown.text.endswith("\n\nNext")
    assert with_dropped(TEXTS, Seat(), Screen("x" * TEXT_LIMIT), asked.questions) == Screen("x" * TEXT_LIMIT)
