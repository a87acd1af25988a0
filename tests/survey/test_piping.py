"""What texts ask for, and what they get."""

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.survey.answers import Answer
from bot.survey.definitions import Wording
from bot.survey.piping import foreign_code, piped, references
from tests.survey.making import question, survey

QUESTIONS = (
    question("overall", "single", "good", "poor"),
    question("formats", "multiple", "talks", "other", other=True),
    question("hours", "number"),
    question("improve", "open"),
)
ANSWERS = {
    "overall": Answer("answered", ("good",)),
    "formats": Answer("answered", ("talks", "other"), text="<walks>"),
    "hours": Answer("answered", number=2.0),
    "improve": Answer("shown", text="half a thought"),
}


def values(identity="pseudonymous", languages=("en",), name="Ada"):
    asked = survey(*QUESTIONS, identity=identity)
    return piped(asked, ANSWERS, name=name, webinar="Clusters", languages=languages)


def test_answers_are_piped_as_people_read_them():
    assert values()["answers"] == {"overall": "Good", "formats": "Talks, <walks>", "hours": "2", "improve": ""}
    assert values(languages=("fr", "en"))["answers"]["overall"] == "good (fr)"


def test_a_name_is_piped_in_identified_surveys_only():
    assert values(identity="identified")["name"] == "Ada"
    assert values(identity="identified", name=None)["name"] == ""
    assert values()["name"] == ""


def test_a_decimal_number_is_piped_with_its_decimals():
    asked = survey(question("n", "number"))
    told = piped(asked, {"n": Answer("answered", number=2.5)}, name=None, webinar="", languages=("en",))
    assert told["answers"]["n"] == "2.5"


def test_references_are_found_in_every_language():
    wording = Wording({"en": "{{ answers.overall }} {{name}}", "fr": "{{ webinar }}"})
    assert references(wording) == {"answers.overall", "name", "webinar"}


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{ range(10**9) }}",
        "{{ answers }}",
        "{{ answers.a.b }}",
        "{{ answers['a'] }}",
        "{{ name|upper }}",
        "{{- name }}",
        "{# note #}",
        "{{ name",
        "{{{ name }}",
        "{{ answers.__class__ }}",
        "{{ name }} and {{ names }}",
    ],
)
def test_any_other_template_code_is_found(text):
    assert foreign_code(text)


@pytest.mark.parametrize(
    "text", ["Hello { name }", "50 % {}", "{{ name }}}", "{{name}}, {{ webinar }}: {{answers.a_1}}", ""]
)
def test_what_is_let_through_renders_in_the_sandbox(text):
    assert foreign_code(text) is None
    rendered = ImmutableSandboxedEnvironment().from_string(text).render(answers={"a_1": "A"}, name="N", webinar="W")
    assert "{{" not in rendered


def test_a_tiny_number_is_told_in_digits():
    asked = survey(question("share", "number"))
    told = piped(asked, {"share": Answer("answered", number=0.0000001)}, name=None, webinar="w", languages=("en",))
    assert told["answers"]["share"] == "0.0000001"
