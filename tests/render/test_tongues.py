"""Languages are called what those who speak them call them."""

import pytest

from bot.render.tongues import by_own_name, listed, own_name

UNION = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]


def test_every_official_language_has_a_name_of_its_own_that_begins_with_a_capital():
    names = [own_name(language) for language in UNION]
    assert len(set(names)) == 24
    assert all(name[0].isupper() for name in names)
    assert {"Français", "Ελληνικά", "Български", "Gaeilge"} <= set(names)


def test_they_stand_in_the_order_of_their_names_accents_aside():
    assert [own_name(language) for language in by_own_name(["sv", "cs", "en", "el"])] == [
        "Čeština",
        "English",
        "Svenska",
        "Ελληνικά",
    ]


@pytest.mark.parametrize(
    ("languages", "language", "said"),
    [
        (["en", "fr"], "en", "English and French"),
        (["en", "fr", "de"], "en", "English, French and German"),
        (["en", "fr"], "fr", "anglais et français"),
        (["en", "tlhx"], "en", "English and tlhx"),
    ],
)
def test_several_are_named_in_one(languages, language, said):
    assert listed(languages, language) == said


def test_a_code_nobody_knows_is_its_own_name():
    assert own_name("xx") == "Xx"
