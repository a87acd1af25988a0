"""The sheets of single answers and of the codebook, written row after row."""

from __future__ import annotations

from datetime import date

from bot.insight.extract import Extract, Given
from bot.render.exports.codebook import entries
from bot.render.exports.codebook_csv import texts_of
from bot.render.exports.workbook.book import LINE_POINTS, Cell, Page
from bot.survey.answers import Answer
from bot.survey.cells import LEFT, NOT_SHOWN
from bot.survey.definitions import OTHER, Question
from bot.survey.sheet import FINISHED, OTHER_SUFFIX, RESPONSE, THEMES_SUFFIX, columns_of

HEAD_ROWS = 2
"""The wording of each question, and below it the column's name."""

MOST_TALL = 5_000
"""With more responses every row is one line: the heights of all rows have to be remembered to the end."""

VERSION = "version"
LABELS_JOINT = "; "

_WIDE, _MIDDLE, _NARROW = 44, 26, 12
_CODEBOOK = (("column", 22), ("level", 10), ("key", 22), ("kind", 11), ("substantive", 11), ("boxes", 16), ("when", 40))
_TEXT_WIDTH = 60


def write_answers(page: Page, extract: Extract) -> None:
    """One row a response, options by their labels; the columns are those of the CSV file."""
    columns = list(columns_of(extract.questions, themes=extract.themed))
    asked = {question.key: question for question in extract.questions}
    several = len(extract.versions) > 1
    if several:
        columns.insert(2, VERSION)
    page.columns([_width(column, asked) for column in columns])
    languages = extract.webinar.languages
    wordings = (asked[name].ask.spoken(*languages) if name in asked else "" for name in columns)
    page.write(*(Cell(wording, "ask") for wording in wordings), height=62)
    page.write(*(Cell(column, "key") for column in columns))
    page.sheet.freeze_panes(HEAD_ROWS, 1)
    height = None if extract.count <= MOST_TALL else LINE_POINTS
    for given in extract.rows():
        cells = _cells(given, languages)
        page.write(*(cells.get(column, _NEVER.get(column.rpartition(".")[1])) for column in columns), height=height)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, max(page.row - 1, HEAD_ROWS), len(columns) - 1)


def write_codebook(page: Page, extract: Extract) -> None:
    """The codebook in the webinar's languages."""
    languages = extract.webinar.languages
    page.columns([*(width for _, width in _CODEBOOK), *(_TEXT_WIDTH for _ in languages)])
    heads = [name for name, _ in _CODEBOOK] + [f"text ({language})" for language in languages]
    page.write(*(Cell(head, "head") for head in heads))
    page.sheet.freeze_panes(1, 1)
    for entry in entries(extract):
        anyhow, *texts = texts_of(entry, languages)
        english = entry.texts.get("en", "")
        said = [text or anyhow or english for text in texts]
        cells = [entry.level if name == "level" else entry.cells.get(name, "") for name, _ in _CODEBOOK]
        look = "box" if entry.level == "question" else "text"
        page.write(*(Cell(cell, look) for cell in (*cells, *said)))  # type: ignore[arg-type]  # one of two words
    page.sheet.autofilter(0, 0, page.row - 1, len(heads) - 1)


_NEVER = {"": Cell(NOT_SHOWN, "faint_text")}
"""What a column of a question holds for a response whose version did not have it; other columns hold nothing."""


def _width(column: str, asked: dict[str, Question]) -> int:
    question = asked.get(column)
    if question is None:
        return _MIDDLE if column.endswith((OTHER_SUFFIX, THEMES_SUFFIX)) else _NARROW
    if question.kind in ("open", "multiple", "materials"):
        return _WIDE
    return _NARROW if question.kind in ("nps", "number", "date", "yes_no", "statement") else _MIDDLE


def _cells(given: Given, languages: tuple[str, ...]) -> dict[str, Cell | None]:
    cells: dict[str, Cell | None] = {
        RESPONSE: Cell(given.label),
        FINISHED: Cell(int(given.finished), "flag"),
        VERSION: Cell(given.version, "flag"),
    }
    for question in given.survey.questions:
        answer = given.answers.get(question.key)
        cells[question.key] = _cell(question, answer, languages)
        if answer is not None and answer.state == "answered" and OTHER in answer.picks and answer.text:
            cells[question.key + OTHER_SUFFIX] = Cell(answer.text)
        if themes := given.themes.get(question.key):
            cells[question.key + THEMES_SUFFIX] = Cell(LABELS_JOINT.join(themes))
    return cells


def _cell(question: Question, answer: Answer | None, languages: tuple[str, ...]) -> Cell | None:
    """A number or a day as such, options by their labels, and the marks of what was not answered."""
    if answer is None or answer.state == "shown":
        return Cell(NOT_SHOWN if answer is None else LEFT, "faint_text")
    if answer.state == "skipped":
        return None
    match question.kind:
        case "statement":
            return Cell(1, "flag")
        case "number":
            return None if answer.number is None else Cell(answer.number, "mean")
        case "date":
            return None if answer.text is None else Cell(date.fromisoformat(answer.text), "day")
        case "nps":
            return _score(answer)
        case "open":
            return Cell(answer.text or "")
        case _:
            picked = [option.label.spoken(*languages) for option in question.options if option.key in answer.picks]
            return Cell(LABELS_JOINT.join(picked))


def _score(answer: Answer) -> Cell | None:
    """The number that was picked; an option of another sort by its key."""
    if not answer.picks:
        return None
    pick = answer.picks[0]
    return Cell(int(pick), "flag") if pick.isdecimal() else Cell(pick)
