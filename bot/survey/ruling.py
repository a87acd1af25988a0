"""What a rule is, as an immutable value: conditions on answers and, for audiences, on the person. ``rules`` judges."""

from __future__ import annotations

import msgspec


class Picked(msgspec.Struct, frozen=True, tag=True):
    """True when the answer to ``question`` includes one of ``options``; false when unanswered or skipped."""

    question: str
    options: tuple[str, ...]


class Progress(msgspec.Struct, frozen=True, tag=True):
    """True when the response is (or is not) finished; audiences only. Unfinished includes never begun."""

    finished: bool


class Begun(msgspec.Struct, frozen=True, tag=True):
    """True when a question has (or has not) been answered or skipped; audiences only."""

    begun: bool


class Attended(msgspec.Struct, frozen=True, tag=True):
    """True when they are known to have been (or not to have been) at the webinar; audiences only. Unknown: false."""

    attended: bool


class Registered(msgspec.Struct, frozen=True, tag=True):
    """True when they came (or did not come) in by a link mailed to a registered person; audiences only."""

    registered: bool


class Speaks(msgspec.Struct, frozen=True, tag=True):
    """True when the bot speaks one of ``languages`` with them; audiences only."""

    languages: tuple[str, ...]


class CameBy(msgspec.Struct, frozen=True, tag=True):
    """True when the link they came in by names one of ``sources``; audiences only."""

    sources: tuple[str, ...]


class All(msgspec.Struct, frozen=True, tag=True):
    """True when every one of ``rules`` is."""

    rules: tuple[Rule, ...]


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    """True when at least one of ``rules`` is."""

    rules: tuple[Rule, ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """True when ``rule`` is false."""

    rule: Rule


Rule = Picked | Progress | Begun | Attended | Registered | Speaks | CameBy | All | AnyOf | Not
