"""What a webinar tool's own report says: who registered, who came, and how attentive they were if the tool knows it.

Pure. A report is known by its headings; a list of another making is for ``lists``. Where the layouts were read:

- Zoom, attendee report of webinars: ZoomReports (R package, README, 2020) shows one whole, with its sections and a
  person who came twice; public scripts of 2026 read the same columns. ``Attentiveness Score``, the share of the time
  with Zoom in front, was a column of meetings until Zoom took it away in April 2020.
- Teams, attendance report: learn.microsoft.com/microsoftteams/teams-analytics-and-reports/meeting-attendance-report,
  and exports in public tests; tab separated UTF-16, sections ``1. Summary``, ``2. Participants``, ``3. In-Meeting
  Activities``. Their names and the columns' are in the language of whoever exports, their places are not.
- GoTo Webinar: support.goto.com/webinar/help/how-is-the-attendee-interest-rating-calculated. ``Attentiveness`` is the
  share of the time with its window in front. ``Interest Rating`` is made of six numbers and no share, so it is left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Literal

from bot.services.lists import SAID, Told, compared, is_address
from bot.services.sections import Line, Section, decoded, sections_of
from bot.survey.cells import quoted
from bot.survey.definitions import Fault

Tool = Literal["Zoom", "Teams", "GoTo"]

ADDRESSES = ("email", "email address", "user email", "e-mail", "e-mail address")
_NAMES = ("user name (original name)", "name (original name)", "user name", "full name", "name")
_ATTENTIVE = ("attentiveness", "attentiveness score")
_STATUS = ("approval status", "registration status", "status")
_STAYED = ("time in session (minutes)", "time in session", "duration (minutes)", "in-meeting duration", "duration")
_REGISTERED = ("attended", *_STATUS, "registration time", "registration date", "registration date/time")
_JOINED = ("join time", "first join")

_STAFF_SECTION = re.compile(r"host|panelist|staff|organizer|presenter|activities|\A[3-9]\. ", re.IGNORECASE)
_STAFF_ROLE = re.compile(
    r"organi[sz]|organis|coorgani|co-organi|present|présent|apresent|referent|relator|host", re.IGNORECASE
)
_UNREGISTERED = re.compile(r"cancel|denied|declin|reject|pending|waitlist", re.IGNORECASE)
_NOTHING = frozenset(("", "-", "--", "na", "n/a"))
_SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%?")
_LENGTH = re.compile(r"(?:([0-9]+)\s*h\S*)?\s*(?:([0-9]+)\s*m\S*)?\s*(?:([0-9]+)\s*s\S*)?")


@dataclass(frozen=True, slots=True)
class Attention:
    """The mean share of attention, from 0 to 1, and of how many people the tool knows one."""

    share: float
    people: int


@dataclass(frozen=True, slots=True)
class Odd:
    """A line that is not understood, and so not counted. ``template`` is an English sentence with ``values``."""

    line: int
    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class ToolReport:
    """One report. ``registrations`` and ``attendees`` None: it does not say. ``minutes`` is the median time in session.

    ``nameless`` of the attendees have no address, so that nobody can say whether they have a link. ``said`` are the
    addresses, as they are compared, and whether they came (None: it does not say).
    """

    tool: Tool
    registrations: int | None
    attendees: int | None
    attention: Attention | None
    minutes: float | None
    nameless: int
    said: tuple[tuple[str, bool | None], ...]
    odd: tuple[Odd, ...]

    def told(self) -> Told:
        """What it comes to for a webinar."""
        share = None if self.attention is None else self.attention.share
        return Told(self.said, self.registrations, self.attendees, share)

    def faults(self, file: str) -> tuple[Fault, ...]:
        """The lines that are not understood, for whoever wants all of it or nothing."""
        return tuple(Fault(file, odd.line, str(odd)) for odd in self.odd)


def read_report(file: str, content: bytes) -> ToolReport | None:
    """What a tool's report says; None: no tool of these made it.

    Raises:
        Faulty: it is no text at all.
    """
    sections = [_levelled(each) for each in sections_of(decoded(file, content))]
    tool = _tool(sections)
    people = [each for each in sections if _is_of_people(each)]
    if tool is None or not people:
        return None
    crowd = _Crowd()
    for section in people:
        for line in section.lines:
            crowd.take(line, says=_has(section, ("attended",)), was_there=_has(section, (*_JOINED, *_STAYED)))
    # Zoom and GoTo put everybody who registered into a report of attendees; Teams and meetings only those who came.
    registers = any(_has(each, _REGISTERED) or not _has(each, (*_JOINED, *_STAYED)) for each in people)
    return crowd.report(tool, registers=registers)


def _is_of_people(section: Section) -> bool:
    """Whether it lists those who registered or came, and no hosts, and is not the webinar's own line."""
    tells = _has(section, ADDRESSES) and (_has(section, (*_NAMES, "last name")) or not _has(section, ("topic",)))
    return tells and not _STAFF_SECTION.search(section.title)


