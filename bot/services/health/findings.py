"""Findings: what was looked at, how it is, and what is to be done about it. Pure.

A ``Kind`` is one thing that can be found, told by two English sentences (catalogues translate those that organisers
may read); a ``Finding`` is a kind with the values that fill them in. The value ``seconds`` is told as a length of time.
Nothing here may hold a token, or a name or an answer of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Severity = Literal["ok", "warn", "fail"]
"""All is well; somebody should look at it some day; somebody has to do something now."""

Value = str | int

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TWO = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be found. ``cause`` is one word, ``name`` tells it from others of that cause."""

    cause: str
    name: str
    severity: Severity
    says: str
    remedy: str = ""

    @property
    def key(self) -> str:
        """By what it is known again, as in ``disk.full``."""
        return f"{self.cause}.{self.name}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found."""

    kind: Kind
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def cause(self) -> str:
        """What it is about, in one word."""
        return self.kind.cause

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.kind.severity


class Tongue(Protocol):
    """A language to tell findings in."""

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in that language, filled in."""

    def say_n(self, one: str, several: str, n: int) -> str:
        """The form that the language has for ``n``."""


class English:
    """The language of the command line; needs no catalogue, so that nothing can be wrong with it."""

    def say(self, sentence: str, **values: object) -> str:
        """The sentence, filled in."""
        return sentence % values if values else sentence

    def say_n(self, one: str, several: str, n: int) -> str:
        """The form for ``n``."""
        return (one if n == 1 else several) % {"n": n}


KINDS: dict[str, Kind] = {}
"""Every kind there is, by key."""


def say(sentence: str) -> str:
    """The sentence, marked as one that catalogues translate."""
    return sentence


def found(kind: Kind, **values: Value) -> Finding:
    """A finding of this kind."""
    return Finding(kind, values)


def fine(cause: str, name: str, says: str) -> Kind:
    """A kind that asks for nothing; told at the command line only."""
    return _known(Kind(cause, name, "ok", says))


def warning(cause: str, name: str, says: str, remedy: str) -> Kind:
    """A kind that somebody should look at some day."""
    return _known(Kind(cause, name, "warn", says, remedy))


def failure(cause: str, name: str, says: str, remedy: str) -> Kind:
    """A kind that somebody has to do something about now."""
    return _known(Kind(cause, name, "fail", says, remedy))


def _known(kind: Kind) -> Kind:
    assert kind.key not in KINDS, f"two kinds are {kind.key}"
    KINDS[kind.key] = kind
    return kind


def worst(findings: Iterable[Finding]) -> Severity:
    """The worst of them; nothing found is well."""
    order: tuple[Severity, ...] = ("ok", "warn", "fail")
    return max((each.severity for each in findings), key=order.index, default="ok")


def told(finding: Finding, tongue: Tongue) -> tuple[str, str]:
    """The two sentences: what is found, and what to do about it (empty: nothing)."""
    values = {
        name: lasting(int(value), tongue) if name == "seconds" else value for name, value in finding.values.items()
    }
    kind = finding.kind
    return tongue.say(kind.says, **values), tongue.say(kind.remedy, **values) if kind.remedy else ""


def lasting(seconds: int, tongue: Tongue) -> str:
    """A length of time in whole days, hours, minutes or seconds: the largest unit of which there are two at least."""
    if seconds >= _TWO * _DAY:
        return tongue.say_n("%(n)s day", "%(n)s days", seconds // _DAY)
    if seconds >= _TWO * _HOUR:
        return tongue.say_n("%(n)s hour", "%(n)s hours", seconds // _HOUR)
    if seconds >= _TWO * _MINUTE:
        return tongue.say_n("%(n)s minute", "%(n)s minutes", seconds // _MINUTE)
    return tongue.say_n("%(n)s second", "%(n)s seconds", seconds)
