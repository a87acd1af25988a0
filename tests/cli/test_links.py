"""Registered people get a link each, which the organiser mails; who came by one and did not attend can be reached."""

import csv
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.mailing import PEOPLE, enter, links_in, mailed, query


@pytest.fixture
def webinar(afterword):
    return mailed(afterword)


def test_everybody_gets_a_link_of_their_own_that_nobody_can_guess(webinar):
    ran = webinar("links", "clusters", "people.csv")
    assert (ran.code, ran.out) == (0, "3 links are in people-links.csv: 3 new, 0 as before.\n")
    links = links_in("people-links.csv")
    assert list(links) == ["ana@example.org", "bo@example.org", "cy@example.org"]
    payloads = {link.rpartition("start=")[2] for link in links.values()}
    assert len(payloads) == 3
    assert all(re.fullmatch(r"[a-z2-7]{13}_[A-Za-z0-9]{16}", payload) for payload in payloads)
    assert 62**16 > 2**80


def test_the_same_address_has_the_same_link_again_and_a_new_one_its_own(webinar):
    webinar("links", "clusters", "people.csv")
    Path("more.csv").write_text("email\n BO@Example.org \ndi@example.org\n", encoding="utf-8")
    ran = webinar("links", "clusters", "more.csv", "--out", "again.csv")
    assert ran.out == "2 links are in again.csv: 1 new, 1 as before.\n"
    with Path("again.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][1] == links_in("people-links.csv")["bo@example.org"]


def test_a_single_link_is_told_as_one(webinar):
    Path("one.csv").write_text("email\nana@example.org\n", encoding="utf-8")
    assert webinar("links", "clusters", "one.csv").out == "1 link is in one-links.csv: 1 new, 0 as before.\n"


def test_no_address_is_stored(webinar):
    webinar("links", "clusters", "people.csv")
    webinar("import", "clusters", "people.csv")
    with sqlite3.connect("afterword.db") as connection:
        everything = "\n".join(connection.iterdump()).casefold()
    assert "example.org" not in everything.replace("privacy@example.org", "")


def test_a_file_that_is_there_is_not_written_over(webinar):
    Path("people-links.csv").write_text("precious", encoding="utf-8")
    ran = webinar("links", "clusters", "people.csv")
    assert ran.code == 1
    assert "people-links.csv is there already" in ran.sentence
    assert Path("people-links.csv").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("verb", ["links", "import"])
def test_every_bad_row_is_named_and_nothing_is_done(webinar, verb):
    Path("bad.csv").write_text(
        "email,attended\nana@example.org,yes\nnobody,no\nana@example.org,no\nbo@example.org,perhaps\n", encoding="utf-8"
    )
    ran = webinar(verb, "clusters", "bad.csv")
    assert ran.code == 1
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == ["bad.csv:3", "bad.csv:4", "bad.csv:5"]
    assert not Path("bad-links.csv").exists()
    assert query("SELECT count(*) FROM invitations") == [(0,)]
    assert query("SELECT registrations FROM webinars") == [(None,)]


def test_before_the_bot_has_a_name_there_are_no_links(afterword):
    afterword("apply", "webinar.yaml")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    ran = afterword("links", "clusters", "people.csv")
    assert ran.code == 1
    assert "start `afterword run` once" in ran.sentence
    assert query("SELECT count(*) FROM invitations") == [(0,)]


def test_who_comes_by_their_link_is_registered_and_a_second_one_by_the_same_is_not(webinar):
    webinar("links", "clusters", "people.csv")
    links = links_in("people-links.csv")
    enter(links["ana@example.org"], 101)
    enter(links["ana@example.org"], 101)
    enter(links["ana@example.org"], 102)
    enter(links["bo@example.org"][:-1] + "_", 103)
    assert query("SELECT registered, source FROM enrolments ORDER BY attendee_id") == [
        (1, "personal"),
        (0, None),
        (0, None),
    ]
    (listed,) = webinar("webinars", "--json").json["webinars"]
    assert (listed["invited"], listed["came_invited"]) == (3, 1)


def test_who_entered_by_the_plain_link_before_is_registered_by_their_own(webinar):
    webinar("links", "clusters", "people.csv")
    link = links_in("people-links.csv")["ana@example.org"]
    enter(link.rpartition("_")[0], 101)
    assert query("SELECT registered FROM enrolments") == [(0,)]
    enter(link, 101)
    assert query("SELECT registered, source FROM enrolments") == [(1, None)]


def owed_to(chat_id):
    return {
        row[0]
        for row in query(
            f"""SELECT follow_up FROM outbox JOIN attendees AS a ON a.id = attendee_id
                WHERE chat_id = {chat_id} AND state IN ('planned', 'held')"""
        )
    }


def test_an_attendance_list_reaches_who_came_by_a_link_and_missed_it(webinar):
    webinar("links", "clusters", "people.csv")
    links = links_in("people-links.csv")
    enter(links["ana@example.org"], 101)
    enter(links["bo@example.org"], 102)
    Path("list.csv").write_text(
        "email,attended\nana@example.org,yes\nbo@example.org,no\ncy@example.org,0\nxi@example.org,1\n", encoding="utf-8"
    )
    ran = webinar("import", "clusters", "list.csv")
    assert (ran.code, ran.out) == (0, "4 registered, 2 attended; 3 have a link of their own.\n")
    enter(links["cy@example.org"], 103)
    assert ["missed" in owed_to(chat) for chat in (101, 102, 103)] == [False, True, True]
    assert query("SELECT registrations, attendees FROM webinars") == [(4, 2)]
    webinar("import", "clusters", "list.csv")
    webinar("apply", "webinar.yaml")
    assert query("SELECT registrations, attendees FROM webinars") == [(4, 2)]


def test_the_definitions_own_numbers_stand_against_a_list(webinar):
    path = Path("webinar.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("duration: 2h", "duration: 2h\nattendees: 85"), "utf-8")
    webinar("apply", "webinar.yaml")
    Path("list.csv").write_text("email,attended\nana@example.org,yes\n", encoding="utf-8")
    assert webinar("import", "clusters", "list.csv").code == 0
    assert query("SELECT registrations, attendees FROM webinars") == [(1, 85)]


def test_a_sheet_with_semicolons_is_read_and_written_as_it_came(webinar):
    Path("people.csv").write_text(PEOPLE.replace(",", ";"), encoding="utf-8-sig")
    assert webinar("links", "clusters", "people.csv").code == 0
    head, *rows = Path("people-links.csv").read_text(encoding="utf-8").splitlines()
    assert head == "Name;Email;link"
    assert [row.count(";") for row in rows] == [2, 2, 2]
    Path("came.csv").write_text("email;attended\nana@example.org;yes\nbo@example.org;no\n", encoding="utf-8")
    assert webinar("import", "clusters", "came.csv").code == 0


def test_whom_an_audience_cannot_reach_is_said_by_check_and_not_again_by_apply(webinar):
    assert "a bot cannot write first" in webinar("check", "webinar.yaml").err
    assert webinar("apply", "webinar.yaml").err == ""


def test_a_tools_own_report_is_imported_as_it_was_exported(webinar):
    webinar("links", "clusters", "people.csv")
    enter(links_in("people-links.csv")["ana@example.org"], 101)
    enter(links_in("people-links.csv")["bo@example.org"], 102)
    report = (
        "Attendee Report\nSession Details\nAttended,Interest Rating,Attentiveness,Name,Email\n"
        "Yes,80,50%,Ana,ana@example.org\nNo,,,Bo,bo@example.org\nYes,80,70%,Xi,xi@example.org\n"
    )
    Path("report.csv").write_text(report, encoding="utf-16")
    ran = webinar("import", "clusters", "report.csv")
    said = "3 registered, 2 attended, an attention of 60%; 2 have a link of their own.\n"
    assert (ran.code, ran.out) == (0, said)
    assert ["missed" in owed_to(chat) for chat in (101, 102)] == [False, True]
    assert query("SELECT registrations, attendees, attention FROM webinars") == [(3, 2, 0.6)]
    Path("report.csv").write_text(report.replace("xi@", "xi at "), encoding="utf-8")
    ran = webinar("import", "clusters", "report.csv")
    assert (ran.code, ran.err) == (1, "report.csv:6: 'xi at example.org' is no address.\n")
