"""What an operator's folder overrides: which files are used, which by nothing, and which cannot be.

Templates are compiled as they will be and not rendered; catalogues are read. Definitions are ``check``'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from bot.render.catalogues import BadCatalogue, read_catalogues
from bot.render.texts import SHIPPED, Texts

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

_ADDED = ("surveys/", "plans/", "reports/", "locale/")
"""Where an operator may have files that do not ship."""

_COMPILED = ("messages/", "organisers/")


def missing_fonts() -> tuple[str, ...]:
    """The fonts that are not where they should be. Looked for without loading what draws with them."""
    package = find_spec("matplotlib")
    folder = Path(package.origin).with_name("mpl-data") / "fonts" / "ttf" if package and package.origin else Path()
    return tuple(name for name in FONTS if not (folder / name).is_file())


def files_in(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What in ``folder`` replaces or adds something, and what nothing uses."""
    used: list[str] = []
    unknown: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name.startswith(".") or "/." in name or name.upper().startswith("README"):
            continue
        (used if (SHIPPED / name).is_file() or name.startswith(_ADDED) else unknown).append(name)
    return tuple(used), tuple(unknown)


def faults_in(folder: Path, texts: Texts) -> tuple[str, ...]:
    """What in ``folder`` cannot be used, each with its place and why; ``texts`` knows what templates may say."""
    try:
        read_catalogues([folder])
    except BadCatalogue as trouble:
        return (str(trouble).rstrip("."),)
    return tuple(_faults(folder, texts))


def _faults(folder: Path, texts: Texts) -> Iterator[str]:
    for name in files_in(folder)[0]:
        if not (name.startswith(_COMPILED) and name.endswith(".j2")):
            continue
        try:
            texts.check((folder / name).read_text(encoding="utf-8"), name=name)
        except TemplateSyntaxError as trouble:
            yield f"{name}:{trouble.lineno} ({trouble.message})"
        except (TemplateError, UnicodeDecodeError, OSError) as trouble:
            yield f"{name} ({type(trouble).__name__})"
