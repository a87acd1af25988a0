"""What is known of languages: their stop words and their stems, from two libraries that ask nobody.

A language without a stemmer (ten of the European Union's twenty-four) is compared word by word, one without stop words
(Maltese) has none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.insight.phrases import Tongue

_STEMMERS = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
"""The algorithms of Snowball (snowballstem.org) for languages of the European Union."""


@lru_cache(maxsize=64)
def tongue_of(language: str) -> Tongue:
    """The language with this code; one that nobody knows has neither stop words nor stems."""
    import stopwordsiso

    short = language.split("-")[0].lower()
    words = stopwordsiso.stopwords(short) if stopwordsiso.has_lang(short) else ()
    return Tongue(frozenset(word.casefold() for word in words), _stemmer(short))


def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    name = _STEMMERS.get(language)
    if name is None or name not in snowballstemmer.algorithms():
        return str
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(maxsize=20_000)(stem)
