"""Every sentence exists in every language, with blanks and markup; and a bad catalogue is called by its name."""

import re

import pytest

from bot.render.catalogues import BadCatalogue, read_catalogues
from bot.render.texts import Texts
from bot.survey.fields import EU_LANGUAGES
from tests.render.catalogue_files import LANGUAGES, catalogue, due_in, forms
from tests.render.sentences import for_attendees, for_organisers, in_templates

BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
KEPT = re.compile(r"</?\w+>|(?<![\w/])/[a-z]+\b|[☐☑●✍️✏️]")
"""Markup, commands and signs, which are the same in every language."""

MESSAGE_OF_CODE = 200
"""Code says buttons and answers to taps; a tap's answer takes 200 characters."""


def test_attendees_are_spoken_to_in_every_official_language_of_the_union():
    assert {*LANGUAGES, "en"} == set(EU_LANGUAGES)
    assert set(Texts().languages) == set(EU_LANGUAGES)


def test_sentences_are_found_in_templates_and_in_code():
    said = for_attendees()
    assert "By answering you agree to this." in said
    assert {"Skip", "Already noted.", "This is for the organisers of the webinar only."} <= said
    assert {"Sent:", "There is no webinar with the code or key {code}."} <= for_organisers()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_left_over(language):
    translated = catalogue(language)
    assert due_in(language) - set(translated) == set(), "not translated"
    assert set(translated) - for_attendees() - for_organisers() == set(), "said no more"
    assert [message.id for message in translated.values() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_blanks_and_the_markup_of_its_sentence(language):
    for message in catalogue(language).values():
        for what in (BLANKS, KEPT):
            there = [sorted(set(what.findall(form))) for form in forms(message.id)]
            for form in forms(message.string):
                assert sorted(set(what.findall(form))) in there, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_counts_has_every_form_the_language_has(language):
    texts = Texts()
    for message in catalogue(language).values():
        if not isinstance(message.id, str):
            one, several = message.id
            for n in (0, 1, 2, 3, 5, 11, 21, 100):
                said = texts.say_n(one, several, n, language, **dict.fromkeys(blanks_of(several), "x"))
                assert said
                assert "%(" not in said


def blanks_of(sentence):
    return {name for name in re.findall(r"%\((\w+)\)", sentence) if name != "n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_not_much_longer_than_what_they_translate(language):
    """Buttons are cut by a phone, answers to taps by Telegram; a sentence twice as long is no translation."""
    too_long, said_by_code = [], for_attendees() - in_templates("messages")
    for sentence, message in catalogue(language).items():
        for form in forms(message.string):
            allowed = max(2 * len(sentence), len(sentence) + 16)
            if len(form) > allowed or (sentence in said_by_code and len(form) > MESSAGE_OF_CODE):
                too_long.append((len(form), allowed, form))
    assert too_long == []


def po(tmp_path, language, text):
    folder = tmp_path / "locale" / language
    folder.mkdir(parents=True)
    (folder / "afterword.po").write_text(text, encoding="utf-8")
    return tmp_path


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_an_operators_words_go_before_the_shipped_ones_and_their_language_is_spoken(tmp_path):
    po(tmp_path, "fr", HEADER + 'msgid "Skip"\nmsgstr "Je passe"\n')
    po(tmp_path, "sl", HEADER + 'msgid "Skip"\nmsgstr "Preskoči"\n')
    texts = Texts([tmp_path])
    assert [texts.say("Skip", language) for language in ("en", "fr", "sl")] == ["Skip", "Je passe", "Preskoči"]
    assert texts.say("Continue", "fr") == "Continuer"
    assert texts.speak("sl-SI") == "sl"


def test_an_operators_english_can_say_it_differently(tmp_path):
    po(tmp_path, "en", HEADER + 'msgid "Skip"\nmsgstr "Pass"\n')
    assert Texts([tmp_path]).say("Skip", "en") == "Pass"


@pytest.mark.parametrize(("language", "text"), [("fr", "no catalogue"), ("fr", "\0\1"), ("xx1", HEADER)])
def test_a_catalogue_that_cannot_be_read_is_named(tmp_path, language, text):
    with pytest.raises(BadCatalogue, match=r"locale/\w+"):
        read_catalogues([po(tmp_path, language, text)])
