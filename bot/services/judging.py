"""Judging one row of an import: what it would store, or everything that is wrong with it.

Pure. An answer is taken only if the survey could have got it in chat: its options, its limits, its ``when``. What
people said in chat stays as they said it; for them a row can only add themes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.survey.answers import UNSEEN, Answer
from bot.survey.cells import JOINT, NOT_SHOWN, Unfit, quoted, read_answer, unguarded
from bot.survey.definitions import Question, Survey
from bot.survey.engine import in_asking_order
from bot.survey.rules import may_hold, mentioned
from bot.survey.sheet import FINISHED, OTHER_SUFFIX, RESPONSE, SECOND_SUFFIX, THEMES_SUFFIX, Row

LONGEST_LABEL = 100
LONGEST_THEME = 200


@dataclass(slots=True)
class Judged:
    """What a row says. ``answers`` and ``themes`` hold only the questions that have a column.

    An answer of None was not shown. ``finished`` None: the file does not say. Themes are by question and coder; None:
    it was not coded, none: no theme fits.
    """

    label: str
    finished: bool | None = None
    answers: dict[str, Answer | None] = field(default_factory=dict)
    themes: dict[tuple[str, int], tuple[str, ...] | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def label_of(row: Row) -> str:
    """The label of the response that ``row`` is about; empty if it has none."""
    return unguarded(row.cells[RESPONSE].strip())


def judge(row: Row, survey: Survey, *, stored: Mapping[str, Answer], own: Collection[str]) -> Judged:
    """What ``row`` says of a response to ``survey`` that has ``stored`` answers, and what is wrong with it.

    ``own`` are the columns of the file that any version of the survey has.
    """
    judged = Judged(label_of(row))
    if not judged.label:
        judged.faults.append(f"{RESPONSE} is empty; give each row a label of its own")
    elif len(judged.label) > LONGEST_LABEL:
        judged.faults.append(f"{RESPONSE} has more than {LONGEST_LABEL} characters")
    judged.finished = _finished(row, judged.faults)
    _judge_answers(row, survey, stored, judged)
    _judge_themes(row, survey, stored, judged)
    known = {question.key for question in survey.questions}
    for column in own:
        key = column.split(".")[0]
        if key not in known and row.cells.get(column, "").strip() not in ("", NOT_SHOWN):
            judged.faults.append(f"{column} is not asked in the version of the survey that this response began with")
    return judged


def differences(judged: Judged, stored: Mapping[str, Answer], *, finished: bool) -> Iterator[str]:
    """Where a row contradicts what was said in chat. What a row did not know yet is no contradiction."""
    settled = judged.finished is not False
    if judged.finished and not finished:
        yield f"{FINISHED} is 1, but this person has not finished in chat"
    for key, answer in judged.answers.items():
        if not settled and (answer is None or answer.state == "shown"):
            continue
        if not same(answer, stored.get(key)):
            yield f"{key} is not what this person answered in chat; an import can change its themes only"


def same(answer: Answer | None, stored: Answer | None) -> bool:
    """Whether both say the same; of answers that are only shown, drafts do not matter."""
    if answer is None or stored is None:
        return answer is stored
    if answer.state == "shown" or stored.state == "shown":
        return answer.state == stored.state
    return (answer.state, set(answer.picks), answer.text or "", answer.number) == (
        stored.state,
        set(stored.picks),
        stored.text or "",
        stored.number,
    )


def _finished(row: Row, faults: list[str]) -> bool | None:
    cell = row.cells.get(FINISHED)
    if cell is None:
        return None
    if cell.strip() not in ("", "0", "1"):
        faults.append(f"{FINISHED} holds {quoted(cell)}; write 1 or 0")
    return cell.strip() != "0"


def _judge_answers(row: Row, survey: Survey, stored: Mapping[str, Answer], judged: Judged) -> None:
    """Read the columns of answers, in the order the questions are asked, so that each rule finds what it looks at.

    What a rule looks at may be missing from the file (a form on paper did not ask it): then it does not forbid.
    """
    settled = dict(stored)
    unfit: set[str] = set()
    for question in in_asking_order(survey):
        key = question.key
        if key not in row.cells:
            continue
        answer = read_answer(question, row.cells[key], row.cells.get(key + OTHER_SUFFIX, ""))
        if isinstance(answer, Unfit):
            judged.faults.append(f"{key} {answer.why}")
            unfit.add(key)
            continue
        if question.when is not None and not unfit.isdisjoint(mentioned(question.when)):
            continue  # nobody can say whether it applies
        applies = question.when is None or may_hold(question.when, settled)
        if not applies and answer is not None and answer.state == "answered":
            judged.faults.append(f"{key} is not asked after these answers; write {NOT_SHOWN} there")
        judged.answers[key] = answer if applies else None
        settled[key] = (answer or UNSEEN) if applies else Answer("skipped")


def _judge_themes(row: Row, survey: Survey, stored: Mapping[str, Answer], judged: Judged) -> None:
    for question in survey.questions:
        for coder, suffix in ((1, THEMES_SUFFIX), (2, SECOND_SUFFIX)):
            column = question.key + suffix
            cell = row.cells.get(column)
            if cell is None:
                continue
            looked_at = cell.strip() == NOT_SHOWN
            labels = _labels("" if looked_at else unguarded(cell.strip()))
            if any(len(label) > LONGEST_THEME for label in labels):
                judged.faults.append(f"{column} has a theme of more than {LONGEST_THEME} characters")
            if (labels or looked_at) and not _answered(question, stored, judged):
                judged.faults.append(f"{column} gives themes to an answer that is not there")
            judged.themes[question.key, coder] = labels if labels or looked_at else None


def _labels(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in cell.split(JOINT)))))


def _answered(question: Question, stored: Mapping[str, Answer], judged: Judged) -> bool:
    answer = judged.answers[question.key] if question.key in judged.answers else stored.get(question.key)
    return answer is not None and answer.state == "answered"
