"""Reads a story: a text file in which every line is something that somebody does or that the bot has to show.

    Ana answers everything and gets the slides.          the title
    Definition: satisfaction.yaml                         what the organiser applied; "Organiser applies: ..." later
    People: Ana (en), Benoît (fr), Olga (en, organiser)   and what their phones speak; an organiser is an owner
    It is: 2026-11-24 11:50                               local time of the story

    Ana: /start CODE                                      she writes; CODE is the webinar's code, CODE(KEY) another's
    Bot: 1 of 8 ... Did you follow the webinar live?      to whoever acted last; "..." stands for anything
      [Yes, all or most of it]                            the buttons, row by row; all of them if any are told
    Ana taps: Yes, all or most of it                      also "taps twice", "taps old", "taps Ben's", "forges: DATA"
    Toast: Already noted.                                 or "Alert: ..."; what the bot answered to the tap
    Ana replies to "The organisers of": Thank you         to the newest message of the bot that says so
    (the next morning)                                    time passes; also (2026-11-26 09:00), (3 days later)
    Bot to Ana: Good morning!...
    Ana gets file: slides.pdf, Here you are...            with what stands below it
    Ana's answers: attended = all; improve = "Less"; finished
    Owed to Ana: thanks sent; reminder cancelled
    Notes of Ana: offered "Less"; or: attendee "Less" as Ana; attendee "Less" without name; organiser "No"; or: nothing
    Responses of nobody: 6                                of an anonymous survey, and "Ana's answers: moved; ..."

What the bot shows must be told in full: a message the story does not tell of is a fault, too.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Brussels")

_PEOPLE = re.compile(r"(\w+) \(([\w-]+)(, organiser)?\)")
_LATER = re.compile(r"(\d+) (minutes?|hours?|days?) later(?:, (\d+):(\d+))?")


@dataclass(frozen=True)
class Line:
    """One line with what is indented below it: more words, or rows of buttons."""

    number: int
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Story:
    """``people`` are names and the languages of their phones; the organiser among them is the bot's owner."""

    file: str
    title: str
    definition: str
    people: dict[str, str]
    begins: datetime
    organiser: str | None = None
    lines: list[Line] = field(default_factory=list)


def read_story(path: Path) -> Story:
    """The story in the file; a line that is indented belongs to the one above it."""
    told: list[Line] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if not raw[0].isspace():
            told.append(Line(number, text))
        elif text.startswith("["):
            told[-1] = replace(told[-1], rows=(*told[-1].rows, tuple(re.findall(r"\[(.+?)\](?=\s|$)", text))))
        else:
            told[-1] = replace(told[-1], text=f"{told[-1].text} {text}")
    title, *rest = told
    head = {name: value for name, _, value in (line.text.partition(": ") for line in rest[:3])}
    people = _PEOPLE.findall(head["People"])
    return Story(
        file=path.name,
        title=title.text,
        definition=head["Definition"],
        people={name: language for name, language, _ in people},
        begins=at(head["It is"]),
        organiser=next((name for name, _, owns in people if owns), None),
        lines=rest[3:],
    )


def at(local: str) -> datetime:
    """The moment that clocks in the story's place show as ``local``, in UTC."""
    return datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def moment(phrase: str, now: datetime) -> datetime:
    """The moment that ``phrase`` means when it is ``now``, in UTC."""
    here = now.astimezone(ZONE)
    if phrase == "the next morning":
        return (here + timedelta(days=1)).replace(hour=9, minute=0).astimezone(UTC)
    if later := _LATER.fullmatch(phrase):
        unit = later[2].rstrip("s") + "s"
        told = here + timedelta(**{unit: int(later[1])})
        return (told.replace(hour=int(later[3]), minute=int(later[4])) if later[3] else told).astimezone(UTC)
    return at(phrase)


def matches(wanted: str, shown: str) -> bool:
    """Whether ``shown`` is what a story says, in which "..." stands for anything and a line break for a space."""
    pieces = [re.escape(" ".join(piece.split())) for piece in wanted.split("...")]
    return re.fullmatch(r"\s*.*?\s*".join(pieces), " ".join(shown.split()), re.DOTALL) is not None
