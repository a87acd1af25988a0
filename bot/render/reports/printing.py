"""Prints reports: a PDF set by Typst from ``templates/reports/report.typ``, or one page of HTML that stands alone.

The PDF is tagged and follows PDF/UA-1, so that a screen reader can read it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from bot.render.lettering import font_folder, legible
from bot.render.reports.brand import Brand, read_brand
from bot.render.reports.contents import Document, values
from bot.render.texts import SHIPPED, Texts
from bot.render.typesetting import layout_in, typeset

LAYOUT = "reports/report.typ"
PAGE = "reports/report.html.j2"

_TYPES = {"svg": "svg+xml", "png": "png", "jpg": "jpeg", "jpeg": "jpeg"}


class ReportPress:
    """Prints. ``folders`` are searched for layouts and the brand in order; the shipped one is always the last.

    Raises:
        BadBrand: the brand cannot be printed.
    """

    def __init__(self, texts: Texts, folders: Sequence[Path] = ()) -> None:
        self._texts = texts
        self._folders = (*folders, SHIPPED)

    def pdf(self, document: Document) -> bytes:
        """The bytes of a PDF; the same document gives the same bytes.

        Raises:
            typst.TypstError: the layout is wrong; the first line says where.
        """
        brand = read_brand(self._folders)
        files = {f"{name}.svg": chart.svg().encode() for name, chart in document.charts()}
        if brand.logo:
            files[_logo_file(brand)] = brand.logo
        return typeset(
            layout_in(self._folders, LAYOUT),
            {name: _legible(said) for name, said in {**values(document), "brand": _branded(brand)}.items()},
            files,
            made_at=document.made_at,
            fonts=[font_folder()],
        )

    def page(self, document: Document) -> str:
        """One page of HTML without a script, its charts and its logo inside."""
        brand = read_brand(self._folders)
        charts = {
            name: Markup(chart.svg())  # noqa: S704  our own drawing, its letters escaped by it
            for name, chart in document.charts()
        }
        return self._texts.render(
            PAGE, document.language, it=values(document), brand=_branded(brand), charts=charts, logo=_inline(brand)
        )


def _legible(said: object) -> object:
    """The same without the signs that none of the fonts has, as the charts leave them out."""
    if isinstance(said, str):
        return legible(said)
    if isinstance(said, dict):
        return {name: _legible(each) for name, each in said.items()}
    return [_legible(each) for each in said] if isinstance(said, list | tuple) else said


def _branded(brand: Brand) -> dict[str, str]:
    return {"colour": brand.colour, "footer": brand.footer, "logo": _logo_file(brand), "logo_alt": brand.logo_alt}


def _logo_file(brand: Brand) -> str:
    """What the logo is called where the layout looks for it; empty without one."""
    return f"logo.{_ending(brand)}" if brand.logo else ""


def _ending(brand: Brand) -> str:
    return brand.logo_name.rpartition(".")[2].lower()


def _inline(brand: Brand) -> str:
    """The logo as an address that holds it; empty without one."""
    if not brand.logo:
        return ""
    kind = _TYPES[_ending(brand)]
    return f"data:image/{kind};base64,{base64.b64encode(brand.logo).decode()}"
