"""Writes reports: from figures to a ``Document`` whose every word is final."""

from __future__ import annotations

from collections.abc import Sequence

from bot.insight.dossier import Dossier
from bot.render.reports.annex import annex
from bot.render.reports.asking import question_page
from bot.render.reports.contents import Document, Page, joined
from bot.render.reports.front import front_page
from bot.render.reports.method import method_page
from bot.render.reports.speech import Speech
from bot.render.texts import Texts


def report(texts: Texts, dossier: Dossier, language: str) -> Document:
    """The whole report, its own words in ``language`` or else in English: a page to hand on, a page a question, the
    method and all counts. The survey's wording is that of ``dossier``.
    """
    speech = Speech(texts, language, webinar=dossier.summary.webinar.title)
    summary = dossier.summary
    questions = [
        question_page(speech, question, number=number, limit=summary.limit)
        for number, question in enumerate(summary.questions, start=1)
    ]
    pages = (front_page(speech, dossier), *questions, method_page(speech, dossier), annex(speech, dossier))
    return document_of(speech, dossier, language, pages)


def document_of(speech: Speech, dossier: Dossier, language: str, pages: Sequence[Page]) -> Document:
    """``pages`` as a document that says which webinar they are about, and until when answers count."""
    privacy = dossier.webinar.privacy
    return Document(
        language=speech.language,
        title=dossier.summary.webinar.title,
        subtitle=_subtitle(speech, dossier, language),
        organiser=privacy.controller if privacy else "",
        contact=privacy.contact if privacy else "",
        pages=tuple(pages),
        words=_words(speech),
        made_at=dossier.frozen_at or dossier.counted_at,
    )


def _subtitle(speech: Speech, dossier: Dossier, language: str) -> tuple[str, ...]:
    webinar = dossier.webinar
    held = speech.say("Webinar of %(day)s", day=speech.day(webinar.starts_local.date()))
    title = dossier.title.spoken(language, *webinar.languages)
    counted = dossier.frozen_at or dossier.counted_at
    return (
        joined([held, speech.say("Survey: %(title)s", title=speech.worded(title))]),
        speech.say("Report on the answers until %(moment)s", moment=speech.moment(counted)),
    )


def _words(speech: Speech) -> dict[str, str]:
    return {
        "page": speech.say("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "contents": speech.say("Contents"),
    }
