"""How answers came about, as a question of its own that others can be crossed with: in chat, on paper, through a page.

People choose the mode and the mode changes what they say, so a difference between modes is no difference between
groups of people; and whoever answered twice is counted twice. ``doubles`` says how many that may be.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

import db.crossings
import db.modes
from bot.insight.crossing import CrossTally, Picks
from bot.services.drafts import sealed_of
from bot.services.library import Library
from bot.services.versions import Versions
from bot.survey.definitions import ANY_LANGUAGE, Option, Question, Wording
from bot.survey.rules import ABSENT, ATTENDED
from db.webinars import WebinarRow

MODE = "mode"
"""The key under which it is crossed, unless the survey has a question of that key."""

_NAMES = {db.modes.CHAT: "In chat", db.modes.ELSEWHERE: "Imported, nobody said from where", "paper": "On paper"}


@dataclass(frozen=True, slots=True)
class Doubles:
    """Of the ``imported`` responses, ``alike`` give each of at least four answers just as a response in chat does."""

    imported: int
    alike: int


def mode_question(tx: sqlite3.Connection, row: WebinarRow, versions: Versions) -> Question:
    """The modes that there are, the one with most responses first."""
    modes = db.modes.counts(tx, webinar_id=row.id, survey_key=versions.current.key)
    options = tuple(Option(mode, _wording(_NAMES.get(mode, f"By {mode}"))) for mode in modes)
    return Question(MODE, "single", _wording("How it was answered"), options)


def mode_tally(
    tx: sqlite3.Connection, library: Library, row: WebinarRow, versions: Versions, rows: Question, columns: Question
) -> CrossTally:
    """How many picked what of ``rows`` in each mode of ``columns``, which is ``mode_question``.

    Who says that they were not there is left out, as in all figures.

    Raises:
        NoKey: answers lie sealed, and there is no key.
    """
    substantive = frozenset(option.key for option in rows.options if option.substantive)
    agreeing = versions.agreeing(rows)
    but = None if rows.key == ATTENDED else (ATTENDED, ABSENT)
    people: Counter[tuple[Picks, Picks]] = Counter()
    for mode, picks, count in db.crossings.by_mode(
        tx, webinar_id=row.id, survey_ids=agreeing, question=rows.key, but=but
    ):
        people[frozenset(picks) & substantive, frozenset((mode,))] += count
    for response, answers in sealed_of(tx, library.seal, webinar_id=row.id, versions=versions.by_id):
        answer, said = answers.get(rows.key), answers.get(ATTENDED)
        left_out = but is not None and said is not None and ABSENT in said.picks
        if response.survey_id in agreeing and not left_out:
            picks = answer.picks if answer is not None and answer.state == "answered" else ()
            people[frozenset(picks) & substantive, frozenset((db.modes.CHAT,))] += 1
    return CrossTally(rows, columns, people)


def doubles(tx: sqlite3.Connection, row: WebinarRow, versions: Versions) -> Doubles:
    """How many responses may be of people who have answered in chat, too; what lies sealed is not looked at."""
    imported, alike = db.modes.alike(tx, webinar_id=row.id, survey_key=versions.current.key)
    return Doubles(imported, alike)


def _wording(text: str) -> Wording:
    return Wording({ANY_LANGUAGE: text})
