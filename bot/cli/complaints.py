"""How a command says what went wrong: one sentence on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys


class Complaint(Exception):  # noqa: N818  an answer to the person at the command line, not an error
    """What a command cannot do, in one sentence with its remedy. ``code`` is the exit code."""

    def __init__(self, sentence: str, *, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def complain(sentence: str, *, code: int = 1) -> int:
    """Print ``sentence`` on stderr; returns ``code``."""
    with contextlib.suppress(OSError):
        print(f"afterword: {sentence}", file=sys.stderr, flush=True)
    return code


def sentence_of(trouble: OSError) -> str:
    """What the operating system refused, with the file it was about."""
    reason = (trouble.strerror or type(trouble).__name__).lower()
    return f"{trouble.filename}: {reason}." if trouble.filename else f"Cannot go on: {reason}."


def hush() -> None:
    """Let what is still to be printed go nowhere: whoever read it is gone, or there is no room for it."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
