"""Invitations as Outlook, Google and Zoom write them start a webinar with what they say."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.calendars import read_invitation
from bot.services.errors import Refusal

OUTLOOK = """BEGIN:VCALENDAR
METHOD:REQUEST
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=Olga:mailto:olga@example.org
SUMMARY;LANGUAGE=en-US:Communication strategies\\, for
  clusters
DTSTART;TZID=Romance Standard Time:20261124T100000
DTEND;TZID=Romance Standard Time:20261124T120000
UID:1
STATUS:CONFIRMED
BEGIN:VALARM
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
"""

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
X-WR-TIMEZONE:Europe/Brussels
BEGIN:VEVENT
DTSTART:20260701T080000Z
DTEND:20260701T093000Z
DTSTAMP:20260601T093000Z
UID:2@google.com
SUMMARY:Strategies
END:VEVENT
END:VCALENDAR
"""

ZOOM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//zoom.us//iCalendar Event//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
CLASS:PUBLIC
BEGIN:VTIMEZONE
TZID:Europe/Athens
X-LIC-LOCATION:Europe/Athens
BEGIN:STANDARD
DTSTART:20261025T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
TZNAME:EET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTAMP:20261101T120000Z
DTSTART;TZID=Europe/Athens:20261124T110000
DURATION:PT1H30M
SUMMARY:Strategies
UID:3
RRULE:FREQ=WEEKLY;COUNT=3
END:VEVENT
END:VCALENDAR
"""


def read(text):
    return read_invitation(text.replace("\n", "\r\n").encode())


def changed(text, old, new):
    assert old in text
    return read(text.replace(old, new))


def local(month, day, hour):
    return datetime(2026, month, day, hour)  # noqa: DTZ001  local to the zone beside it


def test_outlooks_windows_zone_becomes_a_place_on_earth():
    found = read(OUTLOOK)
    assert found.title == "Communication strategies, for clusters"
    assert (found.zone, found.guessed, found.duration, found.repeats) == (
        "Europe/Paris",
        True,
        timedelta(hours=2),
        False,
    )
    assert found.starts == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_zone_that_only_windows_named_gives_way_to_ones_own_with_the_same_clock():
    found = read(OUTLOOK)
    ten = local(11, 24, 10)
    assert found.local("Europe/Brussels") == (ten, "Europe/Brussels")
    assert found.local("Europe/Athens") == (ten, "Europe/Paris")


def test_googles_utc_is_shown_by_the_clock_of_the_zone_beside_it():
    found = read(GOOGLE)
    assert (found.zone, found.guessed, found.duration) == ("Europe/Brussels", False, timedelta(minutes=90))
    assert found.local("Europe/Athens") == (local(7, 1, 10), "Europe/Brussels")


def test_a_moment_without_a_zone_is_shown_by_ones_own_clock():
    found = changed(GOOGLE, "X-WR-TIMEZONE:Europe/Brussels\n", "")
    assert found.zone is None
    assert found.local("Europe/Athens") == (local(7, 1, 11), "Europe/Athens")


def test_zooms_named_zone_length_and_repetition_are_read():
    found = read(ZOOM)
    assert (found.zone, found.duration, found.repeats) == ("Europe/Athens", timedelta(minutes=90), True)
    assert found.local("Europe/Brussels") == (local(11, 24, 11), "Europe/Athens")


@pytest.mark.parametrize("name", ["/freeassociation.sourceforge.net/Europe/Athens", "My own zone"])
def test_a_zone_under_another_name_is_found(name):
    text = ZOOM.replace("TZID=Europe/Athens", f"TZID={name}").replace("TZID:Europe/Athens", f"TZID:{name}")
    assert read(text).local("Europe/Brussels") == (local(11, 24, 11), "Europe/Athens")


def test_a_zone_that_nobody_knows_is_reckoned_by_what_the_file_says_of_it():
    text = ZOOM.replace("X-LIC-LOCATION:Europe/Athens\n", "").replace("Europe/Athens", "Ours")
    found = read(text)
    assert found.zone is None
    assert found.local("Europe/Brussels") == (local(11, 24, 10), "Europe/Brussels")


def test_a_start_by_nobodys_clock_is_by_ones_own():
    found = changed(GOOGLE, "X-WR-TIMEZONE:Europe/Brussels\n", "")
    found = read(GOOGLE.replace("00Z", "00").replace("X-WR-TIMEZONE:Europe/Brussels\n", ""))
    assert found.local("Europe/Athens") == (local(7, 1, 8), "Europe/Athens")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no meeting in this file"),
        (OUTLOOK.replace("FREQ=YEARLY;INTERVAL=1", "FREQ=SECONDLY"), "no meeting in this file"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "no meeting in this file"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:nonsense\n", "no meeting in this file"),
        (OUTLOOK.replace("METHOD:REQUEST", "METHOD:CANCEL"), "calls the meeting off"),
        (OUTLOOK.replace("STATUS:CONFIRMED", "STATUS:CANCELLED"), "calls the meeting off"),
        (GOOGLE.replace("DTSTART:20260701T080000Z\n", ""), "at what time it begins"),
        (GOOGLE.replace("DTSTART:20260701T080000Z", "DTSTART;VALUE=DATE:20260701"), "at what time it begins"),
    ],
)
def test_what_has_no_start_is_refused_with_one_sentence(text, said):
    with pytest.raises(Refusal, match=said):
        read(text)


def test_what_is_no_text_is_refused():
    with pytest.raises(Refusal, match="no meeting"):
        read_invitation(b"\xff\xd8\xff\xe0\x10JFIF")


@given(st.text("ab:;=\n\r TZ0", max_size=60), st.sampled_from([OUTLOOK, GOOGLE, ZOOM]), st.integers(0, 900))
def test_whatever_lies_in_a_file_is_read_or_refused_and_never_breaks(noise, around, place):
    for text in (noise, around[:place] + noise + around[place:], around[:place]):
        with suppress(Refusal):
            read(text).local("Europe/Brussels")
