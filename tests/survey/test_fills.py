"""The options that need not be written out, and what people write for them."""

from __future__ import annotations

import pytest

from bot.survey.definitions import ANY_LANGUAGE, Option, Question, Wording
from bot.survey.fields import EU_LANGUAGES
from bot.survey.fills import OTHER_OPTION, filled_options
from bot.survey.typed import option_meant
from tests.survey.making import question

YES_NO, CONSENT, MATERIALS = (question("q", kind) for kind in ("yes_no", "consent", "materials"))


@pytest.mark.parametrize("kind", ["yes_no", "consent", "materials"])
def test_filled_options_are_worded_in_every_language_of_the_union(kind):
    for option in (OTHER_OPTION, *filled_options(kind)):
        assert tuple(option.label.by_language) == EU_LANGUAGES
        assert all(0 < len(text) <= 60 and text == text.strip() for text in option.label.by_language.values())


@pytest.mark.parametrize("kind", ["yes_no", "consent", "materials"])
@pytest.mark.parametrize("language", EU_LANGUAGES)
def test_no_two_filled_options_read_the_same_in_a_language(kind, language):
    labels = [option.label.by_language[language].casefold() for option in (OTHER_OPTION, *filled_options(kind))]
    assert len(set(labels)) == len(labels)


def test_scores_are_the_same_in_every_language():
    assert {tuple(option.label.by_language) for option in filled_options("nps")} == {(ANY_LANGUAGE,)}


@pytest.mark.parametrize("language", EU_LANGUAGES)
def test_who_writes_yes_or_no_in_the_language_they_read_is_understood(language):
    for place, option in enumerate(YES_NO.options):
        word = option.label.by_language[language]
        assert option_meant(YES_NO, word.upper(), languages=(language, "en")) == place


@pytest.mark.parametrize(
    ("language", "word", "place"),
    [("cs", "ano", 0), ("el", "ναι", 0), ("el", "ΝΑΙ", 0), ("en", "NO", 1), ("es", "no", 1), ("lv", "ja\u0304", 0)],
)
def test_case_and_the_way_an_accent_is_typed_do_not_matter(language, word, place):
    assert option_meant(YES_NO, word, languages=(language,)) == place


@pytest.mark.parametrize("language", ["pl", "cs"])
def test_no_is_not_taken_for_no_where_it_is_a_kind_of_yes(language):
    assert option_meant(YES_NO, "no", languages=(language, "en")) is None


def test_a_word_of_a_language_that_is_not_on_the_screen_is_not_guessed_at():
    assert option_meant(YES_NO, "ναι", languages=("en",)) is None
    assert option_meant(YES_NO, "ναι") == 0


def test_a_word_that_means_two_options_in_different_languages_means_the_one_that_was_read():
    options = (
        Option("all", Wording({"en": "All", "fi": "Koko"})),
        Option("whole", Wording({"en": "Whole", "fi": "All"})),
    )
    asked = Question("q", "single", Wording({"*": "?"}), options=options)
    assert option_meant(asked, "all") is None
    assert option_meant(asked, "all", languages=("en", "fi")) == 0
    assert option_meant(asked, "all", languages=("fi",)) == 1


def test_a_label_of_one_text_is_understood_in_any_language():
    scores = question("q", "nps")
    assert option_meant(scores, "7", languages=("de", "en")) == 7
