"""A poll of Telegram's own: what it asks, and who chose what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Ballot:
    """A poll. ``votes`` are the options that each person chose, by their ids; it keeps them even if it is anonymous."""

    poll_id: str
    question: str
    options: tuple[str, ...]
    anonymous: bool = True
    several: bool = False
    closed: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def telegram(self) -> dict[str, Any]:
        """The Poll object of the Bot API."""
        chosen = [option for options in self.votes.values() for option in options]
        return {
            "id": self.poll_id,
            "question": self.question,
            "options": [
                {"persistent_id": str(place), "text": text, "voter_count": chosen.count(place)}
                for place, text in enumerate(self.options)
            ],
            "total_voter_count": len(self.votes),
            "is_closed": self.closed,
            "is_anonymous": self.anonymous,
            "type": "regular",
            "allows_multiple_answers": self.several,
            "allows_revoting": True,
        }
