"""Who is offered to say more: those who picked the worse half of a scale, and nobody who merely did not praise."""

import pytest

from bot.survey.answers import Answer
from bot.survey.contentment import is_dissatisfied, worst
from bot.survey.definitions import Option, Question, Wording
from tests.survey.making import survey

WORDS = Wording({"*": "x"})


def scale(*keys, kind="scale", aside=()):
    options = tuple(Option(key, WORDS, substantive=key not in aside) for key in keys)
    return Question("overall", kind, WORDS, options)


@pytest.mark.parametrize(
    ("keys", "bad"),
    [("a", ""), ("ab", "b"), ("abc", "c"), ("abcd", "cd"), ("abcde", "de"), ("abcdefg", "efg")],
)
def test_the_worst_half_of_a_scale_leaves_its_middle_out(keys, bad):
    assert worst(scale(*keys)) == tuple(bad)


def test_what_is_no_answer_to_the_matter_is_not_the_worst():
    assert worst(scale("a", "b", "c", "none", aside={"none"})) == ("c",)


def test_only_an_answer_that_stands_counts_and_only_to_a_scale():
    asked = survey(scale("a", "b", "c"))
    assert is_dissatisfied(asked, {"overall": Answer("answered", picks=("c",))})
    assert not is_dissatisfied(asked, {"overall": Answer("answered", picks=("b",))})
    assert not is_dissatisfied(asked, {"overall": Answer("skipped")})
    assert not is_dissatisfied(asked, {"overall": Answer("shown", picks=("c",))})
    assert not is_dissatisfied(asked, {})
    assert not is_dissatisfied(
        survey(scale("a", "b", "c", kind="single")), {"overall": Answer("answered", picks=("c",))}
    )
