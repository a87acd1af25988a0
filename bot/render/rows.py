"""The buttons of a question: its options, then what goes on, then where else one can go. Made for a thumb.

Labels that a phone would cut are numbered in the text and have short buttons; more options than a screen takes come in
pages. A button says what pressing it means; ``chat`` writes that into callback data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.render.texts import Texts
from bot.survey.answers import Answer
from bot.survey.definitions import Question
from bot.survey.engine import Ask
from bot.survey.typed import MOST_IN_A_ROW, row_of_numbers

ONE_ROW = 28
"""Characters that fit beside each other on a phone."""

LONG_LABEL = 36
"""Characters of a label that a phone still shows in a button of full width; longer ones are numbered in the text."""

IN_ROW = 5
"""Short buttons beside each other: each still as wide as a thumb."""

ON_SCREEN = 16
"""Options that a phone shows without much scrolling. More come in pages."""

PAGE = 12
"""Options of one page."""

IN_COLUMN = 8
"""Boxes below each other that leave the question in sight; more stand two abreast if they fit. What is picked one of
has the whole width always: a scale is read from top to bottom.
"""

HALF_ROW = 16
"""Characters of a label that a phone still shows in a button of half the width, a tick before it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The option at this place."""

    option: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """Done with ticking, or read."""


@dataclass(frozen=True, slots=True)
class Skip:
    """No answer to this one."""


@dataclass(frozen=True, slots=True)
class Back:
    """To the question before."""


@dataclass(frozen=True, slots=True)
class Keep:
    """The answer stays as it is."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the answer to the question at this place."""

    index: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Another page of options, counted from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Read:
    """How the answers are used."""


@dataclass(frozen=True, slots=True)
class Return:
    """Back to where they stand."""


@dataclass(frozen=True, slots=True)
class Agree:
    """Yes or no to what the card asks."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Tell:
    """Say more to the organisers."""


OnQuestion = Pick | Confirm | Skip | Back | Keep | Edit | Turn | Read | Return


@dataclass(frozen=True, slots=True)
class Live:
    """Say where they live, below the card."""


Press = OnQuestion | Agree | Tell | Live


@dataclass(frozen=True, slots=True)
class Button:
    """What it says and what pressing it means."""

    label: str
    press: Press


Rows = tuple[tuple[Button, ...], ...]


def question_rows(
    texts: Texts, language: str, ask: Ask, labels: Sequence[str], *, page: int = 0, first: bool = False
) -> Rows:
    """The buttons of ``ask``, whose options say ``labels``. ``first``: the introduction stands above the question."""
    question = ask.question
    say = _In(texts, language)
    rows = [tuple(row) for row in _options(say, ask, labels, page)]
    if question.picks_several:
        rows.append((Button(say("Done (%(count)d)", count=len(ask.draft.picks)), Confirm()),))
    elif question.kind == "statement":
        rows.append((Button(say("Continue"), Confirm()),))
    keeps = ask.revisited and not ask.had_none
    if keeps and question.kind != "statement":
        rows.append((Button(say("Keep this answer"), Keep()),))
    last: list[Button] = []
    if ask.before is not None:
        last.append(Button(say("Back"), Back()))
    if question.optional and question.kind != "statement":
        last.append(Button(say("Clear this answer") if keeps else say("Skip"), Skip()))
    if last:
        rows.append(tuple(last))
    if first:
        rows.append((Button(say("How your answers are used"), Read()),))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _In:
    """Says sentences in one language."""

    texts: Texts
    language: str

    def __call__(self, sentence: str, **values: object) -> str:
        return self.texts.say(sentence, self.language, **values)


def numbered(question: Question, labels: Sequence[str]) -> bool:
    """Whether the labels stand numbered in the text, since a button would cut one of them."""
    return question.kind != "nps" and any(len(label) > LONG_LABEL for label in labels)


def page_of(question: Question, option: int) -> int:
    """The page on which option number ``option`` stands, counted from 0."""
    return option // PAGE if len(question.options) > ON_SCREEN else 0


def opening_page(question: Question, draft: Answer) -> int:
    """The page a question opens at: where the first option that is chosen stands, else the first."""
    if len(question.options) <= ON_SCREEN:
        return 0
    chosen = (place for place, option in enumerate(question.options) if option.key in draft.picks)
    return page_of(question, next(chosen, 0))


def page_places(question: Question, page: int) -> range:
    """The places of the options on ``page``; a page that does not exist is the first."""
    count = len(question.options)
    if count <= ON_SCREEN:
        return range(count)
    start = page * PAGE if 0 <= page * PAGE < count else 0
    return range(start, min(start + PAGE, count))


def pencils(label: str, places: Sequence[int]) -> list[tuple[Button, ...]]:
    """A pencil for each of ``places``, numbered from 1 as in the text above."""
    buttons = [Button(f"{label} {number}", Edit(index)) for number, index in enumerate(places, start=1)]
    return _side_by_side(buttons)


def _options(say: _In, ask: Ask, labels: Sequence[str], page: int) -> list[tuple[Button, ...]]:
    question = ask.question
    if numbers := row_of_numbers(question):
        buttons = [Button(_chosen(ask.draft.number == n, f"{n:.0f}"), Pick(p)) for p, n in enumerate(numbers)]
        return [tuple(buttons)] if _fits_a_row(buttons) else _side_by_side(buttons)
    short = numbered(question, labels)
    places = page_places(question, page)
    buttons = [Button(_marked(ask, place, f"{place + 1}" if short else labels[place]), Pick(place)) for place in places]
    if short:
        rows = _side_by_side(buttons)
    elif question.picks_several and len(labels) > IN_COLUMN and max(map(len, labels)) <= HALF_ROW:
        rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    else:
        rows = _in_rows(question, buttons)
    if len(places) < len(question.options):
        pages = -(-len(question.options) // PAGE)
        here = places.start // PAGE
        more = say("More options (%(page)d of %(pages)d)", page=here + 1, pages=pages)
        rows.append((Button(more, Turn((here + 1) % pages)),))
    return rows


def _marked(ask: Ask, place: int, label: str) -> str:
    picked = ask.question.options[place].key in ask.draft.picks
    if ask.question.picks_several:
        return f"{'☑' if picked else '☐'} {label}"
    return _chosen(picked, label)


def _chosen(picked: bool, label: str) -> str:
    return f"● {label}" if picked else label


def _unchosen(label: str) -> str:
    return label.removeprefix("● ")


def _in_rows(question: Question, buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    """0 to 5 above 6 to 10; numbers, or yes and no, side by side; everything else below each other, in full width."""
    if question.kind == "nps":
        return [tuple(buttons[:6]), tuple(buttons[6:])]
    digits = 1 < len(buttons) <= MOST_IN_A_ROW and all(_unchosen(button.label).isdecimal() for button in buttons)
    beside = question.kind in ("yes_no", "consent") or (digits and not question.picks_several)
    return [tuple(buttons)] if beside and _fits_a_row(buttons) else [(button,) for button in buttons]


def _fits_a_row(buttons: Sequence[Button]) -> bool:
    """Whether the labels fit beside each other, the mark of what is chosen aside. All get the same width."""
    return len(buttons) * max(len(_unchosen(button.label)) for button in buttons) <= ONE_ROW


def _side_by_side(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    """In as few rows as ``IN_ROW`` allows, all of about the same length."""
    if not buttons:
        return []
    count = -(-len(buttons) // IN_ROW)
    width = -(-len(buttons) // count)
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
