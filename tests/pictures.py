"""Makes the pictures of the README: `make pictures`.

A conversation on the rehearsal's chat page in headless Chromium, and the chart of a whole rehearsal. Everything in them
comes from the bot's own process over HTTP.
"""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

from bot.cli.demo import satisfaction
from bot.cli.demo.slides import write_slides
from bot.cli.demo.stage import Stage, set_up
from bot.rehearsal.audience import Attendance, Habit
from bot.rehearsal.phone import Phone, buttons
from bot.render.texts import SHIPPED
from tests.browser import opened

FOLDER = Path(__file__).parent.parent / ".github" / "pictures"
PHONE = (390, 844)


async def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        await conversations(folder)
        if await satisfaction.play(folder, people=120, stays=False):
            sys.exit("the rehearsal went wrong")
        _keep(folder / "summary.png", "chart")
    print(f"written to {FOLDER.name}: {', '.join(sorted(path.name for path in FOLDER.iterdir()))}")


async def conversations(folder: Path) -> None:
    """One person in English at the second question; one in French to the end, with the slides."""
    write_slides(folder / "slides.pdf")
    shutil.copy(SHIPPED / "demo" / "communication.yaml", folder / satisfaction.FILE)
    text = (folder / satisfaction.FILE).read_text(encoding="utf-8").replace(" (synthetic answers)", "")
    (folder / satisfaction.FILE).write_text(text, encoding="utf-8")
    async with set_up(folder, now=satisfaction.OPENS) as stage:
        code = json.loads(await stage.afterword("apply", satisfaction.FILE, "--json"))["webinars"][0]["code"]
        await stage.start_bot()
        ana = stage.phone(6001, first_name="Ana", language_code="en")
        await Attendance(ana, Habit.LOOKS_ON, {}).enter(code)
        await shoot(stage, ana, "first-question")
        luc = satisfaction.invite(stage, 6)[5]
        luc.habit = Habit.FINISHES
        await luc.enter(code)
        await luc.attend()
        await satisfaction.got_slides(luc)
        await shoot(stage, luc.phone, "slides-fr")
        eva = stage.phone(6002, first_name="Eva", language_code="en")
        await Attendance(eva, Habit.LOOKS_ON, {}).enter(code)
        await at_materials(eva)
        await shoot(stage, eva, "ticks")


async def at_materials(phone: Phone) -> None:
    """Tap through to the question with ticks, and tick two."""
    await phone.look()
    for _ in range(9):
        message = phone.question
        assert message is not None
        offered = buttons(message)
        ticks = [data for label, data in offered if label.startswith("☐")]
        if ticks:
            for data in ticks[:2]:
                await phone.toast(await phone.press(message["message_id"], data))
            return
        before = message["version"]
        label, data = offered[0]
        await phone.toast(await phone.press(message["message_id"], data))
        await phone.until(
            lambda phone, before=before: (phone.question or {}).get("version") != before, f"after {label}"
        )


async def shoot(stage: Stage, phone: Phone, name: str) -> None:
    """A picture of the phone's chat."""
    await asyncio.to_thread(_shoot, f"{stage.url}/chat/{phone.chat_id}", stage.folder / f"{name}.png")


def _shoot(url: str, path: Path) -> None:
    with opened(url, size=PHONE) as browser:
        browser.save_screenshot(str(path))
    _keep(path, path.stem)


def _keep(path: Path, name: str) -> None:
    """In few colours, which these pictures have anyway: a quarter of the bytes."""
    Image.open(path).convert("RGB").quantize(96).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
