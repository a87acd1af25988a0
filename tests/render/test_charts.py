"""The picture of a summary: what it says, that it stays on the paper, and that any wording can be drawn."""

from __future__ import annotations

import io
import string
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from bot.insight.figures import QuestionTally
from bot.render.chart_words import CHART_WORDS, chart_words
from bot.render.charts import TALLEST, WIDTH, summary_chart, summary_pages
from bot.render.lettering import balanced, legible, width, wrap
from bot.render.sheet import Sheet
from bot.survey.definitions import Box, Question
from tests.render.geometry import assert_well_drawn, said
from tests.render.summaries import IMPROVE, OVERALL, RECOMMEND, SENTENCES, TOPICS, of_one, options, summary, words


@pytest.fixture
def sheets(monkeypatch):
    """The sheets that were turned into pictures."""
    drawn = []
    png = Sheet.png

    def remember(sheet, *, title):
        drawn.append(sheet)
        return png(sheet, title=title)

    monkeypatch.setattr(Sheet, "png", remember)
    return drawn


@pytest.mark.parametrize("answers", [0, 1, 3, 12, 120, 100_000])
@pytest.mark.parametrize("language", sorted(CHART_WORDS))
def test_any_number_of_answers_stays_on_the_paper(sheets, answers, language):
    picture = summary_chart(summary(answers), language=language, note="Synthetic answers")
    image = Image.open(io.BytesIO(picture))
    assert image.format == "PNG"
    assert image.size == (WIDTH, round(sheets[0].y))
    assert_well_drawn(sheets[0])


def test_a_panel_has_its_question_its_shares_its_boxes_and_everybody_who_is_missing(sheets):
    tally = QuestionTally(OVERALL, 20, 14, 4, 2, 12, {"o0": 5, "o1": 4, "o4": 3, "none": 2})
    summary_chart(of_one(tally, attendees=40), note="Synthetic answers")
    text = said(sheets[0])
    assert "Overall, how satisfied or dissatisfied were you with Communication?" in " ".join(text)
    assert {"42\u00a0%", "33\u00a0%", "25\u00a0%", "0\u00a0%", "75\u00a0%", "[47–91]"} <= set(text)
    assert "satisfied: Very satisfied + Satisfied" in " ".join(text)
    assert "n = 12 · No opinion: 2 (not in n) · skipped: 4 · left at this question: 2" in text
    assert text.count("Finished: 15 of 40 attendees · response rate 38\u00a0%") == 2
    assert text.count("Synthetic answers") == 2


def test_a_small_group_shows_nothing_but_its_size(sheets):
    summary_chart(summary(4, OVERALL, RECOMMEND))
    text = said(sheets[0])
    assert text.count("n = 4 · skipped: 2 · left at this question: 1") == 2
    assert not {"Very satisfied", "Promoters", "25\u00a0%", "50\u00a0%"} & set(text)
    assert sum("fewer than 5" in line for line in text) == 2


def test_answers_that_do_not_count_are_not_called_nobody(sheets):
    tally = QuestionTally(OVERALL, 9, 9, 0, 0, 0, {"none": 9})
    summary_chart(of_one(tally, identity="anonymous"))
    assert "No answers to count yet." in said(sheets[0])
    assert "n = 0 · No opinion: 9 (not in n)" in said(sheets[0])
    assert "Finished: 15 of 25 who entered" in said(sheets[0])


def test_where_several_may_be_chosen_the_most_chosen_comes_first_and_other_last(sheets):
    tally = QuestionTally(TOPICS, 9, 9, base=9, counts={"o3": 8, "o1": 5, "other": 9})
    summary_chart(of_one(tally))
    labels = [line for line in said(sheets[0]) if line.startswith(("Topic", "Other"))]
    assert (labels[0], labels[1], labels[-1]) == ("Topic 3", "Topic 1", "Other")


def test_a_net_promoter_score_carries_its_sign_and_its_interval(sheets):
    tally = QuestionTally(RECOMMEND, 10, 10, base=10, counts={"10": 2, "8": 1, "3": 7})
    summary_chart(of_one(tally))
    text = said(sheets[0])
    assert "−50" in text
    assert "[−83 to +6]" in text
    assert {"Promoters", "Passives", "Detractors", "70\u00a0%"} <= set(text)


def test_boxes_of_a_net_promoter_question_are_stated_too(sheets):
    boxes = (Box("convinced", ("9", "10")),)
    boxed = Question("q", "nps", words("Recommend?"), options=RECOMMEND.options, boxes=boxes)
    summary_chart(of_one(QuestionTally(boxed, 8, 8, base=8, counts={"9": 1, "10": 5, "0": 2})))
    assert {"75\u00a0%", "convinced: 9 + 10", "+50"} <= set(said(sheets[0]))
    assert_well_drawn(sheets[0])


def test_a_survey_of_open_questions_says_so(sheets):
    summary_chart(summary(9, IMPROVE))
    assert "This survey has no questions with answers to choose from." in said(sheets[0])


