"""An organiser sends a file: the tool's report, an invitation, or a definition. It is shown before anything is done."""

import json
import random

import pytest

import db.bots
from bot.services.inviting import Inviting
from tests.organising.driver import an_office, an_organiser
from tests.organising.test_numbers import numbers, stored
from tests.services.test_calendars import OUTLOOK
from tests.services.test_tool_reports import GOTO, TEAMS, ZOOM
from tests.stories.house import DEFINITIONS
from tests.stories.transcript import at


@pytest.fixture
async def office(tmp_path):
    async with an_office(tmp_path, now=at("2026-11-24 13:30")) as (house, olga):
        await house.apply("satisfaction.yaml")
        await house.open()
        await olga.says("/webinars")  # the live card of an open survey has come before anything is sent
        yield house, olga


def satisfaction(**changed):
    text = (DEFINITIONS / "satisfaction.yaml").read_text(encoding="utf-8").replace(", file: slides.pdf", "")
    for old, new in changed.values():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


async def links(house, *addresses):
    """What ``/start`` is followed by in the links of these addresses."""
    bot, now = house.api.bot, house.api.clock.now()
    await house.store.write(lambda tx: db.bots.remember(tx, telegram_id=bot["id"], username=bot["username"], now=now))
    inviting = Inviting(house.store, house.api.clock, house.seal, chance=random.Random(3).choice)
    invited = await inviting.invite("communication", addresses)
    return [link.rpartition("=")[2] for link in invited.links]


async def report(olga, content, name="report.csv"):
    await numbers(olga)
    await olga.taps("Send the tool’s report")
    return await olga.sends("document", name=name, content=content)


async def test_a_report_is_shown_before_it_counts_and_then_taken_back(office):
    house, olga = office
    before = stored(house)
    ana, bo = await links(house, "ana@example.org", "cy@example.org")
    for number, code in ((1, ana), (2, bo)):
        house.api.join(number, f"Guest {number}").write(f"/start {code}")
    await house.rest()
    card = await report(olga, ZOOM.encode("utf-8-sig"))
    assert "This is a report of Zoom." in card
    assert "Registered: 3" in card
    assert "Came: 2" in card
    assert "Half of them stayed 80 minutes or longer." in card
    assert "Of 3 addresses, 2 have a personal link." in card
    assert "Lines that are not understood, and not counted: 2" in card
    assert "Line 18: 'Perhaps' is neither yes nor no." in card
    assert stored(house) == before
    assert "@" not in "".join(body for (body,) in house.rows("SELECT body FROM prepared"))
    card = await olga.taps("Yes, take these numbers")
    assert "Registered: 3" in card
    assert stored(house) == [(3, 2, None)]
    came = "SELECT attended FROM enrolments JOIN attendees AS a ON a.id = attendee_id ORDER BY chat_id"
    assert house.rows(came) == [(1,), (0,)]
    await olga.taps("Undo")
    assert stored(house) == before
    assert house.rows(came) == [(None,), (None,)]
    assert [action for (action,) in house.rows("SELECT action FROM audits")] == ["numbers.report", "numbers.undone"]


async def test_attention_is_taken_with_what_it_means(office):
    house, olga = office
    card = await report(olga, GOTO.encode())
    assert "Attention: 70" in card
    assert "the share of the time with the webinar’s window in front, of 2 people" in card
    await olga.taps("Yes, take these numbers")
    assert stored(house) == [(3, 2, pytest.approx(0.7))]


async def test_people_without_an_address_are_counted_and_said(office):
    house, olga = office
    card = await report(olga, TEAMS.encode("utf-16"))
    assert "Came without an address: 1. They are counted, and match no link." in card
    await olga.taps("No, leave them as they are")
    assert stored(house)[0][1] == 85


async def test_a_file_that_is_no_report_is_refused_and_the_next_one_taken(office):
    _, olga = office
    assert "I cannot read this file." in await report(olga, b"\xff\xd8\xff\xe0\x10JFIF\xc3", name="photo.jpg")
    assert "Please send it as a file." in await olga.sends("photo")
    assert "This is a list of people." in await olga.sends(
        "document", name="list.csv", content=b"email\nana@example.org\n"
    )


async def test_a_report_that_nobody_asked_for_is_told_where_it_goes(office):
    house, olga = office
    assert "tap “Numbers”, and send it there" in await olga.sends("document", name="zoom.csv", content=ZOOM.encode())
    assert "Your webinars" in await olga.taps("All webinars")
    assert house.rows("SELECT count(*) FROM prepared") == [(0,)]


async def test_a_report_shown_does_not_overwrite_what_was_changed_meanwhile(office):
    house, olga = office
    await report(olga, ZOOM.encode())
    otto = await an_organiser(house, 901, "Otto")
    await numbers(otto)
    await otto.taps("Came")
    await otto.says("77")
    await olga.taps("Yes, take these numbers")
    assert "Somebody has changed this webinar in between." in olga.toast
    assert stored(house)[0][1] == 77


