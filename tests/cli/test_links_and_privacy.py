"""What a personal link tells of somebody is told to them, goes with them, and cannot be had by anything else."""

import json
from pathlib import Path

import pytest

from bot.services.disclosing import Disclosing
from bot.services.forgetting import Forgetting, list_beside
from bot.services.keys import NoKey
from bot.services.library import Library
from tests.cli.mailing import enter, links_in, mailed, query, serving

SECRET = """
survey: hidden
title: How was it?
identity: anonymous
questions: [{key: live, kind: yes_no, ask: Live?}]
---
webinar: In secret
key: secret
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en]
privacy: {controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}
survey: hidden
"""


@pytest.fixture
def webinar(afterword):
    return mailed(afterword)


def test_nobody_can_be_told_from_a_link_where_the_survey_is_anonymous(webinar):
    Path("secret.yaml").write_text(SECRET, encoding="utf-8")
    assert webinar("apply", "secret.yaml").err == ""
    ran = webinar("links", "secret", "people.csv")
    assert ran.code == 1
    assert "anonymous" in ran.sentence
    assert query("SELECT count(*) FROM invitations") == [(0,)]


def test_links_that_were_made_tie_nobody_once_the_survey_is_anonymous(webinar):
    Path("secret.yaml").write_text(SECRET.replace("identity: anonymous", "identity: pseudonymous"), encoding="utf-8")
    assert webinar("apply", "secret.yaml").code == 0
    assert webinar("links", "secret", "people.csv").code == 0
    enter(links_in("people-links.csv")["ana@example.org"], 101)
    Path("secret.yaml").write_text(SECRET, encoding="utf-8")
    assert webinar("apply", "secret.yaml").code == 0
    assert query("SELECT count(*) FROM invitations") == [(0,)]
    enter(links_in("people-links.csv")["bo@example.org"], 102)
    assert query("SELECT registered FROM enrolments ORDER BY attendee_id DESC LIMIT 1") == [(0,)]


def test_what_a_link_or_a_list_told_of_people_is_gone_once_the_survey_is_anonymous(webinar):
    Path("secret.yaml").write_text(SECRET.replace("identity: anonymous", "identity: pseudonymous"), encoding="utf-8")
    webinar("apply", "secret.yaml")
    webinar("links", "secret", "people.csv")
    link = links_in("people-links.csv")["ana@example.org"]
    enter(link, 101)
    enter(link.rpartition("_")[0] + "-slide", 102)
    Path("list.csv").write_text("email,attended\nana@example.org,yes\n", encoding="utf-8")
    webinar("import", "secret", "list.csv")
    known = "SELECT registered, attended, source FROM enrolments ORDER BY attendee_id"
    assert query(known) == [(1, 1, "personal"), (0, None, "slide")]
    Path("secret.yaml").write_text(SECRET, encoding="utf-8")
    webinar("apply", "secret.yaml")
    assert query(known) == [(0, None, None), (0, None, "slide")]


def test_it_is_told_and_goes_when_they_are_forgotten(webinar):
    webinar("links", "clusters", "people.csv")
    enter(links_in("people-links.csv")["ana@example.org"], 101)

    async def tells(storage, clock, seal):
        return await Disclosing(storage, clock, Library(seal), seal).everything(chat_id=101)

    async def forgets(storage, clock, seal):
        forgetting = Forgetting(storage, clock, seal, listed=list_beside(Path("afterword.db")))
        return await forgetting.forget(chat_id=101, update_id=1)

    Path("list.csv").write_text("email,attended\nana@example.org,yes\n", encoding="utf-8")
    webinar("import", "clusters", "list.csv")
    found = serving(tells)
    assert found.entries[0].registered
    (link,) = json.loads(found.document)["tables"]["invitations"]
    assert (link["attended"], link["token"]) == (1, links_in("people-links.csv")["ana@example.org"][-16:])
    assert serving(forgets) > 0
    # Of whoever did not come everything is as it was; their own link, and what a list said of them, are gone.
    assert query("SELECT count(*), count(attendee_id), count(attended) FROM invitations") == [(2, 0, 0)]
    (listed,) = webinar("webinars", "--json").json["webinars"]
    assert (listed["invited"], listed["came_invited"], listed["entered"]) == (2, 0, 0)
    assert "1 have a link" not in webinar("import", "clusters", "list.csv").out
    enter(links_in("people-links.csv")["ana@example.org"], 101)
    assert query("SELECT registered, source, attended FROM enrolments") == [(0, None, None)]


def test_nobody_comes_by_a_link_of_their_own_by_typing_its_source(webinar):
    webinar("links", "clusters", "people.csv")
    link = links_in("people-links.csv")["ana@example.org"]
    enter(link.rpartition("_")[0] + "-personal", 101)
    enter(link.rpartition("_")[0] + "-slide", 102)
    enter(link, 103)
    assert query("SELECT source, registered FROM enrolments ORDER BY attendee_id") == [
        (None, 0),
        ("slide", 0),
        ("personal", 1),
    ]
    (listed,) = webinar("webinars", "--json").json["webinars"]
    assert listed["sources"] == {"link": 1, "personal": 1, "slide": 1}


def test_without_the_key_nobody_is_taken_for_somebody_new(webinar):
    webinar("links", "clusters", "people.csv")
    Path("afterword.db.key").rename("kept")
    Path("list.csv").write_text("email,attended\nana@example.org,yes\n", encoding="utf-8")
    for command in (["links", "clusters", "people.csv", "--out", "again.csv"], ["import", "clusters", "list.csv"]):
        refused = webinar(*command)
        assert refused.code == 1
        assert "is not there: put it back" in refused.sentence
    with pytest.raises(NoKey, match=r"the key file \S*afterword\.db\.key is not there: put it back"):
        serving(None)
    assert query("SELECT count(*), count(attended) FROM invitations") == [(3, 0)]
    Path("kept").rename("afterword.db.key")
    assert "0 new, 3 as before" in webinar("links", "clusters", "people.csv", "--out", "again.csv").out


def test_with_a_new_key_links_are_made_anew_and_nobody_is_invited_twice(webinar):
    webinar("links", "clusters", "people.csv")
    Path("afterword.db.key").unlink()
    assert (
        "Given up: 0 sealed responses, 0 updates that were not done, 3 personal links."
        in webinar("migrate", "--rekey").out
    )
    assert "3 new" in webinar("links", "clusters", "people.csv", "--out", "again.csv").out
    assert query("SELECT count(*) FROM invitations") == [(3,)]
