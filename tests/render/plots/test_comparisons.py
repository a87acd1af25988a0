"""Plots of several webinars: nothing overlaps, marks lie where their figures say, what is not known is not drawn."""

from itertools import pairwise

import pytest

from bot.render import plots
from bot.render.chart_words import chart_words
from bot.render.charts import TALLEST
from bot.render.colours import BLUE, DARK_GREY, DEEP, LIGHT_GREY, MIDDLE, PALE
from bot.render.comparison_charts import comparison_sheet, has_chart
from bot.render.drawing import PAPER, Stroke
from bot.render.sheet import TRACK
from bot.survey.definitions import Question
from tests.render.geometry import assert_well_drawn, said
from tests.render.plots.comparisons import NPS, OVERALL, SHARE, TITLES, USEFUL, comparison
from tests.render.summaries import words

EN = chart_words("en")
HUGE = (90_000, 100_000)


def asked_in(compared, key="overall"):
    return next(each for each in compared.questions if each.key == key)


@pytest.mark.parametrize("width", [820, 1080, 1600])
@pytest.mark.parametrize(
    ("bases", "language"),
    [((1, 4), "en"), ((0, 12), "fr"), ((62, 34, 3, 120), "de"), ((500,) * 12, "es"), ((7, 9) * 12, "en"), (HUGE, "de")],
)
def test_any_number_of_webinars_of_any_size_can_be_read(width, bases, language):
    compared, spoken = comparison(*bases, outside=True), chart_words(language)
    assert_well_drawn(plots.three_bars(compared, spoken, width=width))
    for asked in compared.questions:
        assert_well_drawn(plots.dots(asked, spoken, width=width))
        assert_well_drawn(plots.trend(asked, spoken, width=width))


def test_each_of_the_three_bars_says_which_answers_it_counts_and_is_as_long_as_its_share():
    compared = comparison(62, 34)
    sheet = plots.three_bars(compared, EN)
    text = " ".join(said(sheet))
    for question in (OVERALL, USEFUL, SHARE):
        assert question.ask.spoken("en") in text
    assert text.count("Very satisfied + Satisfied") == 3
    assert text.count("To a great extent + To some extent + To a small extent") == 3
    full = next(box.width for box in sheet.boxes if box.colour == TRACK)
    for colour, key, figure in (
        (BLUE, "overall", "satisfied"),
        (DARK_GREY, "useful", "at_all"),
        (LIGHT_GREY, "share", "yes"),
    ):
        shares = [each.share for row in asked_in(compared, key).rows for each in row.shares if each.key == figure]
        drawn = [box.width for box in sheet.boxes if box.colour == colour and box.height > 40]
        assert drawn == pytest.approx([full * share for share in shares])


def test_bars_stand_in_the_order_and_the_colours_of_the_report():
    sheet = plots.three_bars(comparison(62, 34), EN)
    assert [box.colour for box in sheet.boxes if box.colour != TRACK] == [BLUE, DARK_GREY, LIGHT_GREY] * 3


def test_labels_that_no_bar_has_room_for_stand_above_it():
    long = Question("overall", "scale", OVERALL.ask, options=OVERALL.options, boxes=OVERALL.boxes[::-1])
    compared = comparison(62, 34, questions=(long, USEFUL))
    narrow = plots.three_bars(compared, EN, width=700)
    assert_well_drawn(narrow)
    assert " ".join(said(narrow)).count("To a great extent + To some extent + To a small extent") == 3


@pytest.mark.parametrize("draw", [plots.dots, plots.trend])
def test_what_is_withheld_has_no_mark_and_is_said(draw):
    asked = asked_in(comparison(62, 3, 34))
    sheet = draw(asked, EN)
    text = said(sheet)
    assert text.count("withheld") == 1
    assert "n = 3" in text
    assert "Withheld: fewer than 5 answers, so that nobody can be recognised." in " ".join(text)
    assert len([box for box in sheet.boxes if box.colour == DEEP]) == 2


@pytest.mark.parametrize("draw", [plots.dots, plots.trend])
def test_what_somebody_typed_in_is_hollow_without_an_interval_and_says_that_its_base_is_not_known(draw):
    asked = asked_in(comparison(62, 34, outside=True))
    sheet = draw(asked, EN, figure="satisfied")
    text = said(sheet)
    assert "n not known" in text
    assert "Hollow: from elsewhere; n or the interval is not known." in text
    assert "80\u00a0%" in text
    assert len([box for box in sheet.boxes if box.colour == PAPER and box.radius]) == 1
    assert "Average of four webinars (2020-12-01): 80\u00a0%  n not known" in plots.told_webinars(
        asked, EN, figure="satisfied"
    )


