"""What a raw reply changes: nothing, a draft, one settled answer, or which question is looked at.

Pure. A reply names the place of the question it was meant for; a reply meant for another question than the one on
screen changes nothing. So a settled answer is never overwritten, unless its owner went back to it and settles another.
``typed`` reads what people write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.survey.answers import Answer, Answers, Revisit
from bot.survey.definitions import OTHER, Question, Survey
from bot.survey.engine import Ask, Over, answered_so_far, whats_next
from bot.survey.typed import (
    Reason,
    Unreadable,
    cleaned,
    may_mean_thousands,
    option_meant,
    read_text,
    read_value,
    row_of_numbers,
)

__all__ = [
    "Back",
    "Confirm",
    "Decision",
    "Draft",
    "Edit",
    "Keep",
    "LookAt",
    "OtherThing",
    "Reason",
    "Refuse",
    "Reply",
    "Settle",
    "Skip",
    "Stale",
    "Tap",
    "Typed",
    "decide",
]

LONGEST_OTHER = 1000
"""Characters of what "Other" may mean: as long as a question may be."""


@dataclass(frozen=True, slots=True)
class Tap:
    """A button: option number ``option`` (from 0) of the question at place ``index``."""

    index: int
    option: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """ "Done" under ticks, or "Go on" under a statement."""

    index: int


@dataclass(frozen=True, slots=True)
class Skip:
    """ "Skip"."""

    index: int


@dataclass(frozen=True, slots=True)
class Back:
    """ "Back": to the question before the one at place ``index``, which is on screen."""

    index: int


@dataclass(frozen=True, slots=True)
class Keep:
    """ "Keep this answer", under a question that is looked at again."""

    index: int


@dataclass(frozen=True, slots=True)
class Edit:
    """The pencil beside the settled answer to the question at place ``index``."""

    index: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A text message."""

    text: str


@dataclass(frozen=True, slots=True)
class OtherThing:
    """A sticker, photo, voice message...: ``kind`` says which. No question takes one."""

    kind: str


Reply = Tap | Confirm | Skip | Back | Keep | Edit | Typed | OtherThing


@dataclass(frozen=True, slots=True)
class Settle:
    """Store ``answer`` (answered or skipped) and go on."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Draft:
    """Store ``answer`` (shown) and stay: ticks changed, or "Other" waits for its text.

    For a question that is looked at again it is the revisit's draft; the settled answer stands.
    """

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class LookAt:
    """Store ``revisit``: the question that is looked at again, or None to go on where they stand. No answer changes."""

    revisit: Revisit | None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing changes; say why. ``limit`` is the count or value that goes with the reason."""

    question: Question
    reason: Reason
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Not for the question on screen, or nothing is on screen: nothing changes."""


Decision = Settle | Draft | LookAt | Refuse | Stale


def decide(
    survey: Survey,
    answers: Answers,
    reply: Reply,
    revisit: Revisit | None = None,
    *,
    languages: Sequence[str] | None = None,
) -> Decision:
    """What ``reply`` changes for someone who has stored ``answers`` and looks at ``revisit`` again.

    Touches no settled answer but that of the revisited question. ``languages`` are those of the wording that they see,
    as ``option_meant`` wants them.
    """
    if isinstance(reply, Edit):
        return _edited(survey, answers, reply.index)
    ask = whats_next(survey, answers, revisit)
    if isinstance(ask, Over):
        return Stale()
    if isinstance(reply, Typed):
        return _written(ask, cleaned(reply.text), languages)
    if isinstance(reply, OtherThing):
        return Refuse(ask.question, "text_only" if ask.awaits == "text" else "use_buttons")
    return _pressed(ask, reply, answers) if reply.index == ask.index else Stale()


def _pressed(ask: Ask, reply: Tap | Confirm | Skip | Back | Keep, answers: Answers) -> Decision:
    match reply:
        case Tap(_, option):
            return _tapped(ask, option)
        case Confirm():
            return _confirmed(ask)
        case Skip():
            return _skipped(ask)
        case Back():
            if ask.before is None:
                return Stale()
            before = answers.get(ask.before)
            return LookAt(Revisit(ask.before) if before is not None and before.settled else None)
        case Keep():
            return LookAt(None) if ask.revisited else Stale()
        case _:
            assert_never(reply)


def _edited(survey: Survey, answers: Answers, index: int) -> Decision:
    for place, _ in answered_so_far(survey, answers):
        if place == index:
            return LookAt(Revisit(survey.questions[index].key))
    return Stale()


def _tapped(ask: Ask, option: int) -> Decision:
    question = ask.question
    if question.kind == "number":
        values = row_of_numbers(question)
        return Settle(question, Answer("answered", number=values[option])) if option in range(len(values)) else Stale()
    if not 0 <= option < len(question.options):
        return Stale()
    key = question.options[option].key
    if question.picks_several:
        return _toggled(ask, key)
    if question.other and key == OTHER:
        if OTHER in ask.draft.picks and ask.draft.text is None:
            return Refuse(question, "write_other")
        return Draft(question, Answer("shown", picks=(OTHER,)))
    return Settle(question, Answer("answered", picks=(key,)))


def _toggled(ask: Ask, key: str) -> Decision:
    question, ticks = ask.question, set(ask.draft.picks)
    if key not in ticks and question.most is not None and len(ticks) >= question.most:
        return Refuse(question, "too_many", question.most)
    ticks ^= {key}
    text = ask.draft.text if OTHER in ticks else None
    return Draft(question, Answer("shown", picks=_in_order(question, ticks), text=text))


def _confirmed(ask: Ask) -> Decision:
    question, draft = ask.question, ask.draft
    if question.kind == "statement":
        return Settle(question, Answer("answered"))
    if not question.picks_several:
        return Stale()
    if not draft.picks and question.optional and not question.least:
        return Settle(question, Answer("skipped"))
    least = max(question.least or 0, 1)
    if len(draft.picks) < least:
        return Refuse(question, "too_few", least)
    if question.most is not None and len(draft.picks) > question.most:
        return Refuse(question, "too_many", question.most)
    if ask.awaits == "text":
        return Refuse(question, "write_other")
    return Settle(question, Answer("answered", picks=draft.picks, text=draft.text))


def _skipped(ask: Ask) -> Decision:
    if not ask.question.optional:
        return Refuse(ask.question, "required")
    return Settle(ask.question, Answer("skipped"))


def _written(ask: Ask, text: str, languages: Sequence[str] | None) -> Decision:
    question, draft = ask.question, ask.draft
    if question.kind in ("open", "number", "date"):
        if may_mean_thousands(question, text):
            return Refuse(question, "not_a_number")
        found = read_value(question, text)
        return Refuse(question, found.reason, found.limit) if isinstance(found, Unreadable) else Settle(question, found)
    meant = None if ask.awaits == "text" else option_meant(question, text, languages=languages)
    if meant is not None:
        return _tapped(ask, meant)
    if not (question.other and OTHER in draft.picks):
        return Refuse(question, "use_buttons")
    words = read_text(text, longest=LONGEST_OTHER)
    if isinstance(words, Unreadable):
        return Refuse(question, words.reason, words.limit)
    if question.picks_several:
        return Draft(question, Answer("shown", picks=draft.picks, text=words))
    return Settle(question, Answer("answered", picks=(OTHER,), text=words))


def _in_order(question: Question, ticks: set[str]) -> tuple[str, ...]:
    return tuple(option.key for option in question.options if option.key in ticks)
