"""The rehearsal of the European needs survey: real questions, real counts, answered in chat by invented people.

120 people answer so that every published frequency table has to come out again, to the cell. Open answers are typed in
chat; their themes are assigned as an organiser would, in the exported spreadsheet.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.cli.complaints import complain
from bot.cli.demo.casting import Cast, Published, cast
from bot.cli.demo.satisfaction import NAMES, Progress, everybody, shipped_survey
from bot.cli.demo.stage import Stage, set_up
from bot.rehearsal.audience import Attendance, Habit
from bot.render.texts import SHIPPED, Texts

FILE = "needs.yaml"
OPENS = datetime(2020, 12, 1, 10, 50, tzinfo=UTC)


async def play(folder: Path, *, people: int, stays: bool) -> int:  # noqa: ARG001  both rehearsals are called alike
    """Answer, code, compare; files go into ``folder``. 0 when every cell is equal to the published one, else 1."""
    source = json.loads(files("bot.cli.demo").joinpath("needs_survey.json").read_text(encoding="utf-8"))
    if people != source["respondents"]:
        return complain(f"the published survey has {source['respondents']} respondents; leave --people out", code=2)
    published: Mapping[str, Published] = source["questions"]
    print(source["source"])
    print("The people are invented; their answers are dealt out so that the published counts must come out again.\n")
    async with set_up(folder, now=OPENS) as stage:
        roles = cast(shipped_survey("needs"), published, Texts(), people=people)
        code = await _answer(stage, roles)
        await _assign_themes(stage, code, roles)
        chart = folder / "needs.png"
        await stage.afterword("summary", code, "--png", str(chart))
        page, paper = folder / "needs.html", folder / "needs.pdf"
        await stage.afterword("summary", code, "--html", str(page), "--pdf", str(paper))
        book = folder / "needs.xlsx"
        await stage.afterword("export", code, "--xlsx", str(book), "--codebook", str(folder / "codebook.md"))
        equal, cells = _compare(await stage.summary(code), published)
        print(f"\nAll tables: {equal} of {cells} cells equal to the published tables.")
        print(f"Files: {chart} (chart), {book} (all tables, with live formulas), {folder / 'codebook.md'},")
        print(f"{folder / 'responses.csv'} (responses with themes), {folder / 'afterword.db'}")
        return 0 if equal == cells else 1


async def _answer(stage: Stage, roles: Cast) -> str:
    """Everybody enters by the deep link and answers to the end. The webinar's code."""
    (stage.folder / FILE).write_text((SHIPPED / "demo" / FILE).read_text(encoding="utf-8"), encoding="utf-8")
    code: str = json.loads(await stage.afterword("apply", FILE, "--json"))["webinars"][0]["code"]
    await stage.start_bot()
    audience = [
        Attendance(
            stage.phone(5001 + number, first_name=NAMES[number % len(NAMES)], language_code="en"),
            Habit.FINISHES,
            script,
        )
        for number, script in enumerate(roles.scripts)
    ]
    stage.say(f"{len(audience)} people enter by the deep link and answer in chat")
    done = Progress(stage, len(audience))

    async def visit(person: Attendance) -> None:
        await person.enter(code)
        await person.attend()

    await everybody(audience, lambda person: done.count(visit(person)))
    return code


async def _assign_themes(stage: Stage, code: str, roles: Cast) -> None:
    """As an organiser codes open answers: export, fill in the columns of themes, import."""
    path = stage.folder / "responses.csv"
    await stage.afterword("export", code, "--csv", str(path), "--themes")
    rows = _read(path)
    for row in rows:
        for key, themes in roles.themes.items():
            row[f"{key}.themes"] = ";".join(themes.get(row[key], ()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    await stage.afterword("import", code, str(path))
    stage.say("the themes of the open answers are assigned in the exported spreadsheet and imported")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _compare(summary: Mapping[str, Any], published: Mapping[str, Published]) -> tuple[int, int]:
    """Print each frequency table beside the published one; how many cells are equal, of how many."""
    found = {question["key"]: question for question in summary["questions"]}
    equal = cells = 0
    for key, table in published.items():
        question = found[key]
        themes = question.get("themes")
        counts = (
            {option["label"]: option["mentions"] for option in themes["options"]}
            if themes
            else {option["label"]: option["count"] for option in question["options"]}
        )
        base = f"{themes['mentions']} mentions of {themes['people']} people" if themes else f"base {question['base']}"
        print(f"\n{key}  {table['text']}\n     {base}; shown to {question['shown']}, skipped by {question['skipped']}")
        same = _print_table(table["options"], counts)
        print(f"     {same} of {len(table['options'])} cells equal to the published table")
        equal, cells = equal + same, cells + len(table["options"])
    return equal, cells


def _print_table(options: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> int:
    same = 0
    for option in options:
        count = counts.get(option["label"], 0)
        same += count == option["count"]
        mark = "" if count == option["count"] else f"  PUBLISHED: {option['count']}"
        print(f"     {count:5d}  {option['label']}{mark}")
    return same
