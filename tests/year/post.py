"""What came: every message of a follow-up that Telegram carried out, what for, and when by the rehearsal's clock.

Read from the rehearsal's journal of calls after each step, while the clock stands still. A message is known by words
that stand in no other: a title, a mark, or what the bot says above a question that comes by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.server import Rehearsal
from bot.render.texts import Texts
from tests.year.calendar import Occasion
from tests.year.definition import title
from tests.year.people import LANGUAGES
from tests.year.promises import OPENING

SENDS = ("sendMessage", "sendDocument")
KEPT_ENTRIES = 2_000
_WEBINAR = re.compile(r"\bw\d\d\b")

Key = tuple[int, str, str]
"""Chat, webinar and follow-up."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One message that came. ``part``: which of the follow-up's."""

    part: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A follow-up's part, known by ``words``; ``buttons``: and by having buttons or none, if that tells it."""

    words: str
    follow_up: str
    part: int = 0
    buttons: bool | None = None


class Postbox:
    """Collects what came."""

    def __init__(self, api: Rehearsal, occasions: Sequence[Occasion], texts: Texts) -> None:
        self.copies: dict[Key, list[Copy]] = defaultdict(list)
        self._api = api
        self._known: Mapping[str, Sequence[Known]] = {each.key: _signs(each, texts) for each in occasions}
        self._last = 0

    def collect(self) -> int:
        """Everything that came since is filed; how many messages of follow-ups that were."""
        found, now = 0, self._api.clock.now()
        entries = self._api.journal.entries
        for entry in [each for each in entries if each.number > self._last]:
            self._last = entry.number
            if entry.method not in SENDS or not entry.carried_out or entry.chat_id is None:
                continue
            text = str(entry.params.get("text") or entry.params.get("caption") or "")
            named = _WEBINAR.search(text)
            has_buttons = "reply_markup" in entry.params
            for sign in self._known.get(named[0], ()) if named else ():
                if sign.words in text and sign.buttons in (None, has_buttons):
                    copy = Copy(sign.part, now)
                    self.copies[entry.chat_id, named[0] if named else "", sign.follow_up].append(copy)
                    found += 1
                    break
        while len(entries) > KEPT_ENTRIES:
            entries.popleft()
        return found


def _signs(occasion: Occasion, texts: Texts) -> list[Known]:
    signs = [Known(words, OPENING) for words in _calls(occasion, texts, "opens")]
    for promise in occasion.promises:
        if promise.says:
            signs.append(Known(occasion.mark(promise), promise.key))
        elif promise.to == "unfinished" or promise.survey:
            why = "follows" if promise.survey else "reminds"
            signs += [Known(words, promise.key) for words in _calls(occasion, texts, why)]
        for part, material in enumerate(promise.send if not promise.says else ()):
            twins = [each for each in occasion.promises if material in each.send]
            # The same material twice: only the second has a button.
            buttons = None if len(twins) == 1 else promise is twins[1]
            signs.append(Known(title(occasion, material), promise.key, part, buttons))
    return signs


def _calls(occasion: Occasion, texts: Texts, why: str) -> list[str]:
    spoken = sorted(set(LANGUAGES))
    return [
        texts.render("messages/survey_call.html.j2", each, why=why, webinar=occasion.title).strip() for each in spoken
    ]
