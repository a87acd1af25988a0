"""The needs survey as its annex published it, dealt out to 120 people as the rehearsal does, in one file to import."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files

from bot.cli.demo.casting import deal
from bot.cli.demo.satisfaction import shipped_survey
from bot.render.texts import SHIPPED
from tests.services.scenes import Office

SOURCE = json.loads(files("bot.cli.demo").joinpath("needs_survey.json").read_text(encoding="utf-8"))
PUBLISHED = SOURCE["questions"]
GROUPS = SOURCE["topic_groups"]
PEOPLE = 120


async def needs(office: Office) -> None:
    """The webinar is there, and all have answered; their open answers have themes."""
    await office.apply((SHIPPED / "demo" / "needs.yaml").read_text(encoding="utf-8"))
    survey = shipped_survey("needs")
    yes = PUBLISHED["q10"]["options"][0]["count"]
    columns, rows = ["response", "finished"], [[f"p{number:03d}", "1"] for number in range(PEOPLE)]
    for question in survey.questions:
        asked = range(PEOPLE) if question.when is None else range(yes)
        hands = deal(PUBLISHED[question.key], list(asked), PEOPLE)
        keys = {option.label.spoken("en"): option.key for option in question.options}
        is_open = question.kind == "open"
        columns += [question.key, f"{question.key}.themes"] if is_open else [question.key]
        for number, (row, hand) in enumerate(zip(rows, hands, strict=True)):
            if is_open:
                row += [f"{' and '.join(hand)} ({number})" if hand else "", ";".join(hand)]
            else:
                row.append(";".join(keys[label] for label in hand) if number in asked else "-")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *rows])
    await office.take(text.getvalue(), "needs")
