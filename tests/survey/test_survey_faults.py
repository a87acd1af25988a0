"""Each way in which a survey can be wrong, with the line and the remedy that are told."""

from __future__ import annotations

import pytest

from bot.survey.fields import EU_LANGUAGES
from tests.survey.making import faults, only_fault, reading

SURVEY = """\
survey: pulse
title: {en: Pulse, fr: Pouls}
identity: pseudonymous
questions:
  - key: overall
    kind: single
    ask: {en: How was it?, fr: Comment ?}
    options:
      - {key: good, label: {en: Good, fr: Bien}}
      - {key: poor, label: {en: Poor, fr: Mal}}
      - {key: none, label: {en: No opinion, fr: Sans opinion}, substantive: false}
    boxes:
      well: [good]
  - key: formats
    kind: multiple
    min: 1
    max: 2
    ask: Which?
    options: [{key: talks, label: Talks}, {key: walks, label: Walks}]
  - key: improve
    kind: open
    ask: What?
    when: {question: overall, in: [poor]}
"""


def changed(old: str, new: str) -> str:
    assert old in SURVEY
    return SURVEY.replace(old, new, 1)


def test_the_survey_of_this_file_reads_without_faults():
    assert not faults(SURVEY)
    assert not reading(SURVEY).warnings


CASES = {
    "an unknown key of the survey": ("identity: pseudo", "idenity: pseudo", 3, "did you mean `identity`?"),
    "an unknown key of a question": ("    ask: What?", "    asks: What?", 22, "did you mean `ask`?"),
    "an unknown key of an option": ("label: Talks", "lable: Talks", 19, "did you mean `label`?"),
    "a key that cannot be one": ("survey: pulse", "survey: Pulse 1", 1, "use a small letter"),
    "a survey without title": ("title: {en: Pulse, fr: Pouls}\n", "", 1, "has no `title`: write"),
    "an identity that is none": ("pseudonymous", "pseudonymus", 3, "did you mean `pseudonymous`?"),
    "a question key that cannot be one": ("key: improve", "key: Improve!", 20, "use a small letter"),
    "a question key that exports need": ("key: improve", "key: finished", 20, "call the question something else"),
    "a question without key": ("key: improve\n    kind", "kind", 20, "has no `key`: give it one"),
    "a question without kind": ("    kind: open\n", "", 20, "has no `kind`: write one of single"),
    "a question without words": ("    ask: What?\n", "", 20, "has no `ask`: write"),
    "a question twice": ("key: improve", "key: formats", 20, "(first in line 14): give each a key of its own"),
    "a kind that is none": ("kind: open", "kind: opne", 21, "did you mean `open`?"),
    "an empty text": ("ask: What?", "ask:", 22, "give it a text, or take the line out"),
    "a text that is a list": ("ask: What?", "ask: [What?]", 22, "write it like {en: ..., fr: ...}"),
    "a text too long": ("ask: What?", f"ask: {'x' * 1001}", 22, "keep it to 1000"),
    "a label too long": ("label: Talks", f"label: {'x' * 201}", 19, "keep it to 200"),
    "a missing language": ("{en: How was it?, fr: Comment ?}", "{en: How was it?}", 7, "no text in fr: add it"),
    "a language that is none": ("{en: How was it?, fr:", "{en: How was it?, fr: a, xx:", 7, "24 languages"),
    "a label that lacks a language": ("{en: Poor, fr: Mal}", "{fr: Mal}", 10, "no text in en: add it"),
    "a question that is no map": (
        "  - key: improve\n    kind: open",
        "  - improve\n  - key: late\n    kind: open",
        20,
        "is a map",
    ),
    "options that are no list": (
        "options: [{key: talks, label: Talks}, {key: walks, label: Walks}]",
        "options: talks",
        19,
        "list",
    ),
    "an option that is no map": ("{key: walks, label: Walks}", "walks", 19, "write it like {key: yes, label: Yes}"),
    "an option twice": ("key: walks", "key: talks", 19, "give each option a key of its own"),
    "an option key that cannot be one": ("key: walks", "key: Walks", 19, "use up to 32"),
    "options that read the same": ("label: Walks", "label: talks", 19, "word each option differently"),
    "a choice of one": ("{key: talks, label: Talks}, {key: walks, label: Walks}", "", 19, "give it 1 at least"),
    "options where none can be": ("ask: What?", "ask: What?\n    options: [{key: a, label: A}]", 23, "take it out"),
    "boxes where none can be": ("ask: What?", "ask: What?\n    boxes: {a: [b]}", 23, "take it out"),
    "an order where none can be": ("ask: What?", "ask: What?\n    ordered: true", 23, "take it out"),
    "a bound where none can be": ("ask: What?", "ask: What?\n    max: 3", 23, "it is for multiple, materials, number"),
    "other where it cannot be": ("ask: What?", "ask: What?\n    other: true", 23, "it is for single, multiple"),
    "no option that counts": (
        "{key: talks, label: Talks}, {key: walks, label: Walks}",
        "{key: a, label: A, substantive: false}, {key: b, label: B, substantive: false}",
        19,
        "take `substantive: false` out of some",
    ),
    "a box of nothing that is there": ("well: [good]", "well: [god]", 13, "did you mean `good`?"),
    "a box of what does not count": ("well: [good]", "well: [none]", 13, "no part of the base: take it out"),
    "a box that counts twice": ("well: [good]", "well: [good, good]", 13, "twice: keep one"),
    "an empty box": ("well: [good]", "well: []", 13, "list the options that it counts"),
    "a box twice": ("well: [good]", "well: [good]\n      well: [poor]", 14, "keep one of them"),
    "a box key that cannot be one": ("well: [good]", "Well!: [good]", 13, "use a small letter"),
    "a least above the most": ("min: 1\n    max: 2", "min: 2\n    max: 1", 16, "swap them"),
    "a most above the options": ("max: 2", "max: 3", 17, "lower it to 2"),
    "a most of nothing": ("min: 1\n    max: 2", "max: 0", 16, "raise it"),
    "a bound that is no number": ("max: 2", "max: two", 17, "write a whole number"),
    "a flag that is text": ("substantive: false", "substantive: no", 11, "write true or false"),
    "a rule about nothing": ("question: overall", "question: overal", 23, "did you mean `overall`?"),
    "a rule about itself": ("question: overall, in: [poor]", "question: improve, in: [a]", 23, "not asked before it"),
    "a rule about no option": ("in: [poor]", "in: [pour]", 23, "did you mean `poor`?"),
    "a rule about options of nothing": ("in: [poor]", "in: []", 23, "name those that count"),
    "a rule without options": (", in: [poor]", "", 23, "has no `in`: name the options"),
    "a rule with one option and no list": ("in: [poor]", "in: poor", 23, "all of them in [ ]"),
    "a rule that is no map": (
        "{question: overall, in: [poor]}",
        "overall",
        23,
        "such as {question: KEY, in: [OPTION]}",
    ),
    "a rule of two rules": (
        "in: [poor]}",
        "in: [poor], not: {question: overall, in: [good]}}",
        23,
        "{all: [{...}, {...}]}",
    ),
    "a rule about progress": ("{question: overall, in: [poor]}", "{unfinished: true}", 23, "has no key `unfinished`"),
    "a rule of no rules": ("{question: overall, in: [poor]}", "{all: []}", 23, "write {all: [{...}, {...}]}"),
    "a rule nested without end": (
        "{question: overall, in: [poor]}",
        "{not: " * 9 + "{question: overall, in: [poor]}" + "}" * 9,
        23,
        "nested more than 8 deep",
    ),
    "a question nobody can reach": (
        "{question: overall, in: [poor]}",
        "{all: [{question: overall, in: [poor]}, {question: overall, in: [good]}]}",
        20,
        "change the rule, or take the question out",
    ),
    "a text with a loop": ("ask: What?", 'ask: "{% for i in range(9) %}x{% endfor %}"', 22, "take it out or change it"),
    "a text with an expression": ("ask: What?", 'ask: "{{ 9 ** 9 }}"', 22, "only {{ answers.KEY }}"),
    "a label that is not the same for all": ("label: Talks", 'label: "{{ name }}"', 19, "take the {{ }} out"),
    "an answer that is not given yet": ("ask: Which?", 'ask: "{{ answers.improve }}?"', 18, "use overall"),
    "an answer of no question": ("ask: What?", 'ask: "{{ answers.overal }}?"', 22, "did you mean `overall`?"),
}


