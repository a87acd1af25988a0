"""What has to be said below a comparison's plot: how lines were made, what is hollow, withheld, or not there at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.insight.comparing.comparison import Asked
from bot.insight.withholding import LIMIT
from bot.render.plots.marks import Mark, axis_of, figure_of, has_marks, mark_of_all, marks_of, told_mark


def notes_of(asked: Asked, marks: Sequence[Mark], words: Mapping[str, str], *, limit: int) -> list[str]:
    """The sentences that the plot of ``asked`` needs."""
    notes = []
    if any(mark.low is not None for mark in marks):
        notes.append(words["method_score_line" if asked.kind == "nps" else "method_line"])
    notes += reservations(marks, withheld=any(row.withheld for row in asked.rows), words=words, limit=limit)
    if others := len(asked.unlike) + len(asked.absent):
        notes.append(words["unlike"].format(count=others))
    return notes


def told_webinars(asked: Asked, words: Mapping[str, str], *, figure: str | None = None, limit: int = LIMIT) -> str:
    """What ``dots`` and ``trend`` show, but for their title, in words."""
    if not has_marks(asked):
        return words["nothing"]
    drawn = figure_of(asked, figure)
    marks = marks_of(asked, drawn, words)
    if asked.pooled is not None:
        marks.append(mark_of_all(asked.pooled, drawn, words))
    parts = [axis_of(drawn, words).counted]
    parts += [f"{mark.title}{f' ({mark.day})' if mark.day else ''}: {told_mark(mark)}" for mark in marks]
    return "; ".join([*parts, *notes_of(asked, marks, words, limit=limit)])


def reservations(marks: Sequence[Mark], *, withheld: bool, words: Mapping[str, str], limit: int) -> list[str]:
    """Why some marks are hollow, and others are not there."""
    notes = [words["method_hollow"]] if any(mark.is_hollow for mark in marks) else []
    return [*notes, words["method_withheld"].format(limit=limit)] if withheld else notes
