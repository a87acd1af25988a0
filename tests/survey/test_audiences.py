"""Who a follow-up is for: what can be written, what it means of a person, and what is refused."""

from __future__ import annotations

import pytest

from bot.survey.answers import Answer
from bot.survey.definitions import Quiet
from bot.survey.rules import Facts, holds, is_for_unfinished
from bot.survey.ruling import Attended, Begun, CameBy, Not, Picked, Progress, Registered, Rule, Speaks
from tests.survey.making import CLUSTERS, faults, only_fault, reading

SURVEY = """\
survey: own
title: Own
questions:
  - {key: attended, kind: single, ask: Were you there?, options: [{key: all, label: Yes}, {key: no, label: No}]}
  - {key: wanted, kind: materials, ask: What would you like?}
---
"""
WEBINAR = (
    CLUSTERS
    + """\
survey: own
materials:
  - {key: slides, kind: presentation, title: Slides, file: slides.pdf}
follow_ups:
  - {key: note, when: 1d after end at 09:00, text: Hello., to: AUDIENCE}
"""
)


def audience(written: str) -> Rule:
    read = reading(SURVEY + WEBINAR.replace("AUDIENCE", written))
    assert read.faults == ()
    rule = read.webinars[0].follow_ups[0].to
    assert rule is not None
    return rule


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("{not_started: true}", Begun(begun=False)),
        ("{attended: true}", Attended(attended=True)),
        ("{no_show: true}", Attended(attended=False)),
        ("{registered: true}", Registered(registered=True)),
        ("{language: [fr, de]}", Speaks(("fr", "de"))),
        ("{source: [slide]}", CameBy(("slide",))),
        ("{wants: [handbook]}", Picked("wanted", ("handbook",))),
        ("{not: {finished: true}}", Not(Progress(finished=True))),
    ],
)
def test_an_audience_is_read(written, rule):
    assert audience(written) == rule


ABSENT = {"attended": Answer("answered", picks=("no",))}
THERE = {"attended": Answer("answered", picks=("all",))}


@pytest.mark.parametrize(
    ("rule", "facts", "is_for_them"),
    [
        (Begun(begun=False), Facts(), True),
        (Begun(begun=False), Facts(begun=True), False),
        (Attended(attended=False), Facts(answers=ABSENT), True),
        (Attended(attended=True), Facts(answers=THERE), True),
        (Attended(attended=True), Facts(answers=ABSENT, listed=True), False),
        (Attended(attended=False), Facts(listed=False), True),
        (Attended(attended=False), Facts(), False),
        (Attended(attended=True), Facts(), False),
        (Registered(registered=True), Facts(registered=True), True),
        (Registered(registered=True), Facts(), False),
        (Speaks(("fr",)), Facts(language="fr"), True),
        (Speaks(("fr",)), Facts(language="en"), False),
        (CameBy(("slide",)), Facts(source="slide"), True),
        (CameBy(("slide",)), Facts(), False),
    ],
)
def test_a_person_is_in_an_audience_by_what_is_known_of_them(rule, facts, is_for_them):
    assert holds(rule, facts) is is_for_them


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("{language: [xx]}", "none of the 24 languages"),
        ("{source: [The Slide]}", "cannot be a source"),
        ("{wants: [handbok]}", "did you mean `handbook`?"),
        ("{language: []}", "lists nothing"),
        ("{invited: true}", "cannot be an audience"),
    ],
)
def test_an_audience_that_cannot_be_is_a_fault(written, remedy):
    assert any(remedy in message for _, message in faults(SURVEY + WEBINAR.replace("AUDIENCE", written)))


@pytest.mark.parametrize("written", ["{registered: true}", "{no_show: true}"])
def test_it_is_said_whom_a_bot_cannot_write_to_first(written):
    read = reading(SURVEY + WEBINAR.replace("AUDIENCE", written))
    assert read.faults == ()
    assert any("cannot write first" in warning.message for warning in read.warnings)


