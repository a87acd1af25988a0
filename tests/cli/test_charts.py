"""Charts in files, as somebody asks for them on the command line."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.test_commands import answers


@pytest.fixture
def answered(afterword):
    Path("answers.csv").write_text(answers())
    assert afterword("apply", "both.yaml").code == 0
    assert afterword("import", "clusters", "answers.csv").code == 0
    return afterword


def test_summary_as_a_chart_is_a_png(answered):
    ran = answered("summary", "clusters", "--png", "chart.png")
    assert (ran.code, ran.out) == (0, "The chart is in chart.png.\n")
    assert Path("chart.png").read_bytes().startswith(b"\x89PNG")


def test_summary_as_a_chart_is_an_svg_too_that_says_in_words_what_it_shows(answered):
    ran = answered("summary", "clusters", "--png", "chart.png", "--svg", "chart.svg")
    assert (ran.code, ran.out) == (0, "The chart is in chart.png.\nThe chart is in chart.svg.\n")
    title, description = list(ElementTree.parse("chart.svg").getroot())[:2]
    assert title.text == "Strategies for clusters"
    assert "Poor: 100\u00a0% (6)" in description.text
