"""Those who do not say that they attended are counted by themselves, so that they can be taken away from all."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from db import connections, responses, tallies, themes
from db.migrate import migrate
from db.tallies import Nay
from tests.db.makings import NOON, a_response, a_survey, a_webinar, answered, shown, skipped

NAY = Nay("attended", "no")
UNSAID = {"formats": frozenset({"none"})}


def counts(tx: sqlite3.Connection, webinar_id: int, *survey_ids: int, apart: Nay | None = None):
    return tallies.questions(
        tx, webinar_id=webinar_id, survey_ids=survey_ids or (1,), non_substantive=UNSAID, apart=apart
    )


def somebody(tx, webinar, said, *, survey_id=1, started=True, finished=True):
    mine = a_response(tx, webinar, survey_id=survey_id)
    if said == "shown":
        shown(tx, mine, "attended", "no")
    elif said == "skipped":
        skipped(tx, mine, "attended")
    elif said is not None:
        answered(tx, mine, "attended", said)
    if started:
        responses.mark_started(tx, mine, now=NOON)
    if finished:
        responses.finish(tx, mine, now=NOON)
    return mine


def test_they_are_counted_by_what_they_say_and_how_far_they_came(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    for said in ("all", "part", None, "no", "no", "skipped"):
        somebody(tx, webinar, said)
    for said in ("no", "skipped", "skipped", "all"):
        somebody(tx, webinar, said, finished=False)
    somebody(tx, webinar, "shown", started=False, finished=False)
    somebody(tx, a_webinar(tx, key="other"), "no")
    assert tallies.absent(tx, webinar_id=webinar, survey_ids=[1], nay=NAY) == (2, 1, 1, 2)
    assert tallies.absent(tx, webinar_id=webinar, survey_ids=[], nay=NAY) == (0, 0, 0, 0)


def test_who_was_never_asked_is_not_apart(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    answered(tx, somebody(tx, webinar, None), "formats", "talks")
    assert counts(tx, webinar, apart=NAY) == {}


def test_an_option_whose_key_begins_alike_is_another(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    answered(tx, somebody(tx, webinar, "not_sure"), "formats", "talks")
    assert counts(tx, webinar, apart=NAY) == {}


def test_their_themes_are_taken_away_in_mentions_and_in_people(tx: sqlite3.Connection) -> None:
    webinar = a_webinar(tx)
    second = a_survey(tx, digest="second")
    for said, survey_id, labels in (("all", 1, ["Sound"]), ("no", 1, ["Sound", "Food"]), ("no", second, ["Sound"])):
        mine = somebody(tx, webinar, said, survey_id=survey_id)
        answered(tx, mine, "improve", text="words")
        themes.assign(tx, survey_key="satisfaction", response_id=mine, question="improve", labels=labels)
    everybody = counts(tx, webinar, 1, second)["improve"]
    left = everybody.less(counts(tx, webinar, 1, second, apart=NAY)["improve"])
    assert (everybody.themes, everybody.theme_people) == ((("Sound", 3), ("Food", 1)), 3)
    assert (left.themes, left.theme_people, left.answered) == ((("Sound", 1),), 1, 1)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["all", "part", "no", "skipped", "shown", None]),
        st.sampled_from(["answered", "skipped", "shown", None]),
        st.lists(st.sampled_from(["speakers", "breakouts", "none"]), unique=True),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(people=PEOPLE)
@settings(max_examples=60, deadline=None)
def test_all_less_those_apart_are_those_who_attended_or_were_never_asked(people: list, tmp_path_factory) -> None:
    file = tmp_path_factory.mktemp("apart") / "afterword.db"
    migrate(file, NOON)
    tx = connections._open(file, "rw", timedelta(seconds=5))
    try:
        tx.execute("PRAGMA synchronous = OFF")
        mixed, alone = a_webinar(tx), a_webinar(tx, key="alone")
        for said, state, picks, number in people:
            webinars = (mixed, alone) if said in ("all", "part", None) else (mixed,)
            for webinar in webinars:
                mine = somebody(tx, webinar, said)
                if state == "answered":
                    answered(tx, mine, "formats", *picks, number=number)
                elif state is not None:
                    (skipped if state == "skipped" else shown)(tx, mine, "formats")
        everybody, apart, those = counts(tx, mixed), counts(tx, mixed, apart=NAY), counts(tx, alone)
    finally:
        tx.close()
    for question, found in everybody.items():
        left = found.less(apart[question]) if question in apart else found
        expected = those.get(question)
        if expected is None:
            assert (left.shown, left.counts, left.together, left.numbers) == (0, {}, {}, ())
        else:
            assert left == expected
