"""Exports as tests read them back: written by the product, opened by somebody else's library."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from openpyxl import load_workbook

from bot.services.access import Access, Operator
from bot.services.exporting import Exporting, Wanted
from bot.survey.answers import Answer
from tests.services.scenes import Office, picked

SOFFICE = shutil.which("soffice")
WITHOUT_OFFICE = "LibreOffice is not here; `make office` installs it where that is possible"

EVERYTHING = {
    "welcome": Answer("answered"),
    "overall": picked("good"),
    "formats": picked("rooms", "other", text="Walks; and talks"),
    "again": picked("9"),
    "live": picked("yes"),
    "hours": Answer("answered", number=2.5),
    "day": Answer("answered", text="2026-12-01"),
    "remarks": Answer("answered", text="=1+1"),
    "wants": picked("presentation", "recording"),
}
"""An answer to each question of the survey of scenes, the one with a rule apart."""


async def ten_people(office: Office, key: str = "clusters") -> None:
    """Ten answers of every sort: given, skipped, left, never shown; poor ones with what to improve."""
    for number in range(10):
        said = {**EVERYTHING, "again": picked(str(number)), "hours": Answer("answered", number=number / 2)}
        if number >= 6:
            said |= {
                "overall": picked(("fair", "poor")[number % 2]),
                "improve": Answer("answered", text=f"Ünïque {number}"),
            }
        if number == 3:
            said = {"welcome": Answer("answered"), "overall": picked("no_opinion"), "formats": Answer("shown")}
        if number == 4:
            said |= {"formats": Answer("skipped"), "hours": Answer("skipped"), "remarks": Answer("skipped")}
        await office.answer(number + 1, said, finished=number != 3, label=f"r{number}")


async def write(office: Office, path: Path, writer, *, key: str = "clusters", kind: str | None = "csv", **more) -> Path:
    """The file, written by ``writer``."""
    exporting = Exporting(office.store, office.clock, Access(()), office.library)
    await exporting.write(key, [Wanted(path, writer, kind)], reader=Operator(), **more)
    return path


def grid(path: Path, name: str, *, formulas: bool = False) -> list[tuple]:
    """The cells of a sheet, row by row: what they show, or the formulas behind."""
    book = load_workbook(path, data_only=not formulas)
    return [tuple(row) for row in book[name].iter_rows(values_only=True)]


def block(rows: list[tuple], heading: str) -> dict[str, tuple]:
    """The rows of the table below ``heading``, by what stands first in each; the first of those that are alike."""
    (begins,) = [n for n, row in enumerate(rows) if heading in str(row[0])]
    found = {}
    for row in rows[begins + 1 :]:
        if row[0] is None:
            break
        found.setdefault(row[0], row[1:])
    return found


def converted(path: Path, form: str) -> Path:
    """The file as LibreOffice saves it in another form, in a profile of its own."""
    folder = path.parent / f"{path.stem}-{form.partition(':')[0]}"
    profile = f"-env:UserInstallation={folder.as_uri()}-profile"
    given = ["--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run([SOFFICE, profile, *given], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{form.partition(':')[0]}"
