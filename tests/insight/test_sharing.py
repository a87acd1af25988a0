"""What attendees are told of each other: whole groups only, and never a difference that is one person."""

from __future__ import annotations

import pytest

from bot.insight.questions import question_figures
from bot.insight.sharing import SharedFigure, may_follow, shared
from bot.insight.tallies import QuestionTally
from bot.survey.definitions import Box, Option, Question, Wording


def one(text: str) -> Wording:
    return Wording({"*": text})


OPTIONS = tuple(Option(key, one(key)) for key in ("good", "fair", "poor"))
BOXES = (Box("satisfied", ("good", "fair")), Box("good", ("good",)), Box("ends", ("good", "poor")))
SCALE = Question("overall", "scale", one("How?"), OPTIONS, BOXES)


def told(question: Question, counts: dict[str, int], identity: str = "pseudonymous") -> SharedFigure | None:
    base = sum(counts.values())
    tally = QuestionTally(question, shown=base, answered=base, base=base, counts=counts)
    return shared(question, question_figures(tally, languages=("en",), identity=identity, limit=5))


@pytest.mark.parametrize("identity", ["identified", "pseudonymous", "anonymous"])
def test_four_people_are_never_shared_and_five_are(identity):
    assert told(SCALE, {"good": 4}, identity) is None
    assert told(SCALE, {"good": 4, "poor": 1}, identity).base == 5


def test_the_first_options_are_told_together_and_no_others():
    figure = told(SCALE, {"good": 6, "fair": 3, "poor": 1})
    assert [(bar.key, bar.percent) for bar in figure.bars] == [("good", 60), ("fair", 30), ("poor", 10)]
    assert [label.spoken("en") for label in figure.together.labels] == ["good", "fair"]
    assert figure.together.percent == 90
    last = Question("overall", "scale", one("How?"), OPTIONS, (Box("ends", ("good", "poor")),))
    assert told(last, {"good": 6, "poor": 1}).together is None


def test_what_people_wrote_is_never_shared():
    assert told(Question("improve", "open", one("What?")), {"x": 9}) is None


def test_figures_change_only_by_enough_people_to_hide_in():
    def of(**bases: int) -> list[SharedFigure]:
        return [SharedFigure(key, "scale", one("?"), base) for key, base in bases.items()]

    assert not may_follow(of(overall=10), of(overall=11))
    assert may_follow(of(overall=10), of(overall=15))
    assert not may_follow(of(overall=10, again=10), of(overall=15, again=12))
    assert may_follow(of(overall=10, again=10), of(overall=15, again=10))
    assert not may_follow(of(overall=10), of(overall=10))
    assert may_follow([], of(overall=6))
