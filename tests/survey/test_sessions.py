"""The sessions of a webinar as its file tells them, and each way in which one can be wrong, with line and remedy."""

from __future__ import annotations

import pytest

from bot.survey.definitions import Session, Wording
from tests.survey.making import CLUSTERS, OWN, only_fault, reading

WEBINAR = f"""\
{CLUSTERS}survey: own
languages: [en, fr]
sessions:
  - {{key: ada, title: {{en: The engine, fr: La machine}}, speaker: Ada  Lovelace, questions: [overall, improve]}}
"""
LINE = (OWN + WEBINAR).count("\n")


def test_sessions_are_read_in_their_order():
    read = reading(OWN + WEBINAR + "  - {key: grace, title: The compiler, questions: [improve]}\n")
    assert not read.faults
    (webinar,) = read.webinars
    title = Wording({"en": "The engine", "fr": "La machine"})
    assert webinar.sessions == (
        Session("ada", title, ("overall", "improve"), "Ada Lovelace"),
        Session("grace", Wording({"*": "The compiler"}), ("improve",)),
    )


CASES = {
    "a question that is not there": ("[overall, improve]", "[overal]", 0, "did you mean `overall`?"),
    "no questions": (", questions: [overall, improve]", "", 0, "has no `questions`: list the keys"),
    "an empty list": ("[overall, improve]", "[]", 0, "is empty: list one question, at least"),
    "no title": ("title: {en: The engine, fr: La machine}, ", "", 0, "say what it is called"),
    "no map": ("  - {key: ada", "  - ada\n  - {key: ada", 0, "a session is a map"),
    "twice": ("  - {key: ada", "  - {key: ada, title: A, questions: [overall]}\n  - {key: ada", 1, "stands twice"),
    "another key": ("speaker:", "speakers:", 0, "did you mean `speaker`?"),
}


@pytest.mark.parametrize(("old", "new", "after", "remedy"), CASES.values(), ids=CASES.keys())
def test_a_fault_of_a_session_is_told_alone_with_its_line_and_remedy(old, new, after, remedy):
    assert old in WEBINAR
    line, message = only_fault(OWN + WEBINAR.replace(old, new, 1))
    assert line == LINE + after, message
    assert remedy in message


def test_a_statement_has_no_figures_for_a_speaker():
    own = OWN.replace("  - {key: improve", "  - {key: hello, kind: statement, ask: Hello}\n  - {key: improve")
    line, message = only_fault(own + WEBINAR.replace("improve", "hello"))
    assert line == LINE + 1
    assert "is of the kind `statement` and has no figures: take it out" in message


def test_a_title_that_lacks_a_language_is_doubtful():
    read = reading(OWN + WEBINAR.replace(", fr: La machine", ""))
    assert not read.faults
    assert [w.line for w in read.warnings if "no text in fr" in w.message] == [LINE]
