"""What each identity of a survey offers, in one place: ``check`` refuses by it, and the README's table is made from it.

identified: organisers see who answered what. pseudonymous: nobody is shown it, and a copy of the database tells it.
anonymous: one copy of the database without its key, though one knows who took part and on which days, does not tell it.
"""

from __future__ import annotations

from typing import Literal

from bot.survey.definitions import Identity

Feature = Literal[
    "names",
    "tied",
    "copies",
    "languages",
    "audiences",
    "piping",
    "materials",
    "personal_links",
    "threads",
    "contacts",
    "alerts",
    "editing",
    "my_answers",
    "erasing",
    "rows",
    "crossing",
]

IDENTITIES: tuple[Identity, ...] = ("identified", "pseudonymous", "anonymous")

_TABLE: dict[Feature, tuple[str, str, str, str]] = {
    "names": ("organisers see names with answers", "yes", "no", "no"),
    "tied": ("the operator, with database and key, can tell whose an answer is", "yes", "yes", "until it is moved"),
    "copies": ("whoever has one copy of the database, without the key, can tell it", "yes", "yes", "no"),
    "languages": ("source and language are kept with answers", "yes", "yes", "no"),
    "audiences": ("follow-ups go to people by what they answered", "yes", "yes", "no"),
    "piping": ("follow-ups repeat what somebody answered", "yes", "yes", "no"),
    "materials": ("a `materials` question notes who wants what", "yes", "yes", "no"),
    "personal_links": ("a link that was mailed to one person says who entered", "yes", "yes", "no"),
    "threads": ("attendees and organisers write to each other through the bot", "yes", "yes", "no"),
    "contacts": ("attendees can be on a contact list", "yes", "yes", "no"),
    "alerts": ("organisers are told at once of a poor answer", "yes", "yes", "no"),
    "editing": ("answers can be changed until the survey closes", "yes", "yes", "yes"),
    "my_answers": ("/mydata shows one's answers", "yes", "yes", "until they are moved"),
    "erasing": ("/forget erases one's answers", "yes", "yes", "until they are moved"),
    "rows": ("single responses can be exported, from five on", "from the first", "yes", "yes"),
    "crossing": ("answers can be compared with each other", "yes", "yes", "yes"),
}
"""In words, and what each identity says to it."""


def offers(identity: Identity, feature: Feature) -> bool:
    """Whether a survey with ``identity`` has ``feature``, be it for a time only."""
    return answer(identity, feature) != "no"


def answer(identity: Identity, feature: Feature) -> str:
    """What the table says: "yes", "no", or until or from when."""
    return _TABLE[feature][1 + IDENTITIES.index(identity)]


def as_table() -> str:
    """The whole table as Markdown."""
    lines = [f"| | {' | '.join(IDENTITIES)} |", "|---" * (1 + len(IDENTITIES)) + "|"]
    lines += [f"| {' | '.join(cells)} |" for cells in _TABLE.values()]
    return "\n".join(lines)
