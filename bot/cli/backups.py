"""``backup``: a copy of the database while the bot serves, verified; identities that backups are sealed for; and
``restore``, which says what is lost, what is held, and what to do next.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.complaints import Complaint, sentence_of
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of
from bot.services.backups.age import new_identity, recipients_of
from bot.services.backups.making import Backup, make_backup, note_backup
from bot.services.backups.restoring import Restored, Wanted, restore_backup
from bot.settings import Settings, read_settings
from db.errors import StoreUnavailable

_COUNTED = {"webinars": "webinars", "attendees": "people", "responses": "responses", "answers": "answers"}


def backup(args: argparse.Namespace) -> int:
    """Make a backup, or an identity to seal backups for."""
    if args.file is None and args.new_identity is None:
        raise Complaint("Name the file that the backup goes to.", code=2)
    if args.file is not None and args.new_identity is not None:
        raise Complaint("--new-identity makes keys and no backup: make that with a second command.", code=2)
    if args.new_identity is not None:
        recipient = new_identity(Path(args.new_identity))
        if args.json:
            print_json({"identity": args.new_identity, "recipient": recipient})
        else:
            print_line(recipient)
            print_line(f"Keep {args.new_identity} where the backups do not go: only with it they can be restored.")
    if args.file is not None:
        _back_up(read_settings(), args)
    return 0


def _back_up(settings: Settings, args: argparse.Namespace) -> None:
    wanted = args.encrypt_to or settings.backup_recipient
    recipients = () if wanted is None or args.plain else recipients_of(wanted)
    file, now = Path(args.file), clock_of(settings).now()
    if file.is_dir():
        raise Complaint(f"{file} is a folder; name a file in it.")
    if file.resolve() == settings.key_file.resolve():
        raise Complaint(f"{file} is the key file; name another one.")
    try:
        made = make_backup(settings.database, file, now=now, recipients=recipients, replace=args.force)
    except FileExistsError:
        raise Complaint(f"There is a file {file} already; name another one, or say --force.") from None
    except OSError as trouble:
        raise Complaint(sentence_of(trouble)) from None
    note_backup(settings.database, file.name, now=now, encrypted=bool(recipients))
    if args.json:
        print_json(_document(made))
        return
    counts = ", ".join(f"{made.rows.get(table, 0):,} {what}" for table, what in _COUNTED.items())
    sealed = "sealed, " if made.sealed else ""
    print_line(f"{file}: {made.size:,} bytes, {sealed}verified: {counts}.")
    if settings.key_file.exists():
        print_line(f"The key {settings.key_file} is not in it: keep a copy of that elsewhere.")


def _document(made: Backup) -> dict[str, object]:
    return {
        "file": str(made.file),
        "taken_at": made.taken_at.isoformat(),
        "bytes": made.size,
        "schema": made.version,
        "encrypted": made.sealed,
        "rows": {what: made.rows.get(table, 0) for table, what in _COUNTED.items()},
    }


def restore(args: argparse.Namespace) -> int:
    """Put a backup in the place of a database that is gone."""
    settings = read_settings()
    wanted = Wanted(
        backup=Path(args.file),
        database=settings.database,
        key_file=settings.key_file,
        owners=settings.owners,
        identity=_path(args.identity),
        live=_path(args.live),
        erasures=_path(args.erasures),
        everything=args.hold_everything,
    )
    try:
        done = asyncio.run(restore_backup(wanted, now=clock_of(settings).now()))
    except StoreUnavailable as trouble:
        if trouble.reason not in ("corrupt", "not_a_database"):
            raise
        raise Complaint(f"{args.file} is damaged, or no backup: take another one. Nothing was changed.") from None
    except OSError as trouble:
        raise Complaint(sentence_of(trouble)) from None
    if args.json:
        print_json(_account(done))
        return 0
    for line in _told(settings, args, done):
        print_line(line)
    return 0


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _told(settings: Settings, args: argparse.Namespace, done: Restored) -> Iterator[str]:
    lost = f"{_moment(done.taken_at)} to {_moment(done.restored_at)} ({_span(done.restored_at - done.taken_at)})"
    yield f"{settings.database} is restored from {args.file}."
    yield f"Lost is what happened from {lost}: answers, who entered, what organisers did."
    if done.migrated:
        yield f"It was brought to this version's schema: {', '.join(done.migrated)}."
    if done.erased:
        yield f"{done.erased} people who were erased since are erased again."
    if done.dropped:
        yield f"{done.dropped} words of organisers that were in hand then are not carried out again."
    yield from _of_live(args, done)
    total = sum(each.rows for each in done.held)
    if total:
        yield f"{total} messages were perhaps sent in that time. They are held until you say what became of them:"
    for each in done.held:
        yield f"  {each.key}: {each.rows} of {each.follow_up}"
        yield f"    they have it:    afterword outbox {each.key} resolve --follow-up {each.follow_up} --as sent"
        yield f"    they go now:     afterword outbox {each.key} release --follow-up {each.follow_up}"
        yield f"    they never go:   afterword outbox {each.key} cancel --follow-up {each.follow_up}"
    yield "What organisers sent by hand or changed in that time is not known: look at `afterword outbox CODE` of each"
    yield "webinar, at its texts and pauses, and at the team. Apply definitions again that were changed since."
    if not settings.key_file.exists():
        yield f"The key {settings.key_file} is not there: put it back before `afterword run`."
    yield "Next: `afterword doctor`, then `afterword run`; owners are told in chat."


def _of_live(args: argparse.Namespace, done: Restored) -> Iterator[str]:
    survived, newcomers = done.survived, "Who came in that time is new to the bot when they come again."
    if survived is None:
        yield "Who wrote /stop or took back a consent in that time is not known any more; --live OLD would have told,"
        yield f"if the database that was in use can still be read. {newcomers}"
        return
    yield f"From {args.live}: of {survived.settled} messages it is known what became of them, {len(survived.unsent)}"
    yield f"were not sent, and {survived.narrowed} people want less than they did. {newcomers}"
    if survived.unread:
        yield f"Not all of it could be read: some of {', '.join(survived.unread)} is not known."
    elif survived.sound:
        yield f"{args.live} is sound: if nothing else is wrong with it, it is better than any backup."


def _account(done: Restored) -> dict[str, object]:
    survived = done.survived
    return {
        "taken_at": done.taken_at.isoformat(),
        "restored_at": done.restored_at.isoformat(),
        "migrated": list(done.migrated),
        "erased": done.erased,
        "dropped": done.dropped,
        "held": [{"webinar": each.key, "follow_up": each.follow_up, "rows": each.rows} for each in done.held],
        "live": survived
        and {
            "sound": survived.sound,
            "unread": list(survived.unread),
            "settled": survived.settled,
            "unsent": len(survived.unsent),
            "narrowed": survived.narrowed,
        },
    }


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _span(lost: timedelta) -> str:
    minutes = int(lost / timedelta(minutes=1))
    days, hours = divmod(minutes // 60, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes % 60} min"]
    return " ".join(part for part in parts if part)
