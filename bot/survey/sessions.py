"""Reads the sessions of a webinar: talks that have questions of their own in its survey, for their speakers to see."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.briefings import COUNTED
from bot.survey.definitions import Session, Survey
from bot.survey.fields import NAME, Fields, named, report_twins
from bot.survey.findings import guess
from bot.survey.nodes import Section

EXAMPLE = "{key: ada, title: The engine, speaker: Ada Lovelace, questions: [talk]}"
SESSION_KEYS = ("key", "title", "speaker", "questions")
LONGEST_TITLE = 120
LONGEST_SPEAKER = 80


def read_sessions(fields: Fields, survey: Survey | None) -> tuple[Session, ...]:
    """The sessions that could be read; what is wrong with the others is recorded. ``survey`` None: it is unreadable."""
    found: list[Session] = []
    keys: list[tuple[str | None, int]] = []
    for node in fields.listing("sessions") or ():
        if not isinstance(node, Section):
            fields.fault(node.line, f"a session is a map: write it like {EXAMPLE}")
            continue
        own = Fields(node, fields.page, what=named(node, "session"), known=SESSION_KEYS)
        own.need("key", "give it one, such as `opening`")
        own.need("title", "say what it is called")
        key, title = own.name("key", NAME), own.wording("title", longest=LONGEST_TITLE)
        speaker = own.text("speaker", longest=LONGEST_SPEAKER)
        questions = _questions(own, survey)
        keys.append((key, own.line_of("key")))
        if key is not None and title is not None:
            found.append(Session(key, title, questions, None if speaker is None else " ".join(speaker.split())))
    report_twins(fields.page, "session", keys)
    return tuple(found)


def _questions(fields: Fields, survey: Survey | None) -> tuple[str, ...]:
    """The keys of its questions, in their order; one that the survey has not, or has no figures of, is a fault."""
    if not fields.need("questions", "list the keys of its questions in the webinar's survey, such as [talk]"):
        return ()
    listed = fields.texts("questions")
    if listed == []:
        fields.fault(fields.line_of("questions"), f"`questions` of {fields.what} is empty: list one question, at least")
    if survey is not None:
        for each in listed or ():
            _report_question(fields, survey, each.text, each.line)
    return tuple(dict.fromkeys(each.text for each in listed or ()))


def _report_question(fields: Fields, survey: Survey, key: str, line: int) -> None:
    told: Sequence[str] = [each.key for each in survey.questions if each.kind in (*COUNTED, "date", "open")]
    question = survey.question(key)
    if question is None:
        remedy = guess(key, told) if told else "take it out"
        fields.fault(line, f"the survey `{survey.key}` has no question `{key}`: {remedy}")
    elif key not in told:
        message = f"{fields.what} cannot have `{key}`, which is of the kind `{question.kind}` and has no figures"
        fields.fault(line, f"{message}: take it out")
