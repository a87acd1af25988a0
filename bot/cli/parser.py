"""What can be typed after ``afterword``. Each command names the function that runs it, imported only when it runs."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Callable, Sequence
from typing import cast

from bot import __version__
from bot.cli.backup_options import add_backups

Command = Callable[[argparse.Namespace], int]

EXPORTED = {
    "csv": "as CSV, which import reads back",
    "xlsx": "as a workbook: figures with live formulas, every answer, a codebook",
    "sav": "for SPSS, with labels and missing values",
    "jsonl": "as JSON Lines, one response a line as it is stored",
    "parquet": "as Parquet, a typed column for each variable",
    "codebook": "what every column means: Markdown if the name ends in .md, else CSV",
    "datapackage": "a description of the files beside it (Frictionless Data Package)",
}
"""What ``export`` writes, all from one snapshot."""


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; wrong usage exits with 2."""
    parser = argparse.ArgumentParser(
        prog="afterword",
        description="The conversation after the webinar: survey, materials and figures in one Telegram chat.",
        epilog="Settings come from FILE, or from the environment and .env. Exit codes: 0 fine, 1 something is wrong, "
        "2 wrong use.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"afterword {__version__}")
    parser.add_argument("--settings", metavar="FILE", help="whose settings: with several bots, each has a file")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serving(commands)
    _add_definitions(commands)
    _add_figures(commands)
    _add_themes(commands)
    _add_outbox(commands)
    _add_export(commands)
    _add_exchange(commands)
    add_backups(commands, _add, _add_json)
    return parser


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed; wrong usage exits with 2."""
    args = build_parser().parse_args(argv)
    names: tuple[str, ...] = getattr(args, "one_of", ())
    if names and all(getattr(args, name) is None for name in names):
        args.parser.error(f"name at least one file to write: {', '.join(f'--{name}' for name in names)}")
    return args


def command_of(args: argparse.Namespace) -> Command:
    """The function that runs the command in ``args``."""
    module, _, function = cast("str", args.command).partition(":")
    return cast("Command", getattr(importlib.import_module(module), function))


Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives the type no public name


def _add(commands: Commands[argparse.ArgumentParser], name: str, runs: str, says: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
    parser.set_defaults(command=runs)
    return parser


def _add_serving(commands: Commands[argparse.ArgumentParser]) -> None:
    demo = _add(
        commands, "demo", "bot.cli.demo:run", "show the whole loop with no token: an invented audience, no network"
    )
    demo.add_argument("--headless", action="store_true", help="end by itself")
    demo.add_argument("--survey", choices=("satisfaction", "needs"), default="satisfaction", help="what is asked")
    demo.add_argument("--out", metavar="DIR", help="where its files go (default: a new folder)")
    demo.add_argument("--people", metavar="N", type=_count, default=120, help="how many take part (default: 120)")
    run = _add(commands, "run", "bot.cli.serving:run", "serve attendees on Telegram")
    run.add_argument(
        "--webhook", metavar="URL", help="have Telegram bring updates to this address, instead of asking for them"
    )
    doctor = _add(commands, "doctor", "bot.cli.doctor:doctor", "tell what is wrong here, and what to do about it")
    doctor.add_argument(
        "--forget-dead-letters",
        action="store_true",
        help="first delete what people did and the bot could not answer: the log has said why",
    )
    _add_json(doctor)
    migrate = _add(commands, "migrate", "bot.cli.serving:migrate", "bring the database to this version's schema")
    migrate.add_argument(
        "--rekey", action="store_true", help="the key is lost: give up what it sealed, and begin with a new one"
    )


def _add_definitions(commands: Commands[argparse.ArgumentParser]) -> None:
    check = _add(commands, "check", "bot.cli.definitions:check", "validate definition files, all faults at once")
    check.add_argument("files", metavar="FILE", nargs="+", help="a YAML file of surveys and webinars")
    rehearse = _add(
        commands,
        "rehearse",
        "bot.cli.rehearse:run",
        "play definition files through with invented people, and say what looks wrong",
    )
    rehearse.add_argument("files", metavar="FILE", nargs="+", help="a YAML file of surveys and webinars")
    rehearse.add_argument("--people", metavar="N", type=_count, default=40, help="how many take part (default: 40)")
    rehearse.add_argument("--html", metavar="PAGE", help="write it as one page, with the messages as they look")
    rehearse.add_argument("--seed", metavar="N", type=int, default=2026, help="the same seed, the same rehearsal")
    _add_json(rehearse)
    apply = _add(commands, "apply", "bot.cli.definitions:apply", "create or update webinars from definition files")
    apply.add_argument("files", metavar="FILE", nargs="+", help="a YAML file of surveys and webinars")
    apply.add_argument(
        "--resend",
        metavar="MATERIAL",
        action="append",
        help="send it anew to those who have an earlier one (may be given several times)",
    )
    _add_json(apply)


def _add_figures(commands: Commands[argparse.ArgumentParser]) -> None:
    webinars = _add(commands, "webinars", "bot.cli.figures:webinars", "list webinars with codes, links and counts")
    _add_json(webinars)
    summary = _add(commands, "summary", "bot.cli.figures:summary", "print what a webinar's answers add up to")
    _add_code(summary)
    _add_json(summary)
    _add_documents(summary, first="the webinar's first")
    summary.add_argument("--sessions", action="store_true", help="a report with a page for each session's speaker")
    _add_survey(summary)
    _add_compare(commands)

    cross = _add(commands, "cross", "bot.cli.crossing:cross", "count two questions of a survey together")
    _add_code(cross)
    cross.add_argument("rows", metavar="QUESTION", help="the key of the question whose answers are the rows")
    cross.add_argument("columns", metavar="QUESTION", help="that of the columns; mode: how it was answered")
    cross.add_argument(
        "--union", metavar="KEY=A+B", action="append", help="count people who gave any of these answers together"
    )
    _add_survey(cross)
    _add_json(cross)

    briefing = _add(commands, "briefing", "bot.cli.briefings:briefing", "look at a webinar's summary briefing")
    _add_code(briefing)
    briefing.add_argument("--pdf", metavar="FILE", help="write it as it is sent")
    briefing.add_argument("--html", metavar="FILE", help="write it as one page of HTML")
    briefing.add_argument("--language", metavar="LANG", help="in which language (default: the webinar's first)")


def _add_compare(commands: Commands[argparse.ArgumentParser]) -> None:
    compare = _add(commands, "compare", "bot.cli.comparing:compare", "put webinars side by side, and tell what differs")
    compare.add_argument("codes", metavar="CODE", nargs="*", help="a webinar's code or key; two or more")
    compare.add_argument("--series", metavar="NAME", help="all webinars of this series that have answers")
    compare.add_argument("--year", action="store_true", help="pool by calendar year, too")
    compare.add_argument("--tag", metavar="KEY", action="append", help="pool with and without this tag, too")
    compare.add_argument("--question", metavar="KEY", action="append", help="compare this question only (or several)")
    _add_documents(compare, first="en")
    compare.add_argument("--every-pair", action="store_true", help="each with each, not only with the one before")
    _add_survey(compare)
    _add_json(compare)


def _add_themes(commands: Commands[argparse.ArgumentParser]) -> None:
    themes = _add(commands, "themes", "bot.cli.themes:themes", "list and change the themes of an open question")
    _add_code(themes)
    themes.add_argument("question", metavar="QUESTION", help="the key of an open question")
    themes.add_argument("--suggest", action="store_true", help="tell what several people say, as names for themes")
    themes.add_argument("--merge", nargs=2, metavar=("THEME", "INTO"), help="tell one theme as another")
    themes.add_argument("--rename", nargs=2, metavar=("THEME", "NAME"), help="call a theme otherwise")
    themes.add_argument("--group", nargs=2, metavar=("THEME", "GROUP"), help="fold a theme into a group, new or known")
    themes.add_argument("--ungroup", metavar="THEME", help="take a theme out of its group")
    themes.add_argument("--undo", action="store_true", help="undo the last change of the codebook")
    themes.add_argument("--history", action="store_true", help="tell who changed what")
    _add_survey(themes)
    _add_json(themes)


def _add_outbox(commands: Commands[argparse.ArgumentParser]) -> None:
    outbox = _add(commands, "outbox", "bot.cli.outbox:outbox", "show and steer what a webinar owes its attendees")
    _add_code(outbox)
    outbox.add_argument(
        "verb",
        metavar="VERB",
        nargs="?",
        choices=(
            "hold",
            "release",
            "cancel",
            "send-now",
            "approve",
            "edit",
            "preview",
            "resolve",
            "open",
            "pause",
            "resume",
        ),
        help="hold, release, cancel, send-now, approve, edit, preview, resolve, open, pause or resume (default: show)",
    )
    outbox.add_argument("--follow-up", metavar="KEY", help="the follow-up it is about")
    outbox.add_argument("--row", metavar="N", type=_count, help="the one row it is about")
    outbox.add_argument("--rows", action="store_true", help="list every row with its number")
    outbox.add_argument("--text", metavar="TEXT", help="edit: what is said from now on")
    outbox.add_argument("--text-file", metavar="FILE", help="edit: a file with what is said from now on")
    outbox.add_argument("--language", metavar="LANG", help="edit: change the text in this language only")
    outbox.add_argument("--as-defined", action="store_true", help="edit: say again what the definition says")
    outbox.add_argument("--to", metavar="CHAT_ID", type=_count, help="preview: the owner who gets it")
    outbox.add_argument("--as", dest="how", choices=("sent", "not-sent", "again"), help="resolve: what became of it")
    _add_json(outbox)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    export = _add(commands, "export", "bot.cli.exports:export", "write a webinar's responses, one row each")
    _add_code(export)
    for name, says in EXPORTED.items():
        export.add_argument(f"--{name}", metavar="FILE", help=says)
    export.set_defaults(one_of=tuple(EXPORTED), parser=export)
    export.add_argument("--themes", action="store_true", help="add columns for the themes of open answers, to fill in")
    _add_survey(export)


def _add_exchange(commands: Commands[argparse.ArgumentParser]) -> None:
    taking = _add(
        commands,
        "import",
        "bot.cli.exchange:import_answers",
        "read answers or attendance from a CSV file, all or nothing",
    )
    _add_code(taking)
    taking.add_argument(
        "file", metavar="FILE", help="a CSV file as export writes it, or with columns email and attended"
    )
    links = _add(commands, "links", "bot.cli.links:links", "make a link for each registered person, to be mailed")
    _add_code(links)
    links.add_argument("file", metavar="FILE", help="a CSV file with a column email")
    links.add_argument("--out", metavar="FILE", help="where to write it with a column link (default: FILE-links.csv)")
    taking.add_argument(
        "--mode", metavar="WORD", type=_word, help="how these answers were collected: paper, web or a word of yours"
    )
    form = _add(commands, "form", "bot.cli.forms:form", "write the survey for people without Telegram")
    _add_code(form)
    form.add_argument("--pdf", metavar="FILE", help="write it to print")
    form.add_argument("--html", metavar="FILE", help="write it as a page that saves a file for import")
    form.add_argument("--csv", metavar="FILE", help="write an empty sheet with its columns, to type answers into")
    form.add_argument("--action", metavar="URL", help="have the page send its fields there instead of saving a file")
    form.add_argument("--language", metavar="LANG", help="in which language (default: the webinar's first)")
    _add_survey(form)
    slide = _add(commands, "slide", "bot.cli.slides:slide", "write a webinar's last slide, with the code to scan")
    _add_code(slide)
    slide.add_argument("--pdf", metavar="FILE", help="write it as a PDF")
    slide.add_argument("--png", metavar="FILE", help="write it as a picture of 1920 by 1080 pixels")
    slide.add_argument("--qr", metavar="FILE", help="write the code alone, as a picture")
    slide.add_argument(
        "--source", metavar="WORD", default="slide", help="count whoever comes by it under this word (default: slide)"
    )
    slide.add_argument("--language", metavar="LANG", help="in which language (default: the webinar's first)")


def _add_documents(parser: argparse.ArgumentParser, *, first: str) -> None:
    """Charts and reports; ``first`` is the language of a report if nobody says."""
    parser.add_argument("--png", metavar="FILE", help="write a chart for a phone")
    parser.add_argument("--svg", metavar="FILE", help="write a chart that stays sharp at any size")
    parser.add_argument("--html", metavar="FILE", help="write a report as one page of HTML")
    parser.add_argument("--pdf", metavar="FILE", help="write a report as PDF")
    parser.add_argument("--docx", metavar="FILE", help="write a report for Word (needs the extra docx)")
    parser.add_argument("--language", metavar="LANG", help=f"the report's language (default: {first})")


def _add_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="a webinar's code or key")


def _add_survey(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--survey", metavar="KEY", help="a survey that a follow-up brings (default: the webinar's own)")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _word(text: str) -> str:
    """Lower-case letters, digits and hyphens, a letter first; what people answered in chat has a word of its own."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,15}", text) or text in ("chat", "elsewhere"):
        raise argparse.ArgumentTypeError(f"{text!r} is no word for it: up to 16 of a-z, 0-9 and -, as in paper")
    return text


def _count(text: str) -> int:
    """A whole number from 1."""
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return count
