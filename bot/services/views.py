"""What a use case hands to the chat: plain values to be put into words. No wording is chosen here.

``Screen`` is what an attendee's survey message should show now; ``Reaction`` is what a tap or a text led to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.survey.answers import Answer
from bot.survey.definitions import Privacy, Question, Survey, Wording
from bot.survey.engine import Ask
from bot.survey.replies import Reason


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose screen it is: the response, where to show it, and in which languages.

    ``language`` is the bot's own (the account's, where supported); ``wordings`` the order of preference for the
    survey's texts. ``message_id`` is the message to edit; None: send a new one. ``values`` are piped into texts (see
    ``survey.piping``).
    """

    response_id: int
    chat_id: int
    message_id: int | None
    language: str
    wordings: tuple[str, ...]
    webinar: str
    zone: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """The next question. ``privacy`` is given on the first question of a response: its intro is shown with it."""

    seat: Seat
    survey: Survey
    ask: Ask
    privacy: Privacy | None = None


@dataclass(frozen=True, slots=True)
class JoinList:
    """Whether they want to stand on the webinar's contact list."""

    webinar_id: int


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether they may be sent something beyond what was promised. ``mark`` stands for the follow-up and its words."""

    webinar_id: int
    mark: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Alert:
    """Whether the organisers may be told at once of the very low answer that they gave."""

    webinar_id: int
    survey: str


OnCard = JoinList | Permit | Alert
"""What the card at the end asks, one thing at a time."""


@dataclass(frozen=True, slots=True)
class ThanksScreen:
    """The response is over: a card with all answers. ``told`` are the places of the questions and what was settled.

    ``closed``: nothing can be changed any more. ``moved``: answers were mixed, and nobody knows any more which are
    theirs; so none are told. ``asks`` is what is asked on it. ``tells``: they were not satisfied, and are offered to
    say more. ``lives``: something comes by their own clock, which nobody knows.
    """

    seat: Seat
    survey: Survey
    told: tuple[tuple[int, Answer], ...]
    closed: bool = False
    moved: bool = False
    asks: OnCard | None = None
    tells: bool = False
    lives: bool = False


@dataclass(frozen=True, slots=True)
class ClosedScreen:
    """The survey closed before the response was finished; what was answered is kept."""

    seat: Seat
    survey: Survey


Screen = QuestionScreen | ThanksScreen | ClosedScreen


@dataclass(frozen=True, slots=True)
class PrivacyScreen:
    """Everything about how the answers to ``survey`` are used."""

    seat: Seat
    survey: Survey
    privacy: Privacy


@dataclass(frozen=True, slots=True)
class Entered:
    """``/start CODE`` led into the survey (or back to where the attendee stands). Show ``screen`` as a new message.

    ``resumed``, here and below: they had asked for no more questions or messages, and all of it comes again.
    """

    screen: Screen
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class EnteredEarly:
    """Enrolled; the first question comes by itself at ``opens_at`` (None: when an organiser opens it)."""

    chat_id: int
    language: str
    webinar: str
    opens_at: datetime | None
    zone: str
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class EnteredLate:
    """The survey has closed; enrolled all the same, and whatever everybody was promised comes by itself."""

    chat_id: int
    language: str
    webinar: str
    materials: int
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class EnteredPaused:
    """Enrolled while the survey is paused. ``begun``: they have answered already, and go on later."""

    chat_id: int
    language: str
    begun: bool
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """No webinar has this code. ``garbled`` when it cannot be a code at all."""

    chat_id: int
    language: str
    garbled: bool


Entrance = Entered | EnteredEarly | EnteredLate | EnteredPaused | UnknownCode


@dataclass(frozen=True, slots=True)
class Moved:
    """The reply was stored; show ``screen``. ``finished`` once, when this reply finished the response.

    ``dropped`` are the questions whose answers the change made irrelevant: they are gone, and that is to be said.
    """

    screen: Screen
    finished: bool = False
    dropped: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing changed; say why. ``limit`` goes with the reason (a count or a value); ``screen`` is where they stand."""

    screen: Screen
    reason: Reason
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A second tap, an old button: nothing changed. ``screen`` is where they stand."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Paused:
    """The survey takes no answers for a while: nothing changed."""

    chat_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Forged, or another person's button, or a survey that is gone: nothing changed and nothing is shown of it."""

    chat_id: int
    language: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """Text or a thing that no question waits for. ``kind`` is what came."""

    chat_id: int
    language: str
    kind: Literal["text", "thing", "command"]
    screen: Screen | None = None


Reaction = Moved | Refused | Stale | Paused | Foreign | Unasked
