"""The numbers that stand for answers in SPSS, and those that say why there is none.

A scale's best option has the highest number, so that a mean is the mean that a summary gives; yes is 1 and no is 0; a
Net Promoter answer is itself. What does not count, and what is missing, is negative: SPSS leaves it out by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.render.exports.variables import State, Variable
from bot.survey.definitions import Question

MISSING: Mapping[State, int] = {"not shown": -99, "left": -98, "skipped": -97}

STATES: Mapping[State, int] = {"answered": 1, **MISSING}

_BEYOND = -1_000_000_000_000_000
"""Below every number that can be answered."""


def missing_codes(question: Question) -> Mapping[State, int]:
    """What stands for a missing answer; of numbers that may be negative, far below all of them."""
    if question.kind == "number" and (question.least is None or question.least < 0):
        return {state: _BEYOND + code for state, code in MISSING.items()}
    return MISSING


def option_codes(variable: Variable) -> Mapping[str, int]:
    """The number of each option, by its key."""
    question = variable.question
    assert question is not None
    counting = [option.key for option in variable.options if option.substantive]
    outside = [option.key for option in variable.options if not option.substantive]
    if question.kind == "scale":
        codes = {key: len(counting) - place for place, key in enumerate(counting)}
    elif question.kind == "nps":
        codes = {key: int(key) for key in counting}
    elif question.kind in ("yes_no", "consent"):
        codes = {key: int(key == "yes") for key in counting}
    else:
        codes = {key: place for place, key in enumerate(counting, start=1)}
    return codes | {key: -place for place, key in enumerate(outside, start=1)}
