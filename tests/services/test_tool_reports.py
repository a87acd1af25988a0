"""Reports of Zoom, Teams and GoTo are read as they are exported; people in them stand for nobody who lives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.tool_reports import Attention, read_report
from bot.survey.sheet import Faulty

ZOOM = """Attendee Report,
Report Generated:,"Nov 25, 2026 8:50 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users
Strategies,328-972-509,"Nov 24, 2026 10:00 AM", 120, 5, 1,2,3,0
Host Details,
Attended,User Name,Email,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
Yes,Hanna,hanna@example.org,"Nov 24, 2026 09:50:27","Nov 24, 2026 12:14:45",145,Belgium
Panelist Details,
"Attended","User Name","Email","Join Time","Leave Time","Time in Session (minutes)","Country/Region Name"
"Yes","Pia","pia@example.org","Nov 24, 2026 09:39:09","Nov 24, 2026 12:03:38",25,"Belgium"
Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,\
Time in Session (minutes),Is Guest,Country/Region Name
Yes,Ana,Ana,A,Ana@Example.org,"Nov 1, 2026 09:07",approved,"Nov 24, 2026 10:07:39","Nov 24, 2026 10:47:54",40,Yes,Spain
Yes,Ana,Ana,A,ana@example.org,NA,NA,"Nov 24, 2026 11:00:00","Nov 24, 2026 11:20:00",20,Yes,Spain
Yes,"Bo, the second",Bo,B,bo@example.org,"Nov 1, 2026 09:08",approved,"Nov 24","Nov 24",100,Yes,Spain
No,--,Cy,C,cy@example.org,"Nov 2, 2026 09:07",approved,--,--,--,--,--
No,--,Dan,D,dan@example.org,"Nov 2, 2026 09:07",cancelled,--,--,--,--,--
Perhaps,--,Eve,E,eve@example.org,"Nov 2, 2026 09:07",approved,--,--,--,--,--
No,--,Fi,F,fi at example,"Nov 2, 2026 09:07",approved,--,--,--,--,--
Other Attended
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
3225551234,"Nov 24, 2026 10:00:00","Nov 24, 2026 10:05:00",5,Belgium
"""

REGISTERED = """Registration Report
Report Generated:,"Nov 20, 2026 8:50 AM"
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled,# Approved,# Denied
Strategies,328-972-509,"Nov 24, 2026 10:00 AM",120,3,1,2,1
Attendee Details
First Name,Last Name,Email,Registration Time,Approval Status
Ana,A,ana@example.org,"Nov 1, 2026 09:07",approved
Bo,B,bo@example.org,"Nov 1, 2026 09:08",approved
Cy,C,cy@example.org,"Nov 2, 2026 09:07",denied
Dan,D,dan@example.org,"Nov 2, 2026 09:07",cancelled
"""

MEETING = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123,Strategies,03/26/2020 02:00:00 PM,03/26/2020 04:00:00 PM,hanna@example.org,120,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Attentiveness Score
Ana,ana@example.org,03/26/2020 02:23:34 PM,03/26/2020 03:23:34 PM,60,90%
Ana,ana@example.org,03/26/2020 03:30:00 PM,03/26/2020 03:50:00 PM,20,50%
Bo,bo@example.org,03/26/2020 02:23:34 PM,03/26/2020 03:23:34 PM,60,40%
Cy,,03/26/2020 02:23:34 PM,03/26/2020 03:23:34 PM,60,--
"""

TEAMS = """1. Summary
Meeting title\tStrategies
Attended participants\t4
Start time\t11/24/26, 10:00:00 AM
End time\t11/24/26, 12:00:10 PM
Meeting duration\t2h 0m 10s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Hanna\t11/24/26, 10:00:05 AM\t11/24/26, 12:00:00 PM\t1h 59m 55s\thanna@example.org\thanna@example.org\tOrganizer
Ana\t11/24/26, 10:05:00 AM\t11/24/26, 11:00:00 AM\t55m\tana@example.org\tana@example.org\tAttendee
Bo\t11/24/26, 10:30:00 AM\t11/24/26, 11:02:10 AM\t1h 2m 10s\tbo@example.org\tbo@example.org\tAttendee
Cy (Unverified)\t11/24/26, 10:30:00 AM\t11/24/26, 11:02:10 AM\t45s\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ana\t11/24/26, 10:05:00 AM\t11/24/26, 11:00:00 AM\t55m\tana@example.org\tAttendee
""".replace("\n", "\r\n")

