"""Webinars to compare: a question, its counts, a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.insight.comparing.compare import Overlaps
from bot.insight.comparing.comparison import Compared
from bot.insight.comparing.matching import Entry, Told
from bot.insight.comparing.overlaps import NOBODY, Overlap
from bot.insight.questions import question_figures
from bot.insight.tallies import QuestionTally
from bot.survey.definitions import Identity, Question


def told(
    question: Question, counts: Mapping[str, int], *, identity: Identity = "pseudonymous", base: int | None = None
) -> Told:
    substantive = sum(counts.get(each.key, 0) for each in question.options if each.substantive)
    base = substantive if base is None else base
    answered = base + sum(counts.get(each.key, 0) for each in question.options if not each.substantive)
    tally = QuestionTally(question, shown=answered, answered=answered, base=base, counts=counts)
    figures, whole = (
        question_figures(tally, languages=("en",), identity=each, limit=5) for each in (identity, "identified")
    )
    return Told(question, figures, whole)


def webinar(
    number: int,
    *questions: Told,
    year: int = 2026,
    identity: Identity = "pseudonymous",
    tags: Mapping[str, str] | None = None,
    known: bool = True,
) -> Entry:
    compared = Compared(
        webinar_id=number,
        key=f"w{number}",
        code=f"{number:a>13}",
        title=f"Webinar {number}",
        on=date(year, number, 1),
        tags=tags or {},
        identity=identity,
        attendees=None,
        finished=10,
        rate=None,
        source="answers",
        known=known,
    )
    return Entry(compared, questions)


def at_both(listed: Mapping[tuple[str, str], Mapping[str, Overlap]] | None = None) -> Overlaps:
    """Who answered at both, by webinars and question; nobody, if they are not listed."""
    return lambda one, other, asked: (listed or {}).get((one, other), {}).get(asked.key, NOBODY)
