"""What each identity offers is said in one place, and what is refused anywhere follows from it."""

from __future__ import annotations

import pytest

from bot.survey.identities import _TABLE, IDENTITIES, answer, as_table, offers


def test_an_identified_survey_offers_most_and_an_anonymous_one_no_more_than_a_pseudonymous_one():
    for feature in _TABLE:
        assert offers("identified", feature)
        assert offers("pseudonymous", feature) or not offers("anonymous", feature)


@pytest.mark.parametrize("feature", ["names", "copies", "audiences", "piping", "materials", "threads", "alerts"])
def test_what_would_tie_answers_to_people_is_not_offered_by_an_anonymous_survey(feature):
    assert not offers("anonymous", feature)
    assert offers("pseudonymous", feature) is (feature != "names")


def test_what_people_may_do_with_their_answers_lasts_until_these_are_nobodys():
    assert answer("anonymous", "erasing") == answer("anonymous", "my_answers") == "until they are moved"
    assert answer("anonymous", "editing") == "yes"


def test_the_table_has_a_column_for_each_identity_and_a_row_for_each_feature():
    head, rule, *rows = as_table().splitlines()
    assert head == f"| | {' | '.join(IDENTITIES)} |"
    assert len(rows) == len(_TABLE)
    assert {line.count("|") for line in (head, rule, *rows)} == {5}
