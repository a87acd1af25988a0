"""The steps that a codebook takes, and back: what each may do, and what it takes to undo it. Inside a transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import msgspec

import db.themes
from bot.services.coding.desk import Desk, NoSuchTheme, Theme
from bot.services.coding.giving import cleaned_label
from bot.services.errors import Refusal
from db.theme_changes import Deed, ThemeChangeRow


class Was(msgspec.Struct, frozen=True):
    """What it takes to undo a change of ``theme``: its name before, its group, or the theme it was split from."""

    theme: int
    label: str | None = None
    parent: int | None = None
    split_from: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to which theme, what it became, and how to undo it."""

    deed: Deed
    label: str
    other: str | None = None
    was: Was | None = None


def own(desk: Desk, theme_id: int) -> Theme:
    """The theme, if it is theirs who look. Raises: NoSuchTheme, Refusal."""
    theme = desk.theme(theme_id)
    if theme.elsewhere:
        raise Refusal(
            "“{theme}” is given to answers of webinars that are not yours, so it stays as it is.", theme=theme.label
        )
    return theme


def require_free(desk: Desk, label: str, *, but: Theme | None = None) -> None:
    """Return if no theme but ``but`` is called so. Raises: Refusal."""
    known = desk.labelled(label)
    if known is not None and known != but:
        raise Refusal("There is a theme “{theme}” already. The two can be merged.", theme=known.label)


def rename(tx: sqlite3.Connection, theme_id: int, label: str) -> None:
    """It is called so. Raises: Refusal."""
    try:
        db.themes.rename(tx, theme_id, label)
    except sqlite3.IntegrityError:
        raise _taken(label) from None


def holder_of(tx: sqlite3.Connection, desk: Desk, group: str | int) -> tuple[int, str]:
    """Number and name of a group, by number or by name, new or known. Raises: NoSuchTheme, Refusal."""
    if isinstance(group, int):
        known = desk.theme(group)
        return known.id, known.label
    label = cleaned_label(group)
    theme = desk.labelled(label)
    if theme is not None:
        return theme.id, theme.label
    return made_theme(tx, desk, label), label


def made_theme(tx: sqlite3.Connection, desk: Desk, label: str, *, again: Theme | None = None) -> int:
    """The number of a theme of that name, which is new; or was once split from ``again`` and merged back."""
    known = db.themes.labelled(tx, desk.survey_key, desk.question.key, label)
    if known is None:
        return db.themes.add(tx, survey_key=desk.survey_key, question=desk.question.key, label=label)
    if again is None or known.merged_into != again.id:
        raise _taken(label)
    db.themes.merge(tx, known.id, None)
    return known.id


def _taken(label: str) -> Refusal:
    return Refusal("“{theme}” is the name of a theme that was merged, or of other webinars.", theme=label)


def undo_change(tx: sqlite3.Connection, change: ThemeChangeRow, was: Was) -> None:
    """All is as before the change. Raises: NoSuchTheme, Refusal."""
    if db.themes.by_id(tx, was.theme) is None:
        raise NoSuchTheme
    match change.deed:
        case "renamed":
            assert was.label is not None
            rename(tx, was.theme, was.label)
        case "merged":
            db.themes.merge(tx, was.theme, None)
        case "split":
            db.themes.merge(tx, was.theme, was.split_from)
        case "grouped" | "ungrouped":
            db.themes.fold(tx, was.theme, was.parent)
        case _:
            raise Refusal("There is nothing that can be undone.")
