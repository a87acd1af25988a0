"""A page for each session, to be given to its speaker: the questions about it with wording and n, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.insight.dossier import Dossier
from bot.insight.summary import QuestionFigures
from bot.render.reports.answers import answer_tables, headlines
from bot.render.reports.asking import who_answered, withheld
from bot.render.reports.charts import question_chart
from bot.render.reports.contents import Document, Headlines, Page, Paragraph, Part, Subheading
from bot.render.reports.speech import Speech
from bot.render.reports.writing import document_of
from bot.render.texts import Texts
from bot.survey.definitions import Session

MOST_DRAWN = 1
"""Of a session with more questions the tables stand alone, so that it stays on its page."""

_LISTED = ("options", "centre", "themes")
_LISTED_OF_SCORES = ("nps",)
"""The tables that a speaker gets of a question; of eleven scores the three groups."""


def session_sheets(texts: Texts, dossier: Dossier, language: str) -> Document:
    """A page for each of the sessions in ``dossier``, in their order."""
    speech = Speech(texts, language, webinar=dossier.summary.webinar.title)
    languages = (language, *dossier.webinar.languages)
    pages = [
        Page(f"session:{session.key}", _title(speech, session, languages), tuple(_parts(speech, dossier, session)))
        for session in dossier.sessions
    ]
    return document_of(speech, dossier, language, pages)


def _title(speech: Speech, session: Session, languages: tuple[str, ...]) -> str:
    title = speech.worded(session.title.spoken(*languages))
    return f"{title} – {session.speaker}" if session.speaker else title


def _parts(speech: Speech, dossier: Dossier, session: Session) -> Iterator[Part]:
    own = [each for each in dossier.summary.questions if each.key in session.questions]
    held = speech.day(dossier.webinar.starts_local.date())
    yield Paragraph(f"{dossier.webinar.title} · {held}", quiet=True)
    for question in own:
        yield from _question(speech, question, limit=dossier.summary.limit, drawn=len(own) <= MOST_DRAWN)
    yield Paragraph(
        speech.say(
            "Percentages are of n, the people whose answer counts. The 95 % interval (Wilson) tells how far chance"
            " alone may move a share; it says nothing of those who did not answer."
        ),
        quiet=True,
    )


def _question(speech: Speech, question: QuestionFigures, *, limit: int, drawn: bool) -> Iterator[Part]:
    yield Subheading(speech.worded(question.ask))
    yield Paragraph(who_answered(speech, question), quiet=True)
    if question.withheld:
        yield Paragraph(withheld(speech, limit))
        return
    if boxes := tuple(headlines(speech, question, quoting=False)):
        yield Headlines(boxes)
    if drawn:
        yield from question_chart(speech, question, limit=limit)
    names = _LISTED if question.nps is None else _LISTED_OF_SCORES
    yield from (table for table in answer_tables(speech, question) if table.name in names)
