"""A webinar's plan as a picture for a phone: what goes when, to whom, what waits and what looks wrong, from above down.

Drawn for 1080 pixels of width, in the webinar's zone. Nothing is computed here but where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_skeleton, format_time

from bot.insight.foresight import Foreseen, Foresight, Wrong
from bot.render.catalogues import SOURCE_LANGUAGE
from bot.render.lettering import balanced
from bot.render.quoting import named, quoted
from bot.render.sheet import INK, LINE, MARGIN, QUIET, Sheet
from bot.render.texts import EUROPEAN_ENGLISH, Texts
from bot.survey.definitions import Wording

WIDTH = 1080
TALLEST = 8_500
"""Pixels. Telegram takes no photo whose width and height together exceed 10,000."""

_HEAD, _TITLE, _TEXT, _SMALL = 44, 34, 28, 25
_DEEP, _AMBER, _RED, _GREEN = "#0B4F8A", "#B06A00", "#B3261E", "#2E7D46"
_TRACK, _BODY = MARGIN + 14, MARGIN + 56


@dataclass(frozen=True, slots=True)
class _Entry:
    """``mark``: the dot's colour; None: a moment of the webinar's own. ``lines`` are texts with their colours."""

    at: datetime | None
    when: str
    what: str
    mark: str | None = None
    lines: tuple[tuple[str, str], ...] = ()


def timeline_picture(texts: Texts, language: str, plan: Foresight) -> bytes:
    """One PNG of the plan; what does not fit into a photo is left out from the end, and that is said."""
    words = _Words(texts, language, plan)
    entries = sorted(_entries(words, plan), key=lambda each: (each.at is None, each.at or plan.now))
    sheet = Sheet(WIDTH)
    room = WIDTH - 2 * MARGIN
    sheet.y = sheet.lines(balanced(plan.title, room, _HEAD, bold=True), MARGIN, 44, _HEAD, bold=True) + 6
    sheet.paragraph(words.say("What goes out when, as the plan stands"), MARGIN, room, _TEXT, colour=QUIET)
    sheet.y += 22
    told_now = False
    for place, entry in enumerate(entries):
        if not told_now and (entry.at is None or entry.at > plan.now):
            _draw_now(sheet, words)
            told_now = True
        before = sheet.mark()
        _draw(sheet, entry)
        if sheet.y > TALLEST - 200:
            sheet.take_back(before)
            left = words.say("Not drawn here: %(n)s", n=len(entries) - place)
            sheet.paragraph(left, _BODY, room, _TEXT, bold=True)
            break
    if not plan.follow_ups:
        sheet.paragraph(words.say("Nothing is planned to go out."), _BODY, room - 60, _TEXT, bold=True)
    sheet.y += 14
    zone = words.say("All times: %(zone)s", zone=named(plan.zone))
    sheet.paragraph(zone, MARGIN, room, _SMALL, colour=QUIET)
    sheet.y += 36
    return sheet.png(title=plan.title)


def _draw_now(sheet: Sheet, words: _Words) -> None:
    sheet.box(MARGIN, sheet.y + 12, WIDTH - 2 * MARGIN, 3, _DEEP)
    sheet.line(words.say("now"), WIDTH - MARGIN, sheet.y + 4, _SMALL, bold=True, colour=_DEEP, align="right")
    sheet.y += 40


def _draw(sheet: Sheet, entry: _Entry) -> None:
    """The dot, the moment, and below it what happens then; a line down to the next."""
    top, room = sheet.y, WIDTH - MARGIN - _BODY
    sheet.paragraph(entry.when, _BODY, room, _SMALL, colour=QUIET)
    own = entry.mark is None
    sheet.paragraph(entry.what, _BODY, room, _TEXT if own else _TITLE, bold=not own, colour=QUIET if own else INK)
    for text, colour in entry.lines:
        sheet.y += 2
        sheet.paragraph(text, _BODY, room, _TEXT, colour=colour, bold=colour in (_RED, _AMBER))
    sheet.y += 30
    sheet.box(_TRACK - 1, top + 8, 3, sheet.y - top, LINE)
    size = 16 if own else 28
    sheet.box(_TRACK - size / 2 + 0.5, top + 18 - size / 2, size, size, entry.mark or LINE, radius=size / 2)


class _Words:
    """Puts a plan into words of one language."""

    def __init__(self, texts: Texts, language: str, plan: Foresight) -> None:
        self._texts = texts
        self._language = language
        self._plan = plan
        self._locale = Locale.parse(EUROPEAN_ENGLISH if language == SOURCE_LANGUAGE else language)

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the code."""
        return self._texts.say(sentence, self._language, **values)

    def when(self, at: datetime) -> str:
        """Day and time on the webinar's clocks."""
        local = at.astimezone(ZoneInfo(self._plan.zone)).replace(tzinfo=None)
        day = format_skeleton("yMMMEd", local, locale=self._locale)
        return f"{day}, {format_time(local, 'short', locale=self._locale)}"

    def titles(self, wordings: Sequence[Wording]) -> str:
        """Titles of materials, one after the other."""
        spoken = (each.spoken(self._language, *self._plan.languages) for each in wordings)
        return ", ".join(quoted(each, webinar=self._plan.title) for each in spoken)


