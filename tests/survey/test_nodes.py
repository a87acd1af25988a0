"""Files that are no YAML, too much of it, or YAML that means something else elsewhere."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.survey.findings import Findings
from bot.survey.nodes import LARGEST_FILE
from tests.survey.making import faults, only_fault, reading

GOOD = "survey: pulse\ntitle: Pulse\nquestions:\n  - {key: overall, kind: open, ask: How was it?}\n"
unhurried = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def billion_laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{b}'] * 9)}]" for b, n in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("survey: a\ntitle: 'x\n\n", 2, "close it"),
        ("survey: a\nquestions: [\n\n", 2, "close it"),
        ("survey: a\n\ttitle: x\n", 2, "indent with spaces"),
        ("survey: a\nquestions:\n\t- key: a\n", 3, "indent with spaces"),
        ("survey: a\ntitle: How was it: good?\n", 2, "put a text that holds `: ` in quotes"),
        ("survey: a\ntitle: @home\n", 2, "put the text in quotes"),
        ("survey: a\ntitle: [a, }\n", 2, "check indentation, quotes and brackets"),
        ("survey: a\ntitle: \x07\n", 2, "take it out"),
        ("", 1, "begin with `survey:`"),
        ("# nothing yet\n", 1, "begin with `survey:`"),
        ("[" * 100_000, 1, "flatten this"),
        ("a:\n" + " - " * 40 + "x", 2, "flatten this"),
        (billion_laughs(), 5, "make it smaller"),
        ("- x\n" * 60_000, 49_999 + 1, "make it smaller"),
        ("hello", 1, "begin with `survey: KEY`"),
        ("- a\n- b\n", 1, "begin with `survey: KEY`"),
        ("\nsurvy: pulse\n", 2, "did you mean `survey`?"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line_and_remedy(text, line, remedy):
    found = only_fault(text)
    assert found[0] == line
    assert remedy in found[1]


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        (GOOD + "title: Again\n", 5, "`title` stands twice (first in line 2): keep one"),
        (GOOD.replace("title: Pulse", "title: !!python/object:os.system Pulse"), 2, "take it out"),
        (GOOD.replace("title: Pulse", "title: *unknown"), 2, "write the value out"),
        (GOOD.replace("title: Pulse", "title: &me [*me]"), 2, "write the value out"),
        (GOOD + "<<: {a: b}\n", 5, "write the keys out"),
        (GOOD.replace("ask: How was it?", "ask: {{ name }}"), 4, "put a text that begins with `{` or `[` in quotes"),
        (GOOD.replace("Pulse", '"\\0"'), 2, "take it out"),
        (GOOD.replace("Pulse", '"\\ud800"'), 2, "take it out"),
        (GOOD + f"{'k' * 101}: x\n", 5, "check the quotes before it"),
    ],
)
def test_what_yaml_allows_and_we_do_not_is_said_with_its_line_and_remedy(text, line, remedy):
    assert any(at == line and remedy in message for at, message in faults(text)), faults(text)


def test_a_file_of_two_mebibytes_is_refused_unread():
    told = f"the file is larger than 1 MiB: keep it to {LARGEST_FILE:,} bytes"
    assert only_fault(b"#" * (2 << 20)) == (1, told)
    assert only_fault(b"#" * (LARGEST_FILE + 1)) == (1, told)
    assert only_fault(b"#" * LARGEST_FILE)[1] != told


def test_a_file_that_is_not_utf8_is_refused_with_the_line_of_the_first_bad_byte():
    line, message = only_fault(GOOD.replace("Pulse", "Caf\xe9").encode("latin-1"))
    assert (line, "encoding UTF-8" in message) == (2, True)
    assert only_fault(GOOD.encode("utf-16"))[0] == 1


def test_a_byte_order_mark_and_foreign_line_ends_do_no_harm():
    assert not faults(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())


def test_yes_and_half_past_ten_stay_text():
    read = reading("""
        survey: pulse
        title: yes
        questions:
          - key: begin
            kind: single
            ask: 10:30
            options: [{key: yes, label: yes}, {key: no, label: no}, {key: 012, label: 1_000}, {key: "null", label: "~"}]
    """)
    assert not read.faults
    asked = read.surveys[0].questions[0]
    assert read.surveys[0].title.by_language == {"*": "yes"}
    assert asked.ask.by_language == {"*": "10:30"}
    assert [(o.key, o.label.spoken("en")) for o in asked.options] == [
        ("yes", "yes"),
        ("no", "no"),
        ("012", "1_000"),
        ("null", "~"),
    ]


def test_an_alias_stands_for_what_it_names():
    read = reading("""
        survey: pulse
        title: Pulse
        questions:
          - {key: a, kind: single, ask: A?, options: &both [{key: yes, label: Yes}, {key: no, label: No}]}
          - {key: b, kind: single, ask: B?, options: *both}
    """)
    assert not read.faults
    assert read.surveys[0].questions[0].options == read.surveys[0].questions[1].options


def test_documents_before_a_broken_one_are_judged_too():
    found = faults(GOOD + "colour: red\n---\nwebinar: [\n")
    assert [line for line, _ in found] == [5, 7]


def test_reading_ends_after_a_thousand_faults():
    found = faults(GOOD + "".join(f"k{n}: x\n" for n in range(5000)))
    assert len(found) == 1001
    assert "more than 1,000 faults up to here: mend these first" in found[-1][1]


def test_a_fault_met_again_is_recorded_once_and_leaves_room_for_others():
    findings = Findings("a.yaml")
    for _ in range(5000):
        findings.fault(1, "wrong")
        findings.warn(1, "doubtful")
    findings.fault(2, "wrong")
    assert [fault.line for fault in findings.faults] == [1, 2]
    assert [warning.line for warning in findings.warnings] == [1]


@unhurried
@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}#&*!|>'\"%@`, \t\n?~", max_size=80).map(str.encode))
)
def test_no_bytes_are_too_odd_to_be_judged(content):
    read = reading(content)
    assert read.faults or not (read.surveys or read.webinars)


@unhurried
@given(st.data())
def test_a_file_with_any_line_changed_is_read_or_faulted_and_never_breaks_the_reader(draw):
    lines = EVERYTHING.splitlines()
    at = draw.draw(st.integers(0, len(lines) - 1))
    change = draw.draw(st.sampled_from(["drop", "double", "dedent", "cut", "listed", "mapped"]))
    line = lines[at]
    lines[at : at + 1] = {
        "drop": [],
        "double": [line, line],
        "dedent": [line[2:]],
        "cut": [line[: len(line) // 2]],
        "listed": [line.split(":", 1)[0] + ": [a, {b: c}]"],
        "mapped": [line.split(":", 1)[0] + ": {a: [b]}"],
    }[change]
    read = reading("\n".join(lines))
    assert read.faults or read.surveys


EVERYTHING = """\
survey: own
title: {en: Own, fr: Propre}
identity: identified
questions:
  - key: overall
    kind: scale
    ask: {en: How?, fr: Comment ?}
    options:
      - {key: good, label: {en: Good, fr: Bien}}
      - {key: poor, label: {en: Poor, fr: Mal}}
    boxes:
      good: [good]
  - key: formats
    kind: multiple
    max: 2
    other: true
    ask: Which?
    options: [{key: talks, label: Talks}, {key: walks, label: Walks}]
    when: {any: [{question: overall, in: [poor]}, {not: {question: overall, in: [good]}}]}
  - {key: why, kind: open, ask: "{{ name }}, why {{ answers.overall }}?"}
---
webinar: Clusters
key: clusters
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
survey: own
tags: {format: talk}
privacy: {controller: We, contact: us, purpose: to learn, retention: 365d}
opens: 15m before end
closes: 7d after end
materials:
  - {key: slides, kind: presentation, title: Slides, file: slides.pdf}
follow_ups:
  - {key: thanks, when: on finish, send: [slides], latest: 1d after end}
  - {key: rescue, when: 3d after end at 09:00, to: {question: overall, in: [poor]}, text: Sorry.}
"""


def test_the_file_that_is_changed_above_reads_without_faults():
    assert not faults(EVERYTHING)
