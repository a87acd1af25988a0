"""Figures in editions: somebody who reads after every answer, and subtracts, learns nothing of a few people."""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.editions import Counts, Edition, advanced, newer, place_of, told_responses, told_tally
from bot.insight.figures import QuestionTally, ResponsesTally
from bot.insight.withholding import LIMIT
from bot.survey.definitions import Question
from bot.survey.ruling import Picked
from tests.insight.subtracting import Reckoner
from tests.insight.surveys import options, question, survey, words

OVERALL = question("overall", "single", choose=options("good", "poor"))
WHY = Question("why", "single", words("Why?"), options("short", "dull"), when=Picked("overall", ("poor",)))
LENGTH = question("length", "single", choose=options("short", "long"))
ASKED = survey(OVERALL, WHY, LENGTH)
ATTENDING = survey(question("attended", "yes_no", choose=options("yes", "no")), OVERALL)


def counts(people, asked=ASKED):
    """What these people's answers add up to: each a mapping of question to option, None where it was skipped."""
    tallies = []
    for each in asked.questions:
        shown = [person[each.key] for person in people if each.key in person]
        picks = Counter(pick for pick in shown if pick is not None)
        answered = picks.total()
        tallies.append(QuestionTally(each, len(shown), answered, len(shown) - answered, 0, answered, dict(picks)))
    started = len(people)
    places = {each.key: place_of(each.key, 1) for each in asked.questions}
    return Counts(ResponsesTally(started, started, started), tallies, {}, places)


def told(edition, now):
    found = {tally.question.key: told_tally(edition, now, tally) for tally in now.questions}
    return {key: None if tally is None else dict(tally.counts) for key, tally in found.items()}


def person(overall="good", why=None, length="short"):
    return {"overall": overall, **({"why": why} if overall == "poor" else {}), "length": length}


def test_nothing_is_told_of_four_and_all_of_five():
    people = [person() for _ in range(4)]
    edition = advanced(Edition(), counts(people), ASKED)
    assert told(edition, counts(people)) == {"overall": None, "why": None, "length": None}
    assert newer(edition, counts(people)) == 4
    people.append(person("poor", "dull"))
    edition = advanced(edition, counts(people), ASKED)
    assert told(edition, counts(people)) == {"overall": {"good": 4, "poor": 1}, "why": None, "length": {"short": 5}}
    assert newer(edition, counts(people)) == 0


def test_what_is_told_stays_until_five_more_have_answered():
    people = [person() for _ in range(5)]
    edition = advanced(Edition(), counts(people), ASKED)
    for more in range(1, 6):
        people.append(person("poor", "dull"))
        edition = advanced(edition, counts(people), ASKED)
        assert told(edition, counts(people))["overall"] == ({"good": 5} if more < 5 else {"good": 5, "poor": 5})


def test_a_question_of_some_is_told_as_of_a_moment_at_which_its_rule_is_told():
    """Five who found it poor say why, one after the other: that the fifth was asked would tell what they found."""
    people = [person("poor", "dull") for _ in range(4)] + [person() for _ in range(3)]
    edition = advanced(Edition(), counts(people), ASKED)
    assert told(edition, counts(people))["why"] is None
    people.append(person("poor", "dull"))
    edition = advanced(edition, counts(people), ASKED)
    assert told(edition, counts(people)) == {"overall": {"poor": 4, "good": 3}, "why": None, "length": {"short": 7}}
    people += [person() for _ in range(4)]
    edition = advanced(edition, counts(people), ASKED)
    assert told(edition, counts(people))["why"] == {"dull": 5}


def test_who_is_erased_stays_counted_until_enough_others_came():
    people = [person("poor", "dull"), *(person() for _ in range(6))]
    edition = advanced(Edition(), counts(people), ASKED)
    before = told(edition, counts(people))
    for _ in range(4):
        people = [*people[1:], person(length="long"), person(length="long")]
        edition = advanced(edition, counts(people), ASKED)
        assert told(edition, counts(people))["overall"] == before["overall"]
    people += [person()]
    edition = advanced(edition, counts(people), ASKED)
    assert told(edition, counts(people))["overall"] == {"good": 12}


