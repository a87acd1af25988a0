"""Around a survey's questions: the card with all answers at the end, what a change took away, and how answers are used.

Pure functions of what the services hand over, within Telegram's limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from bot.render.rows import Agree, Button, Live, Read, Return, Rows, Tell, pencils
from bot.render.screens import TEXT_LIMIT, Screen, Seat, fitting, shortened
from bot.render.texts import Texts, unmarked, utf16_units
from bot.survey.answers import Answer
from bot.survey.definitions import Privacy, Question, Survey

PENCILS = 95
"""Answers on the card that have one: a keyboard takes 100 buttons in all, and five are for other things."""

_LENGTHS = ((90, 300), (60, 100), (40, 40), (24, 16), (12, 8))
"""Characters of a question and of its answer on the card, from generous to tight."""


def thanks_screen(
    texts: Texts,
    seat: Seat,
    survey: Survey,
    *,
    told: Sequence[tuple[int, Answer]],
    closed: bool,
    moved: bool = False,
    privacy: bool = True,
    asks: str | None = None,
    tells: bool = False,
    lives: bool = False,
) -> Screen:
    """No question is left: every answer, each with a pencil unless ``closed``, what comes next, and what is asked now.

    ``moved``: no answer is told, as nobody knows any more whose they are. ``asks`` is one question to be answered yes
    or no; ``tells`` offers to say more to the organisers, ``lives`` to say where they live.
    """
    text = ""
    for ask_length, answer_length in _LENGTHS:
        lines = [
            (
                shortened(unmarked(texts.wording(survey.questions[index].ask, seat.wordings, seat.values)), ask_length),
                shortened(_told(texts, seat, survey.questions[index], answer), answer_length),
            )
            for index, answer in told
        ]
        text = texts.render(
            "messages/thanks.html.j2",
            seat.language,
            webinar=seat.webinar,
            answered=sum(answer.state == "answered" for _, answer in told),
            lines=lines,
            closed=closed,
            moved=moved,
            asks=asks,
            lives=lives,
        )
        if utf16_units(unmarked(text)) <= TEXT_LIMIT:
            break
    pens = [] if closed else [index for index, _ in told[:PENCILS]]
    rows = _card_rows(texts, seat.language, asks=asks is not None, tells=tells, lives=lives, privacy=privacy)
    return Screen(text, (*pencils("✏️", pens), *rows))


def _card_rows(texts: Texts, language: str, *, asks: bool, tells: bool, lives: bool, privacy: bool) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if asks:
        yes, no = Agree(yes=True), Agree(yes=False)
        rows.append((Button(texts.say("Yes", language), yes), Button(texts.say("No", language), no)))
    if tells:
        rows.append((Button(texts.say("Tell the organisers more", language), Tell()),))
    if lives:
        rows.append((Button(texts.say("Say where I live", language), Live()),))
    if privacy:
        rows.append((Button(texts.say("How your answers are used", language), Read()),))
    return tuple(rows)


def _told(texts: Texts, seat: Seat, question: Question, answer: Answer) -> str:
    """The answer in words; nothing if it was skipped."""
    if answer.state != "answered":
        return ""
    as_read = str(seat.values.get("answers", {}).get(question.key, ""))
    return texts.answer(question.kind, answer, as_read, seat.language)


def privacy_screen(texts: Texts, seat: Seat, survey: Survey, privacy: Privacy) -> Screen:
    """How the answers are used, in full, and the way back."""
    rows: Rows = ((Button(texts.say("Back to the questions", seat.language), Return()),),)
    return Screen(fitting(lambda values: _details(texts, seat, survey, privacy, values), seat.values), rows)


def with_dropped(texts: Texts, seat: Seat, screen: Screen, dropped: Sequence[Question]) -> Screen:
    """``screen`` with a line above it for each answer that does not apply any more and is gone; as many as fit."""
    said = [
        Markup("<i>{}</i>").format(
            texts.say(
                "Your answer to “%(question)s” does not apply any more and was taken out.",
                seat.language,
                question=shortened(unmarked(texts.wording(question.ask, seat.wordings, seat.values)), 90),
            )
        )
        for question in dropped
    ]
    for count in range(len(said), 0, -1):
        text = "\n".join(said[:count]) + f"\n\n{screen.text}"
        if utf16_units(unmarked(text)) <= TEXT_LIMIT:
            return Screen(text, screen.rows)
    return screen


def _details(texts: Texts, seat: Seat, survey: Survey, privacy: Privacy, values: Any) -> str:  # noqa: ANN401  as piped
    return texts.render(
        "messages/privacy_details.html.j2",
        seat.language,
        webinar=seat.webinar,
        privacy=privacy,
        purpose=texts.wording(privacy.purpose, (seat.language, *seat.wordings), values),
        identity=survey.identity,
    )


def alert_question(texts: Texts, language: str) -> str:
    """What is asked before organisers are told of one answer at once; plain text, kept with the yes or no."""
    return texts.say(
        "May the organisers be told now that you were not satisfied? They see your answer, not your name.", language
    )


def join_question(texts: Texts, language: str, webinar: str) -> str:
    """What is asked before anybody is put on a list; plain text, kept with the yes or no."""
    return texts.say(
        "Would you like to be on the contact list of “%(webinar)s”? Everyone on it, and whoever asked for it, sees the "
        "name and line you write.",
        language,
        webinar=webinar,
    )
