"""What the pump needs from the floors above: a ledger that remembers, and a post that sends.

``services.delivering`` is the ledger, ``chat.sender`` is the post. No text is chosen here: parts carry wordings and
values, the post renders them. What each receipt leads to stands in ``carrier``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal, Protocol, Self

from bot.delivery.retry import Preference, Receipt, Sent
from bot.survey.definitions import Button, Practice, Shown, Wording


@dataclass(frozen=True, slots=True)
class TextPart:
    """A message of words. ``wording`` None: the bot's own words for a follow-up that says nothing itself.

    ``below``: the words stand below what has come, to carry the button that an album cannot.
    """

    wording: Wording | None
    below: bool = False


@dataclass(frozen=True, slots=True)
class UpshotPart:
    """What came of what somebody commented: ``line`` in the organisers' own words."""

    line: str


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A message that is worded already, in Telegram's HTML: what was too long for the one before it."""

    html: str
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of a material, and as what it is shown."""

    file_name: str
    digest: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class FilePart:
    """A material's file, sent by ``file_id`` if Telegram knows it, else uploaded (the post asks for the bytes).

    ``wording`` is said with it, in the same message; None: only its title. A good practice is told below its picture.
    ``edition`` counts what the material has been; ``corrected``: it comes to those who have an earlier one. ``caption``
    is as much of all that as fits below it, worded already, when the rest follows.
    """

    material_id: int
    kind: str
    title: Wording
    file_name: str
    digest: str
    file_id: str | None = None
    wording: Wording | None = None
    practice: Practice | None = None
    shown: Shown = "document"
    edition: int = 1
    corrected: bool = False
    caption: str | None = None

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The file."""
        return (Leaf(self.file_name, self.digest, self.shown),)

    @property
    def file_ids(self) -> tuple[str, ...]:
        """What Telegram calls it; empty if it must be uploaded."""
        return () if self.file_id is None else (self.file_id,)

    def known_as(self, file_ids: tuple[str, ...]) -> Self:
        """The same part with what Telegram calls its file."""
        return replace(self, file_id=file_ids[0] if file_ids else None)


@dataclass(frozen=True, slots=True)
class AlbumPart:
    """A material of several files, sent as one album: one part, which comes as a whole or not at all.

    Telegram knows all of its files by ``file_ids``, or it is uploaded whole. It can carry no button.
    """

    material_id: int
    kind: str
    title: Wording
    leaves: tuple[Leaf, ...]
    file_ids: tuple[str, ...] = ()
    wording: Wording | None = None
    edition: int = 1
    corrected: bool = False
    caption: str | None = None

    def known_as(self, file_ids: tuple[str, ...]) -> Self:
        """The same part with what Telegram calls its files."""
        return replace(self, file_ids=file_ids)


StoredPart = FilePart | AlbumPart
"""A material whose bytes lie in the database."""


@dataclass(frozen=True, slots=True)
class LinkPart:
    """A material that is a link. ``wording`` is said with it, in the same message; None: only its title."""

    material_id: int
    kind: str
    title: Wording
    url: str
    wording: Wording | None = None
    edition: int = 1
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """Where they stand in ``response_id``, as a new message that becomes its screen.

    ``wording`` is said above it; None: the bot's own words for why it comes, or nothing if that is ``said`` already.
    """

    response_id: int
    why: Literal["opens", "reminds", "follows", "said"]
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class ListPart:
    """A contact list the bot makes itself, or one message of it: what each person wrote. Nobody on it: no ``entries``.

    ``wording`` is said with it, in the same message; None: only its title.
    """

    material_id: int
    kind: str
    title: Wording
    entries: tuple[str, ...]
    first: bool = True
    last: bool = True
    wording: Wording | None = None


MaterialPart = FilePart | AlbumPart | LinkPart
Part = TextPart | UpshotPart | SaidPart | FilePart | AlbumPart | LinkPart | ListPart | SurveyPart


def messages_of(part: Part) -> int:
    """As how many messages Telegram counts it: an album is as many as it has files."""
    return len(part.leaves) if isinstance(part, AlbumPart) else 1