def _tool(sections: Sequence[Section]) -> Tool | None:
    """Whose report it is, by what only this tool writes."""
    columns = {column for each in sections for column in each.columns}
    if any(column.endswith("(upn)") for column in columns) or columns >= {"registration time", "registration status"}:
        return "Teams"
    if not columns.isdisjoint(("interest rating", "attentiveness")) or any(
        each.title.casefold() in ("session details", "general information") for each in sections
    ):
        return "GoTo"
    zoom = ("user name (original name)", "name (original name)", "approval status", "user email")
    return "Zoom" if columns >= {"topic", "webinar id"} or not columns.isdisjoint(zoom) else None


def _levelled(section: Section) -> Section:
    """The section with English names of columns: those of Teams stand in their places in every language."""
    upn = next((place for place, column in enumerate(section.columns) if column.endswith("(upn)")), 0)
    if upn < 5 or _has(section, ADDRESSES):
        return section
    names = list(section.columns)
    names[0], names[3], names[upn - 1] = "name", "in-meeting duration", "email"
    names[1], names[2] = "first join", "last leave"
    if upn + 1 < len(names):
        names[upn + 1] = "role"
    renamed = dict(zip(section.columns, names, strict=True))
    lines = (Line(each.line, {renamed[name]: cell for name, cell in each.cells.items()}) for each in section.lines)
    return Section(section.title, tuple(names), tuple(lines))


def _has(section: Section, names: Sequence[str]) -> bool:
    return not set(names).isdisjoint(section.columns)


@dataclass(slots=True)
class _One:
    """A person, from all the lines about them."""

    address: str
    registered: bool = False
    attended: bool | None = None
    seconds: float = 0.0
    shares: list[tuple[float, float]] = field(default_factory=list)

    def attention(self) -> float:
        """Their share of attention; each time they came counts as long as it lasted."""
        weight = sum(seconds for _, seconds in self.shares)
        return sum(share * seconds for share, seconds in self.shares) / weight


class _Crowd:
    """Everybody in a report. Who joins again has a line for each time."""

    def __init__(self) -> None:
        self._people: dict[str, _One] = {}
        self._odd: list[Odd] = []

    def take(self, line: Line, *, says: bool, was_there: bool) -> None:
        """``says``: there is a column of who attended; otherwise they did who stand where times are told."""
        if not any(line.cells.values()) or _STAFF_ROLE.match(line.first("role")):
            return
        written = line.first(*ADDRESSES)
        address = "" if written.casefold() in _NOTHING else compared(written)
        name = line.first(*_NAMES) or f"{line.first('first name')} {line.first('last name')}".strip()
        attended = SAID.get(line.first("attended").casefold()) if says else was_there or None
        if address and not is_address(address):
            self.odd("{address} is no address.", line, address=quoted(written))
        elif not address and not name:
            self.odd("There is neither an address nor a name.", line)
        elif says and attended is None:
            self.odd("{said} is neither yes nor no.", line, said=quoted(line.first("attended")))
        else:
            one = self._people.setdefault(address or f"name {compared(name)}", _One(address))
            one.attended = attended if one.attended is None else one.attended or attended
            one.registered |= not _UNREGISTERED.search(line.first(*_STATUS))
            self._measure(one, line)

    def _measure(self, one: _One, line: Line) -> None:
        seconds = _seconds(line.first(*_STAYED))
        one.seconds += seconds
        written = line.first(*_ATTENTIVE)
        if written.casefold() in _NOTHING:
            return
        found = _SHARE.fullmatch(written)
        share = float(found[1].replace(",", ".")) / 100 if found else -1
        if not 0 <= share <= 1:
            self.odd("{said} is no share of attention.", line, said=quoted(written))
        else:
            one.shares.append((share, seconds or 1.0))

    def odd(self, template: str, line: Line, **values: object) -> None:
        """This line is not understood."""
        self._odd.append(Odd(line.line, template, values))

    def report(self, tool: Tool, *, registers: bool) -> ToolReport:
        """All of it together; ``registers``: whoever registered is in it, also who did not come."""
        people = [each for each in self._people.values() if each.registered or each.attended]
        came = [each for each in people if each.attended]
        shares = [each.attention() for each in came if each.shares]
        stayed = [each.seconds / 60 for each in came if each.seconds]
        return ToolReport(
            tool=tool,
            registrations=len([each for each in people if each.registered and each.address]) if registers else None,
            attendees=len(came) if any(each.attended is not None for each in people) else None,
            attention=Attention(fmean(shares), len(shares)) if shares else None,
            minutes=median(stayed) if stayed else None,
            nameless=len([each for each in came if not each.address]),
            said=tuple((each.address, each.attended) for each in people if each.address),
            odd=tuple(self._odd),
        )


def _seconds(written: str) -> float:
    """A time in session: minutes as a number, ``1h 2m 3s``, or ``1:02:03``. What is none of them is none."""
    if _SHARE.fullmatch(written):
        return float(written.rstrip("% ").replace(",", ".")) * 60
    if ":" in written and all(part.isdecimal() for part in written.split(":")):
        return float(sum(int(part) * 60**power for power, part in enumerate(reversed(written.split(":")))))
    found = _LENGTH.fullmatch(written)
    if found is None:
        return 0.0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)
