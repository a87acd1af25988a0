"""A drawing as an SVG: it parses, says what the PNG shows, needs nothing beside it, and is the same at every making."""

import re
from xml.etree import ElementTree

import pytest

from bot.render import plots
from bot.render.chart_words import chart_words
from bot.render.sheet import INK, Sheet
from tests.render.geometry import said
from tests.render.summaries import OVERALL, QUESTIONS, RECOMMEND, SENTENCES, TOPICS, summary

SVG = "{http://www.w3.org/2000/svg}"


def drawn(question):
    asked = summary(50, question).questions[0]
    return plots.bars(asked, chart_words("en")), asked.ask


@pytest.mark.parametrize("question", [OVERALL, RECOMMEND, TOPICS, SENTENCES], ids=lambda question: question.key)
def test_an_svg_says_what_the_picture_says(question):
    sheet, ask = drawn(question)
    root = ElementTree.fromstring(sheet.svg(title=ask, description="In words <& more>"))
    assert [text.text for text in root.iter(f"{SVG}text")] == said(sheet)
    assert len(root.findall(f"{SVG}rect")) == len(sheet.boxes) + 1
    assert root.attrib["viewBox"] == f"0 0 {sheet.size[0]} {sheet.size[1]}"


def test_who_cannot_see_it_is_told():
    root = ElementTree.fromstring(drawn(OVERALL)[0].svg(title="How was\nit?", description="64 % <& more>"))
    assert root.attrib["role"] == "img"
    assert [(child.tag, child.text) for child in root][:2] == [
        (f"{SVG}title", "How was it?"),
        (f"{SVG}desc", "64 % <& more>"),
    ]


def test_an_svg_needs_nothing_beside_it_and_runs_nothing():
    for question in QUESTIONS:
        svg = drawn(question)[0].svg(title="t", description="d").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"href|url\(|@import|<script|<style|<image|https?:", svg)


def test_the_same_drawing_makes_the_same_bytes():
    assert len({drawn(OVERALL)[0].svg(title="t", description="d") for _ in range(3)}) == 1


def test_a_label_that_looks_like_a_tag_stays_a_label():
    sheet = Sheet(400, 60)
    sheet.line('<b>"5 & 6"</b> $x$ \x07', 48, 40, 30)
    root = ElementTree.fromstring(sheet.svg(title="]]>", description="--"))
    assert [text.text for text in root.iter(f"{SVG}text")] == ['<b>"5 & 6"</b> $x$']


def test_strokes_and_dots_cover_what_was_drawn_before():
    sheet = Sheet(200, 100)
    sheet.stroke([(50, 50), (150, 50)], 4, "#AA0000", dashed=True)
    sheet.stroke([(50, 50)], 4, INK)
    sheet.dot(100, 50, 10, INK)
    root = ElementTree.fromstring(sheet.svg(title="t", description="d"))
    line, dot = list(root)[-2:]
    assert (line.tag, line.attrib["points"], line.attrib["stroke-dasharray"]) == (
        f"{SVG}polyline",
        "50,50 150,50",
        "10 7",
    )
    assert (dot.tag, dot.attrib["x"], dot.attrib["width"], dot.attrib["rx"]) == (f"{SVG}rect", "90", "20", "10")
    assert sheet.png(title="t").startswith(b"\x89PNG")