@dataclass(frozen=True, slots=True)
class Parcel:
    """One claimed row of the outbox with all that its messages need.

    ``row`` is its id and ``claim`` the mark it was claimed with. The first ``parts_done`` of ``parts`` are known to be
    sent. ``attempts`` and ``doubts`` count earlier failures. ``language`` is the bot's own towards this person,
    ``wordings`` the order in which a wording's languages are tried, ``values`` what is piped into wordings. ``ends``:
    it goes beyond what was promised, and carries a button to end such messages. ``prompt``: it answers what they have
    just done, and goes before any broadcast. ``buttons`` stand under its last message.
    """

    row: int
    claim: str
    chat_id: int
    attendee_id: int
    webinar_id: int
    follow_up: str
    language: str
    parts: tuple[Part, ...]
    parts_done: int = 0
    attempts: int = 0
    doubts: int = 0
    prefers: Preference = "not_at_all"
    wordings: tuple[str, ...] = ()
    webinar: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    ends: bool = False
    prompt: bool = False
    buttons: tuple[Button, ...] = ()


class Ledger(Protocol):
    """Remembers what is owed and what became of it. Each call is one transaction, and may raise when the store is away.

    A call about a parcel changes nothing and answers False unless the row still carries the parcel's claim.
    """

    async def claim(self, *, limit: int) -> Sequence[Parcel]:
        """Claim up to ``limit`` due rows under a lease, oldest first; empty means that nothing is due.

        Rows that cannot go (a material is missing, they left) are held or settled on the way and not given out. This
        run's own expired claims may be rescued here and nowhere else: the pump settles what it still knows just before.
        """
        ...

    async def sending(self, parcel: Parcel) -> bool:
        """Note that a request is about to open. False: no longer ours, or no longer owed; nothing may be sent."""
        ...

    async def part_sent(self, parcel: Parcel, *, parts_done: int, sent: Sent) -> bool:
        """Note that part ``parts_done - 1`` is there and more are to come; the row is merely claimed again.

        Here and in ``sent``: a file's new name in ``sent`` is kept, a survey's ``sent.message_id`` becomes its screen.
        """
        ...

    async def sent(self, parcel: Parcel, *, sent: Sent) -> bool:
        """Settle: the last part is there, and so all of it."""
        ...

    async def retry(self, parcel: Parcel, *, after: timedelta, reason: str, counted: bool) -> bool:
        """Back to planned, due ``after`` from now. ``counted``: it adds to the row's attempts."""
        ...

    async def unclaim(self, parcel: Parcel) -> bool:
        """Back to planned as it was, from claimed or sending: nothing of the part in hand was sent."""
        ...

    async def doubt(self, parcel: Parcel, *, cause: str, again_after: timedelta | None) -> bool:
        """Count a doubt: back to planned, due ``again_after`` from now, or with None settled as doubtful."""
        ...

    async def give_up(self, parcel: Parcel, *, reason: str) -> bool:
        """Settle: it will not be sent, for ``reason``."""
        ...

    async def unreachable(self, parcel: Parcel, *, reason: str) -> bool:
        """Settle as given up, and cancel everything else that is owed to this attendee."""
        ...

    async def moved(self, parcel: Parcel, *, chat_id: int) -> bool:
        """The attendee's chat is ``chat_id`` from now on. The row stays as it is."""
        ...

    async def forget_file_ids(self, part: StoredPart) -> None:
        """Telegram does not know ``part.file_ids`` any more."""
        ...


class Post(Protocol):
    """Sends."""

    async def unfolded(self, parcel: Parcel) -> Parcel:
        """The parcel with every part that is longer than a message cut into several, each a part of its own.

        The same parcel unfolds in the same way, so that one which was interrupted goes on where it was. Raises what a
        bug raises.
        """
        ...

    async def send(self, parcel: Parcel, part: Part) -> Receipt:
        """Send one part and say what became of it. The caller has taken its turn already.

        Once a request is open, whatever happens is a receipt. An exception means that nothing was sent because the
        part could not be prepared: a bug.
        """
        ...
