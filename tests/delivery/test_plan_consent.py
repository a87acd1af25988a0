"""What goes beyond what was promised is owed to those who said yes to it, and to nobody else."""

from dataclasses import replace

import msgspec
import pytest

from bot.delivery.declining import NO_QUESTIONS, declined
from bot.delivery.owing import owed
from bot.survey.definitions import FollowUp, Offset, OnFinish, Wording
from tests.delivery.plans import ENDS, HOUR, TIMETABLE, person, webinar

ASKED = Wording({"en": "May I?"})
MONTH = FollowUp("month", Offset(30, "d", "end"), text=Wording({"*": "Hello again"}), consent=ASKED)
EXTRA = FollowUp("extra", OnFinish(), send=("slides",), consent=ASKED)


@pytest.mark.parametrize("follow_up", [MONTH, EXTRA], ids=lambda each: each.key)
def test_unasked_and_refused_are_no_and_a_yes_owes_it(follow_up):
    ana = person(finished=ENDS)
    assert owed(webinar(follow_up), ana, TIMETABLE) == ()
    assert owed(webinar(follow_up), replace(ana, agreed=frozenset({"another"})), TIMETABLE) == ()
    (found,) = owed(webinar(follow_up), replace(ana, agreed=frozenset({follow_up.key})), TIMETABLE)
    assert (found.follow_up, found.promised) == (follow_up.key, False)


def test_who_comes_after_its_moment_is_not_sent_at_once_what_was_promised_to_nobody():
    late = replace(person(entered=ENDS + 40 * 24 * HOUR), agreed=frozenset({"month"}))
    before = msgspec.structs.replace(MONTH, text=None, survey="impact")
    assert owed(webinar(before), late, TIMETABLE) == ()


def test_who_wants_no_more_questions_gets_nothing_beyond_what_was_promised():
    assert declined(MONTH, "promised") == declined(EXTRA, "promised") == NO_QUESTIONS
    assert declined(MONTH, "all") is None
