"""Counts mean what they say: people, responses and answers are kept apart, and a tick is not an answer."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from db import connections, responses, tallies, themes
from db.migrate import migrate
from tests.db.makings import NOON, a_response, a_survey, a_webinar, answered, shown, skipped, someone, someone_entered

UNSAID = {"overall": frozenset({"no_opinion"}), "formats": frozenset({"none"})}


def _counts(tx: sqlite3.Connection, webinar_id: int, *survey_ids: int) -> dict[str, tallies.QuestionCounts]:
    return tallies.questions(tx, webinar_id=webinar_id, survey_ids=survey_ids or (1,), non_substantive=UNSAID)


def test_entered_counts_people_whether_they_began_or_not(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    people = [someone_entered(tx, webinar) for _ in range(4)]
    someone_entered(tx, a_webinar(tx, key="another"))
    begun, finished = (a_response(tx, webinar, person) for person in people[:2])
    a_response(tx, webinar, people[2])
    responses.mark_started(tx, begun, now=NOON)
    responses.finish(tx, finished, now=NOON)
    responses.finish(tx, a_response(tx, webinar), now=NOON)
    assert tallies.responses(tx, webinar_id=webinar, survey_key="satisfaction") == (5, 3, 2)


def test_a_follow_up_survey_is_entered_by_those_who_have_it(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    impact = a_survey(tx, key="impact")
    people = [someone_entered(tx, webinar) for _ in range(3)]
    mine = a_response(tx, webinar, people[0], survey_id=impact, survey_key="impact")
    responses.mark_started(tx, mine, now=NOON)
    a_response(tx, webinar, survey_id=impact, survey_key="impact")
    assert tallies.responses(tx, webinar_id=webinar, survey_key="impact") == (2, 1, 0)
    assert tallies.responses(tx, webinar_id=webinar, survey_key="satisfaction") == (3, 0, 0)


def test_shown_is_answered_and_skipped_and_left(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    mine = [a_response(tx, webinar) for _ in range(6)]
    for response in mine[:3]:
        answered(tx, response, "overall", "satisfied")
    skipped(tx, mine[3], "overall")
    shown(tx, mine[4], "overall", "satisfied")
    overall = _counts(tx, webinar)["overall"]
    assert (overall.shown, overall.answered, overall.skipped, overall.left) == (5, 3, 1, 1)
    assert overall.counts == {"satisfied": 3}


def test_the_base_is_who_said_something_of_substance(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    for picks in (["satisfied"], ["no_opinion"], ["neutral"]):
        answered(tx, a_response(tx, webinar), "overall", *picks)
    for picks in (["speakers", "none"], ["none"], ["speakers", "breakouts"], ["none", "speakers"]):
        answered(tx, a_response(tx, webinar), "formats", *picks)
    counts = _counts(tx, webinar)
    assert (counts["overall"].answered, counts["overall"].base) == (3, 2)
    assert counts["overall"].counts == {"satisfied": 1, "no_opinion": 1, "neutral": 1}
    assert (counts["formats"].answered, counts["formats"].base) == (4, 3)
    assert counts["formats"].counts == {"speakers": 3, "breakouts": 1, "none": 3}


def test_numbers_are_counted_by_value(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    for number in (10, 2.5, 10):
        answered(tx, a_response(tx, webinar), "years", number=number)
    answered(tx, a_response(tx, webinar), "improve", text="2.5")
    counts = _counts(tx, webinar)
    assert counts["years"].numbers == ((2.5, 1), (10.0, 2))
    assert counts["years"].base == 0
    assert counts["improve"].numbers == ()


def test_themes_are_counted_in_mentions_and_in_people(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    coded = {"a": ["Sound"], "b": ["Sound", "Slides"], "c": [], "d": ["Slides", "Sound", "Food"]}
    for label, labels in coded.items():
        mine = a_response(tx, webinar, label=label)
        answered(tx, mine, "improve", text=label)
        themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=labels)
    improve = _counts(tx, webinar)["improve"]
    assert improve.themes == (("Sound", 3), ("Slides", 2), ("Food", 1))
    assert improve.theme_people == 3


def test_another_webinar_and_another_survey_are_not_counted(tx: sqlite3.Connection) -> None:
    webinar, other = a_webinar(tx), a_webinar(tx, key="other")
    impact = a_survey(tx, key="impact")
    answered(tx, a_response(tx, webinar), "overall", "satisfied")
    answered(tx, a_response(tx, other), "overall", "neutral")
    answered(tx, a_response(tx, webinar, survey_id=impact, survey_key="impact"), "overall", "dissatisfied")
    assert _counts(tx, webinar)["overall"].counts == {"satisfied": 1}
    assert _counts(tx, webinar, impact)["overall"].counts == {"dissatisfied": 1}


def test_versions_are_counted_together_when_asked(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    second = a_survey(tx, digest="second")
    for survey_id in (1, second, second):
        mine = a_response(tx, webinar, survey_id=survey_id)
        answered(tx, mine, "overall", "satisfied")
        answered(tx, mine, "years", number=3)
        answered(tx, mine, "improve", text="Sound")
        themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=["Sound"])
    both = _counts(tx, webinar, 1, second)
    assert (both["overall"].base, both["overall"].counts) == (3, {"satisfied": 3})
    assert both["years"].numbers == ((3.0, 3),)
    assert (both["improve"].themes, both["improve"].theme_people) == ((("Sound", 3),), 3)
    assert _counts(tx, webinar, second)["overall"].base == 2


def test_nobody_answered_anything(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    assert _counts(tx, webinar) == {}
    assert tallies.responses(tx, webinar_id=webinar, survey_key="satisfaction") == (0, 0, 0)


def test_rows_for_export_come_by_label_with_everything_stored(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    second = a_survey(tx, digest="second")
    for label, survey_id in (("m", 1), ("a", second), ("z", 1)):
        answered(tx, a_response(tx, webinar, label=label, survey_id=survey_id), "overall", label)
    a_response(tx, webinar, someone(tx), label="empty")
    a_response(tx, webinar, survey_id=a_survey(tx, key="impact"), survey_key="impact", label="b")
    rows = list(tallies.rows(tx, webinar_id=webinar, survey_ids=[1, second]))
    assert [row.label for row, _ in rows] == ["a", "empty", "m", "z"]
    assert rows[0][1]["overall"].picks == ("a",)
    assert rows[1][1] == {}
    assert [row.label for row, _ in tallies.rows(tx, webinar_id=webinar, survey_ids=[1])] == ["empty", "m", "z"]
    assert tallies.counts_of_rows(tx, webinar_id=webinar, survey_ids=[1, second]) == (4, 3)
    assert tallies.counts_of_rows(tx, webinar_id=webinar, survey_ids=[1, second], only_nobodys=[1]) == (3, 3)
    assert tallies.counts_of_rows(tx, webinar_id=webinar, survey_ids=[99]) == (0, 0)


def test_themes_come_in_the_order_of_the_rows_that_they_belong_to(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    for label in ("m", "a", "z"):
        mine = a_response(tx, webinar, label=label)
        for question in ("why", "improve"):
            answered(tx, mine, question, text="More time")
            labels = ["Time", "Length"] if label != "z" else []
            themes.assign(tx, survey_key="satisfaction", response_id=mine, question=question, labels=labels)
    found = list(themes.of_responses(tx, webinar_id=webinar, survey_ids=[1]))
    rows = {row.id: row.label for row, _ in tallies.rows(tx, webinar_id=webinar, survey_ids=[1])}
    both = ("Length", "Time")
    assert [(rows[response_id], *rest) for response_id, *rest in found] == [
        ("a", "improve", both),
        ("a", "why", both),
        ("m", "improve", both),
        ("m", "why", both),
    ]


OPTIONS = ("satisfied", "neutral", "no_opinion")
REPLIES = st.lists(
    st.tuples(
        st.sampled_from(["shown", "answered", "skipped"]),
        st.lists(st.sampled_from(["speakers", "breakouts", "none"]), unique=True),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
    max_size=12,
)


@given(replies=REPLIES)
@settings(max_examples=60, deadline=None)
def test_any_replies_are_counted_as_somebody_with_a_pencil_would(replies: list, tmp_path_factory) -> None:
    file = tmp_path_factory.mktemp("tally") / "afterword.db"
    migrate(file, NOON)
    tx = connections._open(file, "rw", timedelta(seconds=5))
    try:
        tx.execute("PRAGMA synchronous = OFF")
        webinar = a_webinar(tx)
        for state, picks, number in replies:
            mine = a_response(tx, webinar)
            if state == "answered":
                answered(tx, mine, "formats", *random.sample(picks, len(picks)), number=number)
            elif state == "shown":
                shown(tx, mine, "formats", *picks)
            else:
                skipped(tx, mine, "formats")
        found = _counts(tx, webinar).get("formats")
    finally:
        tx.close()
    if found is None:
        assert replies == []
        return
    settled = [(picks, number) for state, picks, number in replies if state == "answered"]
    assert found.shown == len(replies) == found.answered + found.skipped + found.left
    assert found.answered == len(settled)
    assert found.counts == Counter(pick for picks, _ in settled for pick in picks)
    assert found.base == sum(1 for picks, _ in settled if set(picks) - {"none"})
    assert dict(found.numbers) == Counter(float(number) for _, number in settled if number is not None)
