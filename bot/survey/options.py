"""Reads the options of a question, and the boxes that report some of them as one share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.definitions import ANY_LANGUAGE, OTHER, Box, Kind, Option, Wording
from bot.survey.fields import NAME, OPTION_NAME, Fields, Page
from bot.survey.fills import LISTING, OTHER_OPTION, filled_options
from bot.survey.findings import guess
from bot.survey.nodes import Node, Scalar, Section

LONGEST_LABEL = 200
MOST_OPTIONS = 90
"""Telegram shows 100 buttons at most; Done, Skip and what may come later need some of them."""


def read_options(fields: Fields, kind: Kind, *, other: bool) -> tuple[tuple[Option, ...], int]:
    """The options that could be read, or those that the kind brings; and how many there are with the faulty ones."""
    if kind not in LISTING or (kind == "materials" and not fields.has("options")):
        filled = (*filled_options(kind), *((OTHER_OPTION,) if other else ()))
        return filled, len(filled)
    fields.need("options", "list at least two, each like {key: yes, label: Yes}")
    nodes = fields.listing("options")
    if nodes is None:
        return (), 0
    options: list[Option] = []
    for place, node in enumerate(nodes[: MOST_OPTIONS + 1], start=1):
        option = _option(node, fields.page, f"option {place} of {fields.what}", options)
        if option is not None:
            options.append(option)
    written = len(nodes)
    if other and all(option.key != OTHER for option in options):
        options.append(OTHER_OPTION)
        written += 1
    _count(fields, kind, options, written=written)
    return tuple(options), written


def _count(fields: Fields, kind: Kind, options: Sequence[Option], *, written: int) -> None:
    line = fields.line_of("options")
    needed = 2 if kind in ("single", "scale") else 1
    if written < needed:
        fields.fault(line, f"{fields.what} has {written} options: give it {needed} at least")
    elif written > MOST_OPTIONS:
        fields.fault(line, f"{fields.what} has {written} options: {MOST_OPTIONS} fit on a phone, split it in two")
    elif options and len(options) == written and not any(option.substantive for option in options):
        fields.fault(line, f"no option of {fields.what} counts: take `substantive: false` out of some")


def _option(node: Node, page: Page, what: str, before: Sequence[Option]) -> Option | None:
    if not isinstance(node, Section):
        page.findings.fault(node.line, f"{what} is not a map: write it like {{key: yes, label: Yes}}")
        return None
    fields = Fields(node, page, what=what, known=("key", "label", "substantive"))
    fields.need("key", "give it one, such as `yes`")
    key = fields.name("key", OPTION_NAME)
    fields.need("label", "write what people can pick")
    label = fields.wording("label", longest=LONGEST_LABEL)
    substantive = fields.flag("substantive", default=True)
    if any(option.key == key for option in before):
        fields.fault(fields.line_of("key"), f"the option `{key}` stands twice: give each option a key of its own")
        return None
    if label is not None and (twin := _twin(label, before)):
        fields.fault(fields.line_of("label"), f"{what} reads the same as `{twin}`: word each option differently")
    return None if key is None else Option(key, label or Wording({ANY_LANGUAGE: key}), substantive)


def _twin(label: Wording, before: Sequence[Option]) -> str | None:
    """The key of an earlier option that reads the same in some language."""
    for option in before:
        for language, text in label.by_language.items():
            if option.label.by_language.get(language, "").casefold() == text.casefold():
                return option.key
    return None


def read_boxes(fields: Fields, options: Sequence[Option]) -> tuple[Box, ...]:
    """The boxes that count options which are there and part of the base; what is wrong with others is recorded."""
    section = fields.section("boxes", "{satisfied: [very_satisfied, satisfied]}")
    if section is None:
        return ()
    boxes = Fields(section, fields.page, what=f"`boxes` of {fields.what}", known=list(section.entries))
    found = []
    for name in section.names:
        if not NAME.pattern.fullmatch(name.text):
            fields.fault(name.line, f"`{name.text}` cannot be a box's key: use {NAME.words}")
        members = boxes.texts(name.text)
        if members is not None and _members_fit(fields, name, members, options):
            found.append(Box(name.text, tuple(member.text for member in members)))
    return tuple(found)


def _members_fit(fields: Fields, name: Scalar, members: Sequence[Scalar], options: Sequence[Option]) -> bool:
    counted = {option.key: option.substantive for option in options}
    fits = bool(members)
    if not members:
        fields.fault(name.line, f"the box `{name.text}` is empty: list the options that it counts")
    for place, member in enumerate(members):
        if member.text not in counted:
            fits = False
            message = f"the box `{name.text}` counts `{member.text}`, which is no option: {guess(member.text, counted)}"
            fields.fault(member.line, message)
        elif not counted[member.text]:
            message = f"the box `{name.text}` counts `{member.text}`, which is no part of the base: take it out"
            fields.fault(member.line, message)
        elif any(member.text == earlier.text for earlier in members[:place]):
            fields.fault(member.line, f"the box `{name.text}` counts `{member.text}` twice: keep one")
    return fits