def test_the_three_bars_of_a_webinar_of_elsewhere_are_hollow_or_said_to_be_unknown():
    sheet = plots.three_bars(comparison(62, 34, outside=True), EN)
    text = said(sheet)
    assert text[text.index("Average of four webinars") :][:8] == [
        "Average of four webinars", "2020-12-01", "80\u00a0%", "Very satisfied + Satisfied", "n not known",
        "not known", "n = 79", "not known",
    ]  # fmt: skip
    hollow = next(box for box in sheet.boxes if box.colour == PAPER)
    assert hollow.width > 300


def test_dots_and_their_lines_lie_where_the_figures_say():
    asked = asked_in(comparison(62, 34))
    sheet = plots.dots(asked, EN)
    grid = sorted({shape.points[0][0] for shape in sheet.shapes if isinstance(shape, Stroke)})
    left, right = grid[0], grid[-1]
    rows = [row.shares[0] for row in asked.rows]
    dots = [box for box in sheet.boxes if box.colour == DEEP]
    assert [(box.x + box.width / 2 - left) / (right - left) for box in dots] == pytest.approx([s.share for s in rows])
    lines = [box for box in sheet.boxes if box.colour == PALE][:2]
    assert [(box.x - left) / (right - left) for box in lines] == pytest.approx([s.low for s in rows])
    assert [(box.x + box.width - left) / (right - left) for box in lines] == pytest.approx([s.high for s in rows])


def test_all_answers_together_stand_below_the_webinars_if_they_may_be_pooled():
    text = said(plots.dots(asked_in(comparison(62, 34)), EN))
    assert text[text.index("All answers together") :][1:3] == ["50\u00a0%", "[40–60] n = 96"]


def test_a_trend_rises_with_its_share_and_joins_only_neighbours_that_have_figures():
    asked = asked_in(comparison(62, 34, 3, 50, 51, outside=True))
    sheet = plots.trend(asked, EN, figure="satisfied")
    points = {(box.x + box.width / 2, box.y + box.height / 2) for box in sheet.boxes if box.colour == DEEP}
    ordered = sorted(points)
    shares = [share.share for row in asked.rows for share in row.shares if share.key == "satisfied" and share.share]
    for (one, other), (below, above) in zip(pairwise(ordered), pairwise(shares), strict=True):
        assert (other[1] < one[1]) == (above > below)
    runs = [shape.points for shape in sheet.shapes if isinstance(shape, Stroke) and shape.colour == MIDDLE]
    assert [len(run) for run in runs] == [2, 2]
    assert {point for run in runs for point in run} <= points


def test_a_score_has_an_axis_of_its_own():
    sheet = plots.trend(asked_in(comparison(62, 34, questions=(NPS,)), "recommend"), EN)
    assert {"−100", "0", "+100"} <= set(said(sheet))
    assert "Lines: 95\u00a0% interval of chance (adjusted Wald)." in said(sheet)


def test_webinars_that_asked_otherwise_are_counted_and_not_drawn():
    other = Question("overall", "scale", words("How was it?"), options=OVERALL.options, boxes=OVERALL.boxes)
    mixed = plots.dots(asked_in(comparison(62, 34, 50, first=other)), EN)
    assert "Webinars not drawn, since they asked it in other words or not at all: 1" in " ".join(said(mixed))


def test_a_question_without_shares_says_so():
    years = Question("years", "number", words("How many years?"))
    asked = asked_in(comparison(12, 34, questions=(years,)), "years")
    for draw in (plots.dots, plots.trend):
        assert EN["nothing"] in " ".join(said(draw(asked, EN)))
    assert EN["nothing"] in " ".join(said(plots.three_bars(comparison(12, 34, questions=(years,)), EN)))


def test_the_three_bars_are_told_in_words():
    told = plots.told_three(comparison(62, 3), EN)
    assert f"{TITLES[0]} (2025-01-01): 65\u00a0%  [52–75]  n = 62 / 87\u00a0%  [77–93]  n = 62 / 58\u00a0%" in told
    assert f"{TITLES[1]} (2025-02-01): withheld  n = 3 / withheld" in told


def test_a_comparison_as_one_picture_holds_the_three_bars_and_a_row_of_dots_a_question():
    sheet = comparison_sheet(comparison(62, 34, 3))
    text = said(sheet)
    assert text.count("Satisfied, useful, would share") == 1
    assert text.count("All answers together") == 4
    assert_well_drawn(sheet)


def test_a_picture_of_many_webinars_stays_short_enough_to_be_sent():
    many = comparison(*[20] * 24)
    sheet = comparison_sheet(many)
    assert sheet.y < TALLEST + 200
    assert any("not drawn" in line for line in said(sheet))
    assert not any("not drawn" in line for line in said(comparison_sheet(many, tallest=10**6)))


def test_there_is_no_picture_where_all_is_withheld():
    assert has_chart(comparison(12, 3))
    assert not has_chart(comparison(2, 3))