TEAMS_IN_PORTUGUESE = """1. Resumo
Título da reunião\tEstratégias
Duração da reunião\t1h

2. Participantes
Nome\tPrimeiro ingresso\tÚltima saída\tDuração na reunião\tEndereço\tID do participante (UPN)\tFunção
Hanna\t24/11/26, 10:00:00\t24/11/26, 11:00:00\t1h\thanna@example.org\thanna@example.org\tOrganizador
Ana\t24/11/26, 10:10:00\t24/11/26, 10:55:00\t1 h 1 min 55 s\tana@example.org\tana@example.org\tParticipante
"""

GOTO = """Attendee Report
Generated
"Nov 25, 2026 06:43 AM CET"
General Information
Webinar Name,Webinar ID
Strategies,123-456-789
Actual Start Date/Time,Actual Duration (minutes)
"Nov 24, 2026 10:00 AM CET",120
Session Details
Attended,Interest Rating,Attentiveness,Last Name,First Name,Email Address,Registration Date/Time,Join Time,Leave Time,\
Time in Session
Yes,71,60%,A,Ana,ana@example.org,"Nov 1","10:00","11:00",60
Yes,90,80 %,B,Bo,bo@example.org,"Nov 1","10:00","11:30",1:30:00
No,,,C,Cy,cy@example.org,"Nov 1",,,
"""


def read(text, encoding="utf-8"):
    return read_report("report.csv", text.encode(encoding))


def test_zooms_report_counts_who_came_once_however_often_they_joined():
    report = read(ZOOM, "utf-8-sig")
    assert (report.tool, report.registrations, report.attendees, report.nameless) == ("Zoom", 3, 2, 0)
    assert dict(report.said) == {"ana@example.org": True, "bo@example.org": True, "cy@example.org": False}
    assert (report.minutes, report.attention) == (80, None)


def test_what_is_not_understood_is_told_with_its_line():
    assert [(odd.line, str(odd)) for odd in read(ZOOM).odd] == [
        (18, "'Perhaps' is neither yes nor no."),
        (19, "'fi at example' is no address."),
    ]


def test_a_registration_report_leaves_out_who_was_turned_down_or_cancelled():
    report = read(REGISTERED)
    assert (report.tool, report.registrations, report.attendees) == ("Zoom", 2, None)
    assert report.said == (("ana@example.org", None), ("bo@example.org", None))


def test_attention_of_an_old_meeting_weighs_each_time_somebody_joined_by_its_length():
    report = read(MEETING)
    assert (report.tool, report.registrations, report.attendees, report.nameless) == ("Zoom", None, 3, 1)
    assert report.attention == Attention(pytest.approx((0.8 + 0.4) / 2), 2)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_teams_report_is_read_in_every_encoding_and_counts_no_organiser(encoding):
    report = read(TEAMS, encoding)
    assert (report.tool, report.registrations, report.attendees, report.nameless) == ("Teams", None, 3, 1)
    assert dict(report.said) == {"ana@example.org": True, "bo@example.org": True}
    assert (report.minutes, report.odd) == (55, ())


def test_teams_report_is_read_in_another_language():
    report = read(TEAMS_IN_PORTUGUESE, "utf-16")
    assert (report.tool, report.attendees, report.said) == ("Teams", 1, (("ana@example.org", True),))
    assert report.minutes == pytest.approx(61 + 55 / 60)


def test_gotos_attentiveness_is_taken_and_its_interest_rating_is_not():
    report = read(GOTO)
    assert (report.tool, report.registrations, report.attendees) == ("GoTo", 3, 2)
    assert (report.attention, report.minutes) == (Attention(pytest.approx(0.7), 2), 75)


def test_a_share_beyond_all_is_told_and_the_person_counted_all_the_same():
    report = read(GOTO.replace("60%", "600%"))
    assert (report.attendees, report.attention) == (2, Attention(pytest.approx(0.8), 1))
    assert [str(odd) for odd in report.odd] == ["'600%' is no share of attention."]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Email\nAna,ana@example.org\n",
        "email;attended\nana@example.org;yes\n",
        "response,finished,overall\n1,1,good\n",
        "",
        "\n\n",
        "Attendee Details\n",
    ],
)
def test_other_lists_and_answers_are_no_tools_report(text):
    assert read(text) is None


def test_what_is_no_text_is_refused():
    with pytest.raises(Faulty):
        read_report("photo.jpg", b"\xff\xd8\xff\xe0\x10JFIF\xc3")


@given(st.text('ab,\t;"\n\r1@. :%()-', max_size=80), st.sampled_from([ZOOM, TEAMS, GOTO, MEETING]))
def test_whatever_lies_in_a_report_is_read_or_left_and_never_breaks(noise, around):
    place = len(around) // 2
    read(around[:place] + noise + around[place:])
    read(noise)
