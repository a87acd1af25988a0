"""``backup``: a copy of the database while the bot serves, verified; and identities that backups are sealed for."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.complaints import Complaint, sentence_of
from bot.cli.printing import print_json, print_line
from bot.cli.storage import clock_of
from bot.services.backups.age import new_identity, recipients_of
from bot.services.backups.making import Backup, make_backup, note_backup
from bot.settings import Settings, read_settings

_COUNTED = {"webinars": "webinars", "attendees": "people", "responses": "responses", "answers": "answers"}


def backup(args: argparse.Namespace) -> int:
    """Make a backup, or an identity to seal backups for."""
    if args.file is None and args.new_identity is None:
        raise Complaint("Name the file that the backup goes to.", code=2)
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
