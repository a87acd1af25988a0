"""What the shipped plans promise, and one of this test's own, written down from their pages.

Nothing is read from ``templates/plans``: if a shipped plan changes, the year says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OPENING = "@opening"
"""The first question, which comes by itself to those who entered before the survey opened."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One follow-up, as its definition says it. ``to``: ``unfinished``, ``no_show``, ``unhappy``, or everyone ("").

    ``says``: it has words of its own. ``at_home``: its `when` is by the clocks of where somebody lives.
    """

    key: str
    when: str
    send: Sequence[str] = ()
    to: str = ""
    says: bool = False
    survey: str = ""
    approve: bool = False
    at_home: bool = False

    @property
    def is_for_all(self) -> bool:
        """Whether nobody may miss it: it carries materials to everyone who entered."""
        return bool(self.send) and not self.to

    @property
    def asks(self) -> bool:
        """Whether it brings questions, which who wants no more of them does not get."""
        return not self.send and (bool(self.survey) or self.to == "unfinished")

    @property
    def parts(self) -> int:
        """Messages that it consists of."""
        return max(1, len(self.send))


THANKS = Promise("thanks", "on finish", ("slides",))
REMINDER = Promise("reminder", "1wd after end at 09:00", to="unfinished")
WATCH = Promise("watch", "2d after end at 09:00", ("recording",))

PLANS: Mapping[str, Sequence[Promise]] = {
    "classic": (
        THANKS,
        REMINDER,
        WATCH,
        Promise("resources", "5d after end at 09:00", ("resources", "briefing")),
        Promise("impact", "30d after end at 09:00", survey="impact"),
    ),
    "discussion": (
        Promise("invitation", "on entry", ("group",)),
        THANKS,
        REMINDER,
        Promise("group_again", "1d after end at 12:00", ("group",)),
        Promise("answers", "5d after end at 09:00", ("faq",)),
    ),
    "light": (THANKS, WATCH),
    "no_show": (THANKS, WATCH, Promise("missed", "3d after end at 09:00", to="no_show", survey="no_show")),
    "own": (
        Promise("welcome", "on entry", says=True),
        Promise("thanks", "on finish", ("slides",), says=True),
        Promise("reminder", "1wd after end at 09:00", to="unfinished", says=True),
        Promise("night", "2d after end at 02:30", ("recording",), says=True),
        Promise("tip", "2d after end at 02:30", says=True),
        Promise("evening", "3d after end at 20:45", says=True, at_home=True),
        Promise("rescue", "3d after end at 09:00", to="unhappy", says=True, approve=True),
        Promise("last_call", "100h after end", to="unfinished", says=True),
        Promise("month", "30d after end at 09:00", survey="impact"),
    ),
}
