"""The summary as a terminal shows it."""

from __future__ import annotations

import dataclasses
import re

from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.render.quoting import quoted
from bot.render.report import summary_text
from bot.survey.definitions import Survey
from tests.render.summaries import IMPROVE, OVERALL, RECOMMEND, TOPICS, YEARS, of_one, summary, words

WHOLE = """\
Communication
communication-2026  abcdefghij234

entered 25   started 20   finished 15
of 15 finished 12 attended, 2 say that they did not, 1 without an answer to that
  they judge nothing here and are not in the response rate
response rate 30 % of 40 attendees  [18-45], AAPOR RR1: only finished responses count
  with 4 begun and not finished (partials) it is RR2: 40 % of 40
  28 of 40 attendees did not answer to the end; what they think, no interval covers:
  `all` below tells how far they could move a share
answered 9 % of 140 registrations  [5-14]
response rate 32 % of 28 invited by a personal link  [18-51], AAPOR RR1, 2 of 30 did not attend
completion 75 % of 20 started  [53-89]
entered 63 % of 40 attendees  [47-76]
attendance 29 % of 140 registrations  [22-37]
attention 60 % (told by the webinar tool, not asked)

Overall, how satisfied or dissatisfied were you with Communication?
overall (scale)   shown 20   answered 14   skipped 4   left 2   base 12
  no answer 30 % of 20 shown
  Very satisfied                             5   42 % of 12  [19-68]
  Satisfied                                  4   33 % of 12  [14-61]
  Neither                                    0    0 % of 12  [0-24]
  Dissatisfied                               0    0 % of 12  [0-24]
  Very dissatisfied                          3   25 % of 12  [9-53]
  No opinion                                 2  not in the base
  very = Very satisfied                      5   42 % of 12  [19-68]  all 38: 13-82
  satisfied = Very satisfied + Satisfied     9   75 % of 12  [47-91]  all 38: 24-92
  bottom = Dissatisfied + Very dissatisfied  3   25 % of 12  [9-53]  all 38: 8-76
  mean 3.67 [2.61 to 4.73], median 4 [1 to 5], of 12 answers scored from 5 (best) to 1

Would you recommend it?
recommend (nps)   shown 3   answered 3   skipped 0   left 0   base 3
  withheld so that nobody can be recognised: the base is below 5

What should we improve?
improve (open)   shown 9   answered 7   skipped 2   left 0   base 7
  no answer 22 % of 9 shown   some who attended are not asked   3 who do not say that they
  attended left out
  Shorter         6   75 % of 8 mentions
  Slides earlier  2   25 % of 8 mentions
  8 mentions by 7 people

How many years?
years (number)   shown 8   answered 8   skipped 0   left 0   base 8
  1    4
  2.5  4
  mean 1.75 [1.08 to 2.42], median 1.75 [1 to 2.5], of 8 answers

who saw it, and left there                                shown  left
Overall, how satisfied or dissatisfied were you with Co…     20     2  10 % of 20
Would you recommend it?                                       3     0
What should we improve?                                       9     0
How many years?                                               8     0

follow-up  planned  sent  held  waiting  gave up  cancelled  doubtful
thanks          18     9     4        5        1          2         3

Percentages are rounded half up. [ ]: 95 % interval (of chance only).
all N: the share if everybody who attended and did not answer had said the one or the other."""


def test_the_whole_report_reads_like_this():
    asked = (OVERALL, RECOMMEND, IMPROVE, YEARS)
    tallies = [
        QuestionTally(OVERALL, 20, 14, 4, 2, 12, {"o0": 5, "o1": 4, "o4": 3, "none": 2}),
        QuestionTally(RECOMMEND, 3, 3, base=3, counts={"10": 3}),
        QuestionTally(
            IMPROVE,
            9,
            7,
            2,
            0,
            7,
            themes=(("Slides earlier", 2), ("Shorter", 6)),
            theme_people=7,
            apart=3,
            conditional=True,
            bounded=False,
        ),
        QuestionTally(YEARS, 8, 8, base=8, numbers=((1.0, 4), (2.5, 4))),
    ]
    facts = WebinarFacts("communication-2026", "abcdefghij234", "Communication", 140, 40, 0.6)
    made = figures(
        Survey("s", words("s"), "pseudonymous", asked),
        facts,
        ResponsesTally(25, 20, 15, absent=2, unsaid=1, partial=4, invited=30, invited_finished=9, invited_absent=2),
        tallies,
        summary(9).follow_ups,
    )
    assert summary_text(made) == WHOLE


