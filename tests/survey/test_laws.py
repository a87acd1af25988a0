"""What is true of every survey and of everybody who answers one."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.survey.answers import Answer
from bot.survey.definitions import OTHER, Question, Survey
from bot.survey.engine import Ask, Over, irrelevant, is_finished, whats_next
from bot.survey.replies import Confirm, Draft, OtherThing, Refuse, Reply, Settle, Skip, Stale, Tap, Typed, decide
from bot.survey.ruling import All, AnyOf, Not, Picked
from tests.survey.making import question, stored_after, survey

KINDS = ("single", "multiple", "scale", "nps", "yes_no", "number", "date", "open", "statement", "consent", "materials")
LISTING = ("single", "multiple", "scale")


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """Any survey the reader would accept: rules point back, bounds can be met."""
    kinds = sorted(draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=7)), key=lambda kind: kind == "materials")
    asked: list[Question] = []
    for place, kind in enumerate(kinds):
        more: dict[str, object] = {"optional": draw(st.booleans()), "when": draw(rules(asked))}
        options = ("w", "x", "y")[: draw(st.integers(2, 3))] if kind in LISTING else ()
        if kind in ("single", "multiple") and draw(st.booleans()):
            options, more["other"] = (*options, OTHER), True
        if kind in ("multiple", "number"):
            low = draw(st.none() | st.integers(0, 2))
            more["least"] = None if low is None else float(low)
            more["most"] = draw(st.none() | st.integers(max(low or 1, 1), 2).map(float))
        asked.append(question(f"q{place}", kind, *options, **more))
    front = draw(st.booleans())
    rest = [q for q in asked if q.kind != "materials"]
    late = [q for q in asked if q.kind == "materials"]
    return survey(*(late + rest if front else rest + late))


@st.composite
def rules(draw: st.DrawFn, asked: list[Question]):
    """A rule about earlier questions, or none."""
    known = [q for q in asked if q.options]
    if not known or draw(st.booleans()):
        return None
    picked = st.sampled_from(known).flatmap(
        lambda q: st.lists(st.sampled_from([o.key for o in q.options]), min_size=1, max_size=2).map(
            lambda keys: Picked(q.key, tuple(keys))
        )
    )
    nested = st.recursive(
        picked,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=1, max_size=2).map(lambda several: All(tuple(several))),
            st.lists(inner, min_size=1, max_size=2).map(lambda several: AnyOf(tuple(several))),
        ),
        max_leaves=3,
    )
    return draw(nested)


places = st.integers(-1, 8)
replies = st.lists(
    st.one_of(
        st.builds(Tap, places, st.integers(-1, 11)),
        st.builds(Confirm, places),
        st.builds(Skip, places),
        st.builds(Typed, st.sampled_from(["", "w", "X", "yes", "7", "2026-01-02", "words", "x" * 5000])),
        st.builds(OtherThing, st.sampled_from(["sticker", "photo"])),
    ),
    max_size=25,
)
anybody = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def what_leads_on(ask: Ask) -> Reply:
    """The reply of someone who reads the screen and wants to get to the end."""
    asked, at = ask.question, ask.index
    match asked.kind:
        case "number":
            return Typed(str(asked.least if asked.least is not None else min(asked.most or 0, 0)))
        case "open" | "date":
            return Typed("2026-01-02")
        case "statement":
            return Confirm(at)
        case _ if not asked.picks_several:
            return Tap(at, 0)
        case _ if ask.awaits == "text":
            return Typed("Something else")
        case _ if len(ask.draft.picks) >= max(asked.least or 1, 1):
            return Confirm(at)
    return Tap(at, next(n for n, option in enumerate(asked.options) if option.key not in ask.draft.picks))


@anybody
@given(surveys(), replies)
def test_no_sequence_of_replies_overwrites_a_settled_answer(asked, said):
    stored: dict[str, Answer] = {}
    for reply in said:
        decision = decide(asked, stored, reply)
        match decision:
            case Settle(changed, answer):
                assert answer.settled
            case Draft(changed, answer):
                assert not answer.settled
            case Refuse() | Stale():
                continue
        assert not stored.get(changed.key, Answer("shown")).settled
        stored = stored_after(stored, decision)


@anybody
@given(surveys(), replies)
def test_whatever_someone_did_they_can_always_finish(asked, said):
    stored: dict[str, Answer] = {}
    for reply in said:
        stored = stored_after(stored, decide(asked, stored, reply))
    for _ in range(100):
        ask = whats_next(asked, stored)
        if isinstance(ask, Over):
            break
        stored = stored_after(stored, decide(asked, stored, what_leads_on(ask)))
    assert whats_next(asked, stored) == Over()
    assert is_finished(asked, stored)


@anybody
@given(surveys(), replies, st.randoms(use_true_random=False))
def test_where_someone_stands_depends_on_the_stored_answers_only(asked, said, chance):
    stored: dict[str, Answer] = {}
    for reply in said:
        stored = stored_after(stored, decide(asked, stored, reply))
    rows = list(stored.items())
    chance.shuffle(rows)
    copied = msgspec.json.decode(msgspec.json.encode(asked), type=Survey)
    assert whats_next(copied, dict(rows)) == whats_next(asked, stored)
    assert is_finished(copied, dict(rows)) == is_finished(asked, stored)


@anybody
@given(surveys(), replies)
def test_the_total_is_never_smaller_than_the_position_and_never_grows(asked, said):
    stored: dict[str, Answer] = {}
    before = whats_next(asked, stored)
    for reply in said:
        stored = stored_after(stored, decide(asked, stored, reply))
        ask = whats_next(asked, stored)
        if isinstance(ask, Over) or isinstance(before, Over):
            return
        assert ask.position <= ask.total <= before.total
        assert ask.position >= before.position or ask.after_finish
        assert ask.after_finish == (ask.question.kind == "materials")
        if not ask.after_finish:
            assert ask.position >= 1
            assert not is_finished(asked, stored)
        before = ask


@anybody
@given(
    surveys(),
    st.dictionaries(
        st.sampled_from([f"q{place}" for place in range(7)]),
        st.builds(
            Answer,
            st.sampled_from(["shown", "answered", "skipped"]),
            st.lists(st.sampled_from(["w", "x", "y", "yes", "7"]), max_size=2, unique=True).map(tuple),
        ),
    ),
)
def test_dropping_what_became_irrelevant_moves_nobody(asked, stored):
    dropped = irrelevant(asked, stored)
    kept = {key: answer for key, answer in stored.items() if key not in dropped}
    assert irrelevant(asked, kept) == ()
    assert whats_next(asked, kept) == whats_next(asked, stored)
    assert is_finished(asked, kept) == is_finished(asked, stored)
