"""What organisers read in chat: a webinar's figures in under 1,000 characters.

Figures come rounded from ``insight``, each with its base; nothing is computed here. What does not fit is left out from
the end, and the card says how much that is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.insight.figures import BoxFigures, NpsFigures, QuestionFigures, ResponsesFigures, Summary
from bot.insight.glance import Since, leading, of_one_mind, strongest, wished
from bot.insight.rounding import hundredth, nearest
from bot.render.screens import shortened
from bot.render.silence import BOX_LENGTH, box_name, silent_of
from bot.render.texts import Texts, unmarked, utf16_units

CARD_LIMIT = 1000
"""The card stays under so many UTF-16 units, to be read at a glance."""

COMMANDS = ("webinars", "new", "summary", "threads", "team", "audit", "health")
"""What organisers may ask for, in the order it is explained."""

TITLE_LENGTH = 100
ASK_LENGTH = 70
BOXES = 2
"""Boxes told of one question; the chart and the command line have all."""
MOST_LENGTH = 32
"""Of a theme or a wish."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One question on the card."""

    ask: str
    base: int
    withheld: bool
    boxes: tuple[_Share, ...]
    nps: _Score | None


@dataclass(frozen=True, slots=True)
class _Share:
    """A box; whole percent."""

    name: str
    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Score:
    """A Net Promoter Score from -100 to 100."""

    score: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Changed:
    """How far a figure has risen or fallen since a day, in points with their sign."""

    since: date
    name: str
    rises: bool
    points: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class _Most:
    """The first of a list, each with its count; of so many people, and mentions."""

    named: tuple[tuple[str, int], ...]
    people: int
    mentions: int


def line_of(texts: Texts, word: str, language: str) -> str:
    """One line about a command of organisers. Raises: KeyError, when nobody has written one."""
    match word:
        case "webinars":
            return texts.say("all webinars, with codes and counts", language)
        case "new":
            return texts.say("set a webinar up, step by step", language)
        case "summary":
            return texts.say("what the answers add up to", language)
        case "team":
            return texts.say("who helps you, and with what", language)
        case "audit":
            return texts.say("what was done, and by whom", language)
        case "health":
            return texts.say("whether the bot is well, and what to do if it is not", language)
        case "threads":
            return texts.say("what attendees wrote to you, and who waits for an answer", language)
        case _:
            raise KeyError(word)


def way_to_webinars(texts: Texts, language: str) -> str:
    """The button by which somebody who runs webinars comes to them."""
    return f"🗂 {texts.say('Webinars that I run', language)}"


def help_card(texts: Texts, language: str, answers_to: Container[str]) -> str:
    """A line for each command of organisers that there is."""
    commands = [command for command in COMMANDS if command in answers_to]
    return texts.render("organisers/help.html.j2", language, commands=commands) if commands else ""


def summary_card(
    texts: Texts,
    language: str,
    summary: Summary,
    *,
    frozen_at: datetime | None = None,
    newer: int | None = None,
    change: Since | None = None,
) -> str:
    """How many answered, and what: boxes and scores with their interval and base, themes, wishes and what was sent.

    ``frozen_at``, in the webinar's zone: the answers were deleted then. ``change``: the first figure differs from the
    last webinar's; None: it does not, or nobody can say. ``newer`` answers are not told yet.
    """
    told = [_told(question, language) for question in summary.questions if question.boxes or question.nps is not None]
    text = ""
    for shown, extras in _fewer_and_fewer(len(told)):
        text = texts.render(
            "organisers/summary.html.j2",
            language,
            title=shortened(summary.webinar.title, TITLE_LENGTH),
            attendees=summary.webinar.attendees,
            frozen_at=frozen_at,
            newer=newer,
            responses=summary.responses,
            rate=_rate(summary.responses),
            limit=summary.limit,
            questions=told[:shown],
            more=len(told) - shown,
            silent=None if (first := leading(summary)) is None else silent_of(first, language, boxes=BOXES),
            alike=of_one_mind(summary),
            change=None if change is None else _change(change),
            themes=_themes(summary) if "themes" in extras else None,
            wishes=_wishes(summary) if "wishes" in extras else None,
            follow_ups=summary.follow_ups if "sent" in extras else (),
        )
        if utf16_units(unmarked(text)) < CARD_LIMIT:
            return text
    return text


def _fewer_and_fewer(questions: int) -> Iterator[tuple[int, frozenset[str]]]:
    """What is let go of, step by step: questions down to three, what was sent, questions again, wishes, themes."""
    few, one = min(questions, 3), min(questions, 1)
    for shown in range(questions, few - 1, -1):
        yield shown, frozenset(("themes", "wishes", "sent"))
    for shown in range(few, one - 1, -1):
        yield shown, frozenset(("themes", "wishes"))
    yield one, frozenset(("themes",))
    yield one, frozenset()
    yield 0, frozenset()


def _rate(responses: ResponsesFigures) -> _Share | None:
    rate = responses.response
    if rate is None or rate.low is None or rate.high is None:
        return None
    return _Share("", rate.percent, hundredth(rate.low), hundredth(rate.high))


def _change(change: Since) -> _Changed:
    name = shortened(" + ".join(change.labels), BOX_LENGTH) if change.labels else "NPS"
    return _Changed(change.since, name, change.rises, f"{change.points:+d}", f"{change.low:+d}", f"{change.high:+d}")


def _themes(summary: Summary) -> _Most | None:
    found = strongest(summary)
    if found is None:
        return None
    themes, most = found
    named = tuple((shortened(each.label, MOST_LENGTH), each.mentions) for each in most)
    return _Most(named, themes.people, themes.mentions)


def _wishes(summary: Summary) -> _Most | None:
    found = wished(summary)
    if found is None:
        return None
    return _Most(tuple((shortened(label, MOST_LENGTH), people) for label, people in found.most), found.base, 0)


def _told(question: QuestionFigures, language: str) -> _Told:
    return _Told(
        ask=shortened(question.ask, ASK_LENGTH),
        base=question.base,
        withheld=question.withheld,
        boxes=tuple(share for box in question.boxes[:BOXES] if (share := _share(box, language)) is not None),
        nps=_score(question.nps),
    )


def _share(box: BoxFigures, language: str) -> _Share | None:
    if box.percent is None or box.low is None or box.high is None:
        return None
    return _Share(box_name(box, language), box.percent, hundredth(box.low), hundredth(box.high))


def _score(nps: NpsFigures | None) -> _Score | None:
    if nps is None or nps.rounded is None or nps.low is None or nps.high is None:
        return None
    return _Score(nps.rounded, int(nearest(nps.low)), int(nearest(nps.high)))
