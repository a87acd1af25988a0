"""Makes the pictures of the README: `make pictures`.

A conversation on the rehearsal's chat page in headless Chromium, and the chart of a whole rehearsal. Everything in them
comes from the bot's own process over HTTP.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import typst
from PIL import Image

from bot.cli.demo import satisfaction
from bot.cli.demo.slides import write_slides
from bot.cli.demo.stage import DATABASE, Stage, set_up
from bot.rehearsal.audience import Attendance, Habit
from bot.rehearsal.phone import Phone, buttons
from bot.render.texts import SHIPPED
from tests.browser import opened, started
from tests.organising.driver import an_office
from tests.organising.test_first_year import play
from tests.stories.transcript import at

FOLDER = Path(__file__).parent.parent / ".github" / "pictures"
PHONE = (390, 844)


async def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        await conversations(folder)
        await desk(folder)
        if await satisfaction.play(folder, people=120, stays=False):
            sys.exit("the rehearsal went wrong")
        _keep(folder / "summary.png", "chart")
        await pages(folder)
        await series(folder)
    print(f"written to {FOLDER.name}: {', '.join(sorted(path.name for path in FOLDER.iterdir()))}")


async def conversations(folder: Path) -> None:
    """Ana in English: the first question, and one whose labels are long. Luc in French: ticks, and the closing card."""
    write_slides(folder / "slides.pdf")
    shutil.copy(SHIPPED / "demo" / "communication.yaml", folder / satisfaction.FILE)
    shutil.copy(SHIPPED / "demo" / "harbour.png", folder)
    text = (folder / satisfaction.FILE).read_text(encoding="utf-8").replace(" (synthetic answers)", "")
    (folder / satisfaction.FILE).write_text(text, encoding="utf-8")
    async with set_up(folder, now=satisfaction.OPENS) as stage:
        code = json.loads(await stage.afterword("apply", satisfaction.FILE, "--json"))["webinars"][0]["code"]
        await stage.start_bot()
        ana = stage.phone(6001, first_name="Ana", language_code="en")
        await Attendance(ana, Habit.LOOKS_ON, {}).enter(code)
        await shoot(stage, ana, "first-question")
        await go_on(ana, until="1. ")
        await shoot(stage, ana, "long-labels")
        luc = stage.phone(6002, first_name="Luc", language_code="fr")
        await Attendance(luc, Habit.LOOKS_ON, {}).enter(code)
        await go_on(luc, until="☐")
        await tick(luc, count=2)
        await shoot(stage, luc, "ticks-fr")
        await press(luc, "1c")
        await shoot(stage, luc, "card-fr")


async def desk(folder: Path) -> None:
    """Olga's chat in her first year: setting up, the live card, the outbox, and what the answers add up to."""
    (folder / "office").mkdir()
    async with an_office(folder / "office", now=at("2026-11-20 10:30"), restarts=False) as (house, olga):
        await house.open()

        async def keep(name: str) -> None:
            path = folder / f"{name}.png"
            await asyncio.to_thread(_shoot, f"{house.api.url}/chat/{olga.person.chat.chat_id}", path)

        await play(house, olga, keep)


async def pages(folder: Path) -> None:
    """The page of a dress rehearsal; the briefing and the last slide of what was just played in ``folder``."""
    demo = folder / "demo"
    demo.mkdir()
    for name in ("communication.yaml", "harbour.png"):
        shutil.copy(SHIPPED / "demo" / name, demo)
    write_slides(demo / "slides.pdf")
    environment = {**os.environ, "AFTERWORD_DATABASE": str(folder / DATABASE)}
    for arguments in (
        ("rehearse", "communication.yaml", "--html", "rehearsal.html"),
        ("briefing", "demo", "--html", "briefing.html"),
        ("slide", "demo", "--png", "slide.png"),
        ("summary", "demo", "--html", "report.html", "--pdf", "report.pdf"),
    ):
        await _afterword(demo, environment, *arguments)
    _keep(demo / "slide.png", "slide")
    _keep(_first_page(demo / "report.pdf"), "report-pdf")
    for name, height in (("rehearsal", 1180), ("briefing", 1240), ("report", 1500)):
        await asyncio.to_thread(_photograph, (demo / f"{name}.html").as_uri(), demo / f"{name}.png", height)


