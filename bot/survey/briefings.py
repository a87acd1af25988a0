"""Reads what a briefing is composed of, and the good practices told in it or sent by themselves.

A good practice goes out as one picture with all that is told of it below, so that must fit a caption.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.survey.definitions import ANY_LANGUAGE, Composition, Origin, Practice, Survey, Wording
from bot.survey.fields import Fields, Page, named
from bot.survey.findings import guess
from bot.survey.nodes import Listing, Node, Scalar, Section

PRACTICE = "good_practice"
"""The kind of a material that is one good practice."""

PRACTICE_KEYS = ("who", "place", "story", "picture", "credit", "link", "alt")

COMPOSED = "compose"
"""The key under which a briefing says what it is composed of."""

COUNTED = ("single", "multiple", "scale", "nps", "yes_no", "number", "materials")
"""The kinds of questions that have figures to share. Open answers are somebody's own words and are never shared."""

CAPTION = 1024
"""Characters below a picture (core.telegram.org/bots/api#sendphoto)."""

_AROUND = 60
"""Characters of a good practice's caption that are not the organiser's: marks, and the words of its link."""

_KEYS = ("introduction", "lessons", "practices", "sources", "figures")
_MOST = {"lessons": 12, "practices": 6, "sources": 12, "figures": 8}
"""A briefing is two pages; more than this is a report."""


def read_practice(fields: Fields, title: Wording | None) -> Practice | None:
    """What the good practice in ``fields`` tells; None if that is faulty."""
    fields.need("who", "name the cluster or organisation that does it")
    fields.need("story", "tell in a few sentences what they did and what came of it")
    who = fields.wording("who", longest=120)
    place, credit = fields.wording("place", longest=80), fields.wording("credit", longest=120)
    alt, link = fields.wording("alt", longest=250), read_link(fields, "link")
    story = _paragraphs(fields)
    if who is None or title is None or not story:
        return None
    practice = Practice(who, story, place, credit, link, alt)
    _report_caption(fields, title, practice)
    return practice


def read_composition(fields: Fields) -> Composition | None:
    """What the briefing in ``fields`` is composed of; None if it is not."""
    section = fields.section(COMPOSED, "{lessons: [...], sources: [...], figures: [overall]}")
    if section is None:
        return None
    own = Fields(section, fields.page, what=f"`{COMPOSED}` of {fields.what}", known=_KEYS)
    if not section.entries:
        own.fault(own.line, f"{own.what} is empty: give it `lessons`, at least")
    composition = Composition(
        introduction=own.wording("introduction", longest=800),
        lessons=_wordings(own, "lessons", longest=500),
        practices=tuple(each.text for each in own.texts("practices") or ()),
        sources=tuple(_origins(own)),
        figures=tuple(each.text for each in own.texts("figures") or ()),
    )
    for name, most in _MOST.items():
        listed = section.get(name)
        if isinstance(listed, Listing) and len(listed.children) > most:
            own.fault(listed.line, f"{own.what} has {len(listed.children)} `{name}`: keep the {most} that matter most")
    return composition


def report_unknown(materials: Sequence[Section], page: Page, survey: Survey | None) -> None:
    """Record what briefings among the ``materials`` list and the webinar has not. ``survey`` None: it is unreadable."""
    practices = [_text(each, "key") for each in materials if _text(each, "kind") == PRACTICE]
    for material in materials:
        composed = material.get(COMPOSED)
        if not isinstance(composed, Section):
            continue
        what = f"`{COMPOSED}` of {named(material, 'material')}"
        for key in _listed(composed, "practices"):
            if key.text not in practices:
                remedy = guess(key.text, practices) if practices else f"add a material of the kind `{PRACTICE}`"
                page.findings.fault(key.line, f"{what} tells no good practice `{key.text}`: {remedy}")
        if survey is not None:
            for key in _listed(composed, "figures"):
                _report_figure(key, what, page, survey)


def read_link(fields: Fields, key: str) -> str | None:
    """A web address, in full."""
    url = fields.text(key, longest=2000)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        fine = False
    if not fine:
        message = f"`{url[:80]}` is no link: write it in full, like https://example.org/slides"
        fields.fault(fields.line_of(key), message)
        return None
    return url


def _report_figure(key: Scalar, what: str, page: Page, survey: Survey) -> None:
    question = survey.question(key.text)
    counted = [each.key for each in survey.questions if each.kind in COUNTED]
    if question is None:
        remedy = guess(key.text, counted) if counted else "take it out"
        page.findings.fault(key.line, f"the survey `{survey.key}` has no question `{key.text}`: {remedy}")
    elif question.kind not in COUNTED:
        message = f"{what} cannot share `{key.text}`, which is of the kind `{question.kind}` and has no figures"
        page.findings.fault(key.line, f"{message}: take it out, or quote what was said in `lessons` with their leave")


def _text(section: Section, key: str) -> str:
    node = section.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _listed(section: Section, name: str) -> list[Scalar]:
    node = section.get(name)
    return [each for each in node.children if isinstance(each, Scalar)] if isinstance(node, Listing) else []


def _wordings(fields: Fields, key: str, *, longest: int) -> tuple[Wording, ...]:
    """A list of texts, each one string or a map of languages."""
    found = []
    for place, node in enumerate(fields.listing(key) or (), start=1):
        wording = _one(fields, key, node, place, longest)
        if wording is not None:
            found.append(wording)
    return tuple(found)


def _one(fields: Fields, key: str, node: Node, place: int, longest: int) -> Wording | None:
    name = f"{key} {place}"
    alone = Section({name: (Scalar(name, node.line), node)}, node.line)
    return Fields(alone, fields.page, what=fields.what, known=(name,)).wording(name, longest=longest)


def _paragraphs(fields: Fields) -> tuple[Wording, ...]:
    """A story: one text, or a list of paragraphs."""
    if isinstance(fields.node("story"), Listing):
        return _wordings(fields, "story", longest=CAPTION)
    alone = fields.wording("story", longest=CAPTION)
    return () if alone is None else (alone,)


def _origins(fields: Fields) -> list[Origin]:
    found = []
    for node in fields.listing("sources") or ():
        if not isinstance(node, Section):
            message = "a source is a map: write it like {title: The handbook, url: https://example.org/handbook}"
            fields.fault(node.line, message)
            continue
        own = Fields(node, fields.page, what="the source", known=("title", "url"))
        own.need("title", "say what is found there")
        own.need("url", "write its link in full")
        title, url = own.wording("title", longest=200), read_link(own, "url")
        if title is not None and url is not None:
            found.append(Origin(title, url))
    return found


def _report_caption(fields: Fields, title: Wording, practice: Practice) -> None:
    """Record in which languages all that is told below the picture is longer than a caption can be."""
    told = [
        each for each in (title, practice.who, practice.place, practice.credit, *practice.story) if each is not None
    ]
    languages: Sequence[str] = sorted({language for each in told for language in each.by_language}) or [ANY_LANGUAGE]
    for language in languages:
        length = sum(_units(each.spoken(language)) + 2 for each in told) + _AROUND
        if length > CAPTION:
            where = "" if language == ANY_LANGUAGE else f" in {language}"
            message = f"{fields.what} is told below its picture, where {CAPTION:,} characters fit"
            fields.fault(fields.line_of("story"), f"{message}: shorten the story{where} by {length - CAPTION}")


def _units(text: str) -> int:
    """How Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
