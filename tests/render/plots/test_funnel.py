"""How far people came: every stage that is known, and every question with who left there, at any size."""

from dataclasses import replace

import pytest

from bot.render import plots
from bot.render.chart_words import CHART_WORDS, chart_words
from bot.render.colours import BLUE, DARK_GREY, PLAIN, WARM
from tests.render.geometry import assert_well_drawn, said
from tests.render.summaries import QUESTIONS, summary

EN = chart_words("en")


@pytest.mark.parametrize("width", [820, 1080, 1600])
@pytest.mark.parametrize("answers", [0, 1, 4, 12, 500, 100_000])
@pytest.mark.parametrize("language", sorted(CHART_WORDS))
def test_a_funnel_of_any_size_can_be_read(width, answers, language):
    assert_well_drawn(plots.funnel(summary(answers), chart_words(language), width=width))


def test_each_stage_is_as_long_as_its_count_and_says_its_share_of_the_one_before():
    drawn = summary(50)
    sheet = plots.funnel(drawn, EN)
    text = said(sheet)
    start = text.index("Registered")
    assert text[start : start + 14] == [
        "Registered", "300", "Attended", "200", "67\u00a0%", "Entered the survey", "59", "30\u00a0%",
        "Began to answer", "54", "92\u00a0%", "Finished", "50", "93\u00a0%",
    ]  # fmt: skip
    bars = [box.width for box in sheet.boxes if box.colour == DARK_GREY]
    assert bars == pytest.approx([bars[0] * count / 300 for count in (300, 200, 59, 54, 50)])


def test_what_is_not_known_is_no_stage():
    drawn = summary(50, attendees=None)
    text = said(plots.funnel(drawn, EN))
    assert "Attended" not in text
    assert "20\u00a0%" in text


def test_a_question_shows_who_answered_skipped_and_left_as_parts_of_its_bar():
    drawn = summary(50)
    sheet = plots.funnel(drawn, EN)
    parts = [
        [box.width for box in sheet.boxes if box.colour == each and box.height == 30] for each in (BLUE, PLAIN, WARM)
    ]
    assert [len(each) for each in parts] == [len(QUESTIONS)] * 3
    assert parts[0][0] / parts[1][0] == pytest.approx(50 / 2, rel=0.1)
    assert "seen by 53 (100\u00a0%) · skipped: 2 · left at this question: 1" in " ".join(said(sheet))
    assert "seen by 53 (100\u00a0%)" in plots.told_funnel(drawn, EN)


def test_a_question_that_is_not_for_everybody_says_so():
    drawn = summary(50)
    steps = tuple(replace(step, conditional=place == 2) for place, step in enumerate(drawn.funnel))
    text = said(plots.funnel(replace(drawn, funnel=steps), EN))
    assert " ".join(text).count("not asked of everybody") == 1


def test_before_anybody_came_nothing_is_divided_by_nobody():
    text = said(plots.funnel(summary(0), EN))
    assert text.count("seen by nobody yet") == len(QUESTIONS)