@pytest.mark.parametrize(("old", "new", "line", "remedy"), CASES.values(), ids=CASES.keys())
def test_a_fault_is_told_alone_with_its_line_and_remedy(old, new, line, remedy):
    found = only_fault(changed(old, new))
    assert found[0] == line, found
    assert remedy in found[1], found


def test_several_faults_of_one_file_are_all_told_in_order():
    text = SURVEY.replace("identity: pseudonymous", "identity: secret\ncolour: red")
    text = text.replace("key: walks", "key: talks").replace("in: [poor]", "in: [pour]")
    assert [line for line, _ in faults(text)] == [3, 4, 20, 24]


def test_a_rule_that_points_forward_is_told():
    text = changed("    kind: multiple", "    kind: multiple\n    when: {question: late, in: [yes]}")
    text += "  - {key: late, kind: yes_no, ask: Late?}\n"
    line, message = only_fault(text)
    assert line == 16
    assert "which is not asked before it: look at an earlier question, or change the order" in message


def test_materials_are_asked_last_whatever_their_place():
    when = "{question: overall, in: [good]}"
    first = f"  - {{key: wanted, kind: materials, ask: 'Which, {{{{ answers.overall }}}}?', when: {when}}}\n"
    assert not faults(changed("questions:\n", "questions:\n" + first))
    looks_ahead = changed("question: overall", "question: wanted")
    assert "not asked before it" in faults(looks_ahead.replace("questions:\n", "questions:\n" + first))[0][1]


def test_a_rule_about_a_question_without_options_is_told():
    line, message = only_fault(SURVEY + "  - {key: more, kind: open, ask: More?, when: {question: improve, in: [a]}}\n")
    assert line == 24
    assert "has no options (open): look at one that has" in message


