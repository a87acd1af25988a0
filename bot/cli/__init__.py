"""The command ``afterword``: reads its arguments, runs one command, tells what went wrong in one sentence.

Exit 0: fine. 1: the thing asked about is wrong. 2: wrong usage or settings. 130: stopped by Ctrl-C. Nothing heavy is
imported here, so that ``--help`` is quick; ``parser`` lists the commands and each lives in a module of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.cli.complaints import complain, hush, sentence_of
from bot.cli.parser import command_of, parse


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; ``argv`` defaults to the process's arguments."""
    try:
        try:
            code = _run(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        hush()
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as trouble:
        hush()
        return complain(sentence_of(trouble))
    return code


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = parse(argv)
    except SystemExit as leaving:  # argparse leaves by itself after --help, --version and wrong usage
        return leaving.code if isinstance(leaving.code, int) else 0
    try:
        from bot.settings import settings_in

        with settings_in(args.settings):
            return command_of(args)(args)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as trouble:
        told = _told(trouble)
        if told is None:
            raise
        sentence, code = told
        return complain(sentence, code=code)


def _told(trouble: Exception) -> tuple[str, int] | None:
    """The sentence and exit code of a trouble that a person can cause; None for a bug."""
    from bot.cli.complaints import Complaint
    from bot.rehearsal_clock import NoRehearsalTime
    from bot.services.errors import Refusal, Unavailable
    from bot.settings import BadSetting
    from db.errors import SchemaTooNew, StoreUnavailable

    if isinstance(trouble, Complaint):
        return str(trouble), trouble.code
    if isinstance(trouble, BadSetting):
        return str(trouble), 2
    if isinstance(trouble, Refusal | Unavailable | StoreUnavailable | SchemaTooNew | NoRehearsalTime):
        return str(trouble), 1
    return None
