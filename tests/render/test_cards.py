"""An organiser's cards: short, with base and interval, and honest about what they leave out."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.figures import FollowUpTally, QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.rehearsal.html import parsed
from bot.render.cards import CARD_LIMIT, summary_card
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.definitions import Box, Option, Question, Survey, Wording

TEXTS = Texts()
PLAIN = str.maketrans("\u00a0\u202f", "  ")


def words(en, fr=None):
    return Wording({"en": en, "fr": fr or en})


OVERALL = Question(
    "overall",
    "scale",
    words("How satisfied & happy were you?", "Satisfait ?"),
    (Option("very", words("Very", "Très")), Option("fairly", words("Fairly", "Assez")), Option("not", words("Not"))),
    (Box("very", ("very",)), Box("satisfied", ("very", "fairly"))),
)
NPS = Question("nps", "nps", words("Recommend us?"), tuple(Option(str(n), words(str(n))) for n in range(11)))
OPEN = Question("improve", "open", words("What to improve?"))


def summary(*, answers=72, attendees=85, questions=(OVERALL, NPS, OPEN), title="Strategies <for> clusters", sent=()):
    tallies = [tally(question, answers) for question in questions]
    facts = WebinarFacts("k", "abcdefghijklm", title, attendees=attendees)
    survey = Survey("s", words("How?"), "pseudonymous", tuple(questions))
    return figures(survey, facts, ResponsesTally(90, 80, answers), tallies, sent)


def tally(question, answers):
    counts = {}
    if question.kind == "scale":
        counts = {"very": answers // 2, "fairly": answers // 3, "not": answers - answers // 2 - answers // 3}
    if question.kind == "nps":
        counts = {"10": answers // 2, "3": answers - answers // 2}
    return QuestionTally(question, shown=answers, answered=answers, base=answers, counts=counts)


SENT = (
    FollowUpTally("thanks", planned=90, sent=88, gave_up=1, doubtful=1),
    FollowUpTally("reminder", planned=12, sent=0, held=9, waiting=3),
)


def read(text):
    return unmarked(text).translate(PLAIN)


def test_the_summary_tells_how_many_what_with_its_interval_and_base_and_what_was_sent():
    assert read(summary_card(TEXTS, "en", summary(sent=SENT))) == (
        "Strategies <for> clusters\n72 of 85 attendees answered to the end (85%).\n\n"
        "How satisfied & happy were you? n = 72\n• Very: 50% (39–61)\n• Very + Fairly: 83% (73–90)\n"
        "Recommend us? n = 72\n• NPS: 0 (-22 to 22)\n"
        "In brackets: the 95% interval of chance.\n\n"
        "Sent:\n• thanks: 88 (1 given up, 1 in doubt)\n• reminder: 0 (3 to come, 9 held)"
    )


def test_the_same_in_french():
    assert read(summary_card(TEXTS, "fr", summary(sent=SENT))) == (
        "Strategies <for> clusters\n72 participants sur 85 ont répondu jusqu’au bout (85 %).\n\n"
        "How satisfied & happy were you? n = 72\n• Very: 50 % (39–61)\n• Very + Fairly: 83 % (73–90)\n"
        "Recommend us? n = 72\n• NPS: 0 (-22 à 22)\n"
        "Entre parenthèses : l’intervalle de confiance à 95 %.\n\n"
        "Envoyés :\n• thanks: 88 (abandonnés : 1, incertains : 1)\n• reminder: 0 (à venir : 3, retenus : 9)"
    )


def test_without_a_number_of_attendees_it_tells_of_those_who_entered():
    assert "72 of 90 who entered answered to the end." in read(summary_card(TEXTS, "en", summary(attendees=None)))


def test_frozen_figures_say_so_and_since_when():
    at = datetime(2027, 11, 24, 23, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    told = read(summary_card(TEXTS, "en", summary(), frozen_at=at))
    assert "\n\nThe answers were deleted on 24 November 2027, as promised. The figures stay as they were then." in told
    told = read(summary_card(TEXTS, "fr", summary(), frozen_at=at))
    assert "Les réponses ont été supprimées le 24 novembre 2027, comme promis." in told


def test_a_small_group_is_withheld_and_an_empty_one_has_no_shares():
    few = read(summary_card(TEXTS, "en", summary(answers=4)))
    assert "How satisfied & happy were you? n = 4\n• withheld: fewer than 5 answers" in few
    assert "4%" not in few.replace("5%", "")
    none = read(summary_card(TEXTS, "en", summary(answers=0)))
    assert "How satisfied & happy were you? n = 0\nRecommend us? n = 0" in none


def test_what_does_not_fit_is_left_out_and_counted():
    questions = [msgspec.structs.replace(OVERALL, key=f"q{n}") for n in range(14)]
    text = summary_card(TEXTS, "en", summary(questions=questions, title="T" * 900, sent=SENT))
    assert utf16_units(unmarked(text)) < CARD_LIMIT
    assert re.search(r"Questions not shown here: [1-9]\d?\.", text)
    assert "Sent:" in text


@settings(max_examples=30, deadline=None)
@given(
    label=st.text(max_size=200),
    title=st.text(max_size=300),
    follow_ups=st.integers(0, 60),
    questions=st.integers(0, 20),
)
def test_the_card_is_always_short_and_telegram_takes_it(label, title, follow_ups, questions):
    options = (Option("very", words(label)), Option("fairly", words(label)), Option("not", words("Not")))
    asked = [
        Question(f"q{n}", "scale", words(label * 5), options, (Box("a", ("very",)), Box("b", ("very", "fairly"))))
        for n in range(questions)
    ]
    sent = [replace(SENT[0], key=f"follow_up_{n}") for n in range(follow_ups)]
    text = summary_card(TEXTS, "en", summary(questions=asked, title=title, sent=sent))
    assert utf16_units(parsed(text).text) < CARD_LIMIT
