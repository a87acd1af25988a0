"""Reads one survey document and judges it as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.conditions import sound
from bot.survey.definitions import ANY_LANGUAGE, Identity, Question, Survey, Wording
from bot.survey.fields import NAME, Fields, Page, Worded, report_twins
from bot.survey.findings import Findings
from bot.survey.identities import IDENTITIES, offers
from bot.survey.languages import report_missing, report_piping, worded_in
from bot.survey.nodes import Section
from bot.survey.questions import ReadQuestion, read_question
from bot.survey.reachability import unreachable

LONGEST_TITLE = 200
MOST_QUESTIONS = 100

_KEYS = ("survey", "title", "identity", "questions")


def read_survey(section: Section, findings: Findings) -> tuple[str | None, Survey | None]:
    """The survey's key as far as it can be read, and the survey; None if anything is wrong with it."""
    before = len(findings.faults)
    page = Page(findings)
    fields = Fields(section, page, what="the survey", known=_KEYS)
    key = fields.name("survey", NAME)
    fields.need("title", "write what people see above the first question")
    title = fields.wording("title", longest=LONGEST_TITLE)
    identity = _identity(fields)
    read, texts = _questions(fields, page)
    report_twins(page, "question", [(each.key, each.line) for each in read])
    questions = tuple(_with_sound_rules(read))
    _report_texts(questions, texts, identity, findings)
    _report_unoffered(read, identity, findings)
    survey = Survey(key or "", title or Wording({ANY_LANGUAGE: ""}), identity, questions)
    _report_languages(survey, page, findings)
    _report_unreachable(survey, read, findings)
    return key, survey if len(findings.faults) == before else None


def _identity(fields: Fields) -> Identity:
    found = fields.choice("identity", IDENTITIES)
    return next((identity for identity in IDENTITIES if identity == found), "pseudonymous")


def _questions(fields: Fields, page: Page) -> tuple[list[ReadQuestion], dict[str, list[Worded]]]:
    """The questions as far as they could be read, and the texts that each brought, by its key."""
    fields.need("questions", "list at least one")
    nodes = fields.listing("questions")
    if nodes is not None and not 1 <= len(nodes) <= MOST_QUESTIONS:
        message = f"the survey has {len(nodes)} questions: it needs 1 to {MOST_QUESTIONS}, and people like under 10"
        fields.fault(fields.line_of("questions"), message)
    read: list[ReadQuestion] = []
    texts: dict[str, list[Worded]] = {}
    for place, node in enumerate((nodes or ())[:MOST_QUESTIONS], start=1):
        start = len(page.texts)
        found = read_question(node, page, place=place)
        read.append(found)
        if found.key is not None:
            texts.setdefault(found.key, page.texts[start:])
    return read, texts


def _with_sound_rules(read: Sequence[ReadQuestion]) -> list[Question]:
    """The questions that could be read, once each, and without rules that were found wrong."""
    known: dict[str, Question | None] = {}
    for each in read:
        if each.key is not None:
            known.setdefault(each.key, each.question)
    late = [each for each in read if each.question is not None and each.question.kind == "materials"]
    asked: list[str] = []
    judged: dict[str, Question] = {}
    for each in [*(each for each in read if each not in late), *late]:
        fine = each.condition is None or sound(each.condition, known, asked_before=tuple(asked))
        if each.key is not None and each.key not in asked:
            asked.append(each.key)
        if each.question is not None and each.question.key not in judged:
            judged[each.question.key] = each.question if fine else _unruled(each.question)
    return [judged[key] for key in known if key in judged]


def _unruled(question: Question) -> Question:
    return Question(**{name: getattr(question, name) for name in Question.__struct_fields__ if name != "when"})


def _report_texts(
    questions: Sequence[Question], texts: dict[str, list[Worded]], identity: Identity, findings: Findings
) -> None:
    late = [question.key for question in questions if question.kind == "materials"]
    asked = [question.key for question in questions if question.kind != "materials"]
    for place, key in enumerate([*asked, *late]):
        for worded in texts[key]:
            report_piping(worded, identity=identity, known=[*asked, *late][:place], findings=findings)


def _report_unoffered(read: Sequence[ReadQuestion], identity: Identity, findings: Findings) -> None:
    if offers(identity, "materials"):
        return
    for each in read:
        if each.question is not None and each.question.kind == "materials":
            message = f"`{each.key}` asks who wants which materials, which {identity} surveys keep no names for"
            findings.fault(each.line, f"{message}: take the question out, or make it a `multiple` one")


def _report_languages(survey: Survey, page: Page, findings: Findings) -> None:
    """A title in languages says which are due everywhere; under a title of one text, those used anywhere are."""
    due = list(worded_in(survey))
    if not due and ANY_LANGUAGE in survey.title.by_language:
        used = (language for worded in page.texts for language in worded.wording.by_language)
        due = [language for language in dict.fromkeys(used) if language != ANY_LANGUAGE]
    report_missing(page.texts, due, findings, fault=True)


def _report_unreachable(survey: Survey, read: Sequence[ReadQuestion], findings: Findings) -> None:
    lines = {each.key: each.line for each in reversed(read)}
    for key in unreachable(survey):
        message = f"nobody can ever see `{key}`, as no answers make its `when` true"
        findings.fault(lines[key], f"{message}: change the rule, or take the question out")