def test_whoever_cannot_be_asked_one_thing_cannot_be_asked_what_depends_on_it():
    text = changed("in: [poor]", "in: [good]").replace("when:", "optional: true\n    when:")
    both = "{all: [{question: overall, in: [good]}, {question: overall, in: [poor]}]}"
    text += f"  - {{key: a, kind: yes_no, ask: A?, when: {both}}}\n"
    text += "  - {key: b, kind: yes_no, ask: B?, when: {question: a, in: [yes]}}\n"
    assert [(line, "nobody can ever see" in message) for line, message in faults(text)] == [(25, True), (26, True)]


def test_a_question_can_be_reached_by_skipping_unless_an_answer_is_required():
    skipped = "{not: {question: overall, in: [good, poor, none]}}"
    assert not faults(changed("{question: overall, in: [poor]}", skipped))
    required = changed("{question: overall, in: [poor]}", skipped).replace(
        "kind: single", "kind: single\n    optional: false"
    )
    assert "nobody can ever see `improve`" in only_fault(required)[1]


def test_ticks_can_make_two_rules_true_as_far_as_the_most_allows():
    both = "{all: [{question: formats, in: [talks]}, {question: formats, in: [walks]}]}"
    text = changed("{question: overall, in: [poor]}", both)
    assert not faults(text)
    assert "nobody can ever see" in only_fault(text.replace("max: 2", "max: 1"))[1]


def test_a_fault_in_one_question_brings_no_faults_of_others():
    text = changed("    kind: single\n", "    kind: sngle\n")
    assert [line for line, _ in faults(text)] == [6]


def test_a_survey_without_questions_is_told():
    assert "it needs 1 to 100" in only_fault("survey: a\ntitle: A\nquestions: []\n")[1]
    assert "has no `questions`: list at least one" in only_fault("survey: a\ntitle: A\n")[1]


def test_more_options_than_a_phone_shows_are_told():
    options = ", ".join(f"{{key: o{n}, label: Option {n}}}" for n in range(91))
    line, message = only_fault(changed("{key: talks, label: Talks}, {key: walks, label: Walks}", options))
    assert line == 19
    assert "90 fit on a phone" in message


def test_an_anonymous_survey_is_fine_and_asks_nobody_for_materials():
    text = SURVEY.replace("pseudonymous", "anonymous")
    assert reading(text).surveys[0].identity == "anonymous"
    assert not reading(text).warnings
    line, message = only_fault(text + "  - {key: wants, kind: materials, ask: Which?}\n")
    assert (line, "take the question out, or make it a `multiple` one" in message) == (24, True)


def test_a_name_in_a_pseudonymous_survey_is_doubtful_and_in_an_identified_one_fine():
    text = changed("ask: What?", 'ask: "{{ name }}, what?"')
    read = reading(text)
    assert not read.faults
    assert [(w.line, "leave it out" in w.message) for w in read.warnings] == [(22, True)]
    assert not reading(text.replace("pseudonymous", "identified")).warnings


def test_an_answer_whose_key_jinja_would_take_for_a_method_cannot_be_piped():
    text = changed("key: formats", "key: items").replace("ask: What?", 'ask: "{{ answers.items }}"')
    assert "rename the question" in only_fault(text)[1]


def test_under_a_title_of_one_text_every_language_used_is_due_everywhere():
    text = changed("{en: Pulse, fr: Pouls}", "Pulse").replace("ask: What?", "ask: {en: What?}")
    assert "no text in fr: add it" in only_fault(text)[1]


def test_a_survey_twice_is_told_where_it_stands_again():
    line, message = only_fault(SURVEY + "---\n" + SURVEY)
    assert line == 25
    assert "first in a.yaml, line 1" in message


def test_a_faulty_survey_is_not_among_those_read():
    assert reading(changed("kind: open", "kind: opne")).surveys == ()


def test_every_wrong_kind_of_a_long_survey_is_told_once():
    questions = "".join(f"  - {{key: q{n}, kind: opne, ask: What?}}\n" for n in range(100))
    found = faults(f"survey: pulse\ntitle: Pulse\nquestions:\n{questions}")
    assert [line for line, _ in found] == list(range(4, 104))


@pytest.mark.parametrize("nothing", ["~", "null", "Null", "NULL", ""])
def test_no_value_is_no_text(nothing):
    line, message = only_fault(changed("label: Talks", f"label: {nothing}"))
    assert (line, "is empty: give it a text" in message) == (19, True)
    assert only_fault(changed("ask: What?", f"ask: {nothing}"))[0] == 22


def test_in_quotes_the_same_is_a_text():
    assert not faults(changed("label: Talks", 'label: "~"').replace("label: Walks", "label: 'null'"))


def test_an_unknown_language_is_told_with_all_that_are_known():
    _, message = only_fault(changed("{en: How was it?, fr:", "{en: How was it?, fr: a, xx:"))
    assert message.endswith("use one of " + ", ".join(EU_LANGUAGES))
    assert len(EU_LANGUAGES) == 24
