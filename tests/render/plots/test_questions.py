"""Plots of one question: what they say, how long their bars are, and that any wording stays readable on the paper."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.insight.figures import QuestionTally
from bot.render import plots
from bot.render.chart_words import CHART_WORDS, chart_words
from bot.render.plots.rows import THICK
from bot.render.plots.shading import Sides, shades_of, sides_of
from bot.render.plots.stacked import THICK as STACK
from bot.render.sheet import MARGIN, TRACK
from bot.survey.definitions import Box, Question
from tests.render.geometry import assert_well_drawn, said
from tests.render.summaries import LONG, OVERALL, RECOMMEND, SENTENCES, TOPICS, of_one, options, summary, tally, words

EN = chart_words("en")
GREEK = "Σε ποιον βαθμό ήταν χρήσιμο το διαδικτυακό σεμινάριο για την εργασία σας; "
FORTY = Question(
    "forty", "multiple", words("What would help you? " * 15), options=options(*[LONG] * 20, *"abcdefgh" * 2)
)
HELLENIC = Question(
    "useful",
    "scale",
    words(GREEK * 4),
    options=options("Σε μεγάλο βαθμό", "Σε κάποιον βαθμό", "Σε μικρό βαθμό", "Καθόλου"),
    boxes=(Box("great", ("o0",)), Box("at_all", ("o0", "o1", "o2"))),
)
SEVEN = Question(
    "seven", "scale", words("Седем степени?"), options=options(*(f"{n}. степен, както я чувствам" for n in range(7)))
)
DRAWN = (OVERALL, RECOMMEND, TOPICS, SENTENCES, FORTY, HELLENIC, SEVEN)


def figures(question, answers=50, **changes):
    return summary(answers, question).questions[0] if not changes else replace(figures(question, answers), **changes)


def counted(question, **counts):
    base = sum(counts.values())
    return of_one(QuestionTally(question, base, base, base=base, counts=counts)).questions[0]


@pytest.mark.parametrize("plot", [plots.bars, plots.diverging])
@pytest.mark.parametrize("question", DRAWN, ids=lambda question: question.key)
@pytest.mark.parametrize("answers", [0, 1, 4, 12, 500, 100_000])
@pytest.mark.parametrize("width", [820, 1080, 1600])
def test_any_question_with_any_number_of_answers_can_be_read(plot, question, answers, width):
    assert_well_drawn(plot(figures(question, answers), EN, width=width))


@pytest.mark.parametrize("plot", [plots.bars, plots.diverging])
@pytest.mark.parametrize("language", sorted(CHART_WORDS))
def test_it_can_be_read_in_every_language_of_organisers(plot, language):
    for question in DRAWN:
        assert_well_drawn(plot(figures(question), chart_words(language)))


@pytest.mark.parametrize("plot", [plots.bars, plots.diverging])
def test_the_exact_question_is_its_title_and_its_base_stands_below_with_everybody_who_is_missing(plot):
    asked = plots.quoted_question(figures(OVERALL, skipped=7, left=2), webinar="Clusters & you")
    text = said(plot(asked, EN))
    assert " ".join(text).startswith("Overall, how satisfied or dissatisfied were you with Clusters & you?")
    assert text[-1] == "n = 50 · skipped: 7 · left at this question: 2"


@pytest.mark.parametrize("question", [OVERALL, TOPICS, SENTENCES], ids=lambda question: question.key)
def test_a_bar_is_as_long_as_its_share(question):
    asked = figures(question, 500)
    sheet = plots.bars(asked, EN)
    full = {box.width for box in sheet.boxes if box.colour == TRACK and box.height == THICK}
    assert len(full) == 1
    drawn = sorted(box.width for box in sheet.boxes if box.colour != TRACK and box.height == THICK)
    shares = sorted(option.share for option in asked.options if option.count)
    assert drawn == pytest.approx([share * full.copy().pop() for share in shares], abs=4)


def test_the_parts_of_a_diverging_bar_fill_it_and_the_axis_stands_where_the_sides_meet():
    asked = counted(OVERALL, o0=50, o1=20, o2=10, o3=15, o4=5)
    sheet = plots.diverging(asked, EN)
    parts = [box for box in sheet.boxes if box.height == STACK]
    assert [part.colour for part in parts] == list(reversed(shades_of(asked).values()))
    assert [round(100 * (b.x - a.x) / sheet.room) for a, b in pairwise(parts)] == [5, 15, 10, 20]
    assert parts[-1].x + parts[-1].width == pytest.approx(sheet.width - MARGIN, abs=4)
    ticks = [box.x + box.width / 2 for box in sheet.boxes if box.width == 4]
    assert ticks == [pytest.approx(MARGIN + 0.25 * sheet.room)] * 2


def test_the_legend_names_every_part_in_its_order_with_its_figures():
    text = " ".join(said(plots.diverging(counted(OVERALL, o0=50, o1=20, o2=1, o3=28, o4=1), EN)))
    legend = "Very dissatisfied 1\u00a0% 1 Dissatisfied 28\u00a0% 28 Neither 1\u00a0% 1 Satisfied 20\u00a0% 20"
    assert legend in text


def test_where_several_may_be_chosen_no_parts_are_made_of_what_adds_up_to_nothing():
    asked = figures(TOPICS)
    assert said(plots.diverging(asked, EN)) == said(plots.bars(asked, EN))


@pytest.mark.parametrize("plot", [plots.bars, plots.diverging])
@pytest.mark.parametrize("question", [OVERALL, RECOMMEND, TOPICS], ids=lambda question: question.key)
def test_a_small_group_is_drawn_as_withheld_and_told_so(plot, question):
    asked = figures(question, 4)
    sheet = plot(asked, EN)
    assert any("fewer than 5" in line for line in said(sheet))
    assert not re.search(r"%|Promoters|Topic", " ".join(said(sheet)))
    assert {box.colour for box in sheet.boxes} == {TRACK}
    assert "fewer than 5" in plots.told(asked, EN)
    assert "%" not in plots.told(asked, EN)


def test_the_description_says_what_the_picture_shows():
    told = plots.told(figures(OVERALL), EN)
    assert "satisfied: Very satisfied + Satisfied: 64\u00a0% [50–76]" in told
    assert "Neither: 14\u00a0% (7)" in told
    assert told.endswith("n = 50  ·  skipped: 2  ·  left at this question: 1")
    assert "−72 [−85 to −51]" in plots.told(figures(RECOMMEND), EN)


@pytest.mark.parametrize(
    ("labels", "boxes", "sides"),
    [
        (5, {"top2": 2}, Sides(2, 1, 2)),
        (5, {}, Sides(2, 1, 2)),
        (5, {"at_all": 4, "great": 1}, Sides(4, 0, 1)),
        (4, {"great": 1, "at_all": 3}, Sides(3, 0, 1)),
        (4, {"top2": 2}, Sides(2, 0, 2)),
        (4, {"best": 1}, Sides(2, 0, 2)),
        (7, {"top2": 2}, Sides(3, 1, 3)),
        (2, {}, Sides(1, 0, 1)),
        (3, {"best": 1}, Sides(1, 1, 1)),
        (3, {"fine": 3}, Sides(3, 0, 0)),
    ],
)
def test_the_good_side_of_a_scale_holds_no_less_than_its_boxes_count(labels, boxes, sides):
    named = options(*(f"Label {n}" for n in range(labels)))
    kept = tuple(Box(key, tuple(option.key for option in named[:most])) for key, most in boxes.items())
    question = Question("q", "scale", words("Q?"), options=named, boxes=kept)
    assert sides_of(figures(question)) == sides
    assert_well_drawn(plots.diverging(figures(question), EN))


def test_everybody_of_one_mind_fills_the_bar():
    sheet = plots.diverging(counted(OVERALL, o0=12), EN)
    part = next(box for box in sheet.boxes if box.height == STACK)
    assert part.width == pytest.approx(sheet.room, abs=4)
    assert_well_drawn(sheet)
    assert_well_drawn(plots.bars(counted(OVERALL, o0=12), EN))


def test_everybody_of_one_mind_is_said():
    asked = figures(OVERALL, unanimous=True)
    assert "Everybody gave the same answer." in said(plots.bars(asked, EN))
    assert "Everybody gave the same answer." in plots.told(asked, EN)


def test_who_does_not_say_that_they_attended_is_counted_beside_the_base():
    assert "do not say that they attended: 4 (not in n)" in " ".join(said(plots.bars(figures(OVERALL, apart=4), EN)))


def test_how_far_silence_could_move_a_share_stands_with_it():
    overall, score = summary(34, OVERALL, RECOMMEND, attendees=80).questions
    assert overall.boxes[0].count == 16
    assert "Very satisfied: 47\u00a0% [31–63], had all 80 answered: 20–78\u00a0%" in plots.told(overall, EN)
    assert "had all 80 answered: 20–78\u00a0%" in said(plots.bars(overall, EN))
    assert "had all 80 answered: −89 to +26" in said(plots.bars(score, EN))
    assert "had all 80 answered: −89 to +26" in plots.told(score, EN)
    for question in (overall, score):
        assert_well_drawn(plots.bars(question, EN))


def test_equal_figures_make_equal_plots_at_every_drawing():
    asked = tally(OVERALL, 30)
    one, other = (plots.diverging(of_one(asked).questions[0], EN) for _ in range(2))
    assert one == other
