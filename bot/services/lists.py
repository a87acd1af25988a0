"""Lists of registered people from elsewhere: a CSV file with a column of addresses, whatever other columns it has.

Pure. An address is only ever compared, and never stored: what becomes of it stands in ``inviting`` and ``attending``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.survey.cells import quoted
from bot.survey.definitions import Fault
from bot.survey.sheet import Faulty, Row, Table, delimiter_of, read_rows

ADDRESS_NAMES = ("email", "e-mail", "address", "email address", "e-mail address", "mail")
"""What the column of addresses may be called, whatever its capitals."""

ATTENDED = "attended"

LONGEST_ADDRESS = 254
"""RFC 5321 leaves no room for more."""

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
SAID = {"1": True, "yes": True, "true": True, "y": True, "0": False, "no": False, "false": False, "n": False}
"""What a column of who attended may say, in small letters."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a list says of a webinar, whatever it looks like: addresses as they are compared, and whether they came.

    None of the rest: it says nothing of it. ``attention`` is a share from 0 to 1, as the tool knows it.
    """

    people: tuple[tuple[str, bool | None], ...]
    registrations: int | None
    attendees: int | None
    attention: float | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """One row: an address as it is compared, the row's cells, and whether they attended (None: it is not said)."""

    address: str
    row: Row
    attended: bool | None = None


@dataclass(frozen=True, slots=True)
class RegisteredList:
    """A file without fault. ``says``: it has a column of who attended. ``delimiter`` stands between its cells."""

    columns: tuple[str, ...]
    rows: tuple[Registered, ...]
    says: bool
    delimiter: str = ","

    def told(self) -> Told:
        """What it comes to for a webinar."""
        attendees = sum(each.attended is True for each in self.rows) if self.says else None
        return Told(tuple((each.address, each.attended) for each in self.rows), len(self.rows), attendees)


def is_list(content: bytes) -> bool:
    """Whether a file's first line names a column of addresses, and so is none of answers."""
    first = content.decode("utf-8-sig", errors="replace").partition("\n")[0]
    names = {each.strip().strip('"').casefold() for each in first.split(delimiter_of(content))}
    return "response" not in names and not names.isdisjoint(ADDRESS_NAMES)


def read_list(file: str, content: bytes) -> RegisteredList:
    """The registered people in a file.

    Raises:
        Faulty: with everything that is wrong in it.
    """
    table = read_rows(file, content)
    column = _column(file, table)
    says = next((name for name in table.columns if name.casefold() == ATTENDED), None)
    faults, lines = list(table.faults), dict[str, int]()
    found: list[Registered] = []
    for row in table.rows:
        address, attended = compared(row.cells[column]), None
        if not is_address(address):
            faults.append(Fault(file, row.line, f"{column} holds {quoted(row.cells[column])}, which is no address"))
        first = lines.setdefault(address, row.line)
        if address and first != row.line:
            faults.append(Fault(file, row.line, f"{column} is the same as in line {first}; keep one of them"))
        if says is not None:
            attended = SAID.get(row.cells[says].strip().casefold())
            if attended is None:
                faults.append(Fault(file, row.line, f"{says} holds {quoted(row.cells[says])}; write yes or no"))
        found.append(Registered(address, row, attended))
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: fault.line))
    return RegisteredList(table.columns, tuple(found), says is not None, table.delimiter)


def compared(address: str) -> str:
    """An address as it is compared with others: without spaces around it or capitals."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def is_address(address: str) -> bool:
    """Whether it looks like an address; whether anybody has it, nobody here knows."""
    return _ADDRESS.fullmatch(address) is not None and len(address) <= LONGEST_ADDRESS


def _column(file: str, table: Table) -> str:
    """The name of the column that has the addresses."""
    columns: Iterable[str] = table.columns
    named = [name for name in columns if name.casefold() in ADDRESS_NAMES]
    if len(named) == 1:
        return named[0]
    if named:
        raise Faulty([Fault(file, 1, f"both {named[0]} and {named[1]} may be the addresses; rename one of them")])
    if len(table.columns) != 1 or "@" in table.columns[0]:
        raise Faulty([Fault(file, 1, "no column is called email: name the columns in the first line")])
    return table.columns[0]
