"""A report's page of one question: how it was asked, who answered, its chart, its tables, and what to know of them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.insight.summary import QuestionFigures
from bot.render.reports.answers import answer_tables, headlines
from bot.render.reports.charts import question_chart
from bot.render.reports.contents import Facts, Headlines, Page, Paragraph, Part, joined
from bot.render.reports.speech import Speech
from bot.survey.definitions import Kind


def question_page(speech: Speech, question: QuestionFigures, *, number: int, limit: int) -> Page:
    """All that is to be told of ``question``, which is the survey's ``number``-th."""
    return Page(
        question.key,
        speech.heading(question.ask, number=number),
        tuple(_parts(speech, question, limit)),
    )


def who_answered(speech: Speech, question: QuestionFigures) -> str:
    """The base, and everybody who is not in it."""
    outside = question.answered - question.base
    return joined(
        [
            speech.drawn["base"].format(base=speech.count(question.base)),
            speech.say("shown to: %(n)s", n=speech.count(question.shown)),
            speech.say("answered: %(n)s", n=speech.count(question.answered)),
            speech.say("not in n: %(n)s", n=speech.count(outside)) if outside else "",
            speech.drawn["skipped"].format(count=speech.count(question.skipped)),
            speech.drawn["left"].format(count=speech.count(question.left)),
            speech.say("did not attend, counted apart: %(n)s", n=speech.count(question.apart))
            if question.apart
            else "",
        ]
    )


def withheld(speech: Speech, limit: int) -> str:
    """Why there is no figure."""
    return speech.drawn["withheld"].format(limit=limit)


def kind_in_words(speech: Speech, kind: Kind) -> str:
    """How a question is answered."""
    kinds: dict[Kind, str] = {
        "single": speech.say("one answer of several"),
        "multiple": speech.say("several answers possible"),
        "scale": speech.say("one step of a scale, best first"),
        "nps": speech.say("a number from 0 to 10"),
        "yes_no": speech.say("yes or no"),
        "number": speech.say("a number"),
        "date": speech.say("a date"),
        "open": speech.say("in one's own words"),
        "statement": speech.say("nothing to answer"),
        "consent": speech.say("agreed to or not"),
        "materials": speech.say("several materials possible"),
    }
    return kinds[kind]


def _parts(speech: Speech, question: QuestionFigures, limit: int) -> Iterator[Part]:
    yield Facts(
        (
            (speech.say("Question as asked"), speech.worded(question.ask)),
            (speech.say("Answered by"), kind_in_words(speech, question.kind)),
            (speech.say("Who answered"), who_answered(speech, question)),
            *_silent(speech, question),
        )
    )
    if question.withheld:
        yield Paragraph(withheld(speech, limit))
        return
    if question.base == 0:
        yield Paragraph(speech.drawn["nobody"])
    elif boxes := tuple(headlines(speech, question, quoting=False)):
        yield Headlines(boxes)
    yield from question_chart(speech, question, limit=limit)
    yield from answer_tables(speech, question)
    for note in _notes(speech, question):
        yield Paragraph(note, quiet=True)


def _silent(speech: Speech, question: QuestionFigures) -> Iterator[tuple[str, str]]:
    """Of those who were asked, who did not answer."""
    if question.nonresponse is not None:
        rate = question.nonresponse
        of = {"rate": speech.rate(rate), "n": speech.count(rate.count), "all": speech.count(rate.base)}
        yield speech.say("Item non-response"), speech.say("%(rate)s: %(n)s of %(all)s who were asked", **of)


def _notes(speech: Speech, question: QuestionFigures) -> Iterator[str]:
    if question.kind == "scale" and question.mean is not None:
        best = sum(option.substantive for option in question.options)
        yield speech.say("The mean and the median are of scores from %(best)s (best) to 1.", best=best)
    if question.conditional:
        yield speech.say("Not everybody was asked: it depends on earlier answers.")
    if question.unanimous:
        yield speech.say("Everybody said the same, so that it is known of each of them what they said.")
    if question.picks_several and question.base:
        yield speech.say("Several answers were possible: shares are of people and may exceed 100 % together.")
    if question.themes is not None:
        mentions, people = speech.count(question.themes.mentions), speech.count(question.themes.people)
        yield speech.say(
            "%(mentions)s mentions by %(people)s people: one answer may have several themes.",
            mentions=mentions,
            people=people,
        )
    elif question.kind == "open" and question.base:
        yield speech.say("No themes have been given to these answers. What people wrote is not part of this report.")
