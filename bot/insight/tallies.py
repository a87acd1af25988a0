"""What comes in: counts as SQL made them, and what is known of the webinar. Plain values; nothing is computed here.

``figures`` turns them into a ``Summary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.insight.coded import CodingTally
from bot.survey.definitions import Question


@dataclass(frozen=True, slots=True)
class WebinarFacts:
    """What is known of a webinar apart from answers. None: not known.

    ``languages`` is the order of preference for the survey's wording; ``attention`` runs from 0 to 1.
    """

    key: str
    code: str
    title: str
    registrations: int | None = None
    attendees: int | None = None
    attention: float | None = None
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class ResponsesTally:
    """People who entered, responses with at least one settled question, and finished responses.

    ``absent`` and ``unsaid``: finished, but say that they did not attend, or do not say although they were asked;
    ``absent`` is None where the survey does not ask. ``partial``: begun and not finished, those two sorts aside.
    ``invited``: personal links issued, None if none were; ``invited_finished`` and ``invited_absent``: by one of
    these came who finished and attended, and who say that they did not. ``of_attendees``: attendees are whom the
    survey asks.
    """

    entered: int
    started: int
    finished: int
    absent: int | None = None
    unsaid: int = 0
    partial: int = 0
    invited: int | None = None
    invited_finished: int = 0
    invited_absent: int = 0
    of_attendees: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a question on all screens it was on, whoever saw it."""

    answered: int = 0
    skipped: int = 0
    left: int = 0

    @property
    def shown(self) -> int:
        """Who saw it."""
        return self.answered + self.skipped + self.left


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """The counts of one question. ``shown`` = ``answered`` + ``skipped`` + ``left``.

    ``base``: respondents with at least one substantive pick; of number, date and open questions: those who answered.
    ``counts``: responses that chose an option, by option key (a key that is missing counts 0).
    ``numbers``: (value, how many gave it). ``themes``: (label, mentions); ``theme_people``: respondents with any theme.
    ``coding``: all that is known of themes; None: no more than ``themes`` says.
    ``box_people``: by box key, respondents who chose at least one of its options; asked for only where several may be
    chosen and the box has several options, because there the options' counts do not add up to people.

    ``apart``: responses that saw it and are not in these counts, since they do not say that they attended; None:
    everybody counts. ``everybody``: what they all did with it, None: no more than what stands here. ``bounded``:
    everybody who attended is asked it, and nobody else counts here. ``conditional``: some who attended are not asked.
    """

    question: Question
    shown: int = 0
    answered: int = 0
    skipped: int = 0
    left: int = 0
    base: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    numbers: tuple[tuple[float, int], ...] = ()
    themes: tuple[tuple[str, int], ...] = ()
    theme_people: int = 0
    box_people: Mapping[str, int] = field(default_factory=dict)
    apart: int | None = None
    everybody: Seen | None = None
    bounded: bool = True
    conditional: bool = False
    coding: CodingTally | None = None

    @property
    def seen(self) -> Seen:
        """What everybody did with it."""
        return Seen(self.answered, self.skipped, self.left) if self.everybody is None else self.everybody


@dataclass(frozen=True, slots=True)
class Votes:
    """How many found a follow-up useful, and how many did not; both None: so few said anything that it is withheld."""

    yes: int | None
    no: int | None


@dataclass(frozen=True, slots=True)
class FollowUpTally:
    """What became of one follow-up's messages. ``planned`` counts every one ever planned; ``waiting`` is still due.

    ``withheld``: how many they are would tell how many gave an answer; nothing is counted here then.
    """

    key: str
    planned: int = 0
    sent: int = 0
    gave_up: int = 0
    cancelled: int = 0
    doubtful: int = 0
    held: int = 0
    waiting: int = 0
    useful: Votes | None = None
    withheld: bool = False
