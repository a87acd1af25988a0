"""Invented answers: what each person of the audience would do at each question of a shipped survey.

The shares lean on what the European network published about four webinars of 2020 (59 % very satisfied, 51 % useful to
a great extent, 85 % about right, 80 % the content); everything more precise is synthetic, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from bot.rehearsal.audience import Act, Press, Script, Write
from bot.render.texts import Texts
from bot.survey.definitions import Question, Survey

Shares = Mapping[str, int]
"""Weights of option keys."""

SATISFACTION: Mapping[str, Shares] = {
    "attended": {"all": 82, "part": 14, "no": 4},
    "overall": {"very_satisfied": 59, "satisfied": 27, "neutral": 8, "dissatisfied": 4, "very_dissatisfied": 2},
    "useful": {"great": 51, "some": 34, "small": 11, "not_at_all": 4},
    "share": {"yes": 74, "maybe": 19, "no": 7},
    "length": {"short": 5, "right": 85, "long": 10},
    "policy": {"great": 55, "some": 20, "small": 10, "not_at_all": 5, "worse": 2, "no_opinion": 8},
    "enjoyed": {"content": 78, "questions": 7, "groups": 6, "people": 4, "moderation": 2, "nothing": 3},
}

IMPROVEMENTS = {
    "en": (
        "More time for questions",
        "Send the slides beforehand",
        "Smaller break-out groups",
        "Start on time, please",
    ),
    "fr": ("Plus de temps pour les questions", "Envoyer les diapositives avant", "Des groupes plus petits"),
}
WRITES = 30
"""How many of a hundred write something."""


def satisfaction_script(survey: Survey, texts: Texts, chance: Random, *, language: str) -> Script:
    """What one person would answer to the satisfaction survey, drawn by ``chance``, in ``language``."""
    return {
        question.ask.spoken(language): _acts(question, texts, chance, language=language)
        for question in survey.questions
    }


def _acts(question: Question, texts: Texts, chance: Random, *, language: str) -> Sequence[Act]:
    if question.kind == "open":
        if chance.randrange(100) < WRITES:
            return [Write(chance.choice(IMPROVEMENTS[language]))]
        return [skip(texts, language)]
    if question.picks_several:
        wanted = chance.sample(question.options, k=chance.randint(1, 3))
        return [*(Press(option.label.spoken(language)) for option in wanted), done(texts, language)]
    shares = SATISFACTION[question.key]
    (key,) = chance.choices(list(shares), weights=list(shares.values()))
    option = question.option(key)
    assert option is not None
    return [Press(option.label.spoken(language))]


def skip(texts: Texts, language: str) -> Press:
    """The button that gives no answer."""
    return Press(texts.say("Skip", language))


def done(texts: Texts, language: str) -> Press:
    """The button under ticks, whatever it counts."""
    return Press(texts.say("Done (%(count)d)", language, count=0).partition(" (")[0])
