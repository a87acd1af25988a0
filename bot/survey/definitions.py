"""What a survey, a webinar and a plan are, as immutable values.

Nothing here reads a file or judges one: ``reading`` turns YAML into these types and reports faults,
``engine`` walks a survey, ``rules`` evaluates conditions. They are msgspec structs, so that ``msgspec.json`` writes
them to the database and reads them back; the digest of that text is what makes a version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bot.survey.ruling import Rule
from bot.survey.worded import ANY_LANGUAGE as ANY_LANGUAGE
from bot.survey.worded import Wording as Wording

Kind = Literal[
    "single", "multiple", "scale", "nps", "yes_no", "number", "date", "open", "statement", "consent", "materials"
]
Identity = Literal["identified", "pseudonymous", "anonymous"]

Shown = Literal["document", "photo", "video", "voice", "audio"]
"""As what Telegram shows a file."""

OTHER = "other"
"""The key of the option that ``other: true`` adds."""


class Option(msgspec.Struct, frozen=True, tag=True):
    """One answer that can be picked. A non-substantive option is counted but is no part of the base."""

    key: str
    label: Wording
    substantive: bool = True


class Box(msgspec.Struct, frozen=True, tag=True):
    """A named set of option keys reported as one share."""

    key: str
    options: tuple[str, ...]


class Question(msgspec.Struct, frozen=True, tag=True):
    """One question. ``least``/``most`` are picks for a multiple choice, values for a number."""

    key: str
    kind: Kind
    ask: Wording
    options: tuple[Option, ...] = ()
    boxes: tuple[Box, ...] = ()
    ordered: bool = False
    least: float | None = None
    most: float | None = None
    other: bool = False
    optional: bool = True
    when: Rule | None = None

    @property
    def picks_one(self) -> bool:
        """Whether one tap on an option answers it."""
        return self.kind in ("single", "scale", "nps", "yes_no", "consent")

    @property
    def picks_several(self) -> bool:
        """Whether options are ticked and confirmed."""
        return self.kind in ("multiple", "materials")

    def option(self, key: str) -> Option | None:
        """The option with ``key``, or None."""
        return next((o for o in self.options if o.key == key), None)


class Survey(msgspec.Struct, frozen=True, tag=True):
    """One version of a survey. Immutable once published; its place in a list never changes.

    ``drafts`` are the languages whose wording nobody has confirmed yet. Attendees see it all the same.
    """

    key: str
    title: Wording
    identity: Identity
    questions: tuple[Question, ...]
    drafts: tuple[str, ...] = ()

    def question(self, key: str) -> Question | None:
        """The question with ``key``, or None."""
        return next((q for q in self.questions if q.key == key), None)


class OnFinish(msgspec.Struct, frozen=True, tag=True):
    """At finishing; to everyone else who entered at ``latest``."""


class OnEntry(msgspec.Struct, frozen=True, tag=True):
    """When the attendee enters."""


class ByHand(msgspec.Struct, frozen=True, tag=True):
    """Only by an organiser's word."""


class Moment(msgspec.Struct, frozen=True, tag=True):
    """A wall-clock moment in the webinar's zone, as written (naive local time)."""

    local: datetime


class Offset(msgspec.Struct, frozen=True, tag=True):
    """``amount`` of ``unit`` after (negative: before) the webinar's start or end, at a given hour if ``at``.

    ``m`` and ``h`` are elapsed time; ``d``, ``w`` and ``wd`` (working days) are calendar days.
    ``at`` is ``(hour, minute)`` local. ``at end`` is an offset of 0 m.
    """

    amount: int
    unit: Literal["m", "h", "d", "w", "wd"]
    anchor: Literal["start", "end"]
    at: tuple[int, int] | None = None


When = OnFinish | OnEntry | ByHand | Moment | Offset


TOO_LATE_AFTER = timedelta(hours=24)
"""How long after its moment a follow-up may still go, unless it says."""


class LinkButton(msgspec.Struct, frozen=True, tag=True):
    """A button that opens a web page."""

    label: Wording
    url: str


ButtonWord = Literal["useful", "stop", "why"]
Button = ButtonWord | LinkButton


