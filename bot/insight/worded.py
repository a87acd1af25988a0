"""The same figures in another language of their survey. Counts are left alone; only words are exchanged."""

from __future__ import annotations

from dataclasses import replace

from bot.insight.summary import BoxFigures, OptionFigures, QuestionFigures, Summary
from bot.survey.definitions import Question, Survey


def in_words_of(summary: Summary, survey: Survey, languages: tuple[str, ...]) -> Summary:
    """``summary`` in the first of ``languages`` that each wording of ``survey`` exists in.

    A question whose words are not those of ``survey`` (figures outlive a rewording) keeps them.
    """
    former = summary.webinar.languages
    asked = {question.key: question for question in survey.questions}
    questions = (
        _in_words(each, asked[each.key], languages)
        if each.key in asked and _says(asked[each.key], each, former)
        else each
        for each in summary.questions
    )
    funnel = (
        replace(step, ask=asked[step.key].ask.spoken(*languages))
        if step.key in asked and asked[step.key].ask.spoken(*former) == step.ask
        else step
        for step in summary.funnel
    )
    return replace(summary, questions=tuple(questions), funnel=tuple(funnel))


def _says(question: Question, figures: QuestionFigures, languages: tuple[str, ...]) -> bool:
    """Whether ``figures`` are in the words of ``question``."""
    said = [(option.key, option.label.spoken(*languages)) for option in question.options]
    return question.ask.spoken(*languages) == figures.ask and said == [(o.key, o.label) for o in figures.options]


def _in_words(figures: QuestionFigures, question: Question, languages: tuple[str, ...]) -> QuestionFigures:
    labels = {option.key: option.label.spoken(*languages) for option in question.options}

    def option(each: OptionFigures) -> OptionFigures:
        return replace(each, label=labels[each.key])

    def box(each: BoxFigures) -> BoxFigures:
        return replace(each, labels=tuple(labels[key] for key in each.options if key in labels))

    return replace(
        figures,
        ask=question.ask.spoken(*languages),
        options=tuple(map(option, figures.options)),
        boxes=tuple(map(box, figures.boxes)),
        bottom=None if figures.bottom is None else box(figures.bottom),
    )
