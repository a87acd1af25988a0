"""What an attendee's message shows: text in Telegram's HTML and rows of buttons.

Pure functions of what the services hand over. Buttons come from ``rows``, how a survey ends from ``endings``. Nothing
here exceeds Telegram's limits: what is too long is cut where it hurts least.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from markupsafe import escape

from bot.render.rows import Rows, numbered, opening_page, page_places, question_rows
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.definitions import OTHER, Privacy, Question, Survey, Wording
from bot.survey.engine import Ask
from bot.survey.typed import row_of_numbers

TEXT_LIMIT = 4096
"""UTF-16 units of a message after its entities are parsed (core.telegram.org/bots/api#sendmessage)."""

_CUTS = (None, 300, 60, 0)

_LONGEST_TOLD = 1000
"""Units of an answer that is shown to whoever looks at it again: the question keeps its place."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message."""

    text: str
    rows: Rows = ()


class Seat(Protocol):
    """In which languages somebody is spoken to, and about what; ``services.views.Seat`` is one."""

    @property
    def language(self) -> str:
        """The bot's own."""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The survey's, in order of preference."""

    @property
    def webinar(self) -> str:
        """The webinar's title."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What is piped into the survey's wordings."""


def question_screen(
    texts: Texts, seat: Seat, survey: Survey, ask: Ask, *, privacy: Privacy | None = None, page: int | None = None
) -> Screen:
    """The question and how to answer it. With ``privacy`` it is the first one, and the introduction stands above it.

    ``page`` None: the page on which what was chosen stands.
    """
    page = opening_page(ask.question, ask.draft) if page is None else page
    labels = [
        texts.plain(option.label, seat.wordings, seat.values).strip() or option.key for option in ask.question.options
    ]
    text = fitting(lambda values: _question_text(texts, seat, survey, ask, labels, privacy, page, values), seat.values)
    rows = question_rows(texts, seat.language, ask, labels, page=page, first=privacy is not None)
    return Screen(text, rows)


def called(texts: Texts, seat: Seat, screen: Screen, *, why: str, wording: Wording | None) -> Screen:
    """``screen`` with something said above it: ``wording``, or the bot's own words for ``why`` the question comes."""
    if wording is None:
        said = texts.render("messages/survey_call.html.j2", seat.language, why=why, webinar=seat.webinar)
    else:
        said = fitting(lambda values: texts.wording(wording, seat.wordings, values), seat.values)
    text = f"{said}\n\n{screen.text}"
    return Screen(text if utf16_units(unmarked(text)) <= TEXT_LIMIT else screen.text, screen.rows)


def closed_screen(texts: Texts, seat: Seat) -> Screen:
    """The survey closed before they were through."""
    return Screen(texts.render("messages/closed.html.j2", seat.language, webinar=seat.webinar))


def _question_text(
    texts: Texts,
    seat: Seat,
    survey: Survey,
    ask: Ask,
    labels: Sequence[str],
    privacy: Privacy | None,
    page: int,
    values: Mapping[str, Any],
) -> str:
    question = ask.question
    places = page_places(question, page) if numbered(question, labels) else ()
    return texts.render(
        "messages/question.html.j2",
        seat.language,
        title=texts.wording(survey.title, seat.wordings, values),
        webinar=seat.webinar,
        privacy=privacy,
        purpose="" if privacy is None else texts.wording(privacy.purpose, (seat.language, *seat.wordings), values),
        identity=survey.identity,
        ask=texts.wording(question.ask, seat.wordings, values),
        kind=question.kind,
        optional=question.optional,
        several=question.picks_several,
        position=ask.position,
        total=ask.total,
        after_finish=ask.after_finish,
        least=whole(question.least),
        most=whole(question.most),
        example=whole(_example(question)),
        long_labels=[(place + 1, labels[place]) for place in places],
        tapped=bool(row_of_numbers(question)),
        other=next((label for label, option in zip(labels, question.options, strict=True) if option.key == OTHER), ""),
        writes_other=question.other and OTHER in ask.draft.picks and ask.draft.text is None,
        written=ask.draft.text if question.other else None,
        revisited=ask.revisited,
        answer=shortened(texts.answer(question.kind, ask.draft, ask.draft.text or "", seat.language), _LONGEST_TOLD)
        if not question.options
        else "",
    )


def fitting(write: Callable[[Mapping[str, Any]], str], values: Mapping[str, Any], *, limit: int = TEXT_LIMIT) -> str:
    """What ``write`` makes of ``values``, at most ``limit`` UTF-16 units of it.

    Earlier answers that are piped in are cut as much as needed; what is still too long loses its end and its markup.
    """
    text = ""
    for longest in _CUTS:
        text = str(write(values if longest is None else _cut(values, longest)))
        if len(text) * 2 <= limit or utf16_units(unmarked(text)) <= limit:
            return text
    return str(escape(shortened(unmarked(text), limit)))


def _cut(values: Mapping[str, Any], longest: int) -> dict[str, Any]:
    return {
        name: {key: shortened(text, longest) for key, text in value.items()}
        if isinstance(value, Mapping)
        else shortened(str(value), longest)
        for name, value in values.items()
    }


def shortened(text: str, longest: int) -> str:
    """``text``, or as much of its beginning as fits into ``longest`` UTF-16 units, with an ellipsis."""
    if len(text) * 2 <= longest or utf16_units(text) <= longest:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * max(longest - 1, 0)].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}…" if longest else ""


def whole(number: float | None) -> float | None:
    """``number`` without the decimals it does not have: bounds are stored as decimals."""
    return int(number) if number is not None and float(number).is_integer() else number


def _example(question: Question) -> float:
    """A number that would be taken."""
    least, most = question.least, question.most
    if least is not None and most is not None:
        middle = float(round((least + most) / 2))
        return middle if least <= middle <= most else least
    if most is not None:
        return min(12.0, most)
    return 12.0 if least is None else max(12.0, least)