class FollowUp(msgspec.Struct, frozen=True, tag=True):
    """One owed message of a plan. ``send`` are material keys; ``survey`` a survey's key asked by it.

    ``consent`` is a question of its own: it goes only to those who said yes to it. ``zone`` is whose clock ``when`` is
    read on; a person whose zone nobody knows lives by the webinar's.
    """

    key: str
    when: When
    send: tuple[str, ...] = ()
    text: Wording | None = None
    to: Rule | None = None
    approve: bool = False
    survey: str | None = None
    latest: When | None = None
    consent: Wording | None = None
    zone: Literal["webinar", "person"] = "webinar"
    too_late_after: timedelta = TOO_LATE_AFTER
    buttons: tuple[Button, ...] = ()
    topic: str | None = None


class Quiet(msgspec.Struct, frozen=True, tag=True):
    """Hours in which nothing comes by the clock, as (hour, minute) local; they may span midnight."""

    begins: tuple[int, int]
    ends: tuple[int, int]


DEFAULT_QUIET = Quiet((21, 0), (8, 0))
"""Nothing comes by the clock in the late evening and at night, unless a webinar says otherwise."""


class Practice(msgspec.Struct, frozen=True, tag=True):
    """What a good practice tells beside its picture, which is its material's file. ``who`` does it, in ``place``.

    ``story`` are paragraphs. ``alt`` says what the picture shows to those who cannot see it.
    """

    who: Wording
    story: tuple[Wording, ...]
    place: Wording | None = None
    credit: Wording | None = None
    link: str | None = None
    alt: Wording | None = None


class Origin(msgspec.Struct, frozen=True, tag=True):
    """Where to read on."""

    title: Wording
    url: str


class Composition(msgspec.Struct, frozen=True, tag=True):
    """What a briefing is composed of. ``practices`` are keys of materials, ``figures`` keys of questions."""

    introduction: Wording | None = None
    lessons: tuple[Wording, ...] = ()
    practices: tuple[str, ...] = ()
    sources: tuple[Origin, ...] = ()
    figures: tuple[str, ...] = ()


class Material(msgspec.Struct, frozen=True, tag=True):
    """Something promised. Neither ``files`` nor ``url``: still to come.

    ``files`` are paths as resolved by the reader; several are one album. ``shown`` is as what each of them is shown. A
    briefing with ``compose`` is made by the bot; a good practice has a ``practice`` told below its file, a picture.
    """

    key: str
    kind: str
    title: Wording
    files: tuple[str, ...] = ()
    url: str | None = None
    compose: Composition | None = None
    practice: Practice | None = None
    shown: tuple[Shown, ...] = ()

    @property
    def is_to_come(self) -> bool:
        """Whether it is only promised: there is nothing of it, and the bot does not make it either."""
        return not self.files and self.url is None and self.compose is None and self.kind != "contacts"


class Privacy(msgspec.Struct, frozen=True, tag=True):
    """What an attendee is told before answering; needed before a survey may open."""

    controller: str
    contact: str
    purpose: Wording
    retention: timedelta
    basis: str = "consent"


class Session(msgspec.Struct, frozen=True, tag=True):
    """One talk of a webinar. ``questions`` are keys of the webinar's own survey: its speaker sees the figures of these.

    ``speaker`` is their name, if it is told.
    """

    key: str
    title: Wording
    questions: tuple[str, ...]
    speaker: str | None = None


class Webinar(msgspec.Struct, frozen=True, tag=True):
    """A webinar with its survey and plan. ``starts_local`` is naive, in ``timezone``; ``quiet`` None: never."""

    key: str
    title: str
    starts_local: datetime
    timezone: str
    duration: timedelta
    survey: str
    series: str | None = None
    languages: tuple[str, ...] = ("en",)
    registrations: int | None = None
    attendees: int | None = None
    attention: float | None = None
    tags: Mapping[str, str] = msgspec.field(default_factory=dict)
    privacy: Privacy | None = None
    opens: When = Offset(-15, "m", "end")
    closes: When = Offset(7, "d", "end")
    quiet: Quiet | None = DEFAULT_QUIET
    materials: tuple[Material, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    sessions: tuple[Session, ...] = ()

    def material(self, key: str) -> Material | None:
        """The material with ``key``, or None."""
        return next((m for m in self.materials if m.key == key), None)

    def follow_up(self, key: str) -> FollowUp | None:
        """The follow-up with ``key``, or None."""
        return next((f for f in self.follow_ups if f.key == key), None)


class Fault(msgspec.Struct, frozen=True, tag=True):
    """One thing wrong in a definition file. ``str()`` is ``FILE:LINE: what is wrong and how to mend it``."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
