"""How many came, began and finished, and where they stopped."""

from __future__ import annotations

import msgspec
import pytest

from bot.insight.figures import QuestionTally, ResponsesTally, Seen, WebinarFacts, figures
from bot.survey.rules import Picked
from tests.insight.surveys import FORMATS, IMPROVE, NPS, OVERALL, question, survey

WEBINAR = WebinarFacts("k", "c", "T", registrations=140, attendees=85)


def turnout(tally, *, webinar=WEBINAR):
    return figures(survey(OVERALL), webinar, tally, [], []).responses


def test_only_those_who_attended_are_in_the_response_rate_and_the_others_are_told():
    made = turnout(ResponsesTally(60, 55, 50, absent=6, unsaid=1, partial=4))
    assert (made.finished, made.attended, made.absent, made.unsaid) == (50, 43, 6, 1)
    assert (made.response_rate, made.response_percent) == (43 / 85, 51)
    assert (made.response.count, made.response.base) == (43, 85)
    assert made.response.low < made.response.share < made.response.high
    assert made.registration_response_rate == 43 / 140


def test_the_rates_are_what_aapor_defines():
    """Standard Definitions: RR1 = I / (I + P + R + NC + O), RR2 = (I + P) / the same; every attendee is eligible."""
    complete, partial, refused, not_reached = 43, 4, 8, 30
    made = turnout(ResponsesTally(60, 47, complete, partial=partial))
    assert made.response_rate == complete / (complete + partial + refused + not_reached)
    assert made.with_partials.share == (complete + partial) / (complete + partial + refused + not_reached)


def test_of_the_invited_those_who_were_not_there_are_not_eligible():
    made = turnout(ResponsesTally(60, 55, 50, absent=6, invited=40, invited_finished=12, invited_absent=3))
    assert (made.invited, made.invitation_response.count, made.invitation_response.base) == (40, 12, 37)
    assert turnout(ResponsesTally(60, 55, 50)).invitation_response is None


def test_completion_attendance_and_entering_are_rates_of_their_own():
    made = turnout(ResponsesTally(60, 55, 50))
    assert (made.completion_rate, made.attendance_rate, made.entered_rate) == (50 / 55, 85 / 140, 60 / 85)
    unknown = turnout(ResponsesTally(60, 0, 0), webinar=WebinarFacts("k", "c", "T"))
    assert unknown.completion_rate is unknown.attendance_rate is unknown.entered_rate is unknown.response is None


def test_a_survey_of_those_who_were_absent_has_no_response_rate_of_attendees():
    made = turnout(ResponsesTally(20, 15, 10, of_attendees=False))
    assert made.response_rate is made.registration_response_rate is made.with_partials is made.entering is None
    assert made.completion_rate == 10 / 15


def test_people_stop_question_by_question():
    tallies = [
        QuestionTally(question("hello", "statement"), 60, 57, 0, 3),
        QuestionTally(OVERALL, 50, 44, 2, 4, 44, {"satisfied": 44}, apart=5, everybody=Seen(49, 2, 6)),
        QuestionTally(msgspec.structs.replace(IMPROVE, when=Picked("overall", ("neutral",))), 10, 5, 4, 1, 5),
    ]
    made = figures(
        survey(*(each.question for each in tallies)), WEBINAR, ResponsesTally(70, 60, 48), tallies, []
    ).funnel
    assert [(step.key, step.shown, step.left, step.conditional) for step in made] == [
        ("hello", 60, 3, False),
        ("overall", 57, 6, False),
        ("improve", 10, 1, True),
    ]
    assert made[1].reached.share == pytest.approx(57 / 60)
    assert made[1].lost.share == pytest.approx(6 / 57)
    assert all(step.shown == step.answered + step.skipped + step.left for step in made)


def test_materials_come_last_where_people_stop_as_they_are_asked_last():
    wants = question("wants", "materials")
    made = figures(survey(wants, NPS, FORMATS), WEBINAR, ResponsesTally(0, 0, 0), [], []).funnel
    assert [step.key for step in made] == ["recommend", "formats", "wants"]
    assert {step.reached for step in made} == {None}
