"""The end of a rehearsal: what the organiser sees, where the files lie, and a chat for whoever wants to try."""

from __future__ import annotations

import asyncio
import json
import textwrap
from collections.abc import Sequence
from typing import Any

from bot.cli.demo.stage import OWNER, Stage

SHOWN_WRONG = 20


async def show_results(stage: Stage, code: str, missing: Sequence[str]) -> None:
    """Print the summary message as it stands in the organiser's chat, write the chart, list what was sent."""
    message = await _ask_in_chat(stage, code)
    chart = stage.folder / "summary.png"
    await stage.afterword("summary", code, "--png", str(chart))
    await stage.afterword("export", code, "--csv", str(stage.folder / "responses.csv"))
    print("\nWhat the organiser sees in the chat after /summary (all answers are synthetic):\n")
    print(textwrap.indent(message, "    "))
    print("\nWhat was sent, held and given up:\n")
    print(textwrap.indent(_follow_ups((await stage.summary(code))["follow_ups"]), "    "))
    print(f"\nFiles: {chart} (chart), {stage.folder / 'responses.csv'} (responses), {stage.folder / 'afterword.db'}")
    if missing:
        print(f"\n{len(missing)} things are not as they should be:")
        print(textwrap.indent("\n".join(missing[:SHOWN_WRONG]), "    "))
    else:
        print("\nEverything that was owed arrived, once.")


async def _ask_in_chat(stage: Stage, code: str) -> str:
    """The organiser's phone sends /summary and gets words, with a button for every way on."""
    phone = stage.phone(OWNER, first_name="Olga", language_code="en")
    await phone.join()
    await phone.write(f"/summary {code}")
    await phone.until(lambda phone: bool(phone.from_bot), "the summary")
    return str(phone.from_bot[0]["text"])


def _follow_ups(rows: Sequence[dict[str, Any]]) -> str:
    settled = ["sent", "gave_up", "cancelled", "doubtful"]
    lines = [["follow-up", "planned", "sent", "gave up", "cancelled", "doubtful", "held"]]
    for row in rows:
        counts = [int(row[name]) for name in settled]
        lines.append([str(row["key"]), str(row["planned"]), *map(str, counts), str(int(row["planned"]) - sum(counts))])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        line[0].ljust(widths[0])
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        for line in lines
    )


async def stay(stage: Stage, file: str) -> None:
    """Open the survey anew for whoever sits at this machine, and wait until they have had enough."""
    now = stage.api.clock.now().strftime("%Y-%m-%d %H:%M")
    text = (stage.folder / file).read_text(encoding="utf-8")
    text = text.replace("key: demo\n", "key: try-it\n").replace("starts: 2026-11-24 10:00", f"starts: {now}")
    text = text.replace("opens: 15m before end", f"opens: {now}").replace("timezone: Europe/Brussels", "timezone: UTC")
    (stage.folder / "try-it.yaml").write_text(text, encoding="utf-8")
    applied = json.loads(await stage.afterword("apply", "try-it.yaml", "--json"))
    code = applied["webinars"][0]["code"]
    phone = stage.phone(7000, first_name="You", language_code="en")
    await phone.join()
    await phone.write(f"/start {code}")
    print(f"\nTry it yourself in a browser: {stage.url}/chat/7000   (Ctrl-C ends the rehearsal)")
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("\nThe rehearsal is over.")