@pytest.mark.parametrize("written", ["{attended: true}", "{registered: true}", "{wants: [handbook]}"])
def test_nobody_is_picked_out_after_an_anonymous_survey(written):
    anonymous = SURVEY.replace("title: Own", "title: Own\nidentity: anonymous").replace("kind: materials", "kind: open")
    assert faults(anonymous + WEBINAR.replace("AUDIENCE", written))


def test_slides_that_only_those_who_finish_would_get_are_a_fault():
    written = WEBINAR.replace("text: Hello., to: AUDIENCE", "send: [slides], to: {finished: true}")
    assert "sends `slides` to all who finish, and nothing to the others" in only_fault(SURVEY + written)[1]
    others = "\n  - {key: rest, when: 2d after end, send: [slides], to: {unfinished: true}}\n"
    assert faults(SURVEY + written.rstrip() + others) == []
    some = WEBINAR.replace("text: Hello., to: AUDIENCE", "send: [slides], to: {question: attended, in: [all]}")
    assert faults(SURVEY + some) == []


def test_a_third_reminder_is_a_fault():
    nudges = "".join(f"  - {{key: nudge{n}, when: {n}d after end, to: {{unfinished: true}}}}\n" for n in (2, 3, 4))
    written = WEBINAR[: WEBINAR.index("  - {key: note")] + nudges
    line, message = only_fault(SURVEY + written)
    assert "`nudge4` is a reminder too many" in message
    assert (SURVEY + written).splitlines()[line - 1].startswith("  - {key: nudge4")


def test_who_has_not_started_is_reminded_like_who_has_not_finished():
    assert is_for_unfinished(Begun(begun=False))
    assert not is_for_unfinished(Begun(begun=True))


@pytest.mark.parametrize(
    ("written", "quiet"),
    [
        ("quiet: 22:30 to 07:15", Quiet((22, 30), (7, 15))),
        ("quiet: none", None),
        ("", Quiet((21, 0), (8, 0))),
    ],
)
def test_quiet_hours_are_read(written, quiet):
    read = reading(SURVEY + written + "\n" + WEBINAR.replace(", to: AUDIENCE", ""))
    assert read.faults == ()
    assert read.webinars[0].quiet == quiet


@pytest.mark.parametrize("written", ["quiet: at night", "quiet: 25:00 to 08:00", "quiet: 08:00 to 08:00"])
def test_hours_that_no_clock_shows_are_a_fault(written):
    assert (
        "write them like 21:00 to 08:00"
        in only_fault(SURVEY + WEBINAR.replace(", to: AUDIENCE", "") + written + "\n")[1]
    )


def test_a_follow_up_may_go_by_each_persons_clock_and_be_too_late_sooner():
    read = reading(SURVEY + WEBINAR.replace("to: AUDIENCE", "zone: person, too_late_after: 2h"))
    (note,) = read.webinars[0].follow_ups
    assert (note.zone, note.too_late_after.total_seconds()) == ("person", 7200)


def test_a_language_that_the_webinar_does_not_offer_is_warned_of_in_its_line() -> None:
    written = SURVEY + WEBINAR.replace("survey: own", "languages: [en]\nsurvey: own").replace(
        "AUDIENCE", "{any: [{language: [en]},\n      {language: [fr]}]}"
    )
    read = reading(written)
    assert read.faults == ()
    (warning,) = read.warnings
    assert read.webinars[0].follow_ups[0].to is not None
    assert written.splitlines()[warning.line - 1].strip() == "{language: [fr]}]}}"
    assert warning.message == (
        "the webinar is not offered in `fr`, only in en: it goes to people whose Telegram speaks it, in another"
        " language: add it to `languages`, or take it out"
    )


def test_a_language_that_the_webinar_offers_is_nothing_to_warn_of() -> None:
    assert reading(SURVEY + WEBINAR.replace("AUDIENCE", "{language: [en]}")).warnings == ()
