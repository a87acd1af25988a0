"""Every character of every shipped text can be drawn: surveys, messages and charts in all languages."""

import pytest

from bot.render.chart_words import CHART_WORDS
from bot.render.lettering import legible, width
from bot.render.texts import SHIPPED
from bot.survey.fields import EU_LANGUAGES
from tests.render.catalogue_files import LANGUAGES, catalogue, forms

EMOJI = "🎉"
LEFT_OUT = frozenset("\u200b\u2060\ufe0f")
"""Marks without a shape of their own."""


def lost(text):
    """The letters, digits and marks of ``text`` that would be left out or shown as a box; emoji may be."""
    kept = legible(text)
    return {
        c for c in text if c.isprintable() and not c.isspace() and c not in kept and (c.isalnum() or ord(c) < 0x2190)
    } - LEFT_OUT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_translation_can_be_drawn(language):
    messages = catalogue(language).values()
    assert not lost(" ".join(form for message in messages for form in forms(message.string)))


def test_every_letter_of_the_shipped_surveys_can_be_drawn():
    languages = {path.name.split(".")[1] for path in (SHIPPED / "surveys").glob("*.*.yaml")}
    assert set(EU_LANGUAGES) - languages <= {"en"}
    for path in (SHIPPED / "surveys").glob("*.yaml"):
        assert not lost(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("language", sorted(CHART_WORDS))
def test_every_word_of_the_charts_can_be_drawn(language):
    for text in CHART_WORDS[language].values():
        assert legible(text) == text
        assert width(text, 30) > 0


def test_what_cannot_be_drawn_would_be_noticed():
    assert lost("a 日")
    assert not lost(f"Thanks {EMOJI}")
