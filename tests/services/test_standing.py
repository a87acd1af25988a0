"""Where someone stands is worked out once and not again; whatever is stored meanwhile, it is what it would be anew."""

from hypothesis import given
from hypothesis import strategies as st

from bot.services.keeping import OpenShelf
from bot.services.standing import Standing
from bot.services.surroundings import OnDisk
from bot.survey.answers import Answer
from bot.survey.engine import is_finished, whats_next

SURVEYS = [OnDisk(None, None).survey(name, beside="") for name in ("satisfaction", "needs")]


def answers_to(question):
    keys = [option.key for option in question.options] or ["none"]
    some = st.lists(st.sampled_from(keys), max_size=2, unique=True).map(tuple)
    return st.one_of(st.builds(Answer, st.sampled_from(["shown", "answered"]), some), st.just(Answer("skipped")))


STORED = st.sampled_from(SURVEYS).flatmap(
    lambda survey: st.tuples(
        st.just(survey),
        st.lists(
            st.sampled_from(survey.questions).flatmap(
                lambda question: st.tuples(st.just(question), answers_to(question))
            ),
            max_size=25,
        ),
    )
)


@given(STORED)
def test_what_was_worked_out_before_is_forgotten_when_it_no_longer_holds(stored):
    survey, answers = stored
    standing = Standing(None, None, None, None, survey, {}, None, OpenShelf(None))
    for question, answer in answers:
        standing.stored(question.key, answer)
        assert standing.next() == whats_next(survey, dict(standing.answers))
        assert standing.finished == is_finished(survey, dict(standing.answers))
    assert standing.answers == {question.key: answer for question, answer in answers}
