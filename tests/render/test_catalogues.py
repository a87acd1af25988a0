"""Every sentence exists in every language, with the same blanks; and a bad catalogue is called by its name."""

import re

import pytest
from babel.messages.pofile import read_po

from bot.render.catalogues import BadCatalogue, read_catalogues
from bot.render.texts import SHIPPED, Texts
from tests.render.sentences import in_code, in_templates

LANGUAGES = sorted(path.name for path in (SHIPPED / "locale").iterdir())
BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(language):
    with (SHIPPED / "locale" / language / "afterword.po").open("rb") as file:
        return {forms(message.id)[0]: message for message in read_po(file, abort_invalid=True) if message.id}


def forms(text):
    """A sentence that counts comes in several forms, any other in one."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_french_is_one_of_them():
    assert LANGUAGES == ["fr"]
    assert Texts().languages == ("en", "fr")


def test_sentences_are_found_in_templates_and_in_code():
    assert "By answering you agree to this." in in_templates()
    assert {"Skip", "Already noted.", "This is for the organisers of the webinar only."} <= in_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_left_over(language):
    translated = catalogue(language)
    said = in_templates() | in_code()
    assert said - set(translated) == set(), "not translated"
    assert set(translated) - said == set(), "said no more"
    assert [message.id for message in translated.values() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_blanks_of_its_sentence(language):
    for message in catalogue(language).values():
        blanks = [sorted(set(BLANKS.findall(form))) for form in forms(message.id)]
        for form in forms(message.string):
            assert sorted(set(BLANKS.findall(form))) in blanks, form


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
