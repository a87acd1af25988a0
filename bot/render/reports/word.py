"""A report as a Word document, through python-docx, which is an extra and imported only when a document is made."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bot.render.reports.contents import (
    Chart,
    Document,
    Facts,
    Headlines,
    Page,
    Paragraph,
    Part,
    Subheading,
    Table,
    joined,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.text.run import Run


class NoWord(Exception):  # noqa: N818  the name says what it is
    """python-docx is not installed. ``str()`` is one sentence that says how to get it."""

    def __init__(self) -> None:
        super().__init__("Word documents need the extra `docx`: install afterword[docx], or take --html or --pdf.")


def word(document: Document) -> bytes:
    """The bytes of a .docx file that says what the HTML and the PDF say.

    Raises:
        NoWord: the extra is missing.
    """
    try:
        import docx
    except ImportError:
        raise NoWord from None
    made = docx.Document()
    _set_up(made, document)
    made.add_heading(document.title, level=0)
    for line in document.subtitle:
        _quiet(made.add_paragraph().add_run(line))
    for place, page in enumerate(document.pages):
        if place and not document.loose:
            made.add_page_break()  # type: ignore[no-untyped-call]  # python-docx types it in part
        _add_page(made, page)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: WordDocument, document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.footer.paragraphs[0].text = joined([document.organiser, document.contact])
    style = made.styles["Normal"]
    style.font.size = Pt(10)
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): document.language})
    style.element.get_or_add_rPr().append(language)
    core = made.core_properties
    core.title, core.author, core.language = document.title, document.organiser, document.language
    core.created = core.modified = document.made_at


def _add_page(made: WordDocument, page: Page) -> None:
    made.add_heading(page.title, level=1)
    for part in page.parts:
        _add_part(made, part)


def _add_part(made: WordDocument, part: Part) -> None:
    match part:
        case Paragraph(text, quiet):
            run = made.add_paragraph().add_run(text)
            if quiet:
                _quiet(run)
        case Subheading(text):
            made.add_heading(text, level=2)
        case Facts(rows):
            _fill(made.add_table(rows=0, cols=2), rows)
        case Headlines(boxes):
            for box in boxes:
                paragraph = made.add_paragraph()
                run = paragraph.add_run(box.figure)
                run.bold = True
                _quiet(paragraph.add_run(f"  {box.interval}"))
                paragraph.add_run(f"  {box.text}  ")
                _quiet(paragraph.add_run(joined([box.of, box.bounds])))
        case Chart():
            _add_picture(made, part.png(), part.alt, tall=part.tall)
        case Table():
            _add_table(made, part)


def _add_table(made: WordDocument, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made.add_paragraph(style="Caption").add_run(table.caption)
    grid = made.add_table(rows=0, cols=len(table.columns))
    grid.style = made.styles["Light List Accent 1"]
    _fill(grid, (table.columns, *table.rows))
    _repeat_header(grid)
    for row in grid.rows:
        for cell in row.cells[1:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph()


def _fill(grid: WordTable, rows: tuple[tuple[str, ...], ...]) -> None:
    for row in rows:
        added = grid.add_row()  # type: ignore[no-untyped-call]  # python-docx types it in part
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text


def _repeat_header(grid: WordTable) -> None:
    """The first row is a heading, and stands again on each page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(heading)  # noqa: SLF001  python-docx has no public way


def _add_picture(made: WordDocument, picture: bytes, alt: str, *, tall: float) -> None:
    from docx.shared import Cm

    size = {"height": Cm(22)} if tall > 1.3 else {"width": Cm(17)}  # what would be taller than a page is as tall as one
    shape = made.add_picture(io.BytesIO(picture), **size)
    shape._inline.docPr.set("descr", alt)  # noqa: SLF001  python-docx has no public way


def _quiet(run: Run) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size = Pt(8.5)
    run.font.color.rgb = RGBColor(0x55, 0x60, 0x6E)
