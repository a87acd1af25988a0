"""``themes``: the codebook of an open question with its counts, what may be suggested for it, and changes of it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.cli.complaints import Complaint
from bot.cli.printing import print_json, print_line, table
from bot.cli.storage import clock_of, library_of, opened
from bot.insight.summary import QuestionFigures
from bot.insight.theme_shapes import coding_shape, themes_shape
from bot.services.access import Access, Operator
from bot.services.coding.codebooks import Change, Codebooks
from bot.services.coding.desk import Desk, Theme, Where
from bot.services.coding.embeddings import embeddings_in
from bot.services.coding.giving import Giving
from bot.services.coding.suggesting import Suggesting, Suggestion
from bot.services.reading import Reading
from bot.services.storage import Storage
from bot.settings import Settings, read_settings

Found = tuple[Desk, QuestionFigures, tuple[Suggestion, ...], tuple[Change, ...]]


def themes(args: argparse.Namespace) -> int:
    """Change the codebook if that is wanted, and print it."""
    changes = [name for name in ("merge", "rename", "group", "ungroup", "undo") if getattr(args, name)]
    if len(changes) > 1:
        raise Complaint(f"--{changes[0]} and --{changes[1]} cannot be done at once; do one after the other.", code=2)
    desk, question, suggested, history = asyncio.run(_themes(read_settings(), args))
    if args.json:
        print_json(_document(desk, question, suggested, history))
        return 0
    for line in _lines(desk, question):
        print_line(line)
    if args.suggest:
        print_line()
        for line in _suggested(suggested):
            print_line(line)
    if args.history:
        print_line()
        for line in _history(history):
            print_line(line)
    return 0


async def _themes(settings: Settings, args: argparse.Namespace) -> Found:
    clock, by = clock_of(settings), Operator()
    async with opened(settings, clock, create=False) as store:
        access, library, storage = Access(settings.owners), await library_of(settings, store), Storage(store)
        giving, books = Giving(storage, clock, library, access), Codebooks(storage, clock, library, access)
        where = Where(args.code, args.survey, args.question)
        await _change(args, books, where, await giving.desk(by, where))
        desk, history = await books.history(by, where)
        report = await Reading(store, access, library).summary(args.code, reader=by, survey=args.survey)
        question = next(each for each in report.summary.questions if each.key == desk.question.key)
        suggested: tuple[Suggestion, ...] = ()
        if args.suggest:
            suggested = await Suggesting(embeddings_in(settings.embeddings)).of(desk)
        return desk, question, suggested, history


async def _change(args: argparse.Namespace, books: Codebooks, where: Where, desk: Desk) -> None:
    by, seen = Operator(), desk.revision
    done: dict[str, Callable[[], Awaitable[Any]]] = {
        "merge": lambda: books.merge(
            by, where, _named(desk, args.merge[0]).id, _named(desk, args.merge[1]).id, seen=seen
        ),
        "rename": lambda: books.rename(by, where, _named(desk, args.rename[0]).id, args.rename[1], seen=seen),
        "group": lambda: books.group(by, where, _named(desk, args.group[0]).id, args.group[1], seen=seen),
        "ungroup": lambda: books.group(by, where, _named(desk, args.ungroup).id, None, seen=seen),
        "undo": lambda: books.undo(by, where, seen=seen),
    }
    for name, change in done.items():
        if getattr(args, name):
            await change()


def _named(desk: Desk, label: str) -> Theme:
    found = desk.labelled(label)
    if found is None:
        known = ", ".join(theme.label for theme in desk.themes) or "none yet"
        raise Complaint(f"There is no theme {label!r}; there are: {known}.")
    return found


def _lines(desk: Desk, question: QuestionFigures) -> list[str]:
    from bot.render.themes import coding_lines

    coded = 0 if question.coding is None else question.coding.coded
    lines = [f"{desk.question.key}: {coded} of {question.answered} answers are coded."]
    if question.coding is None:
        command = f"afterword export {desk.webinar.key} --csv FILE --themes"
        lines.append(f"No themes yet: give them in chat, or in a spreadsheet (`{command}`, fill in, import).")
    if desk.sealed:
        lines.append(f"{desk.sealed} answers lie sealed and can be coded once they are moved.")
    unused = [theme.label for theme in desk.themes if not theme.people and not theme.holds]
    lines += coding_lines(question)
    if unused:
        lines.append(f"given to no answer here: {', '.join(unused)}")
    return lines


def _suggested(suggested: tuple[Suggestion, ...]) -> list[str]:
    if not suggested:
        return ["Nothing is suggested: no two people say the same."]
    rows = [("PEOPLE", "SUGGESTED", "")]
    for each in suggested:
        note = "a theme already" if each.theme is not None else "by meaning" if each.by_meaning else ""
        rows.append((str(len(each.answers)), each.label, note))
    return [*table(rows), "Suggestions are counted nowhere until a person gives them to an answer."]


def _history(history: tuple[Change, ...]) -> list[str]:
    if not history:
        return ["Nothing was changed in this codebook."]
    rows = [("WHEN", "WHO", "WHAT", "THEME", "")]
    for each in history:
        what = f"{each.deed} (undone)" if each.undone else each.deed
        other = "" if each.other is None else f"-> {each.other}"
        rows.append((f"{each.at:%Y-%m-%d %H:%M}", each.who or "-", what, each.label, other))
    return table(rows)


def _document(
    desk: Desk, question: QuestionFigures, suggested: tuple[Suggestion, ...], history: tuple[Change, ...]
) -> dict[str, Any]:
    labels = {theme.id: theme.label for theme in desk.themes}
    return {
        "webinar": {"key": desk.webinar.key, "code": desk.webinar.code, "title": desk.webinar.title},
        "survey": desk.survey_key,
        "question": desk.question.key,
        "answered": question.answered,
        "codebook": [
            {"label": theme.label, "group": None if theme.group is None else labels.get(theme.group)}
            for theme in desk.themes
        ],
        "themes": None if question.themes is None else themes_shape(question.themes),
        "coding": None if question.coding is None else coding_shape(question.coding),
        "suggested": [
            {
                "label": each.label,
                "people": len(each.answers),
                "theme": each.theme is not None,
                "by": "meaning" if each.by_meaning else "words",
            }
            for each in suggested
        ],
        "history": [
            {
                "at": each.at.isoformat(),
                "deed": each.deed,
                "label": each.label,
                "other": each.other,
                "undone": each.undone,
            }
            for each in history
        ],
    }
