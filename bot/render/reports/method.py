"""A report's method note: what each figure means, who did not answer, what is withheld, and how it is rounded.

It tells what applies to this report only. The formulas' sources are those of ``bot/insight``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import __version__
from bot.insight.dossier import Dossier
from bot.insight.summary import QuestionFigures, Summary
from bot.render.reports.contents import Facts, Page
from bot.render.reports.speech import Speech

Note = tuple[str, str]


def method_page(speech: Speech, dossier: Dossier) -> Page:
    """The note."""
    summary = dossier.summary
    notes = (
        *_shares(speech, summary.questions),
        *_centres(speech, summary.questions),
        _silence(speech, summary),
        *_bounds(speech, summary.questions),
        *_presence(speech, summary),
        _withholding(speech, summary),
        _rounding(speech),
        _versions(speech, dossier),
        _counting(speech, dossier),
    )
    return Page("method", speech.say("How to read these figures"), (Facts(notes),))


def _shares(speech: Speech, questions: Sequence[QuestionFigures]) -> Iterator[Note]:
    yield (
        speech.say("Shares"),
        speech.say(
            "Every percentage is of n: the people who gave an answer that counts. Answers such as “no opinion” are"
            " counted and are not part of n."
        ),
    )
    if any(question.picks_several for question in questions):
        yield (
            speech.say("Several answers"),
            speech.say(
                "Where several answers were possible, n counts people and not ticks, so that shares may add up to more"
                " than 100 %."
            ),
        )
    if any(question.options for question in questions):
        yield (
            speech.say("Interval of a share"),
            speech.say(
                "The 95 % interval of a share is Wilson’s (1927). It tells how far chance alone may move the share if"
                " those who answered were drawn at random. They were not drawn: it says nothing of those who did not"
                " answer."
            ),
        )


def _centres(speech: Speech, questions: Sequence[QuestionFigures]) -> Iterator[Note]:
    if any(question.kind == "nps" for question in questions):
        yield (
            speech.say("Net Promoter Score"),
            speech.say(
                "Promoters (9 and 10) less detractors (0 to 6), in percent of n, from −100 to 100. Its 95 % interval is"
                " the adjusted Wald interval."
            ),
        )
    if any(question.scored for question in questions):
        yield (
            speech.say("Mean and median"),
            speech.say(
                "The best step of a scale with five steps scores 5 and the last scores 1. A mean supposes that the"
                " steps are equally far apart; the shares do not. The interval of a mean is Student’s; that of a median"
                " lies between two of the answers given."
            ),
        )
    if any(question.themes is not None for question in questions):
        yield (
            speech.say("Themes"),
            speech.say(
                "Themes are given to open answers by people who read them. One answer may have several, so their"
                " shares are of mentions and never of people."
            ),
        )


def _silence(speech: Speech, summary: Summary) -> Note:
    response = summary.responses.response
    if response is None or response.count > response.base:
        said = speech.say(
            "How many attended is not known here, or fewer than have finished, so there is no response rate. Nothing"
            " here says what those who did not answer think."
        )
    else:
        said = speech.say(
            "Of %(attendees)s attendees %(silent)s did not finish the survey. The response rate is AAPOR’s RR1:"
            " finished responses of all attendees.",
            attendees=speech.count(response.base),
            silent=speech.count(response.base - response.count),
        )
    return speech.say("Who did not answer"), said


def _bounds(speech: Speech, questions: Sequence[QuestionFigures]) -> Iterator[Note]:
    if any(box.bounds is not None for question in questions for box in question.boxes):
        yield (
            speech.say("Bounds"),
            speech.say(
                "The bounds of a share are what it would be if all attendees who did not answer had said no, and if all"
                " had said yes. The truth about all attendees lies between them, whatever those think who were silent."
            ),
        )


def _presence(speech: Speech, summary: Summary) -> Iterator[Note]:
    if summary.responses.absent is not None:
        yield (
            speech.say("Who attended"),
            speech.say(
                "The survey asks who attended. Only those who say that they did are in the figures of the other"
                " questions and in the response rate; everybody else is counted apart."
            ),
        )


def _withholding(speech: Speech, summary: Summary) -> Note:
    if summary.identity == "identified":
        said = speech.say("Nothing is withheld from the organisers: the survey asked for names and said so.")
    else:
        said = speech.say(
            "Figures of fewer than %(limit)s people are withheld so that nobody can be recognised. The limit is on"
            " n, never on a single answer’s count.",
            limit=summary.limit,
        )
    return speech.say("Withheld"), said


def _rounding(speech: Speech) -> Note:
    return (
        speech.say("Rounding"),
        speech.say(
            "Percentages are rounded half up to whole numbers from the exact counts, each by itself, so that they need"
            " not add up to 100."
        ),
    )


def _versions(speech: Speech, dossier: Dossier) -> Note:
    told = speech.say(
        "These are answers to version %(version)s of the survey “%(survey)s”, and to earlier ones where wording and"
        " options are the same.",
        version=dossier.version,
        survey=dossier.survey,
    )
    if dossier.others:
        told += " " + speech.say("What was worded otherwise stands alone in the annex.")
    return speech.say("Versions"), told


def _counting(speech: Speech, dossier: Dossier) -> Note:
    counted = dossier.frozen_at or dossier.counted_at
    return (
        speech.say("Counted"),
        speech.say(
            "Counted on %(moment)s (%(zone)s) by Afterword %(version)s.",
            moment=speech.moment(counted),
            zone=dossier.webinar.timezone,
            version=__version__,
        ),
    )