def _entries(words: _Words, plan: Foresight) -> Iterator[_Entry]:
    say = words.say
    own = (
        (plan.starts_at, say("The webinar begins")),
        (plan.ends_at, say("The webinar ends")),
        (plan.opens_at, say("The survey opens")),
        (plan.closes_at, say("The survey closes")),
    )
    for at, what in own:
        if at is not None:
            yield _Entry(at, words.when(at), what)
    for each in plan.follow_ups:
        yield _entry(words, each)


def _entry(words: _Words, each: Foreseen) -> _Entry:
    say = words.say
    lines = [(_to(say, each), INK)]
    there = [title for title in each.sends if title not in each.missing]
    if there:
        lines.append((say("Sends: %(titles)s", titles=words.titles(there)), INK))
    if each.asks:
        lines.append((say("Asks another survey"), INK))
    if each.sent or each.waiting:
        lines.append((say("Sent: %(sent)s, waiting: %(waiting)s", sent=each.sent, waiting=each.waiting), QUIET))
    waits = _waits(say, each)
    if waits:
        lines.append((waits, _AMBER))
    lines += [(_wrong(words, each, wrong), _RED) for wrong in each.wrong]
    mark = _RED if each.wrong else _AMBER if each.waits else _GREEN if each.sent and not each.waiting else _DEEP
    return _Entry(each.at, _moment(words, each), named(each.key), mark, tuple(lines))


Say = Callable[..., str]


def _moment(words: _Words, each: Foreseen) -> str:
    at = words.when(each.at) if each.at is not None else ""
    match each.how:
        case "finish":
            return words.say("When somebody finishes; at the latest %(moment)s", moment=at)
        case "entry":
            return words.say("When somebody enters")
        case "hand":
            return words.say("When an organiser says so")
        case _:
            return at


def _to(say: Say, each: Foreseen) -> str:
    match each.to:
        case "everyone":
            return say("To everybody who entered")
        case "unfinished":
            return say("To those who have not finished")
        case "agreed":
            return say("To those who said yes to it")
        case _:
            return say("To some, by what is known of them")


def _waits(say: Say, each: Foreseen) -> str:
    match each.waits:
        case "approval":
            return say("Waits for your approval")
        case "word":
            return say("Waits for your word")
        case "held":
            return say("Held by an organiser")
        case "cancelled":
            return say("Cancelled: it does not go")
        case _:
            return ""


def _wrong(words: _Words, each: Foreseen, wrong: Wrong) -> str:
    match wrong:
        case "missing":
            return words.say("Not there yet: %(titles)s", titles=words.titles(each.missing))
        case "late":
            return words.say("Its moment is over, and nobody got it")
        case _:
            return words.say("Too late: the survey has closed by then")
