"""Translations: ``templates/locale/<language>/afterword.po``, read and compiled in memory at start.

The English sentences are the keys, so English needs no catalogue. An operator's folder may bring languages of its own
or other words for shipped sentences. It refuses a catalogue that cannot be read, naming the file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from gettext import NullTranslations
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

SOURCE_LANGUAGE = "en"
DOMAIN = "afterword"


class BadCatalogue(Exception):  # noqa: N818  the name says what it is
    """A catalogue cannot be read. ``str()`` is one sentence that names the file."""


def read_catalogues(folders: Sequence[Path]) -> dict[str, NullTranslations]:
    """Translations by language, English always among them; what an earlier folder says goes before a later one's.

    Raises: BadCatalogue.
    """
    found: dict[str, NullTranslations] = {SOURCE_LANGUAGE: NullTranslations()}
    for folder in reversed(folders):
        for path in sorted(folder.glob(f"locale/*/{DOMAIN}.po")):
            language = path.parent.name
            translations = _read(path, language)
            former = found.get(language)
            if isinstance(former, Translations):
                former.merge(translations)
            else:
                found[language] = translations
    return found


def _read(path: Path, language: str) -> Translations:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=Locale.parse(language), domain=DOMAIN, abort_invalid=True)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
    except (OSError, PoFileError, UnicodeDecodeError) as trouble:
        raise BadCatalogue(f"{path} cannot be read as translations: {trouble}") from trouble
    except (UnknownLocaleError, ValueError) as trouble:
        raise BadCatalogue(f"{path}: {language!r} is not the code of a language, as in fr or pt_BR.") from trouble
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
