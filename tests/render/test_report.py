"""The summary as a terminal shows it."""

from __future__ import annotations

import dataclasses

from bot.insight.figures import QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.render.quoting import quoted
from bot.render.report import summary_text
from bot.survey.definitions import Survey
from tests.render.summaries import IMPROVE, OVERALL, RECOMMEND, TOPICS, YEARS, of_one, summary, words

WHOLE = """\
Communication
communication-2026  abcdefghij234

entered 25   started 20   finished 15
response rate 38 % of 40 attendees
response rate 11 % of 140 registrations
attendance 29 % of 140 registrations
attention 60 % (told by the webinar tool, not asked)

Overall, how satisfied or dissatisfied were you with Communication?
overall (scale)   shown 20   answered 14   skipped 4   left 2   base 12
  Very satisfied                          5   42 % of 12
  Satisfied                               4   33 % of 12
  Neither                                 0    0 % of 12
  Dissatisfied                            0    0 % of 12
  Very dissatisfied                       3   25 % of 12
  No opinion                              2  not in the base
  very = Very satisfied                   5   42 % of 12  [19-68]
  satisfied = Very satisfied + Satisfied  9   75 % of 12  [47-91]
  mean 3.67, median 4, of 12 answers scored from 5 (best) to 1

Would you recommend it?
recommend (nps)   shown 3   answered 3   skipped 0   left 0   base 3
  withheld so that nobody can be recognised: the base is below 5

What should we improve?
improve (open)   shown 9   answered 7   skipped 2   left 0   base 7
  Shorter         6   75 % of 8 mentions
  Slides earlier  2   25 % of 8 mentions
  8 mentions by 7 people

How many years?
years (number)   shown 8   answered 8   skipped 0   left 0   base 8
  mean 1.75, median 1.75, of 8 answers

follow-up  planned  sent  held  waiting  gave up  cancelled  doubtful
thanks          18     9     4        5        1          2         3

Percentages are rounded, so they need not add up to 100. [ ]: 95 % interval (of chance only)."""


def test_the_whole_report_reads_like_this():
    asked = (OVERALL, RECOMMEND, IMPROVE, YEARS)
    tallies = [
        QuestionTally(OVERALL, 20, 14, 4, 2, 12, {"o0": 5, "o1": 4, "o4": 3, "none": 2}),
        QuestionTally(RECOMMEND, 3, 3, base=3, counts={"10": 3}),
        QuestionTally(IMPROVE, 9, 7, 2, 0, 7, themes=(("Slides earlier", 2), ("Shorter", 6)), theme_people=7),
        QuestionTally(YEARS, 8, 8, base=8, numbers=((1.0, 4), (2.5, 4))),
    ]
    facts = WebinarFacts("communication-2026", "abcdefghij234", "Communication", 140, 40, 0.6)
    made = figures(
        Survey("s", words("s"), "pseudonymous", asked),
        facts,
        ResponsesTally(25, 20, 15),
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
    assert "response rate 0 % of 300 registrations" in told
    assert "attendees" not in told


def test_several_answers_are_said_to_be_of_people():
    assert "percentages are of people and can exceed 100 together" in summary_text(summary(9, TOPICS))


def test_every_percentage_names_its_base():
    for line in summary_text(summary(120)).splitlines():
        if "%" in line and not line.startswith(("attention", "Percentages")):
            assert "% of " in line, line
        assert len(line) <= 100


def test_without_follow_ups_it_says_so():
    assert "no follow-ups" in summary_text(dataclasses.replace(summary(9), follow_ups=()))


def test_wording_cannot_steer_the_terminal():
    assert quoted("Red \x1b[31malert\x07\n and  {{ name }} of {{webinar}}", webinar="W") == "Red [31malert and … of W"
