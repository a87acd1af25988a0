"""What lies around a definition file: other surveys, and files that are named in it.

The reader is pure; whoever calls it answers these questions. ``Library`` finds a survey by name among the files being
read first, and then around them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.survey.definitions import Survey


class Surroundings(Protocol):
    """Answers for everything outside the files being read. ``beside`` is the file that names something."""

    @property
    def upload_limit(self) -> int:
        """The bytes of the largest file that the bot may upload."""
        ...

    def survey(self, name: str, *, beside: str) -> Survey | None:
        """The survey with that key, or in that file; None if there is none without faults."""
        ...

    def translations(self, of: str) -> Sequence[Source]:
        """The files that translate the surveys of the file ``of``."""
        ...

    def base(self, key: str, *, beside: str) -> Survey | None:
        """The survey ``key`` as its own file words it, which the file ``beside`` translates; None if there is none."""
        ...

    def plan(self, name: str, *, beside: str) -> Source | None:
        """The ready-made plan with that name, or in that file; None if there is none."""
        ...

    def size(self, path: str, *, beside: str) -> int | None:
        """The bytes of a file; None if there is no such file."""
        ...

    def picture(self, path: str, *, beside: str) -> tuple[int, int] | None:
        """Width and height in pixels of a file that is a PNG or JPEG; None if it is neither."""
        ...

    def resolve(self, path: str, *, beside: str) -> str:
        """The path by which the file can be opened later, from anywhere."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """One definition file: its name as people know it, and its bytes."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A survey document met in this reading. ``survey`` None: it has faults, which are reported where it stands."""

    survey: Survey | None
    file: str
    line: int


def bare_name(file: str) -> tuple[str, str]:
    """The name of ``file`` without its folder, and without and with its last ending: ``("a.de", "a.de.yaml")``."""
    name = file.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name, name


class Library:
    """Surveys by name. ``used`` gathers, by key, every survey that a webinar was found to use."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.around = surroundings
        self._shelf: dict[str, Known] = {}
        self._used: dict[str, Survey] = {}
        self._stems: dict[str, str] = {}

    @property
    def used(self) -> Mapping[str, Survey]:
        """The surveys found so far, by key: those read here and those found around."""
        return self._used

    def add(self, key: str, known: Known) -> Known | None:
        """Put a survey of this reading on the shelf. Returns the one that has its key already; None if it was free."""
        if key in self._shelf:
            return self._shelf[key]
        self._shelf[key] = known
        self._stems[key] = bare_name(known.file)[0]
        if known.survey is not None:
            self._used[key] = known.survey
        return None

    def is_faulty(self, name: str) -> bool:
        """Whether ``name`` is a survey of this reading that has faults."""
        return name in self._shelf and self._shelf[name].survey is None

    def find(self, name: str, *, beside: str) -> Survey | None:
        """The survey called ``name``, or in the file ``name``; None if there is none without faults."""
        if name in self._shelf:
            return self._shelf[name].survey
        found = self.around.survey(name, beside=beside)
        if found is not None:
            self._used.setdefault(found.key, found)
            self._stems.setdefault(found.key, bare_name(name)[0])
        return found

    def translation_file(self, survey: Survey, language: str) -> str:
        """The name of the file that words ``survey``, which was found here, in ``language``."""
        return f"{self._stems[survey.key]}.{language}.yaml"

    def clashes(self, survey: Survey) -> bool:
        """Whether another survey with the same key is in use already."""
        return self._used.get(survey.key, survey) != survey
