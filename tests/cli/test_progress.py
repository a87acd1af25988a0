"""How far a planning is shows on a terminal, if it takes a while, and nowhere else."""

from __future__ import annotations

import io

from bot.cli.printing import Progress


class Terminal(io.StringIO):
    """Somebody looks."""

    def isatty(self) -> bool:
        return True


def test_whoever_waits_at_a_terminal_sees_how_far_it_is_and_the_line_goes_away():
    terminal = Terminal()
    Progress(terminal, after_seconds=0).tell("crowd", 40_000, 100_000)
    assert terminal.getvalue().endswith("crowd: the plan of 40,000 of 100,000 people is laid (40%)")
    progress = Progress(terminal, after_seconds=0)
    progress.tell("crowd", 40_000, 100_000)
    progress.tell("crowd", 100_000, 100_000)
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_is_quick_or_goes_to_a_file_shows_nothing():
    terminal, file = Terminal(), io.StringIO()
    Progress(terminal).tell("crowd", 40_000, 100_000)
    Progress(file, after_seconds=0).tell("crowd", 40_000, 100_000)
    assert terminal.getvalue() == file.getvalue() == ""
