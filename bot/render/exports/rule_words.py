"""A rule in words, for those who read a codebook: who was shown a question."""

from __future__ import annotations

from typing import assert_never

from bot.survey.definitions import Survey
from bot.survey.ruling import All, AnyOf, Attended, Begun, CameBy, Not, Picked, Progress, Registered, Rule, Speaks


def rule_words(rule: Rule, survey: Survey, *languages: str) -> str:
    """``rule`` as the end of a sentence that begins with "shown if"; options by their labels and keys."""
    match rule:
        case Picked(question, options):
            asked = survey.question(question)
            found = [asked.option(key) if asked else None for key in options]
            labels = [
                key
                if option is None or option.label.spoken(*languages) == key
                else f"“{option.label.spoken(*languages)}” ({key})"
                for key, option in zip(options, found, strict=True)
            ]
            return f"the answer to {question} is {' or '.join(labels)}"
        case All(rules):
            return " and ".join(_within(each, survey, languages) for each in rules)
        case AnyOf(rules):
            return " or ".join(_within(each, survey, languages) for each in rules)
        case Not(inner):
            return f"it is not so that {_within(inner, survey, languages)}"
        case Progress() | Begun() | Attended() | Registered() | Speaks() | CameBy():
            return _of_person(rule)
        case _:
            assert_never(rule)


def _within(rule: Rule, survey: Survey, languages: tuple[str, ...]) -> str:
    """In brackets if it is made of several, so that "and" and "or" cannot be misread."""
    words = rule_words(rule, survey, *languages)
    return f"({words})" if isinstance(rule, All | AnyOf | Not) else words


def _of_person(rule: Progress | Begun | Attended | Registered | Speaks | CameBy) -> str:
    match rule:
        case Progress(finished):
            return f"the survey is {'' if finished else 'not '}finished"
        case Begun(begun):
            return f"the survey is {'' if begun else 'not '}begun"
        case Attended(attended):
            return f"they {'attended' if attended else 'did not attend'}"
        case Registered(registered):
            return f"they came in by {'a' if registered else 'no'} personal link"
        case Speaks(languages):
            return f"they speak {' or '.join(languages)}"
        case CameBy(sources):
            return f"they came in by {' or '.join(sources)}"
        case _:
            assert_never(rule)