QUARTERS = {"2026-02-10": (31, 5, 2), "2026-05-12": (27, 8, 4), "2026-09-08": (34, 4, 1), "2026-11-24": (36, 3, 1)}
"""Of each webinar of the series, how many invented people were satisfied, neither, and not."""


async def series(folder: Path) -> None:
    """Four invented webinars of a year, side by side."""
    place = folder / "series"
    place.mkdir()
    environment = {**os.environ, "AFTERWORD_DATABASE": str(place / "afterword.db")}
    for day, (satisfied, neither, unsatisfied) in QUARTERS.items():
        key = f"quarter-{day[:7]}"
        (place / f"{key}.yaml").write_text(
            f"webinar: Invented webinar of {day[:7]}\nkey: {key}\nseries: capacity-building\nstarts: {day} 10:00\n"
            "timezone: Europe/Brussels\nduration: 2h\nlanguages: [en]\nsurvey: satisfaction\nattendees: 60\n"
            "privacy: {controller: The rehearsal, contact: nobody@example.org, purpose: to try, retention: 3650d}\n"
        )
        overall = ["very_satisfied", "satisfied"] * satisfied + ["neutral"] * neither + ["dissatisfied"] * unsatisfied
        lines = ["response,attended,overall,useful,share"]
        for person, said in enumerate(overall[-(satisfied + neither + unsatisfied) :]):
            useful = "great" if person % 2 else "some" if person % 5 else "small"
            lines.append(f"p{person},all,{said},{useful},{'yes' if person % 6 else 'maybe'}")
        (place / f"{key}.csv").write_text("\n".join(lines) + "\n")
        await _afterword(place, environment, "apply", f"{key}.yaml")
        await _afterword(place, environment, "import", key, f"{key}.csv")
    asked = [each for key in ("overall", "useful", "share") for each in ("--question", key)]
    await _afterword(place, environment, "compare", "--series", "capacity-building", *asked, "--png", "compare.png")
    _keep(place / "compare.png", "compare")


async def _afterword(folder: Path, environment: dict[str, str], *arguments: str) -> None:
    """Run a command in ``folder``. It has to go well."""
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    if await command.wait():
        sys.exit(f"afterword {arguments[0]} went wrong")


async def go_on(phone: Phone, *, until: str) -> None:
    """Take the first answer of each question, or skip it, until ``until`` stands on the screen."""
    await phone.look()
    for _ in range(12):
        message = phone.question
        assert message is not None
        if until in message["text"] or any(label.startswith(until) for label, _ in buttons(message)):
            return
        await press(phone, "1t", "1s", "1c")
    raise AssertionError(f"{until!r} never came")


async def tick(phone: Phone, *, count: int) -> None:
    """Tick the first boxes."""
    for _ in range(count):
        message = phone.question
        assert message is not None
        data = next(data for label, data in buttons(message) if label.startswith("☐"))
        await press(phone, data)


async def press(phone: Phone, *kinds: str) -> None:
    """Press the first button whose data begins with one of ``kinds``, and wait for what follows."""
    message = phone.question
    assert message is not None
    data = next(data for kind in kinds for _, data in buttons(message) if data.startswith(kind))
    before = message["version"]
    await phone.toast(await phone.press(message["message_id"], data))
    await phone.until(lambda phone: (phone.question or {}).get("version") != before, f"what follows {data}")


async def shoot(stage: Stage, phone: Phone, name: str) -> None:
    """A picture of the phone's chat."""
    await asyncio.to_thread(_shoot, f"{stage.url}/chat/{phone.chat_id}", stage.folder / f"{name}.png")


def _shoot(url: str, path: Path) -> None:
    with opened(url, size=PHONE) as browser:
        browser.save_screenshot(str(path))
    _keep(path, path.stem)


def _photograph(url: str, path: Path, height: int) -> None:
    with started(size=(1240, height)) as browser:
        browser.get(url)
        browser.save_screenshot(str(path))
    _keep(path, path.stem)


def _first_page(pdf: Path) -> Path:
    """The first page of a PDF as a picture: Typst can place a page of a PDF on a page of its own."""
    layout, picture = pdf.with_suffix(".typ"), pdf.with_suffix(".png")
    layout.write_text(
        f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{pdf.name}", page: 1, height: 297mm)'
    )
    picture.write_bytes(typst.compile(layout, format="png", ppi=110))
    return picture


def _keep(path: Path, name: str) -> None:
    """In few colours, which these pictures have anyway: a quarter of the bytes."""
    Image.open(path).convert("RGB").quantize(96).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
