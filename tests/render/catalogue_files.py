"""The shipped catalogues as they lie on disk; run as a program it prints what each language still lacks.

python -m tests.render.catalogue_files [LANGUAGE...]
"""

import sys

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.render.texts import SHIPPED
from tests.render.sentences import ROOT, extracted, for_attendees, for_organisers

LANGUAGES = sorted(path.name for path in (SHIPPED / "locale").iterdir())


ORGANISERS_SPEAK = ("fr", "de", "es")
"""Organisers are spoken to in English and these; attendees in every language."""


def due_in(language: str) -> set[str]:
    """Every sentence that ``language`` needs words for."""
    return for_attendees() | (for_organisers() if language in ORGANISERS_SPEAK else set())


def catalogue(language: str) -> dict[str, Message]:
    """The messages of one language by their English sentence (of one that counts: the form for one)."""
    with (SHIPPED / "locale" / language / "afterword.po").open("rb") as file:
        return {forms(message.id)[0]: message for message in read_po(file, abort_invalid=True) if message.id}


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """A sentence that counts comes in several forms, any other in one."""
    return (text,) if isinstance(text, str) else tuple(text)


def lacking(language: str) -> Catalog:
    """What is said and ``language`` has no words for; everything, if there is no such catalogue."""
    there = catalogue(language) if (SHIPPED / "locale" / language).is_dir() else {}
    due = Catalog(locale=language, domain="afterword", project="Afterword", version="1", charset="utf-8")
    for sentence, (whole, places) in sorted(extracted(due_in(language)).items()):
        if sentence not in there:
            due.add(whole, locations=places)
    return due


def main(languages: list[str]) -> None:
    """Print what each of ``languages`` lacks as the beginning of a catalogue."""
    for language in languages or LANGUAGES:
        write_po(sys.stdout.buffer, lacking(language), sort_output=True, width=0)


if __name__ == "__main__":
    assert ROOT.is_dir()
    main(sys.argv[1:])
