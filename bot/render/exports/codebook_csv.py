"""The codebook as CSV, for programs and spreadsheets: one line for each column, question, option, box and mark."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from bot.insight.extract import Extract
from bot.render.exports.codebook import HEADINGS, Entry, entries, languages_of
from bot.survey.cells import guarded
from bot.survey.definitions import ANY_LANGUAGE


def write_codebook_csv(extract: Extract, path: Path) -> None:
    """One line for each column, question, option, box and mark; wordings in a column a language."""
    languages = languages_of(extract)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEADINGS, "text", *(f"text.{language}" for language in languages)])
        for entry in entries(extract):
            writer.writerow([*cells_of(entry), *map(guarded, texts_of(entry, languages))])


def cells_of(entry: Entry) -> list[str]:
    """The cells of one line under ``HEADINGS``."""
    return [entry.level if name == "level" else entry.cells.get(name, "") for name in HEADINGS]


def texts_of(entry: Entry, languages: Sequence[str]) -> list[str]:
    """Its wording for all languages, then that in each of ``languages``; empty where there is none."""
    return [entry.texts.get(language, "") for language in (ANY_LANGUAGE, *languages)]
