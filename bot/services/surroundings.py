"""What lies around definition files on this machine: surveys by key or by file, and the files that are named in them.

A survey's key is looked for in the operator's folder, then among the shipped templates, then among those published in
the database, so that ``check`` without a database and ``apply`` agree. Nothing is opened but what a definition names,
and the translations that lie beside a survey.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path, PurePath

import msgspec

import db.surveys
from bot.services.pictures import picture_size
from bot.survey.definitions import Survey
from bot.survey.fields import EU_LANGUAGES
from bot.survey.nodes import LARGEST_FILE
from bot.survey.reading import Source, read_definitions

SHIPPED = Path(__file__).resolve().parents[2] / "templates"
"""The templates that come with the product."""


UPLOAD_LIMIT = 50_000_000
"""Bytes of a file that a bot may upload to Telegram's own server (core.telegram.org/bots/api#sending-files)."""


class OnDisk:
    """Implements ``survey.surroundings.Surroundings``. ``tx`` None: there is no database to look in."""

    def __init__(
        self, templates: Path | None, tx: sqlite3.Connection | None, *, upload_limit: int = UPLOAD_LIMIT
    ) -> None:
        self.upload_limit = upload_limit
        self.folders = [folder / "surveys" for folder in (templates, SHIPPED) if folder is not None]
        self._tx = tx
        self._found: dict[Path, Survey | None] = {}

    def survey(self, name: str, *, beside: str) -> Survey | None:
        """The survey with that key, or the first one in that file; None if there is none without faults."""
        if "/" in name or name.endswith((".yaml", ".yml")):
            return self._in_file(Path(self.resolve(name, beside=beside)))
        for folder in self.folders:
            path = folder / f"{name}.yaml"
            if path.is_file():
                return self._in_file(path)
        return self._published(name)

    def translations(self, of: str) -> Sequence[Source]:
        """The translations NAME.LANG.yaml that lie beside the file ``of``, which is NAME.yaml.

        The operator's folder may hold translations of a shipped survey, which take the place of those shipped. A
        survey of the operator's own has another wording, so those shipped are none of it.

        Raises:
            OSError: one of them cannot be read.
        """
        file, own = Path(of), self.folders[0]
        is_shipped = file.resolve().parent == SHIPPED / "surveys"
        overlaid = is_shipped and not (own / file.name).is_file()
        found = []
        for language in EU_LANGUAGES:
            beside = f"{of.removesuffix(file.suffix)}.{language}{file.suffix}"
            over = own / Path(beside).name
            if overlaid and over.is_file():
                found.append(read_source(over))
            elif Path(beside).is_file():
                found.append(Source(beside, read_source(Path(beside)).content))  # called as the survey's file is called
        return found

    def base(self, key: str, *, beside: str) -> Survey | None:
        """The survey ``key`` without translations: of the file that ``beside`` is named after, or found by its key."""
        file = Path(beside)
        name = PurePath(file.stem).stem
        places = [folder / f"{key}.yaml" for folder in self.folders]
        if name != file.stem:
            places.insert(0, file.with_name(name + file.suffix))
        for path in places:
            if path.is_file():
                read = read_definitions([read_source(path)], _Untranslated(None, None))
                found = [survey for survey in read.surveys if survey.key == key]
                if found:
                    return found[0]
        return None

    def plan(self, name: str, *, beside: str) -> Source | None:
        """The ready-made plan NAME.yaml of the operator's folder or of those shipped, or in that file."""
        if "/" in name or name.endswith((".yaml", ".yml")):
            places = [Path(self.resolve(name, beside=beside))]
        else:
            places = [folder.parent / "plans" / f"{name}.yaml" for folder in self.folders]
        try:
            return next((read_source(place) for place in places if place.is_file()), None)
        except OSError:
            return None

    def size(self, path: str, *, beside: str) -> int | None:
        """The bytes of a file; None if there is no such file."""
        file = Path(self.resolve(path, beside=beside))
        try:
            return file.stat().st_size if file.is_file() else None
        except OSError:
            return None

    def picture(self, path: str, *, beside: str) -> tuple[int, int] | None:
        """Width and height of a PNG or JPEG in pixels; None if the file is neither."""
        try:
            with Path(self.resolve(path, beside=beside)).open("rb") as file:
                return picture_size(file)
        except OSError:
            return None

    def resolve(self, path: str, *, beside: str) -> str:
        """The path, made absolute from the folder of the file ``beside``."""
        return str(Path(beside).absolute().parent / path)

    def _in_file(self, path: Path) -> Survey | None:
        path = path.resolve()
        if path not in self._found:
            self._found[path] = None  # a file that leads back to itself finds nothing there
            self._found[path] = self._read(path)
        return self._found[path]

    def _read(self, path: Path) -> Survey | None:
        try:
            source = read_source(path)
        except OSError:
            return None
        surveys = read_definitions([source], self)
        own = [survey for survey in surveys.surveys if not surveys.faults]
        return own[0] if own else None

    def _published(self, key: str) -> Survey | None:
        row = db.surveys.latest(self._tx, key) if self._tx is not None else None
        return msgspec.json.decode(row.body, type=Survey) if row is not None else None


class _Untranslated(OnDisk):
    """Surveys as their own files word them."""

    def translations(self, of: str) -> Sequence[Source]:  # noqa: ARG002  whatever the file is
        return ()


def read_source(path: Path) -> Source:
    """The definition file at ``path``; of one that is far too long, as much as shows that it is.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return Source(str(path), file.read(LARGEST_FILE + 1))


def read_sources(paths: Sequence[Path]) -> list[Source]:
    """All of them; see ``read_source``."""
    return [read_source(path) for path in paths]
