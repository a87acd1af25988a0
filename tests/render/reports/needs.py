"""The European needs survey as a report, from its published counts."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

import msgspec

from bot.cli.demo.satisfaction import shipped_survey
from bot.insight.coded import CodingTally, GroupTally, ThemeTally
from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from tests.render.reports.making import Printed, printed
from tests.render.summaries import words

PUBLISHED = json.loads(files("bot.cli.demo").joinpath("needs_survey.json").read_text(encoding="utf-8"))
PEOPLE = PUBLISHED["respondents"]


def tally(question, table):
    """What SQL would have counted, had 120 people answered as published."""
    counts = {option["label"]: option["count"] for option in table["options"]}
    if question.kind == "open":
        people = min(PEOPLE, table["answers_counted"])
        seen = {"shown": PEOPLE, "answered": people, "skipped": PEOPLE - people, "base": people}
        return QuestionTally(
            question,
            themes=tuple(counts.items()),
            theme_people=people,
            coding=coding(question.key, counts, people),
            **seen,
        )
    base = table["base"]
    by_key = {option.key: counts[option.label.spoken("en")] for option in question.options}
    return QuestionTally(
        question, shown=PEOPLE, answered=base, skipped=PEOPLE - base, base=base, counts=by_key, box_people={}
    )


def coding(key, counts, people):
    """The themes, those of question 7 in the groups that the annex folds them into."""
    told = PUBLISHED["topic_groups"]
    groups = told["counts"] if key == told["of_question"] else {}
    group_of = {theme: group for group, themes in told["code_to_group"].items() for theme in themes} if groups else {}
    return CodingTally(
        coded=people,
        people=people,
        themes=tuple(ThemeTally(label, count, group_of.get(label)) for label, count in counts.items()),
        groups=tuple(GroupTally(label, mentions=count, people=count) for label, count in groups.items()),
    )


@lru_cache(maxsize=1)
def needs_report() -> Printed:
    """In its three forms."""
    survey = shipped_survey("needs")
    asked = [question for question in survey.questions if question.key in PUBLISHED["questions"]]
    survey = msgspec.structs.replace(survey, questions=tuple(asked))
    counted = figures(
        survey,
        WebinarFacts("needs", "abcdefghij234", "European cluster needs survey"),
        ResponsesTally(PEOPLE, PEOPLE, PEOPLE),
        [tally(question, PUBLISHED["questions"][question.key]) for question in asked],
        [],
    )
    return printed(counted, title=words("European cluster needs survey"), survey="needs")