def test_a_net_promoter_score_says_of_whom():
    tally = QuestionTally(RECOMMEND, 10, 10, base=10, counts={"10": 2, "8": 1, "3": 7})
    assert "Net Promoter Score -50 [-83 to +6], of 10: promoters 2, passives 1, detractors 7" in summary_text(
        of_one(tally)
    )


def test_before_anybody_answered_no_percentage_is_made_up():
    told = summary_text(summary(0, attendees=None))
    assert "Very satisfied" in told
    assert "no base" in told
    assert "mean" not in told
    assert "Net Promoter Score" not in told
    assert "answered 0 % of 300 registrations" in told
    assert "attendees" not in told
    assert "left there" not in told


def test_several_answers_are_said_to_be_of_people():
    assert "percentages are of people and can exceed 100 together" in summary_text(summary(9, TOPICS))


def test_every_percentage_names_its_base():
    for line in summary_text(summary(120)).splitlines():
        if "%" in line and not line.startswith(("attention", "Percentages")):
            assert "% of " in line, line
        assert len(line) <= 100


def test_a_single_choice_that_does_not_add_up_says_to_what_it_does():
    uneven = summary_text(of_one(QuestionTally(OVERALL, 9, 9, base=9, counts={"o0": 3, "o1": 3, "o2": 3})))
    assert "  each rounded by itself, the percentages add up to 99\n" in uneven
    even = summary_text(of_one(QuestionTally(OVERALL, 10, 10, base=10, counts={"o0": 5, "o1": 5})))
    assert "add up" not in even


def test_people_of_one_mind_are_warned_of_unless_they_gave_their_names():
    tally = QuestionTally(RECOMMEND, 10, 10, base=10, counts={"10": 10})
    warned = "all of them say the same: whoever knows that somebody answered knows what they said"
    assert warned in summary_text(of_one(tally))
    assert warned not in summary_text(of_one(tally, identity="identified"))
    few = QuestionTally(RECOMMEND, 4, 4, base=4, counts={"10": 4})
    assert warned not in summary_text(of_one(few))


def test_beside_chance_stands_what_those_who_did_not_answer_could_change():
    tally = QuestionTally(OVERALL, 34, 34, base=34, counts={"o0": 20, "o1": 8, "o2": 2, "o4": 4})
    told = summary_text(of_one(tally, attendees=80))
    assert "28   82 % of 34  [66-92]  all 80: 35-93\n" in told
    assert "65 of 80 attendees did not answer to the end; what they think, no interval covers:" in told
    unknown = summary_text(of_one(tally))
    assert "all 80" not in unknown
    assert "no interval" not in unknown


def test_more_answers_than_attendees_make_no_interval_and_ask_whether_the_number_is_right():
    told = summary_text(of_one(QuestionTally(OVERALL), attendees=12))
    assert "response rate 125 % of 12 attendees\n" in told
    assert "is the number of attendees right?" in told


def test_where_people_stopped_is_told_question_by_question():
    told = summary_text(summary(20, OVERALL, IMPROVE))
    assert "who saw it, and left there" in told
    assert re.search(r"^What should we improve\? +23 +1 +4 % of 23$", told, re.MULTILINE)


def test_without_follow_ups_it_says_so():
    assert "no follow-ups" in summary_text(dataclasses.replace(summary(9), follow_ups=()))


def test_wording_cannot_steer_the_terminal():
    assert quoted("Red \x1b[31malert\x07\n and  {{ name }} of {{webinar}}", webinar="W") == "Red [31malert and … of W"
