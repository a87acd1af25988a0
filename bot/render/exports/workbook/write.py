"""Writes the workbook: overview, tables, answers, codebook."""

from __future__ import annotations

from pathlib import Path

from bot.insight.extract import Extract
from bot.render.exports.workbook.book import Book
from bot.render.exports.workbook.overview import Overview
from bot.render.exports.workbook.rows import HEAD_ROWS, write_answers, write_codebook
from bot.render.exports.workbook.tables import Tables
from bot.render.exports.workbook.words import workbook_words


def write_workbook(extract: Extract, path: Path, *, language: str = "en") -> None:
    """The whole workbook, headings in ``language``. There are no more responses than a sheet has rows for."""
    words, drawn, title = workbook_words(language), extract.figures(), extract.webinar.title
    with Book(path, title=title, made_at=extract.counted_at) as book:
        overview = book.page(words["overview"], colour="#1F4E79")
        tables = book.page(words["tables"], colour="#1F4E79")
        answers, codebook = book.page(words["answers"]), book.page(words["codebook"])
        table = Tables(tables, language=language, limit=drawn.summary.limit)
        headlines = [
            headline
            for number, question in enumerate(drawn.summary.questions, start=1)
            if (headline := table.add(question, number=f"{number}.")) is not None
        ]
        for version, questions in drawn.others.items():
            for question in questions:
                table.add(question, number=f"{question.key}:", version=version)
        Overview(book, overview, tables, language=language).write(extract, drawn, headlines)
        write_answers(answers, extract)
        write_codebook(codebook, extract)
        overview.printed(footer=title, landscape=True)
        tables.printed(footer=title, scale=54, head=1)
        table.keep_together()
        answers.printed(footer=title, scale=60, landscape=True, head=HEAD_ROWS, column=True)
        codebook.printed(footer=title, landscape=True, head=1)
