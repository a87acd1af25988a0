"""What lies around a definition that came by chat: surveys and plans by their names, and nothing of this machine.

Whoever sends a definition is no operator: a path in it is never opened, so that no file of the machine can be named in
one and sent out by the bot.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.services.surroundings import SHIPPED, OnDisk
from bot.survey.definitions import Survey
from bot.survey.reading import Source


class FromChat(OnDisk):
    """Implements ``survey.surroundings.Surroundings`` with the folders of templates only."""

    def survey(self, name: str, *, beside: str) -> Survey | None:
        """The survey with that key."""
        return None if _is_path(name) else super().survey(name, beside=beside)

    def plan(self, name: str, *, beside: str) -> Source | None:
        """The ready-made plan with that name."""
        return None if _is_path(name) else super().plan(name, beside=beside)

    def translations(self, of: str) -> Sequence[Source]:
        """Those of a survey of the templates; a survey that came by chat has its translations in itself."""
        return super().translations(of) if Path(of).resolve().parent in self.folders else ()

    def base(self, key: str, *, beside: str) -> Survey | None:  # noqa: ARG002  nothing lies beside what came by chat
        """The survey ``key`` of the templates, without translations."""
        return super().base(key, beside=f"{key}.yaml") if not _is_path(key) else None

    def size(self, path: str, *, beside: str) -> int | None:  # noqa: ARG002  no path is looked at
        """There is no such file."""
        return None

    def picture(self, path: str, *, beside: str) -> tuple[int, int] | None:  # noqa: ARG002  no path is looked at
        """There is no such file."""
        return None


def plan_names(templates: Path | None) -> tuple[str, ...]:
    """The ready-made plans there are: the operator's own first, then those shipped."""
    return _names(templates, "plans")


def survey_names(templates: Path | None) -> tuple[str, ...]:
    """The surveys there are in templates: the operator's own first, then those shipped. Translations are none."""
    return tuple(name for name in _names(templates, "surveys") if "." not in name)


def survey_file(templates: Path | None, name: str) -> Path | None:
    """The file of the survey with that key in the templates; None if there is none."""
    folders = [folder / "surveys" for folder in (templates, SHIPPED) if folder is not None]
    return next((path for folder in folders if (path := folder / f"{name}.yaml").is_file()), None)


def _names(templates: Path | None, kind: str) -> tuple[str, ...]:
    folders = [folder / kind for folder in (templates, SHIPPED) if folder is not None]
    return tuple(dict.fromkeys(path.stem for folder in folders for path in sorted(folder.glob("*.yaml"))))


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))
