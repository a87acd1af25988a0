"""What can be typed after ``afterword backup`` and ``afterword restore``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Commands = argparse._SubParsersAction  # noqa: SLF001  argparse gives the type no public name
Add = Callable[["Commands[argparse.ArgumentParser]", str, str, str], argparse.ArgumentParser]


def add_backups(commands: Commands[argparse.ArgumentParser], add: Add, add_json: Callable[..., None]) -> None:
    """The commands about backups are among ``commands``."""
    backup = add(commands, "backup", "bot.cli.backups:backup", "copy the database, also while the bot serves")
    backup.add_argument("file", metavar="FILE", nargs="?", help="where the copy goes; it appears whole or not at all")
    backup.add_argument("--force", action="store_true", help="overwrite FILE")
    backup.add_argument(
        "--encrypt-to", metavar="RECIPIENT", help="seal it (age): a public key (age1... or SSH), or a file of such"
    )
    backup.add_argument("--plain", action="store_true", help="do not seal it, whatever the settings say")
    backup.add_argument("--new-identity", metavar="KEYS", help="make a key pair in this file, and print its recipient")
    add_json(backup)
    restore = add(
        commands, "restore", "bot.cli.backups:restore", "put a backup in the place of a database that is gone"
    )
    restore.add_argument("file", metavar="FILE", help="the backup; AFTERWORD_DATABASE says where it goes")
    restore.add_argument("--identity", metavar="KEYS", help="the file with the identity that opens a sealed backup")
    restore.add_argument(
        "--live", metavar="OLD", help="the database that was in use, if it can still be read: what it says was sent was"
    )
    restore.add_argument("--erasures", metavar="LIST", help="another list of erasures than the one beside the database")
    restore.add_argument(
        "--hold-everything", action="store_true", help="hold whatever is planned, not only what may have been sent"
    )
    add_json(restore)