def test_a_changed_mind_waits_for_others():
    people = [person() for _ in range(8)]
    edition = advanced(Edition(), counts(people), ASKED)
    people[0] = person("poor", "dull")
    edition = advanced(edition, counts(people), ASKED)
    assert told(edition, counts(people))["overall"] == {"good": 8}


def test_who_was_not_there_is_told_in_steps_and_otherwise_responses_are_exact():
    people = [{"attended": "yes", "overall": "good"} for _ in range(6)]
    now = counts(people, ATTENDING)
    edition = advanced(Edition(), now, ATTENDING)
    assert told_responses(edition, now, ATTENDING).finished == 6
    people.append({"attended": "no"})
    now = counts(people, ATTENDING)
    edition = advanced(edition, now, ATTENDING)
    assert told_responses(edition, now, ATTENDING).finished == 6
    assert told_responses(edition, now, ATTENDING).entered == 7
    assert told_responses(edition, now, ASKED).finished == 7


def test_an_edition_is_the_same_after_it_was_stored():
    people = [person("poor", "dull") for _ in range(9)]
    edition = advanced(Edition(), counts(people), ASKED)
    stored = msgspec.json.decode(msgspec.json.encode(edition), type=Edition)
    assert advanced(stored, counts(people), ASKED) == stored == edition


answers = st.builds(
    person,
    st.sampled_from(["good", "poor", None]),
    st.sampled_from(["short", "dull", None]),
    st.sampled_from(["short", "long", None]),
)
acts = st.lists(st.one_of(answers, st.tuples(st.just("gone"), st.integers(0, 30))), max_size=40)


@settings(deadline=None, max_examples=60)
@given(acts)
def test_who_reads_after_every_answer_computes_what_no_few_people_said(acts):
    assert not _computed(acts, limit=LIMIT)


def test_without_the_limit_who_reads_after_every_answer_knows_them_all():
    people = [person("poor", "dull"), person(), person(), person(), person(), person("poor", "short")]
    assert _computed(people, limit=1)
    assert not _computed(people, limit=LIMIT)


def _computed(acts, limit):
    """The groups of one to four people whose answers follow from everything told, at whatever moment, by subtraction.

    The reader knows who had come when, and who was gone; of a question with a rule also whom it was asked, once the
    answers that decide it are told. They solve for the answers of each small group that came between two moments.
    """
    people, edition, moments = [], Edition(), {key: [] for key in ("overall", "why", "length")}
    came = []
    for act in acts:
        if isinstance(act, tuple):
            if people:
                people.pop(act[1] % len(people))
        else:
            came.append(act)
            people.append((len(came) - 1, act))
        now = counts([each for _, each in people])
        later = advanced(edition, now, ASKED, limit=limit)
        for key in moments:
            place = place_of(key, 1)
            if later.questions.get(place) != edition.questions.get(place):
                moments[key].append(frozenset(number for number, each in people if each.get(key) is not None))
        edition = later
    return [
        (key, few)
        for key, read in moments.items()
        for few in _few(read, limit=LIMIT)
        if Reckoner(_row(known, len(came)) for known in read).computes(_row(few, len(came)))
    ]


def _row(group, people):
    return [int(number in group) for number in range(people)]


def _few(read, limit):
    """The small groups that are what came, or went, between two moments, or all there were at one."""
    groups = {*read, *(one - other for one in read for other in read)}
    singles = {frozenset((number,)) for group in read for number in group}
    return {group for group in groups | singles if 0 < len(group) < limit}


@settings(deadline=None, max_examples=60)
@given(st.lists(answers, max_size=40))
def test_how_many_a_filtered_question_was_shown_to_is_told_by_its_rule_in_any_case(acts):
    """At whatever moment it is told, the answers that decide it are told as of the same moment."""
    people, edition = [], Edition()
    for act in acts:
        people.append(act)
        now = counts(people)
        later = advanced(edition, now, ASKED)
        place = place_of("why", 1)
        if later.questions.get(place) != edition.questions.get(place):
            found = told(later, now)
            assert later.questions[place].shown == found["overall"].get("poor", 0)
            assert found["overall"] == dict(now.questions[0].counts)
        edition = later
