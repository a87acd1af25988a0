"""The codebook as Markdown, for people: a section for each question, with its wording in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.insight.extract import Extract
from bot.render.exports.codebook import OF_RESPONSE, Asked, entries, numbers, wordings
from bot.render.exports.codes import option_codes
from bot.render.exports.rule_words import rule_words
from bot.render.exports.variables import Variable, role_of, variables_of
from bot.survey.definitions import ANY_LANGUAGE, Question
from bot.survey.rules import ABSENT, ATTENDED


def write_codebook_markdown(extract: Extract, path: Path) -> None:
    """The same to be read: a section for each question."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in _lines(extract):
            file.write(line + "\n")


def _lines(extract: Extract) -> Iterator[str]:
    webinar, found = extract.webinar, list(entries(extract))
    title = _plain(extract.survey.title.spoken(*webinar.languages))
    yield f"# Codebook: {_plain(webinar.title)}"
    yield ""
    yield f"{title} (survey `{extract.survey.key}`, version {extract.current}, {extract.survey.identity}) at the"
    yield f"webinar `{webinar.key}` on {extract.starts_at:%Y-%m-%d}. Written on {extract.counted_at:%Y-%m-%d %H:%M}."
    attended = extract.survey.question(ATTENDED)
    if attended is not None and attended.option(ABSENT) is not None:
        yield f"Figures count only responses whose answer to `{ATTENDED}` is neither missing nor `{ABSENT}`."
    yield ""
    yield "## Columns of every response"
    yield ""
    columns = [entry for entry in found if entry.level == "column" and entry.cells["kind"] == OF_RESPONSE]
    yield from _table(
        ("column in CSV", "variable", "what it holds"),
        [(entry.cells["column"], entry.cells["variable"], entry.texts["en"]) for entry in columns],
    )
    yield ""
    yield "## What stands for a missing answer"
    yield ""
    marks = [
        (f"`{entry.cells['key']}`" if entry.cells["key"] else "(empty)", entry.cells.get("code", ""), entry.texts["en"])
        for entry in found
        if entry.level == "mark"
    ]
    yield from _table(("mark in CSV and XLSX", "code in SPSS", "what it says"), marks)
    yield ""
    yield "## Questions"
    variables = variables_of(extract)
    for question in extract.questions:
        for asked in wordings(extract, question.key):
            own = [each for each in variables if each.question == asked.question]
            yield from _section(extract, asked, own)


def _section(extract: Extract, asked: Asked, own: Sequence[Variable]) -> Iterator[str]:
    question, languages = asked.question, extract.webinar.languages
    yield ""
    yield f"### `{question.key}` {_plain(question.ask.spoken(*languages))}"
    yield ""
    ordered = ", ordered" if question.ordered or question.kind == "scale" else ""
    yield f"- kind: {question.kind}{ordered}; {'may be skipped' if question.optional else 'needs an answer'}"
    if len(extract.versions) > 1:
        yield f"- as asked in version {numbers(asked.versions)}"
    if question.when is not None:
        yield f"- shown if {_plain(rule_words(question.when, asked.survey, *languages))}"
    if question.least is not None or question.most is not None:
        least, most = ("any" if each is None else f"{each:g}" for each in (question.least, question.most))
        yield f"- {'picks' if question.picks_several else 'values'} from {least} to {most}"
    if own:
        yield f"- variables: {', '.join(f'`{each.name}`' for each in own)}"
    for box in question.boxes:
        yield f"- box `{box.key}`, reported as one share: {', '.join(f'`{key}`' for key in box.options)}"
    yield from _options(question, own, languages)
    yield from _other_languages(question)


def _options(question: Question, own: Sequence[Variable], languages: tuple[str, ...]) -> Iterator[str]:
    if not question.options:
        return
    main = next((each for each in own if each.role == role_of(question) == "choice"), None)
    codes = option_codes(main) if main else {}
    yield ""
    yield from _table(
        ("option", "label", "code in SPSS", "counts in n"),
        [
            (
                f"`{option.key}`",
                option.label.spoken(*languages),
                str(codes.get(option.key, "1" if question.picks_several else "")),
                "yes" if option.substantive else "no",
            )
            for option in question.options
        ],
    )


def _other_languages(question: Question) -> Iterator[str]:
    """The wording in every language it exists in, a line each."""
    languages = dict.fromkeys(
        language
        for wording in (question.ask, *(option.label for option in question.options))
        for language in wording.by_language
        if language != ANY_LANGUAGE
    )
    if languages:
        yield ""
    for language in languages:
        labels = [option.label.spoken(language) for option in question.options]
        options = f" ({'; '.join(map(_plain, labels))})" if labels else ""
        yield f"- {language}: {_plain(question.ask.spoken(language))}{options}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in row) + " |"


def _plain(text: str) -> str:
    """On one line, with nothing that Markdown would take for a heading or a tag."""
    return " ".join(text.split()).replace("<", "&lt;")