async def test_an_invitation_that_is_sent_begins_a_webinar_with_what_it_says(office):
    house, olga = office
    invitation = OUTLOOK.replace("20261124", "20261208").replace("\n", "\r\n").encode()
    card = await olga.sends("document", name="invite.ics", mime="text/calendar", content=invitation)
    assert "Communication strategies, for clusters" in card
    assert "Tuesday, 8 December 2026, 10:00 (Brussels), 2 hours" in card
    assert "In which languages" in card
    await olga.taps("Same as last time")
    await olga.taps("(satisfaction,")
    await olga.taps("Same as last time")
    await olga.taps("Create")
    assert house.rows("SELECT title FROM webinars WHERE key = 'communication-strategies-for-clusters-2026'") == [
        ("Communication strategies, for clusters",)
    ]


async def test_an_invitation_answers_the_first_question_too_and_one_without_a_start_is_refused(office):
    _, olga = office
    await olga.says("/new")
    bare = OUTLOOK.replace("DTSTART;TZID=Romance Standard Time:20261124T100000\n", "").encode()
    assert "does not say at what time it begins" in await olga.sends("document", name="invite.ics", content=bare)
    assert "10:00 (Brussels)" in await olga.sends("document", name="invite.ics", content=OUTLOOK.encode())


async def test_a_definition_is_applied_after_its_difference_was_shown(office):
    house, olga = office
    changed = satisfaction(length=("duration: 2h", "duration: 90m"))
    card = await olga.sends("document", name="webinar.yaml", content=changed)
    assert "Nothing is changed yet. This is what would change:" in card
    assert "ends 2026-11-24 12:00 -> 2026-11-24 11:30" in card
    assert house.rows("SELECT revision FROM webinars") == [(1,)]
    card = await olga.taps("Apply it")
    assert "Communication strategies for clusters" in card
    assert olga.toast == "The definition is applied."
    ((stored_definition,),) = house.rows("SELECT definition FROM webinars")
    assert json.loads(stored_definition)["duration"] == "PT5400S"
    assert house.rows("SELECT action, webinar FROM audits") == [("definition.applied", "communication")]


async def test_a_definition_with_faults_is_told_line_by_line_and_changes_nothing(office):
    house, olga = office
    wrong = satisfaction(length=("duration: 2h", "duration: long"), zone=("Europe/Brussels", "Europe/Brussel"))
    card = await olga.sends("document", name="webinar.yaml", content=wrong)
    assert "Nothing was changed. Please mend this, and send the file again:" in card
    assert "`Europe/Brussel` is no time zone" in card
    assert "`duration`: `long` is no length of time" in card
    assert not any("Apply" in label for label in olga.buttons)
    assert house.rows("SELECT count(*) FROM prepared") == [(0,)]


async def test_a_definition_cannot_name_a_file_of_the_machine(office):
    house, olga = office
    secret = house.folder / "secret.pdf"
    secret.write_bytes(b"%PDF secret")
    for path in ("secret.pdf", str(secret), "../../../etc/hostname"):
        spy = satisfaction(
            slides=("title: {en: The slides, fr: Les diapositives}", f"title: The slides, file: '{path}'")
        )
        card = await olga.sends("document", name="webinar.yaml", content=spy)
        assert "Nothing was changed." in card
        assert "Files cannot be named in a definition that comes by chat" in card


async def test_a_definition_cannot_name_a_survey_or_a_plan_by_a_path(office):
    house, olga = office
    hidden = house.folder / "hidden.yaml"
    hidden.write_bytes((DEFINITIONS / "satisfaction.yaml").read_bytes())
    for old, new in (
        ("survey: satisfaction", f"survey: {hidden}"),
        ("follow_ups:", f"plan: {hidden}\nfollow_ups:"),
    ):
        spy = satisfaction(path=(old, new))
        assert "Nothing was changed." in await olga.sends("document", name="webinar.yaml", content=spy)
    assert house.rows("SELECT revision FROM webinars") == [(1,)]


async def test_a_definition_is_not_applied_over_what_somebody_changed_in_between(office):
    house, olga = office
    await olga.sends("document", name="webinar.yaml", content=satisfaction(length=("duration: 2h", "duration: 90m")))
    otto = await an_organiser(house, 901, "Otto")
    await numbers(otto)
    await otto.taps("Came")
    await otto.says("77")
    card = await olga.taps("Apply it")
    assert "Somebody has changed this webinar in between." in olga.toast
    assert "Please send the file again to see what it would change now." in card
    assert json.loads(house.rows("SELECT definition FROM webinars")[0][0])["duration"] == "PT7200S"


async def test_a_definition_of_a_webinar_that_is_not_theirs_is_refused(office):
    house, _ = office
    sam = await an_organiser(house, 8, "Sam", series="other")
    card = await sam.sends("document", name="webinar.yaml", content=satisfaction())
    assert card == "This is for the organisers of the webinar only."


async def test_a_guests_file_starts_nothing(office):
    house, _ = office
    guest = house.api.join(7, "Guest")
    for name, content in (("invite.ics", OUTLOOK.encode()), ("webinar.yaml", satisfaction()), ("a.csv", ZOOM.encode())):
        guest.send("document", name=name, content=content)
        await house.rest()
    assert house.rows("SELECT count(*) FROM prepared") == [(0,)]
    said = " ".join(message.content.text for message in guest.messages if message.by_bot)
    assert "webinar.yaml" not in said
    assert "Nothing is changed yet" not in said
