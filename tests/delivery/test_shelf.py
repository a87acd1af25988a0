"""What may be fetched by hand: what is for everybody after the webinar; what is for some, by them alone."""

from itertools import product
from typing import get_args

import pytest

from bot.delivery.plan import State
from bot.delivery.shelf import Reach, reach
from bot.survey.definitions import ByHand, FollowUp, Offset, OnEntry, OnFinish
from bot.survey.ruling import Picked

STATES = get_args(State)
AUDIENCE = Picked("overall", ("poor",))
EVERYBODY = FollowUp("thanks", OnFinish(), send=("slides",))
SOME = FollowUp("rescue", Offset(3, "d", "end"), send=("slides",), to=AUDIENCE)
APPROVED = FollowUp("bonus", Offset(1, "d", "end"), send=("slides",), approve=True)
BY_HAND = FollowUp("later", ByHand(), send=("slides",))


def stands(*follow_ups, rows=None, here=True, ended=True):
    return reach("slides", follow_ups, rows or {}, here=here, ended=ended)


def test_what_is_for_everybody_can_be_fetched_once_the_webinar_has_ended():
    assert stands(EVERYBODY, ended=False) is Reach.AFTER
    assert stands(EVERYBODY) is Reach.READY


def test_what_no_follow_up_carries_is_for_everybody_too():
    assert stands(ended=False) is Reach.AFTER
    assert stands() is Reach.READY
    assert stands(here=False) is Reach.MISSING


def test_what_came_before_the_end_can_be_fetched_again_before_it():
    agenda = FollowUp("agenda", OnEntry(), send=("slides",))
    assert stands(agenda, rows={"agenda": "planned"}, ended=False) is Reach.AFTER
    for came in ("sent", "doubtful"):
        assert stands(agenda, rows={"agenda": came}, ended=False) is Reach.READY


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("state", [None, *STATES])
def test_what_is_promised_and_not_there_comes_by_itself_as_long_as_it_is_owed(ended, state):
    owed = state in ("planned", "held", "claimed", "sending")
    rows = {"thanks": state} if state else {}
    assert stands(EVERYBODY, rows=rows, here=False, ended=ended) is (Reach.PROMISED if owed else Reach.MISSING)


@pytest.mark.parametrize("state", [None, *STATES])
def test_what_is_for_some_is_there_for_those_whose_row_is_not_held_or_cancelled(state):
    meant = state not in (None, "held", "cancelled")
    rows = {"rescue": state} if state else {}
    assert stands(SOME, rows=rows) is (Reach.READY if meant else Reach.HIDDEN)
    assert (stands(SOME, rows=rows, here=False) is Reach.HIDDEN) is not meant


@pytest.mark.parametrize("follow_up", [APPROVED, BY_HAND], ids=["approval", "by hand"])
@pytest.mark.parametrize("state", [None, *STATES])
def test_what_waits_for_a_word_is_there_only_once_the_word_was_said(follow_up, state):
    let_go = state in ("planned", "claimed", "sending", "sent", "doubtful")
    rows = {follow_up.key: state} if state else {}
    assert stands(follow_up, rows=rows) is (Reach.READY if let_go else Reach.HIDDEN)


def test_what_is_for_some_and_later_for_everybody_is_for_everybody():
    assert stands(SOME, EVERYBODY) is Reach.READY


def test_a_row_of_a_follow_up_that_carries_something_else_opens_nothing():
    other = FollowUp("other", OnFinish(), send=("recording",))
    assert stands(SOME, other, rows={"other": "sent"}) is Reach.HIDDEN
    assert stands(EVERYBODY, other, rows={"other": "sent"}, ended=False) is Reach.AFTER


def test_nobody_gets_what_is_not_there_and_nobody_but_some_what_is_for_some():
    for state, here, ended in product([None, *STATES], [True, False], [True, False]):
        rows = {"rescue": state} if state else {}
        found = stands(SOME, rows=rows, here=here, ended=ended)
        assert here or found is not Reach.READY
        assert found is Reach.HIDDEN or state not in (None, "held", "cancelled")