def test_what_is_not_drawn_is_counted(sheets):
    many = [Question(f"q{n}", "single", words(f"Question {n}?"), options=options("Yes", "No")) for n in range(11)]
    summary_chart(summary(12, *many))
    text = said(sheets[0])
    assert "Questions not drawn here: 3" in text
    assert "Question 7?" in text
    assert "Question 8?" not in text
    summary_chart(summary(12, *many), keys={"q9"})
    assert "Question 9?" in said(sheets[1])
    assert not any("not drawn" in line for line in said(sheets[1]))


def test_a_picture_stays_short_enough_to_be_sent(sheets):
    endless = [
        Question(f"q{n}", "single", words(f"Question {n}?"), options=options(*["A word " * 25] * 40)) for n in range(3)
    ]
    summary_chart(summary(12, *endless), most=3)
    text = said(sheets[0])
    assert "Question 0?" in text
    assert "Questions not drawn here: 2" in text
    assert sheets[0].y < TALLEST


def test_an_album_holds_every_question_once_on_pages_a_phone_can_show(sheets):
    many = [Question(f"q{n}", "single", words(f"Question {n}?"), options=options("Yes", "No")) for n in range(11)]
    pages = summary_pages(summary(12, *many), note="Synthetic answers")
    assert len(pages) == len(sheets) == 2
    assert [line for sheet in sheets for line in said(sheet) if line.startswith("Question ")] == [
        f"Question {n}?" for n in range(11)
    ]
    assert all(sheet.y <= 2_200 for sheet in sheets)
    assert "2 / 2" in said(sheets[1])
    for sheet in sheets:
        assert_well_drawn(sheet)
    assert len(summary_pages(summary(12, IMPROVE))) == 1


def test_boxes_that_do_not_overlap_differ_in_colour(sheets):
    boxes = (Box("top2", ("o0", "o1")), Box("low", ("o4",)))
    both = Question("q", "single", words("Q?"), options=OVERALL.options, boxes=boxes)
    summary_chart(summary(30, both))
    assert {"#0B4F8A", "#D98324", "#AEB8C4"} <= {box.colour for box in sheets[0].boxes}


def test_pictures_can_be_drawn_in_several_threads_at_once():
    small = summary(12, OVERALL, SENTENCES)
    alone = summary_chart(small)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: summary_chart(small), range(6))) == {alone}


def test_no_window_system_and_no_drawing_library_is_touched_before_a_picture_is_asked_for():
    script = "import sys, bot.render.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("language", sorted(CHART_WORDS))
def test_every_language_of_the_chart_is_complete(language):
    def placeholders(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    ours, english = CHART_WORDS[language], CHART_WORDS["en"]
    assert list(ours) == list(english)
    assert {key: placeholders(text) for key, text in ours.items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    assert all(text.strip() for text in ours.values())


@pytest.mark.parametrize(
    ("language", "finished"), [("fr-CA", "Terminés"), ("de-AT", "Abgeschlossen:"), ("es-MX", "terminado:")]
)
def test_a_picture_for_other_organisers_holds_no_english_word(sheets, language, finished):
    mute = Question("q", "nps", words("?"), options=RECOMMEND.options)
    open_box = Question("r", "multiple", words("?"), options=options("1", "2"), boxes=(Box("x", ("o0",)),))
    for answers in (0, 3, 12):
        summary_chart(summary(answers, mute, open_box), language=language)
        told = " ".join(said(sheets[-1])).replace("Communication for clusters", "").replace("Net Promoter Score", "")
        assert not {"of", "skipped", "left", "Finished", "answers", "Promoters", "Withheld"} & set(told.split())
        assert finished in told


def test_a_language_without_words_speaks_english():
    assert chart_words("fr") is CHART_WORDS["fr"]
    assert chart_words("xx") is CHART_WORDS["en"]


def test_lines_break_at_blanks_and_only_endless_words_inside():
    assert wrap("", 100, 20) == [""]
    lines = wrap("one two three four five six seven", 140, 20)
    assert " ".join(lines) == "one two three four five six seven"
    assert all(width(line, 20) <= 140 for line in lines)
    broken = wrap("a " + "x" * 60, 140, 20)
    assert "".join(broken).replace("-", "") == "a" + "x" * 60
    assert all(width(line, 20) <= 140 for line in broken)
    assert wrap("a 84\u00a0%", width("84\u00a0%", 20), 20) == ["a", "84\u00a0%"]


def test_a_title_leaves_no_lonely_word():
    lines = balanced("To what extent is what you learnt useful for your work?", 900, 35, bold=True)
    assert len(lines) == 2
    assert len(lines[1].split()) > 2


def test_letters_of_the_unions_languages_are_drawn_and_emoji_are_left_out():
    alphabet = "ĂăÂâÎîȘșȚț ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ ĄĆĘŁŃÓŚŹŻ ĠġĦħ ĀĒĢĪĶĻŅ ÄÖÕÜ ŐŰ Ħ Đđ ÆØÅ ß ñ ç Αβγδώ Ждщъ"
    assert legible(alphabet) == alphabet
    assert legible("Thanks 🎉 a \n lot ✌️") == "Thanks a lot ✌"
    assert legible("日本") == "□□"
