"""One answer as the text of a spreadsheet's cells, and back.

Pure. Option keys go out; keys or labels come in. Whatever ``guarded`` writes, ``unguarded`` gives back unchanged, so
that no text can run as a formula and none is taken for the marks "not shown" and "shown and left".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from bot.survey.answers import Answer
from bot.survey.definitions import OTHER, Question
from bot.survey.replies import LONGEST_OTHER
from bot.survey.typed import Reason, Unreadable, cleaned, option_meant, read_text, read_value

NOT_SHOWN = "-"
LEFT = "?"
JOINT = ";"
READ = "1"
"""The cell of a statement that was read."""

RISKY = r"^'*(?:[=+\-@\t\r]|\?$)"
"""The pattern of texts that ``guarded`` marks, as Python and JavaScript read it alike."""

_RISKY = re.compile(RISKY.replace("$", r"\Z"))
_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Unfit:
    """A cell that is no answer to its question. ``why`` ends a sentence that begins with the column's name."""

    why: str


def guarded(text: str) -> str:
    """``text`` with a ``'`` before it if a spreadsheet would run it, or if it could be taken for a mark."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """The text that ``guarded`` was given; a cell that it would not have written comes back as it is."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def quoted(text: str) -> str:
    """``text`` for a message: in quotes, on one line, at most 40 characters of it."""
    line = " ".join(text.split())
    return f"'{line[:_LONGEST_QUOTE]}...'" if len(line) > _LONGEST_QUOTE else f"'{line}'"


def answer_cell(question: Question, answer: Answer | None) -> str:
    """What the column of ``question`` holds for ``answer``; None: the question was never shown."""
    if answer is None:
        return NOT_SHOWN
    if answer.state == "shown":
        return LEFT
    if answer.state == "skipped":
        return ""
    if question.kind == "statement":
        return READ
    if answer.number is not None:
        return _decimal(answer.number)
    if question.options:
        return JOINT.join(in_order(question, answer.picks))
    return guarded(answer.text or "")


def other_cell(answer: Answer | None) -> str:
    """What the column of "Other" holds: what it means, or nothing."""
    if answer is None or answer.state != "answered" or OTHER not in answer.picks:
        return ""
    return guarded(answer.text or "")


def read_answer(question: Question, cell: str, other: str = "") -> Answer | Unfit | None:
    """The answer that the cell (and that of "Other") holds; None: the question was not shown."""
    mark, words = cell.strip(), cleaned(unguarded(other.strip()))
    if mark in (NOT_SHOWN, LEFT):
        if words:
            return Unfit(f"says {quoted(mark)}, yet “Other” has a text; empty one of the two")
        return None if mark == NOT_SHOWN else Answer("shown")
    if not mark and not words:
        return Answer("skipped")
    text = cleaned(unguarded(mark))
    if question.options:
        return _read_choice(question, text, words)
    if question.kind == "statement":
        return Answer("answered") if text == READ else Unfit(f"holds {quoted(text)}; write 1 if it was read")
    found = read_value(question, text)
    return Unfit(_told(found.reason, text, found.limit)) if isinstance(found, Unreadable) else found


def in_order(question: Question, picks: tuple[str, ...]) -> tuple[str, ...]:
    """``picks`` in the order of the question's options."""
    wanted = set(picks)
    return tuple(option.key for option in question.options if option.key in wanted)


def _read_choice(question: Question, text: str, words: str) -> Answer | Unfit:
    """The picks in ``text``, with ``words`` as what "Other" means."""
    picks = _read_picks(question, text)
    if isinstance(picks, Unfit):
        return picks
    if words and OTHER not in picks:
        picks = (*picks, OTHER)
    if isinstance(found := read_text(words, longest=LONGEST_OTHER), Unreadable) and words:
        return Unfit(f"has a text for “Other” of more than {found.limit:g} characters")
    if not picks:
        return Answer("skipped")
    count = len(picks)
    if question.picks_one and count > 1:
        return Unfit(f"holds {count} picks; one can be picked")
    if question.picks_several and question.most is not None and count > question.most:
        return Unfit(f"holds {count} picks; at most {question.most:g} can be picked")
    if question.picks_several and question.least is not None and count < question.least:
        return Unfit(f"holds {count} of at least {question.least:g} picks")
    return Answer("answered", picks=in_order(question, picks), text=words or None)


def _read_picks(question: Question, text: str) -> tuple[str, ...] | Unfit:
    """The option keys in ``text``; a label may hold the ``;`` that joins picks if it stands alone."""
    whole = _pick(question, text)
    if whole is not None:
        return (whole,)
    picks: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(JOINT))):
        key = _pick(question, part)
        if key is None:
            known = [option.key for option in question.options]
            near = get_close_matches(part, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"its options are {', '.join(known)}"
            return Unfit(f"holds {quoted(part)}, which is none of its options; {remedy}")
        picks.append(key)
    return tuple(dict.fromkeys(picks))


def _pick(question: Question, text: str) -> str | None:
    """The key of the option with this key, or this label in any language."""
    if question.option(text) is not None:
        return text
    place = option_meant(question, text)
    return None if place is None else question.options[place].key


def _decimal(number: float) -> str:
    """``number`` as short as it can be written without an exponent."""
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _told(reason: Reason, text: str, limit: float | None) -> str:
    """Why ``text`` is no value, as the end of a sentence."""
    match reason:
        case "not_a_number":
            return f"holds {quoted(text)}, which is not a number"
        case "too_small":
            return f"holds {quoted(text)}, which is below the least, {limit:g}"
        case "too_large":
            return f"holds {quoted(text)}, which is above the most, {limit:g}"
        case "not_a_date":
            return f"holds {quoted(text)}, which is not a date; write it as 2026-11-24"
        case "too_long":
            return f"has more than {limit:g} characters"
        case _:
            return f"holds {quoted(text)}, which cannot be stored"
