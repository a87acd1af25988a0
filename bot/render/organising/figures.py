"""What organisers read of figures beyond the summary: one question, and what people wrote.

Figures come rounded from ``insight``; nothing is computed here. What does not fit is left out from the end, and that is
said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.insight.rounding import hundredth, nearest
from bot.insight.summary import (
    BoxFigures,
    GroupFigures,
    NpsFigures,
    OptionFigures,
    QuestionFigures,
    Summary,
    ThemeFigures,
    ThemesFigures,
)
from bot.render.chart_words import chart_words
from bot.render.quoting import quoted
from bot.render.screens import shortened
from bot.render.silence import silent_of
from bot.render.texts import Texts, unmarked, utf16_units

CAPTION_LIMIT = 1000
"""UTF-16 units of what stands below a picture; Telegram takes 1,024."""

ASK_UNITS = 300
OPTION_UNITS = 80
GLIMPSE_UNITS = 120
TITLE_UNITS = 60
ANSWER_UNITS = 650
"""Units of one answer in a list; the export has all of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A labelled share in whole percent; ``percent`` None: there is only a count."""

    label: str
    count: int
    substantive: bool
    percent: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """A box in whole percent."""

    name: str
    percent: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Score:
    """A Net Promoter Score from -100 to 100."""

    score: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote."""

    text: str
    name: str


def question_card(
    texts: Texts, language: str, summary: Summary, question: QuestionFigures, *, newer: int | None = None
) -> str:
    """All figures of one question in words, short enough to stand below its picture; ``newer`` as in a summary."""
    title = summary.webinar.title
    shares = [_share(each, title) for each in question.options if each.count is not None]
    every = [*question.boxes, *([] if question.bottom is None else [question.bottom])]
    boxes = [found for each in every if (found := _headline(each, title, language)) is not None]
    themes = question.themes
    text = ""
    lines = len(shares) or (len(themes.options) + len(themes.groups) if themes else 0)
    for told in range(lines, -1, -1):
        text = texts.render(
            "organisers/question_figures.html.j2",
            language,
            ask=shortened(quoted(question.ask, webinar=title), ASK_UNITS),
            question=question,
            limit=summary.limit,
            newer=newer,
            options=shares[:told],
            more=lines - told,
            boxes=boxes,
            nps=_score(question.nps),
            mean=None if question.mean is None else nearest(question.mean, places=2),
            median=question.median,
            best=sum(each.substantive for each in question.options) if question.kind == "scale" else 0,
            themes=_themes(themes, told) if themes else (),
            people=themes.people if themes else 0,
            coding=question.coding,
            several=question.picks_several and question.base > 0,
            intervals=any(each.low is not None for each in shares) or bool(boxes) or question.nps is not None,
            silent=silent_of(question, language),
            alike=question.unanimous and summary.identity != "identified",
        )
        if utf16_units(unmarked(text)) <= CAPTION_LIMIT:
            return text
    return text


def questions_card(
    texts: Texts, language: str, summary: Summary, *, title: str, first: int, shown: int, page: int, pages: int
) -> str:
    """``shown`` questions from the one at place ``first`` on, numbered as their buttons are."""
    listed = [
        (place + 1, shortened(quoted(each.ask, webinar=summary.webinar.title), GLIMPSE_UNITS), each.base)
        for place, each in enumerate(summary.questions)
    ]
    return texts.render(
        "organisers/questions_listed.html.j2",
        language,
        title=shortened(title, ASK_UNITS),
        questions=listed[first : first + shown],
        page=page,
        pages=pages,
    )


def written_card(
    texts: Texts, language: str, answers: Sequence[tuple[str, str]], *, ask: str, first: int, total: int
) -> str:
    """What some people wrote: texts and names; ``first`` is the number of the first of ``total``."""
    return texts.render(
        "organisers/written.html.j2",
        language,
        ask=shortened(ask, ASK_UNITS),
        answers=[Answer(shortened(text, ANSWER_UNITS), shortened(name, TITLE_UNITS)) for text, name in answers],
        first=first,
        last=first + len(answers) - 1,
        total=total,
    )


def _themes(themes: ThemesFigures, told: int) -> list[Share]:
    """Groups, whose people are counted once each, and then themes."""
    return [*(_theme(each, "Σ ") for each in themes.groups), *(_theme(each, "") for each in themes.options)][:told]


def _theme(counted: ThemeFigures | GroupFigures, mark: str) -> Share:
    """People of those whose answer was coded; mentions, if nothing is known of people."""
    label = shortened(f"{mark}{counted.label}", OPTION_UNITS)
    if counted.people is None or counted.low is None or counted.high is None:
        return Share(label, counted.mentions, True, counted.percent if isinstance(counted, ThemeFigures) else None)
    low, high = hundredth(counted.low), hundredth(counted.high)
    return Share(label, counted.people, True, counted.people_percent, low, high)


def _share(option: OptionFigures, title: str) -> Share:
    label = shortened(quoted(option.label, webinar=title), OPTION_UNITS)
    if option.low is None or option.high is None:
        return Share(label, option.count or 0, option.substantive)
    low, high = hundredth(option.low), hundredth(option.high)
    return Share(label, option.count or 0, True, option.percent, low, high)


def _headline(box: BoxFigures, title: str, language: str) -> Headline | None:
    if box.percent is None or box.low is None or box.high is None:
        return None
    name = " + ".join(quoted(each, webinar=title) for each in box.labels)
    if len(name) > OPTION_UNITS:
        name = chart_words(language).get(f"box:{box.key}", box.key.replace("_", " "))
    return Headline(shortened(name, OPTION_UNITS), box.percent, hundredth(box.low), hundredth(box.high))


def _score(nps: NpsFigures | None) -> Score | None:
    if nps is None or nps.rounded is None or nps.low is None or nps.high is None:
        return None
    return Score(nps.rounded, int(nearest(nps.low)), int(nearest(nps.high)))
