"""Reads the fields of one map: each method takes one key and gives its value, or None after recording what is wrong.

A missing optional field is None without a fault. Texts are gathered with their lines, so that languages and
placeholders can be judged when the whole document is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.survey.definitions import ANY_LANGUAGE, Wording
from bot.survey.findings import Findings, guess, nearest
from bot.survey.nodes import LONGEST_KEY, Broken, Listing, Node, Scalar, Section
from bot.survey.piping import PLACEHOLDER, foreign_code

EU_LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
"""The 24 official languages of the European Union (Regulation No 1/58 as amended), by ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What a key may look like, and how to say so."""

    pattern: re.Pattern[str]
    words: str


NAME = KeyForm(re.compile(r"[a-z][a-z0-9_]{0,31}"), "a small letter, then up to 31 small letters, digits or `_`")
OPTION_NAME = KeyForm(re.compile(r"[a-z0-9_]{1,32}"), "up to 32 small letters, digits or `_`")
WEBINAR_NAME = KeyForm(re.compile(r"[a-z0-9][a-z0-9-]{0,63}"), "up to 64 small letters, digits or `-`, no `-` first")
PLAN_NAME = KeyForm(
    re.compile(r"[a-z][a-z0-9_-]{0,31}"), "a small letter, then up to 31 small letters, digits, `_` or `-`"
)

_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Worded:
    """A text with the place where it stands; ``what`` names it for people."""

    wording: Wording
    line: int
    what: str


@dataclass(slots=True)
class Page:
    """One document being read: where findings go, and every text met so far."""

    findings: Findings
    texts: list[Worded] = field(default_factory=list)


def report_twins(page: Page, noun: str, keys: Sequence[tuple[str | None, int]]) -> None:
    """Record each key, given with its line, that stood before. None: a key that could not be read."""
    first: dict[str, int] = {}
    for key, line in keys:
        if key is not None and key in first:
            message = f"the {noun} `{key}` stands twice (first in line {first[key]}): give each a key of its own"
            page.findings.fault(line, message)
        elif key is not None:
            first[key] = line


def named(node: Section, noun: str) -> str:
    """What people call the ``noun`` that ``node`` is: by its key, if it has one."""
    key = node.get("key")
    return f"{noun} `{key.text}`" if isinstance(key, Scalar) and key.text else f"the {noun}"


class Fields:
    """One map. ``what`` names it for people; unknown keys are recorded at once, with the nearest known one."""

    def __init__(self, section: Section, page: Page, *, what: str, known: Sequence[str]) -> None:
        self.line = section.line
        self.what = what
        self._section = section
        self.page = page
        self._misspelt: set[str | None] = set()
        for name in section.names:
            if name.text == "<<":
                self.fault(name.line, "YAML 1.2 has no merge key `<<`: write the keys out")
            elif name.text not in known:
                self._misspelt.add(nearest(name.text, known))
                self.fault(name.line, f"{what} has no key `{name.text}`: {guess(name.text, known)}")

    def fault(self, line: int, message: str) -> None:
        """Record a fault of this map."""
        self.page.findings.fault(line, message)

    def has(self, key: str) -> bool:
        """Whether ``key`` is written, whatever its value."""
        return self._section.get(key) is not None

    def line_of(self, key: str) -> int:
        """The line of the value of ``key``, or of the map where it is missing."""
        node = self._section.get(key)
        return self.line if node is None else node.line

    def node(self, key: str) -> Node | None:
        """The value as it stands; None if it is missing or has been reported."""
        node = self._section.get(key)
        return None if isinstance(node, Broken) else node

    def need(self, key: str, remedy: str) -> bool:
        """Whether ``key`` is written; a fault with ``remedy`` if not, unless it is there misspelt."""
        if self.has(key):
            return True
        if key not in self._misspelt:
            self.fault(self.line, f"{self.what} has no `{key}`: {remedy}")
        return False

    def text(self, key: str, *, longest: int = 200) -> str | None:
        """One line or more of plain text, 1 to ``longest`` characters."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.fault(node.line, f"`{key}` must be one text, and this is a {_shape(node)}: write it as one text")
            return None
        return self._sized(node, key, longest)

    def phrase(self, key: str, *, longest: int, piping: bool = False) -> str | None:
        """One text in one language, of 1 to ``longest`` characters; placeholders only with ``piping``."""
        text = self.text(key, longest=longest)
        if text is None or not self._code_is_fine(text, self.line_of(key), key, piping=piping):
            return None
        return text

    def name(self, key: str, form: KeyForm) -> str | None:
        """A key of the given form."""
        node = self.node(key)
        text = self.text(key)
        if node is None or text is None:
            return None
        if not form.pattern.fullmatch(text):
            self.fault(node.line, f"`{text}` cannot be a key: use {form.words}")
            return None
        return text

    def choice(self, key: str, known: Sequence[str]) -> str | None:
        """One of ``known``."""
        text = self.text(key)
        if text is not None and text not in known:
            self.fault(self.line_of(key), f"`{key}` cannot be `{text}`: {guess(text, known)}")
            return None
        return text

    def flag(self, key: str, *, default: bool) -> bool:
        """``true`` or ``false``, as YAML 1.2 writes them."""
        text = self.text(key)
        if text is None:
            return default
        if text.lower() not in ("true", "false"):
            self.fault(self.line_of(key), f"`{key}` is `{text}`: write true or false")
            return default
        return text.lower() == "true"

    def whole(self, key: str) -> int | None:
        """A whole number from 0 to 999,999,999."""
        text = self.text(key)
        if text is not None and not _WHOLE.fullmatch(text):
            self.fault(self.line_of(key), f"`{key}` is `{text}`: write a whole number, digits only")
            return None
        return None if text is None else int(text)

    def decimal(self, key: str) -> float | None:
        """A number with a decimal point, if any."""
        text = self.text(key)
        if text is not None and not _DECIMAL.fullmatch(text):
            self.fault(self.line_of(key), f"`{key}` is `{text}`: write a number such as 3 or 0.60")
            return None
        return None if text is None else float(text)

    def listing(self, key: str) -> tuple[Node, ...] | None:
        """The members of a list, without those reported already."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Listing):
            self.fault(node.line, f"`{key}` must be a list: write each entry after `- `, or all of them in [ ]")
            return None
        return tuple(child for child in node.children if not isinstance(child, Broken))

    def texts(self, key: str, *, longest: int = LONGEST_KEY) -> list[Scalar] | None:
        """A list of keys, or of other texts up to ``longest`` characters, each with its line."""
        children = self.listing(key)
        if children is None:
            return None
        found: list[Scalar] = []
        for child in children:
            if not isinstance(child, Scalar):
                self.fault(child.line, f"`{key}` lists keys, and this is a {_shape(child)}: write its key alone")
            elif len(child.text) > longest:
                self.fault(child.line, f"`{key}` lists keys, and this has {len(child.text)} characters: shorten it")
            else:
                found.append(child)
        return found

    def section(self, key: str, example: str) -> Section | None:
        """A map; ``example`` shows one."""
        node = self.node(key)
        if node is None or isinstance(node, Section):
            return node
        self.fault(node.line, f"`{key}` must be a map: write it like {example}")
        return None

    def wording(self, key: str, *, longest: int, piping: bool = False) -> Wording | None:
        """One text or a map of languages, each of 1 to ``longest`` characters; placeholders only with ``piping``."""
        node = self.node(key)
        if node is None:
            return None
        by_language: dict[str, str] = {}
        for language, value in self._versions(node, key):
            text = self._sized(value, key, longest, remedy="give it a text")
            if text is not None and self._code_is_fine(text, value.line, key, piping=piping):
                by_language[language] = text
        if not by_language:
            return None
        wording = Wording(by_language)
        self.page.texts.append(Worded(wording, node.line, f"`{key}` of {self.what}"))
        return wording

    def _versions(self, node: Node, key: str) -> list[tuple[str, Scalar]]:
        """The languages of a text; a language or value that cannot be is recorded and left out."""
        if isinstance(node, Scalar):
            return [(ANY_LANGUAGE, node)]
        if not isinstance(node, Section) or not node.entries:
            self.fault(node.line, f"`{key}` must be a text or a map of languages: write it like {{en: ..., fr: ...}}")
            return []
        found = []
        for language, value in node.entries.values():
            if language.text not in EU_LANGUAGES:
                remedy = guess(language.text, EU_LANGUAGES, most=len(EU_LANGUAGES))
                self.fault(language.line, f"`{language.text}` is none of the 24 languages of the EU: {remedy}")
            elif isinstance(value, Scalar):
                found.append((language.text, value))
            elif not isinstance(value, Broken):
                self.fault(value.line, f"`{key}` in `{language.text}` must be one text: put it in quotes")
        return found

    def _sized(self, node: Scalar, key: str, longest: int, *, remedy: str = "write it") -> str | None:
        text = node.text.strip()
        if not text or node.null:
            self.fault(node.line, f"`{key}` of {self.what} is empty: {remedy}, or take the line out")
            return None
        if len(text) > longest:
            self.fault(node.line, f"`{key}` of {self.what} has {len(text)} characters: keep it to {longest}")
            return None
        return text

    def _code_is_fine(self, text: str, line: int, key: str, *, piping: bool) -> bool:
        code = foreign_code(text)
        if code is not None:
            allowed = "only {{ answers.KEY }}, {{ name }} and {{ webinar }} can stand in a text"
            self.fault(line, f"`{code}` is template code: {allowed}; take it out or change it")
        elif not piping and PLACEHOLDER.search(text):
            self.fault(line, f"`{key}` of {self.what} is the same for everybody: take the {{{{ }}}} out of it")
        else:
            return True
        return False


def _shape(node: Node) -> str:
    return "list" if isinstance(node, Listing) else "map"
