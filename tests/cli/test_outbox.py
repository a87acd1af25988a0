"""The outbox as somebody sees and steers it at the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import db.attendees
import db.enrolments
import db.webinars
from bot.services.library import Library
from bot.services.planning import replan_one
from tests.services.scenes import SURVEY, WEBINAR

NEWS = "  - {key: news, when: 2099-11-26 09:00, text: {en: News, fr: Nouvelles}}\n"
ASK = "  - {key: ask, when: 2099-11-26 09:00, approve: true, text: May we?}\n"
LATER = WEBINAR.replace("2026-11-24", "2099-11-24") + NEWS + ASK


@pytest.fixture
def owed(afterword):
    """Two people have entered a webinar with a plan."""
    Path("later.yaml").write_text(f"{SURVEY}\n---\n{LATER}")
    assert afterword("apply", "later.yaml").code == 0
    with closing(sqlite3.connect("afterword.db", isolation_level=None)) as tx:
        tx.row_factory = sqlite3.Row
        row = db.webinars.find(tx, "clusters")
        for chat_id in (770001, 770002):
            now = datetime.now(UTC)  # noqa: TID251  the command uses this machine's clock, too
            person = db.attendees.meet(tx, chat_id=chat_id, language="en", now=now)
            db.enrolments.enrol(tx, webinar_id=row.id, attendee_id=person.id, source=None, now=now)
            tx.execute("UPDATE enrolments SET name = 'Ana'")
            replan_one(tx, row, Library().webinar(row), person.id, now=now)
    return afterword


def test_an_empty_outbox_says_what_to_do_next(afterword):
    afterword("apply", "webinar.yaml")
    said = afterword("outbox", "clusters").out
    assert "Nothing is owed yet, because nobody has entered. Show attendees the link" in said
    assert "thanks, reminder, watch" in said


def test_the_outbox_shows_counts_and_what_goes_next_in_the_webinars_zone(owed):
    said = owed("outbox", "clusters").out
    assert "Europe/Brussels" in said
    assert "2 on Thu 2099-11-26 09:00" in said
    assert "ask: 2 held (waits for approval). Let them go: afterword outbox clusters approve --follow-up ask" in said


def test_the_outbox_as_json(owed):
    told = owed("outbox", "clusters", "--json", "--rows").json
    assert told["entered"] == 2
    [news] = [each for each in told["follow_ups"] if each["key"] == "news"]
    assert news["counts"]["planned"] == 2
    assert news["next"] == {"at": "2099-11-26T09:00:00+01:00", "rows": 2}
    assert {row["who"] for row in told["rows"]} == {None}


def test_rows_are_numbered_and_nobody_is_named(owed):
    said = owed("outbox", "clusters", "--rows", "--follow-up", "news").out
    assert "ROW" in said
    assert "Ana" not in said
    assert "77000" not in said


def test_each_word_says_how_many_rows_it_touched_and_left_alone(owed):
    covered = "Who enters later is covered, too"
    assert owed("outbox", "clusters", "hold", "--follow-up", "news").out.startswith(f"2 rows held.\n{covered}")
    assert "2 left alone: held already." in owed("outbox", "clusters", "hold", "--follow-up", "news").out
    assert owed("outbox", "clusters", "release", "--follow-up", "news").out == "2 rows released.\n"
    assert owed("outbox", "clusters", "approve", "--follow-up", "ask").out.startswith("2 rows approved.\n")
    [row, *_] = owed("outbox", "clusters", "--rows", "--follow-up", "news", "--json").json["rows"]
    assert owed("outbox", "clusters", "cancel", "--row", row["row"]).out == "1 row cancelled.\n"
    now = owed("outbox", "clusters", "send-now", "--follow-up", "news", "--json").json
    assert now == {"touched": 2, "left": {}, "waits_for": []}


def test_what_is_let_go_and_has_to_wait_all_the_same_says_for_what(owed):
    said = owed("outbox", "clusters", "send-now", "--follow-up", "watch").out
    assert said.endswith("They go when recording has arrived: give it a file or a url, and apply.\n")


def test_a_name_that_no_follow_up_has_is_told_with_those_there_are(owed):
    found = owed("outbox", "clusters", "--rows", "--follow-up", "nwes")
    assert found.code == 1
    assert "clusters has no follow-up nwes; it has: thanks, reminder, watch, news, ask." in found.err


def test_a_text_comes_from_the_command_or_from_a_file(owed):
    Path("text.txt").write_text("Frais\n")
    said = owed("outbox", "clusters", "edit", "--follow-up", "news", "--text-file", "text.txt", "--language", "fr").out
    assert said == "2 rows to be sent with the new text.\nOnly those of them who read it in fr are shown it.\n"
    assert "its text was edited" in owed("outbox", "clusters").out
    assert owed("outbox", "clusters", "edit", "--follow-up", "news", "--text", "Fresh").code == 0
    assert (
        "is not offered in"
        in owed("outbox", "clusters", "edit", "--follow-up", "news", "--text", "Neu", "--language", "de").sentence
    )
    again = owed("outbox", "clusters", "edit", "--follow-up", "news", "--as-defined").out
    assert again == "2 rows to be sent as defined.\n"


def test_a_survey_is_opened_by_hand(owed):
    by_hand = LATER.replace("survey: everything\n", "survey: everything\nopens: by hand\n")
    Path("hand.yaml").write_text(f"{SURVEY}\n---\n{by_hand}")
    owed("apply", "hand.yaml")
    assert "The survey opens by hand: afterword outbox clusters open" in owed("outbox", "clusters").out
    assert owed("outbox", "clusters", "open").out == "2 rows called to the first question.\n"
    assert owed("outbox", "clusters", "open").out == "The survey is open already; nothing was changed.\n"
    assert owed("outbox", "clusters", "resume").sentence == "afterword: The survey is not paused."
    assert owed("outbox", "clusters", "pause").out == "The survey is paused: nobody can answer.\n"
    assert owed("outbox", "clusters", "pause").sentence == "afterword: The survey is paused already."
    assert owed("outbox", "clusters", "resume").out == "The survey goes on.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["hold"],
        ["hold", "--follow-up", "news", "--row", "1"],
        ["resolve", "--follow-up", "news"],
        ["edit", "--follow-up", "news"],
        ["edit", "--row", "1", "--text", "x"],
        ["open", "--follow-up", "news"],
        ["pause", "--row", "1"],
        ["dance"],
    ],
)
def test_a_word_that_is_not_whole_is_wrong_usage(owed, arguments):
    assert owed("outbox", "clusters", *arguments).code == 2


def test_what_there_is_not_is_told_in_one_sentence(owed):
    assert "no webinar" in owed("outbox", "nowhere").sentence
    assert "has no follow-up nothing" in owed("outbox", "clusters", "hold", "--follow-up", "nothing").sentence
