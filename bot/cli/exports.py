"""``export``: a webinar's responses as files, all from one snapshot, with what explains them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bot.cli.complaints import Complaint, sentence_of
from bot.cli.files import replacing
from bot.cli.parser import EXPORTED
from bot.cli.printing import print_line
from bot.cli.storage import clock_of, library_of, opened
from bot.services.access import Access, Operator
from bot.services.exporting import Exporting, Wanted, Writer, write_csv
from bot.settings import Settings, read_settings

EXTRAS = {"sav": ("pyreadstat", "pandas"), "parquet": ("pyarrow",)}
"""What has to be installed besides for a form, which is also the extra's name."""

EXPLAINING = ("codebook", "datapackage")
"""What holds no answers."""

MARKDOWN = (".md", ".markdown")


def export(args: argparse.Namespace) -> int:
    """Write a webinar's responses to one or several files."""
    asked = {form: Path(name) for form in EXPORTED if (name := getattr(args, form)) is not None}
    _require_extras(asked)
    _require_different(asked)
    described = _described(asked) if "datapackage" in asked else {}
    rows = asyncio.run(_export(read_settings(), args, asked, described))
    holding = [str(path) for form, path in asked.items() if form not in EXPLAINING]
    explaining = [f"The {form} is in {path}." for form, path in asked.items() if form in EXPLAINING]
    told = [f"{rows} responses are in {_listed(holding)}."] if holding else []
    for line in (*told, *explaining):
        print_line(line)
    return 0


def _require_extras(forms: Iterable[str]) -> None:
    for form in forms:
        if any(find_spec(package) is None for package in EXTRAS.get(form, ())):
            raise Complaint(
                f"--{form} needs the extra `{form}`, which is not installed: pip install 'afterword[{form}]'."
            )


def _require_different(asked: dict[str, Path]) -> None:
    found: dict[Path, str] = {}
    for form, path in asked.items():
        if (other := found.setdefault(path.resolve(), form)) != form:
            raise Complaint(f"--{other} and --{form} name the same file, {asked[other]}; give each its own.", code=2)


def _described(asked: dict[str, Path]) -> dict[str, str]:
    """How the description calls each of the other files: by its path from its own folder, which it has to be in.

    Raises:
        Complaint: there is none, or one is elsewhere.
    """
    folder = asked["datapackage"].resolve().parent
    others = {form: path for form, path in asked.items() if form != "datapackage"}
    if not others:
        raise Complaint(
            "--datapackage describes files that are written with it; name one of them, such as --csv.", code=2
        )
    for form, path in others.items():
        if not path.resolve().is_relative_to(folder):
            raise Complaint(
                f"--datapackage describes files in its own folder, and {path} (--{form}) is not there.", code=2
            )
    return {form: path.resolve().relative_to(folder).as_posix() for form, path in others.items()}


async def _export(
    settings: Settings, args: argparse.Namespace, asked: dict[str, Path], described: dict[str, str]
) -> int:
    clock = clock_of(settings)
    async with opened(settings, clock, create=False) as store:
        access, library = Access(settings.owners), await library_of(settings, store)
        exporting = Exporting(store, clock, access, library)
        with replacing(list(asked.values())) as besides:
            places = dict(zip(asked, besides, strict=True))
            wanted = [
                Wanted(place, _writer(form, asked, places, described), None if form in EXPLAINING else form)
                for form, place in places.items()
            ]
            try:
                return await exporting.write(
                    args.code, wanted, reader=Operator(), themes=args.themes, survey=args.survey
                )
            except OSError as trouble:
                raise Complaint(sentence_of(trouble)) from None


def _writer(form: str, asked: dict[str, Path], places: dict[str, Path], described: dict[str, str]) -> Writer:
    """Who writes that form; nothing heavy is loaded for another."""
    match form:
        case "csv":
            return write_csv
        case "xlsx":
            from bot.render.exports.workbook.write import write_workbook

            return write_workbook
        case "sav":
            from bot.render.exports.spss import write_sav

            return write_sav
        case "jsonl":
            from bot.render.exports.json_lines import write_json_lines

            return write_json_lines
        case "parquet":
            from bot.render.exports.parquet import write_parquet

            return write_parquet
        case "codebook":
            return _codebook(asked["codebook"])
        case _:
            from bot.render.exports.datapackage import Written, write_datapackage

            files = [
                Written("markdown" if each == "codebook" and _is_markdown(asked[each]) else each, name, places[each])
                for each, name in described.items()
            ]
            return partial(write_datapackage, files=files)


def _codebook(path: Path) -> Writer:
    if _is_markdown(path):
        from bot.render.exports.codebook_markdown import write_codebook_markdown

        return write_codebook_markdown
    from bot.render.exports.codebook_csv import write_codebook_csv

    return write_codebook_csv


def _is_markdown(path: Path) -> bool:
    return path.suffix.lower() in MARKDOWN


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
