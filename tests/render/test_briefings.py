"""A briefing as people read it: what its pages say, in every language, with and without figures and pictures."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from bot.render.press import Press
from bot.render.texts import Texts
from bot.survey.fields import EU_LANGUAGES
from tests.render.briefings import AGAIN, OVERALL, contents

LETTERS = (
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюя"
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩάέήίόύώϊϋΐΰςαβγδεζηθικλμνξοπρστυφχψω"
    "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýžÆØÅæøåÄÖÜẞäöüßÑñ¿¡ÕõÀÂÇÈÊËÎÏÔŒÙÛŸàâçèêëîïôœùûÿ"
    "ĆĐćđŐŰőűÌÒìòĄĘĖĮŲŪąęėįųūĀĒĢĪĶĻŅāēģīķļņĊĠĦĊċġħŻżĄŁŃŚŹłńśźÃãĂȘȚășțĽĹŔľĺŕ€–’“”„«»…"
)
"""Every letter of the 24 languages that is not plain ASCII, and the signs they quote with."""


@pytest.fixture(scope="module")
def press():
    return Press(Texts())


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_short_briefing_is_one_page_that_says_everything(press):
    (page,) = pages(press(contents(), "en"))
    for said in (
        *("The briefing", "Strategies for clusters", "Webinar of 24 November 2026", "What we learnt together."),
        *("Key lessons", "Say it once more.", "The harbour that became a school", "Blue Cluster · Varna, Bulgaria"),
        *("Forty firms came, and twelve stayed.", "Photo: Blue Cluster", "The handbook", "example.org"),
        *("How was Strategies for clusters?", "60%", "42 people answered", "88%", "between 75% and 95%"),
        *("Net Promoter Score: +45 (between +19 and +62)", "Answers until 1 December 2026", "Page 1 of 1"),
        *("The organiser", "privacy@example.org"),
    ):
        assert said in page


def test_a_long_briefing_stays_on_two_pages(press):
    lesson = "A lesson that is worth remembering, told in two sentences. It says what to do on Monday and why."
    printed = pages(
        press(contents(lessons=[f"{lesson} {lesson}"] * 8, figures=(OVERALL, AGAIN, OVERALL, OVERALL)), "fr")
    )
    assert len(printed) == 2
    assert "Page 2 sur 2" in printed[1]


@pytest.mark.parametrize("language", EU_LANGUAGES)
def test_a_briefing_prints_every_letter_in_every_language(press, language):
    pdf = press(contents(lessons=(LETTERS,)), language)
    said = "".join(pages(pdf)).replace(" ", "").replace("-", "").replace("\u00ad", "")
    assert [letter for letter in LETTERS if letter not in said] == []
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.root_object["/Lang"] == language
    assert reader.root_object["/MarkInfo"]["/Marked"]  # a screen reader finds its way


def test_too_few_answers_are_told_instead_of_shown(press):
    (page,) = pages(press(contents(shown=(), left_out=2), "en"))
    assert "Too few people have answered so far to share figures here." in page
    assert "%" not in page
    (page,) = pages(press(contents(shown=(OVERALL,), left_out=1), "en"))
    assert "Left out, because fewer than 5 people answered: 1" in page


def test_the_same_briefing_is_the_same_file(press):
    assert press(contents(), "fr") == press(contents(), "fr")


def test_a_broken_picture_does_not_keep_the_briefing_from_being_read(press):
    (page,) = pages(press(contents(image=b"\x89PNG\r\n\x1a\nnonsense"), "en"))
    assert "The harbour that became a school" in page


def test_what_an_organiser_writes_is_never_taken_for_code(press):
    trap = '#panic("x") $x$ *a* _b_ <script>alert(1)</script> @ref \\ [c]'
    (page,) = pages(press(contents(lessons=(trap,), title=trap), "en"))
    assert page.replace(" ", "").count(trap.replace(" ", "")) == 2
    assert "<script>" not in press.page(contents(lessons=(trap,), title=trap), "en")


def test_the_page_for_a_browser_says_the_same_and_needs_nothing_beside_it(press):
    page = press.page(contents(), "fr")
    assert 'lang="fr"' in page
    assert "Qu’en avez-vous pensé ?" in page
    assert 'src="data:image/png;base64,' in page
    assert 'alt="A crane at dusk"' in page
    assert "24 novembre 2026" in page


def test_an_operator_may_lay_it_out_otherwise(tmp_path):
    layout = tmp_path / "briefings" / "briefing.typ"
    layout.parent.mkdir()
    layout.write_text('#let it = json("briefing.json")\n#set document(title: it.title)\nOur own: #it.title')
    assert pages(Press(Texts([tmp_path]), [tmp_path])(contents(), "en")) == ["Our own: The briefing"]
