"""``run`` and ``migrate``."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.complaints import Complaint
from bot.cli.printing import print_line
from bot.cli.storage import clock_of
from bot.cli.webhook import webhook_address
from bot.settings import read_settings
from db.migrate import migrate as bring_up_to_date
from db.versions import copy_before, known_version


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = read_settings()
    token = settings.usable_token()
    webhook = None if args.webhook is None else webhook_address(args.webhook, settings)
    from bot import logs
    from bot.app import serve
    from bot.chat.connection import TokenRefused
    from bot.chat.intake import SecondPoller, WebhookRefused
    from bot.porch.routes import DoorTaken

    logs.configure(token=token, form=settings.log)
    try:
        asyncio.run(serve(settings, webhook=webhook))
    except (TokenRefused, SecondPoller, WebhookRefused, DoorTaken) as trouble:
        raise Complaint(str(trouble)) from None
    return 0


def migrate(args: argparse.Namespace) -> int:
    """The database has the newest schema; made if there is none. If its key is lost, it can begin with a new one."""
    from bot.lock import alone_to_update

    settings = read_settings()
    now = clock_of(settings).now()
    applied = bring_up_to_date(settings.database, now, alone=alone_to_update)
    if applied:
        print_line(f"{settings.database}: applied {', '.join(applied)}.")
        copy = copy_before(settings.database, known_version())
        if copy.exists():
            print_line(f"A copy from before is {copy}.")
    else:
        print_line(f"{settings.database} has the newest schema already.")
    if args.rekey:
        from bot.lock import only_one
        from bot.services.keys import renew_key

        with only_one(settings.database):
            lost = renew_key(settings.database, settings.key_file, now=now)
        print_line(f"A new key is in {settings.key_file}.")
        lots = f"{lost.drafts} sealed responses, {lost.updates} updates that were not done, {lost.links} personal links"
        print_line(f"Given up: {lots}.")
    return 0
