"""Reads one webinar document: when it is, which survey it asks, what it promises and when that goes out."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.definitions import Survey, Webinar
from bot.survey.facts import read_facts, read_languages, read_open_hours, read_times
from bot.survey.fields import WEBINAR_NAME, Fields, Page
from bot.survey.findings import Findings
from bot.survey.follow_ups import read_survey_name
from bot.survey.keeping import warn_of_keeping
from bot.survey.languages import IN_ENGLISH, UNCONFIRMED, lacks, report_missing, wordings
from bot.survey.materials import read_materials
from bot.survey.nodes import Section
from bot.survey.plans import read_follow_ups
from bot.survey.sessions import read_sessions
from bot.survey.surroundings import Library

_KEYS = (
    *("webinar", "key", "series", "starts", "timezone", "duration", "languages", "registrations", "attendees"),
    *("attention", "tags", "privacy", "survey", "opens", "closes", "materials", "follow_ups", "quiet"),
    *("plan", "without", "sessions"),
)


def read_webinar(section: Section, findings: Findings, library: Library) -> tuple[str | None, Webinar | None]:
    """The webinar's key as far as it can be read, and the webinar; None if anything is wrong with it."""
    before, page = len(findings.faults), Page(findings)
    fields = Fields(section, page, what="the webinar", known=_KEYS)
    fields.need("key", "give it one, such as `communication-2026`; the same key again is an update")
    title, key = fields.text("webinar"), fields.name("key", WEBINAR_NAME)
    facts, times = read_facts(fields), read_times(fields)
    fields.need("survey", "write a survey's key, such as `satisfaction`, or its file")
    survey = read_survey_name(fields, library)
    languages = read_languages(fields, survey)
    hours = read_open_hours(fields, times)
    materials, met = read_materials(fields, library, survey)
    follow_ups, asked = read_follow_ups(fields, library, materials=met, survey=survey, languages=languages, times=times)
    sessions = read_sessions(fields, survey)
    _report_wordings(fields, languages, survey, asked, library)
    report_missing(page.texts, languages, findings, fault=False)
    if len(findings.faults) > before or title is None or key is None or survey is None or times is None:
        return key, None
    webinar = Webinar(
        key=key,
        title=" ".join(title.split()),
        starts_local=times.starts,
        timezone=times.timezone,
        duration=times.duration,
        survey=survey.key,
        languages=languages,
        opens=hours[0],
        closes=hours[1],
        quiet=facts.quiet,
        materials=materials,
        follow_ups=follow_ups,
        sessions=sessions,
        series=facts.series,
        registrations=facts.registrations,
        attendees=facts.attendees,
        attention=facts.attention,
        tags=facts.tags,
        privacy=facts.privacy,
    )
    warn_of_keeping(fields, webinar, times)
    return key, webinar


def _report_wordings(
    fields: Fields,
    languages: Sequence[str],
    own: Survey | None,
    brought: Sequence[tuple[int, Survey]],
    library: Library,
) -> None:
    """Record in which languages of the webinar the surveys it asks are not worded, or nobody has read the words.

    ``own`` is the webinar's, ``brought`` are those of follow-ups with the lines where they are named.
    """
    surveys = [*([] if own is None else [(fields.line_of("languages"), own)]), *brought]
    _report_unworded(fields, languages, surveys)
    _report_drafts(fields, languages, surveys, library)


def _report_unworded(fields: Fields, languages: Sequence[str], surveys: Sequence[tuple[int, Survey]]) -> None:
    """Record each language of the webinar that one of the ``surveys`` it asks is not worded in."""
    for line, each in surveys:
        texts = wordings(each)
        missing = [language for language in languages if any(lacks(text, [language]) for text in texts)]
        if missing:
            where = f"the survey `{each.key}` is not worded in {', '.join(missing)}"
            fields.fault(line, f"{where}: take that out of `languages`, or word the whole survey in it")


def _report_drafts(
    fields: Fields, languages: Sequence[str], surveys: Sequence[tuple[int, Survey]], library: Library
) -> None:
    """Warn of each language of the webinar in which nobody has confirmed the wording of a survey; once a survey."""
    told: set[str] = set()
    for line, survey in surveys:
        for language in [] if survey.key in told else languages:
            if language in survey.drafts:
                said = f"the {IN_ENGLISH[language]} wording of survey `{survey.key}` {UNCONFIRMED}"
                remedy = f"have it read, then take `draft` out of {library.translation_file(survey, language)}"
                fields.page.findings.warn(line, f"{said}: an unreviewed wording is a measurement error; {remedy}")
        told.add(survey.key)
