"""What a reading finds wrong or doubtful, gathered so that everything is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.survey.definitions import Fault

MOST_FAULTS = 1000
"""Faults told of one file at once."""


class TooManyFaultsError(Exception):
    """A file has so many faults that reading it on would help nobody."""


@dataclass(slots=True)
class Findings:
    """The faults and warnings of one file, each once however often it is met."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    _met: set[Fault] = field(default_factory=set)
    _doubted: set[Fault] = field(default_factory=set)

    def fault(self, line: int, message: str) -> None:
        """Record that ``message`` is wrong in ``line``; nothing of the file may be applied.

        Raises:
            TooManyFaultsError: this is one too many. The reading of the file ends.
        """
        found = Fault(self.file, line, message)
        if found in self._met:
            return
        if len(self.faults) == MOST_FAULTS:
            self.faults.append(Fault(self.file, line, f"more than {MOST_FAULTS:,} faults up to here: mend these first"))
        if len(self.faults) > MOST_FAULTS:
            raise TooManyFaultsError
        self._met.add(found)
        self.faults.append(found)

    def warn(self, line: int, message: str) -> None:
        """Record ``message`` as doubtful; the file can be applied all the same."""
        found = Fault(self.file, line, message)
        if found not in self._doubted:
            self._doubted.add(found)
            self.warnings.append(found)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that ``word`` looks like, or None."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def guess(word: str, known: Iterable[str], *, most: int = 12) -> str:
    """A remedy for a ``word`` that is not among ``known``: the nearest one, or the first ``most`` of them."""
    choices = list(known)
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean `{near}`?"
    if not choices:
        return "there is none to choose from"
    return "use " + choices[0] if len(choices) == 1 else "use one of " + ", ".join(choices[:most])
