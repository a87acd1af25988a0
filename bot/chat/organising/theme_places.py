"""Where somebody is while they give themes: which question, as which coder, and how buttons say so.

A button's argument is ``verb.webinar.survey.question.coder...``: the survey by its place, the question by its mark.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Visit
from bot.chat.organising.hub import Button
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.services.coding.desk import FIRST, SECOND, Desk, Where, mark_of
from bot.services.standing import wordings_for

CODING = "code"
"""The word of the buttons about answers."""

CODEBOOK = "book"
"""The word of the buttons about themes."""

_ASK_UNITS = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A question of a webinar's survey, and as which coder somebody looks at it."""

    webinar_id: int
    survey: int
    question: str
    coder: int = FIRST

    @property
    def where(self) -> Where:
        """The same for the services."""
        return Where(self.webinar_id, self.survey, self.question)

    @property
    def here(self) -> str:
        """The same in a button."""
        return f"{self.webinar_id}.{self.survey}.{self.question}.{self.coder}"

    def to(self, word: str, verb: str, *more: str | int) -> Chosen:
        """A button of this place."""
        return Chosen(word, ".".join([verb, self.here, *map(str, more)]))

    def answers(self, label: str) -> Button:
        """The way to the next answer that is not coded."""
        return label, self.to(CODING, "a")

    def codebook(self, label: str) -> Button:
        """The way to the codebook."""
        return label, self.to(CODEBOOK, "b")


def place_of(visit: Visit) -> Place:
    """That of the button that was tapped."""
    coder = SECOND if visit.number(4) == SECOND else FIRST
    return Place(visit.number(1), visit.number(2), visit.word(3), coder)


def read_place(here: str) -> Place:
    """That which was noted."""
    webinar, survey, question, coder = here.split(".")
    return Place(int(webinar), int(survey), question, int(coder))


def entrance(webinar_id: int, survey: int, question: str) -> Chosen:
    """The button that leads to a question, which is named by its key."""
    return Place(webinar_id, survey, mark_of(question)).to(CODING, "a")


def ask_of(visit: Visit, desk: Desk) -> str:
    """The question as it is put, for the head of a card."""
    ask = desk.question.ask.spoken(*wordings_for(visit.language, desk.languages))
    return shortened(quoted(ask, webinar=desk.webinar.title), _ASK_UNITS)
