"""What a use case raises when it will not or cannot go on: a refusal to be told to a person, or a store that is out.

Both carry one plain sentence. Expected outcomes are values, not exceptions; everything else that is raised is a bug.
The chat and the command line catch these two and nothing more of this floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import StoreUnavailable


class Unavailable(Exception):  # noqa: N818  the name says what it is
    """What is needed does not work just now; nothing was changed. ``str()`` is one sentence for whoever waits."""


class Refusal(Exception):  # noqa: N818  an answer, not an error
    """No, and why. ``template`` is an English sentence (a catalogue may translate it) with ``values`` to fill in.

    ``str()`` is the sentence in English, filled in.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


@contextmanager
def store_troubles_told() -> Iterator[None]:
    """Within it, a store that is out raises ``Unavailable`` with the store's own sentence."""
    try:
        yield
    except StoreUnavailable as trouble:
        raise Unavailable(str(trouble)) from trouble
