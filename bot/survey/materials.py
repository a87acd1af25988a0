"""Reads the materials of a webinar: what is promised, and the file or link that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.survey.definitions import Material, Survey
from bot.survey.fields import PLAN_NAME, Fields, Page, named, report_twins
from bot.survey.fills import MATERIAL_KINDS
from bot.survey.findings import guess
from bot.survey.identities import offers
from bot.survey.nodes import Node, Section
from bot.survey.surroundings import Library

LARGEST_MATERIAL = 50_000_000
"""Bytes of a file that a bot may upload (core.telegram.org/bots/api#sending-files)."""

_KEYS = ("key", "kind", "title", "file", "url")


def read_materials(
    fields: Fields, library: Library, survey: Survey | None
) -> tuple[tuple[Material, ...], frozenset[str]]:
    """The materials, and every key met, of faulty ones too."""
    read = [_material(node, fields.page, library) for node in fields.listing("materials") or ()]
    report_twins(fields.page, "material", [(key, line) for key, line, _ in read])
    materials = tuple(material for _, _, material in read if material is not None)
    _report_lists(fields, materials, survey)
    return materials, frozenset(key for key, _, _ in read if key is not None)


def _material(node: Node, page: Page, library: Library) -> tuple[str | None, int, Material | None]:
    if not isinstance(node, Section):
        message = "a material is a map: write it like {key: slides, kind: presentation, title: The slides}"
        page.findings.fault(node.line, message)
        return None, node.line, None
    fields = Fields(node, page, what=named(node, "material"), known=_KEYS)
    fields.need("key", "give it one, such as `slides`")
    key = fields.name("key", PLAN_NAME)
    fields.need("kind", "write one of " + ", ".join(MATERIAL_KINDS))
    kind = fields.name("kind", PLAN_NAME)
    if kind is not None and kind not in MATERIAL_KINDS:
        message = f"nobody can ask for the kind `{kind}` in a `materials` question: {guess(kind, MATERIAL_KINDS)}"
        page.findings.warn(fields.line_of("kind"), message)
    fields.need("title", "write what people see")
    title = fields.wording("title", longest=200)
    file, url = _file(fields, library), _url(fields)
    if fields.has("file") and fields.has("url"):
        message = f"{fields.what} has both `file` and `url`: keep one, or make it two materials"
        fields.fault(fields.line_of("url"), message)
    line = fields.line_of("key")
    if key is None or kind is None or title is None:
        return key, line, None
    return key, line, Material(key, kind, title, file, url)


def _report_lists(fields: Fields, materials: Sequence[Material], survey: Survey | None) -> None:
    """Record a contact list that the bot would make itself, but must not: nobody is to be tied to the survey."""
    if survey is None or offers(survey.identity, "contacts"):
        return
    for material in materials:
        if material.kind == "contacts" and material.file is None and material.url is None:
            message = (
                f"the survey `{survey.key}` is {survey.identity}, and I keep no contact list for it: "
                f"give `{material.key}` a `file` or a `url`, or take it out"
            )
            fields.fault(fields.line_of("materials"), message)


def _file(fields: Fields, library: Library) -> str | None:
    path = fields.text("file", longest=1000)
    if path is None:
        return None
    beside = fields.page.findings.file
    size = library.around.size(path, beside=beside)
    if size is None:
        message = f"there is no file `{path}` beside this one: put it there, or take `file` out if it is still to come"
    elif size == 0:
        message = f"the file `{path}` is empty: put the right one there"
    elif size > LARGEST_MATERIAL:
        message = f"the file `{path}` has {size:,} bytes, and a bot may send {LARGEST_MATERIAL:,}: give a `url` instead"
    else:
        return library.around.resolve(path, beside=beside)
    fields.fault(fields.line_of("file"), message)
    return None


def _url(fields: Fields) -> str | None:
    url = fields.text("url", longest=2000)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        fine = False
    if not fine:
        message = f"`{url[:80]}` is no link: write it in full, like https://example.org/slides"
        fields.fault(fields.line_of("url"), message)
        return None
    return url
