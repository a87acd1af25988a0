"""Reads the materials of a webinar: what is promised, and the file or link that it is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.briefings import (
    COMPOSED,
    PRACTICE,
    PRACTICE_KEYS,
    read_composition,
    read_link,
    read_practice,
    report_unknown,
)
from bot.survey.definitions import Material, Survey
from bot.survey.fields import PLAN_NAME, Fields, Page, named, report_twins
from bot.survey.files import read_files, read_picture
from bot.survey.fills import MATERIAL_KINDS
from bot.survey.findings import guess
from bot.survey.identities import offers
from bot.survey.nodes import Node, Scalar, Section
from bot.survey.surroundings import Library

_KEYS = ("key", "kind", "title")
_SENT_AS = ("file", "files", "url")


def read_materials(
    fields: Fields, library: Library, survey: Survey | None
) -> tuple[tuple[Material, ...], frozenset[str]]:
    """The materials, and every key met, of faulty ones too."""
    nodes = fields.listing("materials") or ()
    read = [_material(node, fields.page, library) for node in nodes]
    report_twins(fields.page, "material", [(key, line) for key, line, _ in read])
    materials = tuple(material for _, _, material in read if material is not None)
    _report_lists(fields, materials, survey)
    report_unknown([node for node in nodes if isinstance(node, Section)], fields.page, survey)
    return materials, frozenset(key for key, _, _ in read if key is not None)


def _material(node: Node, page: Page, library: Library) -> tuple[str | None, int, Material | None]:
    if not isinstance(node, Section):
        message = "a material is a map: write it like {key: slides, kind: presentation, title: The slides}"
        page.findings.fault(node.line, message)
        return None, node.line, None
    fields = Fields(node, page, what=named(node, "material"), known=_known(node))
    fields.need("key", "give it one, such as `slides`")
    key = fields.name("key", PLAN_NAME)
    fields.need("kind", "write one of " + ", ".join(MATERIAL_KINDS))
    kind = fields.name("kind", PLAN_NAME)
    if kind is not None and kind not in (*MATERIAL_KINDS, PRACTICE):
        message = f"nobody can ask for the kind `{kind}` in a `materials` question: {guess(kind, MATERIAL_KINDS)}"
        page.findings.warn(fields.line_of("kind"), message)
    fields.need("title", "write what people see")
    title = fields.wording("title", longest=200)
    line = fields.line_of("key")
    if kind == PRACTICE:
        practice, (files, shown) = read_practice(fields, title), read_picture(fields, library)
        if key is None or title is None or practice is None:
            return key, line, None
        return key, line, Material(key, PRACTICE, title, files, practice=practice, shown=shown)
    files, shown = read_files(fields, library, kind=kind or "")
    url, compose = _url(fields), read_composition(fields)
    ways = [name for name in (*_SENT_AS, COMPOSED) if fields.has(name)]
    if len(ways) > 1:
        message = f"{fields.what} has both `{ways[0]}` and `{ways[1]}`: keep one, or make it two materials"
        fields.fault(fields.line_of(ways[1]), message)
    if key is None or kind is None or title is None:
        return key, line, None
    return key, line, Material(key, kind, title, files, url, compose, shown=shown)


def _known(node: Section) -> tuple[str, ...]:
    """The keys of a material of the kind that ``node`` says it is."""
    kind = node.get("kind")
    said = kind.text if isinstance(kind, Scalar) else None
    if said == PRACTICE:
        return (*_KEYS, *PRACTICE_KEYS)
    return (*_KEYS, *_SENT_AS, "show", COMPOSED) if said == "briefing" else (*_KEYS, *_SENT_AS, "show")


def _report_lists(fields: Fields, materials: Sequence[Material], survey: Survey | None) -> None:
    """Record a contact list that the bot would make itself, but must not: nobody is to be tied to the survey."""
    if survey is None or offers(survey.identity, "contacts"):
        return
    for material in materials:
        if material.kind == "contacts" and not material.files and material.url is None:
            message = (
                f"the survey `{survey.key}` is {survey.identity}, and I keep no contact list for it: "
                f"give `{material.key}` a `file` or a `url`, or take it out"
            )
            fields.fault(fields.line_of("materials"), message)


def _url(fields: Fields) -> str | None:
    return read_link(fields, "url")
