"""YAML 1.2 as a tree in which every scalar is its raw text with its line.

Nothing is resolved: ``yes`` and ``10:30`` stay text, and the field readers say what they expect. Built from the
parser's events, which need no recursion, under limits of size, depth and number; aliases count in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.survey.findings import Findings

LARGEST_FILE = 1 << 20
"""Bytes of one definition file; the shipped ones have a few thousand."""

MOST_NODES = 50_000
"""Texts, lists and maps in one file, each alias counted as all that it stands for."""

LONGEST_KEY = 100
"""Characters of a key, known or not."""

DEEPEST = 30
"""Lists and maps inside each other."""

_NULLS = ("", "~", "null", "Null", "NULL")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written, without its quotes. ``null``: it had none and is what YAML 1.2 writes for no value."""

    text: str
    line: int
    size: int = 1
    null: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    children: tuple[Node, ...]
    line: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """A map; each key stands once. ``entries`` gives, by key, the key with its line and the value, as written."""

    entries: Mapping[str, tuple[Scalar, Node]]
    line: int
    size: int = 1

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or None."""
        return self.entries[key][1] if key in self.entries else None

    @property
    def names(self) -> list[Scalar]:
        """The keys, in the order in which they are written."""
        return [name for name, _ in self.entries.values()]


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that has been reported already; readers pass over it."""

    line: int
    size: int = 1


Node = Scalar | Listing | Section | Broken


class _TooMuchError(Exception):
    """A limit is passed; the fault is recorded and reading ends."""


@dataclass(slots=True)
class _Open:
    """A list or map that has begun."""

    line: int
    anchor: str | None
    mapping: bool
    children: list[Node] = field(default_factory=list)


def documents(content: bytes, findings: Findings) -> list[Node]:
    """The documents of one file that can be read; what cannot be is recorded in ``findings``."""
    text = _decoded(content, findings)
    if text is None:
        return []
    builder = _Builder(findings)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        line, message = _explained(error, text, builder.opened)
        findings.fault(line, message)
    except YAMLError as error:
        place = getattr(error, "position", 0)
        findings.fault(text.count("\n", 0, place) + 1, "there is a control character here: take it out")
    except _TooMuchError:
        pass
    else:
        if not builder.documents:
            findings.fault(1, "the file is empty: begin with `survey:`, `webinar:` or `translation:`")
    return builder.documents


def _decoded(content: bytes, findings: Findings) -> str | None:
    if len(content) > LARGEST_FILE:
        findings.fault(1, f"the file is larger than {LARGEST_FILE >> 20} MiB: keep it to {LARGEST_FILE:,} bytes")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.fault(line, "this is not UTF-8 text: save the file again with the encoding UTF-8")
        return None


def _explained(error: MarkedYAMLError, text: str, opened: int) -> tuple[int, str]:
    """The line of the parser's complaint, and the complaint in words that tell an organiser what to do.

    ``opened`` is where the innermost list or map began.
    """
    problem, mark, begun = str(error.problem), error.problem_mark, error.context_mark
    line = 1 if mark is None else mark.line + 1
    if mark is not None and text[mark.index : mark.index + 1] == "\t":
        return line, "a tab stands where spaces are due: indent with spaces"
    if "mapping values are not allowed" in problem:
        return line, "a `:` stands where none can: check the indentation, and put a text that holds `: ` in quotes"
    if "cannot start any token" in problem:
        return line, f"{problem}: put the text in quotes"
    if "end of stream" in problem and begun is not None:
        return begun.line + 1, "a quote is never closed: close it"
    if "stream end" in problem:
        return opened, "a bracket is never closed: close it"
    return line, f"this is not YAML: {problem}; check indentation, quotes and brackets"


class _Builder:
    """Puts events together to nodes; counts what it builds."""

    def __init__(self, findings: Findings) -> None:
        self.documents: list[Node] = []
        self._findings = findings
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._nodes = 0

    @property
    def opened(self) -> int:
        """The line where the innermost list or map began that has not ended."""
        return self._open[-1].line if self._open else 1

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        match event:
            case ScalarEvent():
                self._count(1, line)
                self._close(self._scalar(event, line), event.anchor)
            case AliasEvent():
                self._close(self._alias(str(event.anchor), line), None)
            case MappingStartEvent() | SequenceStartEvent():
                self._count(1, line)
                self._tag(event, line)
                if len(self._open) == DEEPEST:
                    self._stop(line, f"lists and maps are nested more than {DEEPEST} deep: flatten this")
                self._open.append(_Open(line, event.anchor, isinstance(event, MappingStartEvent)))
            case MappingEndEvent() | SequenceEndEvent():
                begun = self._open.pop()
                self._close(self._section(begun) if begun.mapping else self._listing(begun), begun.anchor)
            case DocumentEndEvent():
                self._anchors.clear()

    def _scalar(self, event: ScalarEvent, line: int) -> Node:
        self._tag(event, line)
        if _UNSTORABLE.search(event.value):
            self._findings.fault(line, "the text holds a control character or half a character: take it out")
            return Broken(line)
        return Scalar(event.value, line, null=not event.style and event.value in _NULLS)

    def _alias(self, name: str, line: int) -> Node:
        node = self._anchors.get(name)
        if node is None:
            self._findings.fault(line, f"`*{name}` stands for nothing that ends before it: write the value out")
            return Broken(line)
        self._count(node.size, line)
        return node

    def _listing(self, begun: _Open) -> Node:
        return Listing(tuple(begun.children), begun.line, 1 + sum(child.size for child in begun.children))

    def _section(self, begun: _Open) -> Node:
        entries: dict[str, tuple[Scalar, Node]] = {}
        pairs = zip(begun.children[::2], begun.children[1::2], strict=True)
        for key, value in pairs:
            if not isinstance(key, Scalar):
                if not isinstance(key, Broken):
                    self._findings.fault(
                        key.line, "a key must be a word: put a text that begins with `{` or `[` in quotes"
                    )
            elif len(key.text) > LONGEST_KEY:
                self._findings.fault(key.line, f"a key has {len(key.text)} characters: check the quotes before it")
            elif key.text in entries:
                first = entries[key.text][0].line
                self._findings.fault(key.line, f"`{key.text}` stands twice (first in line {first}): keep one of them")
            else:
                # The parser gives a missing value the line of whatever comes next.
                missing = isinstance(value, Scalar) and not value.text
                entries[key.text] = (key, Scalar("", key.line) if missing else value)
        return Section(entries, begun.line, 1 + sum(child.size for child in begun.children))

    def _close(self, node: Node, anchor: str | None) -> None:
        """``node`` is complete: name it and hand it to what it stands in."""
        if anchor is not None:
            self._anchors[anchor] = node
        (self._open[-1].children if self._open else self.documents).append(node)

    def _tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int) -> None:
        if event.ctag is not None:
            self._findings.fault(line, f"`{event.ctag}` is a YAML tag, and none are used here: take it out")

    def _count(self, nodes: int, line: int) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            self._stop(line, f"the file stands for more than {MOST_NODES:,} texts, lists and maps: make it smaller")

    def _stop(self, line: int, message: str) -> None:
        self._findings.fault(line, message)
        raise _TooMuchError
