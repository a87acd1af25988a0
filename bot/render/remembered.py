"""Question screens that are the same for everybody, drawn once and remembered.

Most questions quote nothing of the person they are put to; then language, place and ticks make the whole screen. What
pipes in somebody's words, or shows what they wrote, is drawn anew each time and never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.render import screens
from bot.render.rows import opening_page
from bot.render.screens import Screen, Seat
from bot.render.texts import Texts
from bot.survey.answers import Answer
from bot.survey.definitions import Privacy, Survey
from bot.survey.engine import Ask
from bot.survey.piping import references

KEPT = 4096
"""How many screens are remembered at most, some 1 KB each."""


class _Same:
    """A survey, equal to itself only: comparing two by value would take longer than drawing."""

    __slots__ = ("survey",)

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    def __hash__(self) -> int:
        return id(self.survey)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.survey is other.survey


@dataclass(frozen=True, slots=True)
class _Nobody:
    """A seat without the person in it."""

    language: str
    wordings: tuple[str, ...]
    webinar: str

    @property
    def values(self) -> dict[str, object]:
        """Nothing is piped in."""
        return {}


def question_screen(
    texts: Texts, seat: Seat, survey: Survey, ask: Ask, *, privacy: Privacy | None = None, page: int | None = None
) -> Screen:
    """What ``screens.question_screen`` draws."""
    screen = None
    opens = page is None or page == opening_page(ask.question, ask.draft)
    if privacy is None and opens and ask.draft.text is None and not ask.revisited:
        nobody = _Nobody(seat.language, seat.wordings, seat.webinar)
        where = (ask.index, ask.position, ask.total, ask.after_finish, ask.before)
        screen = _drawn_for_all(texts, _Same(survey), nobody, *where, ask.draft)
    return screen or screens.question_screen(texts, seat, survey, ask, privacy=privacy, page=page)


@lru_cache(maxsize=KEPT)
def _drawn_for_all(
    texts: Texts,
    same: _Same,
    seat: _Nobody,
    index: int,
    position: int,
    total: int,
    after_finish: bool,
    before: str | None,
    draft: Answer,
) -> Screen | None:
    """The screen; None if it pipes something in."""
    question = same.survey.questions[index]
    wordings = (same.survey.title, question.ask, *(option.label for option in question.options))
    if any(references(wording) for wording in wordings):
        return None
    ask = Ask(question, index, position, total, draft, awaits="tap", after_finish=after_finish, before=before)
    return screens.question_screen(texts, seat, same.survey, ask)
