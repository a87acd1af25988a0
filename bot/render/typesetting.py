"""Typesetting: a layout of Typst and its values made into a document or a picture.

Typst is imported at the first page only. Nothing is fetched and no file outside a layout's own folder is read; the
fonts are those that come with Typst and, for slides, with matplotlib, so pages look the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal


def layout_in(folders: Sequence[Path], layout: str) -> Path:
    """The first of ``folders``' own ``layout``; the last folder has each."""
    return next(folder / layout for folder in folders if (folder / layout).is_file())


def typeset(
    layout: Path,
    values: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    form: Literal["pdf", "png"] = "pdf",
    made_at: datetime | None = None,
    fonts: Sequence[Path] = (),
    dots_per_inch: int = 144,
) -> bytes:
    """The bytes of a PDF that follows PDF/UA-1, or of its only page as a PNG; the same values give the same bytes.

    The layout finds ``values`` beside itself, under its own name with ``.json``, and ``files`` by their names.

    Raises:
        typst.TypstError: the layout is wrong, or one of the files is broken; the first line says where.
    """
    import typst

    with TemporaryDirectory(prefix="afterword-") as folder:
        place = Path(folder)
        (place / layout.name).write_bytes(layout.read_bytes())
        (place / f"{layout.stem}.json").write_text(json.dumps(values), encoding="utf-8")
        for name, content in files.items():
            (place / name).write_bytes(content)
        made = typst.compile(
            place / layout.name,
            root=place,
            format=form,
            font_paths=list(fonts),
            ignore_system_fonts=True,
            ppi=dots_per_inch,
            pdf_standards="ua-1" if form == "pdf" else [],
            timestamp=int(made_at.timestamp()) if made_at else 0,
        )
    assert isinstance(made, bytes)
    return made
