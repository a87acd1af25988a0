"""Webinars are found by code or key and keep both for ever."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from db import webinars
from tests.db.makings import LATER, NOON, a_survey, a_webinar


def test_a_webinar_comes_back_as_it_was_given(tx: sqlite3.Connection) -> None:
    survey = a_survey(tx)
    webinar_id = webinars.insert(
        tx,
        key="clusters",
        code="abcdefghijkl2",
        title="Clusters",
        series="capacity-building",
        definition='{"a":1}',
        digest="d1",
        survey_id=survey,
        starts_at=NOON,
        ends_at=LATER,
        opens_at=LATER - timedelta(minutes=15),
        closes_at=LATER + timedelta(days=7),
        registrations=140,
        attendees=85,
        attention=0.6,
        now=NOON,
    )
    row = webinars.by_id(tx, webinar_id)
    assert row == webinars.WebinarRow(
        id=webinar_id,
        key="clusters",
        code="abcdefghijkl2",
        title="Clusters",
        series="capacity-building",
        definition='{"a":1}',
        digest="d1",
        survey_id=survey,
        starts_at=NOON,
        ends_at=LATER,
        opens_at=LATER - timedelta(minutes=15),
        closes_at=LATER + timedelta(days=7),
        registrations=140,
        attendees=85,
        attention=0.6,
        created_at=NOON,
        changed_at=NOON,
    )
    assert webinars.find(tx, "clusters") == webinars.find(tx, "abcdefghijkl2") == row
    assert webinars.find(tx, "nowhere") is None
    with pytest.raises(LookupError):
        webinars.by_id(tx, 99)


def test_a_code_counts_before_a_key_that_looks_the_same(tx: sqlite3.Connection) -> None:
    coded = a_webinar(tx, key="one")
    code = webinars.by_id(tx, coded).code
    a_webinar(tx, key=code)
    found = webinars.find(tx, code)
    assert found is not None
    assert found.id == coded


def test_applying_again_changes_everything_but_key_code_and_birth(tx: sqlite3.Connection) -> None:
    webinar_id = a_webinar(tx)
    before = webinars.by_id(tx, webinar_id)
    second = a_survey(tx, digest="second")
    webinars.update(
        tx,
        webinar_id,
        title="Other",
        series="s",
        definition="[]",
        digest="d2",
        survey_id=second,
        starts_at=NOON + timedelta(days=1),
        ends_at=NOON + timedelta(days=2),
        opens_at=NOON,
        closes_at=None,
        registrations=None,
        attendees=None,
        attention=None,
        now=LATER,
    )
    after = webinars.by_id(tx, webinar_id)
    assert (after.key, after.code, after.created_at) == (before.key, before.code, before.created_at)
    assert (after.title, after.series, after.definition, after.digest) == ("Other", "s", "[]", "d2")
    assert (after.starts_at, after.ends_at) == (NOON + timedelta(days=1), NOON + timedelta(days=2))
    assert (after.opens_at, after.closes_at, after.changed_at, after.survey_id) == (NOON, None, LATER, second)
    assert (after.registrations, after.attendees, after.attention) == (None, None, None)


def test_webinars_are_listed_as_they_start(tx: sqlite3.Connection) -> None:
    first, second = a_webinar(tx, key="b"), a_webinar(tx, key="a")
    assert [row.id for row in webinars.every(tx)] == [first, second]


@pytest.mark.parametrize(
    "wrong", ["key = 'clusters'", "code = 'short'", "attendees = -1", "attention = 1.2", "ends_at = 0"]
)
def test_what_cannot_be_is_refused(tx: sqlite3.Connection, wrong: str) -> None:
    a_webinar(tx)
    other = a_webinar(tx, key="other")
    with pytest.raises(sqlite3.IntegrityError):
        tx.execute(f"UPDATE webinars SET {wrong} WHERE id = {other}")
