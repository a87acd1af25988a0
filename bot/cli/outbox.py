"""``outbox``: what a webinar owes its attendees, and the words by which an organiser steers it.

It writes beside a running bot, which acts on it within a second. What a word means is decided in ``services.steering``.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.cli.complaints import Complaint
from bot.cli.files import read_bytes
from bot.cli.outbox_words import document, lines
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of, opened
from bot.services.access import Access, Operator
from bot.services.library import Library
from bot.services.organising.pausing import Pausing
from bot.services.outboxes import Outbox, Outboxes
from bot.services.previewing import Previewing
from bot.services.rewording import Rewording
from bot.services.steering import Steered, Steering, Target
from bot.services.storage import Storage
from bot.settings import Settings, read_settings

LARGEST_TEXT = 100_000
"""Bytes of a text's file; what may be sent has a fraction of it."""


def outbox(args: argparse.Namespace) -> int:
    """Show the outbox, or carry out one word about it."""
    settings = read_settings()
    if args.verb is None:
        outbox = asyncio.run(_found(settings, args))
        if args.json:
            print_json(document(outbox, rows=args.rows))
        else:
            for line in lines(outbox, rows=args.rows):
                print_line(line)
        return 0
    _require_target(args)
    done = asyncio.run(_steered(settings, args))
    if args.json:
        print_json({"touched": done.touched, "left": dict(done.left), "waits_for": list(done.waits_for)})
    else:
        for line in _words(args, done):
            print_line(line)
    return 0


async def _found(settings: Settings, args: argparse.Namespace) -> Outbox:
    async with opened(settings, clock_of(settings), create=False) as store:
        outboxes = Outboxes(Storage(store), Library(), Access(settings.owners))
        return await outboxes.outbox(Operator(), args.code, rows=args.rows, follow_up=args.follow_up)


def _require_target(args: argparse.Namespace) -> None:
    """Return if it is said what the word is about, and all that it needs. Raises: Complaint."""
    if args.verb in ("open", "pause", "resume"):
        if args.follow_up is not None or args.row is not None:
            raise Complaint(f"`{args.verb}` is about the webinar's survey, about no follow-up and no row.", code=2)
        return
    if (args.follow_up is None) == (args.row is None):
        raise Complaint(f"Say what to {args.verb}: --follow-up KEY or --row N.", code=2)
    if args.verb == "resolve" and args.how is None:
        raise Complaint("Say what became of it: --as sent, --as not-sent or --as again.", code=2)
    if args.verb == "preview" and (args.follow_up is None or args.to is None):
        raise Complaint("Say what to show to whom: --follow-up KEY --to CHAT_ID.", code=2)
    if args.verb == "edit":
        if args.follow_up is None:
            raise Complaint("A text is edited for everyone: --follow-up KEY.", code=2)
        if sum((args.text is not None, args.text_file is not None, args.as_defined)) != 1:
            raise Complaint("Say what is to be said: --text TEXT, --text-file FILE or --as-defined.", code=2)


async def _steered(settings: Settings, args: argparse.Namespace) -> Steered:
    clock, library = clock_of(settings), Library()
    async with opened(settings, clock, create=False) as store:
        storage = Storage(store)
        access, by = Access(settings.owners), Operator()
        steering = Steering(storage, clock, library, access)
        target = Target(args.code, args.follow_up, args.row)
        if args.verb == "open":
            return await steering.open(by, args.code)
        if args.verb in ("pause", "resume"):
            pausing = Pausing(storage, clock, library, access)
            await (pausing.pause if args.verb == "pause" else pausing.resume)(by, args.code)
            return Steered(0)
        if args.verb == "resolve":
            return await steering.resolve(by, target, how=args.how)
        if args.verb == "preview":
            previewing = Previewing(storage, clock, library, access)
            await previewing.ask(by, args.code, follow_up=args.follow_up, to=args.to)
            return Steered(0)
        if args.verb != "edit":
            return await steering.steer(by, args.verb, target)
        rewording = Rewording(storage, clock, library, access)
        if args.as_defined:
            return await rewording.as_defined(by, args.code, follow_up=args.follow_up)
        text = args.text if args.text is not None else _text_of(Path(args.text_file))
        return await rewording.reword(by, args.code, follow_up=args.follow_up, text=text, language=args.language)


def _text_of(path: Path) -> str:
    try:
        return read_bytes(path, most=LARGEST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Complaint(f"{path} is not UTF-8 text.") from None


_DONE = {
    "hold": "held",
    "release": "released",
    "cancel": "cancelled",
    "send-now": "due now",
    "approve": "approved",
    "edit": "to be sent with the new text",
    "resolve": "resolved",
    "open": "called to the first question",
}


def _words(args: argparse.Namespace, done: Steered) -> Iterator[str]:
    if args.verb == "open" and done.left:
        yield "The survey is open already; nothing was changed."
        return
    if args.verb in ("pause", "resume"):
        yield "The survey is paused: nobody can answer." if args.verb == "pause" else "The survey goes on."
        return
    if args.verb == "preview":
        yield f"The bot shows {args.follow_up} to {args.to}, at once if it runs, else when it does."
        return
    if not (done.touched or done.left):
        yield f"No row of {args.follow_up} is owed yet: nobody who entered is in its audience."
    rows = "1 row" if done.touched == 1 else f"{done.touched} rows"
    yield f"{rows} {'to be sent as defined' if args.as_defined else _DONE[args.verb]}."
    for why, count in sorted(done.left.items()):
        yield f"{count} left alone: {why}."
    if done.waits_for:
        yield f"They go when {' and '.join(done.waits_for)} has arrived: give it a file or a url, and apply."
    if args.verb == "edit" and args.language is not None:
        yield f"Only those of them who read it in {args.language} are shown it."
    if args.verb in ("hold", "cancel") and args.row is None:
        yield "Who enters later is covered, too; `release` takes it back."
    if args.verb == "approve" and args.row is None:
        yield "Who enters later gets it as they enter." if done.at_once else "Who enters later is covered, too."
