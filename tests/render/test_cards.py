"""An organiser's cards: short, with base and interval, and honest about what they leave out."""

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.figures import FollowUpTally, QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.insight.glance import Since
from bot.rehearsal.html import parsed
from bot.render.cards import CARD_LIMIT, summary_card
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.definitions import Box, Option, Question, Survey, Wording

TEXTS = Texts()
RESPONSES = ResponsesTally(9, 9, 9)
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
        "Strategies <for> clusters\n72 of 85 attendees answered to the end (85%, 76–91).\n\n"
        "How satisfied & happy were you? n = 72\n• Very: 50% (39–61)\n• Very + Fairly: 83% (73–90)\n"
        "Recommend us? n = 72\n• NPS: 0 (-22 to 22)\n"
        "In brackets: the 95% interval of chance.\n"
        "It does not cover the attendees who did not answer (13): whatever they think, “Very + Fairly” lies between"
        " 71% and 86%.\n\n"
        "Sent:\n• thanks: 88 (1 given up, 1 in doubt)\n• reminder: 0 (3 to come, 9 held)"
    )


def test_the_same_in_french():
    assert read(summary_card(TEXTS, "fr", summary(sent=SENT))) == (
        "Strategies <for> clusters\n72 participants sur 85 ont répondu jusqu’au bout (85 %, 76–91).\n\n"
        "How satisfied & happy were you? n = 72\n• Very: 50 % (39–61)\n• Very + Fairly: 83 % (73–90)\n"
        "Recommend us? n = 72\n• NPS: 0 (-22 à 22)\n"
        "Entre parenthèses : l’intervalle de confiance à 95 %.\n"
        "Il ne couvre pas les participants qui n’ont pas répondu (13) : quoi qu’ils pensent, « Very + Fairly » se situe"
        " entre 71 % et 86 %.\n\n"
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


WANTED = Question(
    "wanted",
    "materials",
    words("What would you like?"),
    tuple(Option(key, words(key.capitalize())) for key in ("slides", "briefing", "recording", "handbook")),
)


def test_the_three_strongest_themes_and_what_was_asked_for_most_are_told_with_what_they_are_of():
    themes = (("Longer breaks", 4), ("Sound", 9), ("Slides earlier", 7), ("Food", 1))
    tallies = [
        QuestionTally(OPEN, 20, 15, 5, 0, 15, themes=themes, theme_people=14),
        QuestionTally(
            WANTED, 30, 28, 2, 0, 28, {"slides": 20, "briefing": 3, "recording": 12, "handbook": 5}, bounded=False
        ),
    ]
    survey = Survey("s", words("How?"), "pseudonymous", (OPEN, WANTED))
    facts = WebinarFacts("k", "c", "T", attendees=40)
    told = read(summary_card(TEXTS, "en", figures(survey, facts, ResponsesTally(40, 30, 28), tallies, ())))
    assert "\n\nWritten about most (21 mentions by 14 people): Sound 9, Slides earlier 7, Longer breaks 4\n" in told
    assert told.endswith("Asked for most (n = 28): Slides 20, Recording 12, Handbook 5")


def test_a_change_is_told_only_if_it_is_one():
    assert "since" not in read(summary_card(TEXTS, "en", summary()))
    up = Since(date(2026, 6, 9), ("Very", "Fairly"), rises=True, points=12, low=3, high=21)
    told = read(summary_card(TEXTS, "en", summary(), change=up))
    assert "📈 Very + Fairly, since 9 June 2026: +12 points (+3 to +21)\n" in told
    down = Since(date(2026, 6, 9), (), rises=False, points=-31, low=-50, high=-9)
    assert "📉 NPS, since 9 June 2026: -31 points (-50 to -9)\n" in read(
        summary_card(TEXTS, "en", summary(), change=down)
    )


def test_who_was_not_there_is_told_and_is_in_no_rate():
    survey = Survey("s", words("How?"), "pseudonymous", (OVERALL,))
    made = figures(
        survey, WebinarFacts("k", "c", "T", attendees=40), ResponsesTally(40, 30, 28, absent=6, unsaid=2), [], ()
    )
    told = read(summary_card(TEXTS, "en", made))
    assert "20 of 40 attendees answered to the end (50%, 35–65).\nNot counted, since they do not say" in told
    assert "that they attended: 8\n" in told


def test_people_of_one_mind_are_warned_of_unless_they_gave_their_names():
    tallies = [QuestionTally(OVERALL, 9, 9, base=9, counts={"fairly": 9})]
    warned = "Questions in which everybody said the same, so that each person’s answer is known: 1"
    for identity in ("pseudonymous", "anonymous", "identified"):
        survey = Survey("s", words("How?"), identity, (OVERALL,))
        told = read(summary_card(TEXTS, "en", figures(survey, WebinarFacts("k", "c", "T"), RESPONSES, tallies, ())))
        assert (warned in told) is (identity != "identified")


def test_a_score_that_stands_first_has_its_ends_too():
    told = read(summary_card(TEXTS, "en", summary(answers=40, attendees=80, questions=(NPS,))))
    assert "“NPS” lies between -50 and 50." in told


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
