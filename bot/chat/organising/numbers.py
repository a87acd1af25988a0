"""Numbers: how many registered and came, and how attentive they were; typed, or sent as the webinar tool's report.

What a report comes to is shown before it counts, with what was not understood, and can be taken back for a minute.
"""

from __future__ import annotations

import re
from html import escape

from bot.chat.callbacks import Chosen
from bot.chat.organising.counter import Card, Counter, Visit
from bot.chat.organising.hub import WORD as HUB
from bot.chat.organising.hub import Button
from bot.chat.rooms import Room, Turn, Unwanted
from bot.chat.updates import Sent, Wrote
from bot.render.organising.numbers import matching_card, numbers_card
from bot.render.screens import shortened
from bot.services.access import Act
from bot.services.errors import Refusal
from bot.services.organising.numbers import Counted, Matching, Numbers
from bot.services.organising.overseeing import Overseen

WORD = "num"

_NAMES = {"r": "registrations", "a": "attendees", "s": "attention"}
"""What the parts of a button name."""

_TITLE_UNITS = 200
_WHOLE = re.compile(r"[0-9]{1,7}")
_SHARE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%?")


class NumbersRoom:
    """Takes numbers. Every method may raise Unavailable, TokenRefused, or what a bug raises."""

    def __init__(self, counter: Counter, numbers: Numbers) -> None:
        self._counter = counter
        self._numbers = numbers
        counter.hears[WORD] = self.hear

    def room(self) -> Room:
        """What it answers to."""
        return Room(buttons=self._counter.button(WORD, self.press, anew=self._card), last=self.overhear)

    def door(self, visit: Visit, overseen: Overseen) -> Button | None:
        """The button on a webinar's card."""
        if overseen.frozen or Act.SHAPE not in overseen.acts:
            return None
        return f"🔢 {self._counter.say('Numbers', visit)}", Chosen(WORD, f"w.{overseen.id}")

    async def press(self, visit: Visit) -> Card:
        """A button: ``w`` the card, ``t`` type a number, ``f`` send a report, ``y`` it counts, ``u`` undo."""
        match visit.verb:
            case "t" if visit.word(3) in _NAMES:
                return await self._ask(visit)
            case "f":
                return await self._ask_file(visit)
            case "y":
                deed = await self._numbers.carry_out(visit.by, visit.number(1), seen=visit.number(2))
                return await self._given(visit, visit.number(1), deed)
            case "u":
                webinar_id = await self._numbers.undo(visit.by, visit.number(1))
                counted = await self._numbers.of(visit.by, webinar_id)
                return self._shown(visit, counted, toast=self._counter.say("Undone: the numbers are as before.", visit))
            case _:
                return await self._card(visit)

    async def hear(self, visit: Visit, body: str) -> Card | None:
        """A number, or the tool's report."""
        what, webinar, seen = body.split(".")
        webinar_id = int(webinar)
        if isinstance(visit.at, Sent):
            return await self._take_file(visit, visit.at, webinar_id, seen=int(seen))
        if what == "f" or not isinstance(visit.at, Wrote):
            raise Refusal("Please send the report as a file (CSV).")
        value = _share(visit.at.text) if what == "s" else _number(visit.at.text)
        deed = await self._numbers.give(visit.by, webinar_id, seen=int(seen), **{_NAMES[what]: value})
        return await self._given(visit, webinar_id, deed)

    async def overhear(self, turn: Turn, message: Wrote | Sent, _: Unwanted) -> bool:
        """A report that nobody asked for: whoever may give numbers is told where it goes."""
        if not isinstance(message, Sent) or message.file is None:
            return False
        if not (message.file.name or "").lower().endswith(".csv"):
            return False
        return await self._counter.take(turn, message, self._lead, allowed=self._numbers.may)

    async def _lead(self, visit: Visit) -> Card:
        say = self._counter.say
        text = say("Is this a report of a webinar? Open the webinar, tap “Numbers”, and send it there.", visit)
        return Card(text, [[(say("All webinars", visit), Chosen(HUB, "l.0"))]])

    async def _card(self, visit: Visit) -> Card:
        return self._shown(visit, await self._numbers.of(visit.by, visit.number(1)))

    async def _given(self, visit: Visit, webinar_id: int, deed: int) -> Card:
        counted = await self._numbers.of(visit.by, webinar_id)
        undo = f"↩️ {self._counter.say('Undo', visit)}", Chosen(WORD, f"u.{deed}")
        return self._shown(visit, counted, first=[undo], toast=self._counter.say("Noted.", visit))

    def _shown(
        self, visit: Visit, counted: Counted, *, first: list[Button] | None = None, toast: str | None = None
    ) -> Card:
        text = numbers_card(self._counter.texts, visit.language, counted)
        say = self._counter.say
        place = f"{counted.webinar_id}.{counted.revision}"
        report = (f"📄 {say('Send the tool’s report', visit)}", Chosen(WORD, f"f.{place}"))
        typed = [
            (say("Registered", visit), Chosen(WORD, f"t.{place}.r")),
            (say("Came", visit), Chosen(WORD, f"t.{place}.a")),
            (say("Attention", visit), Chosen(WORD, f"t.{place}.s")),
        ]
        back = (f"◀ {say('Back', visit)}", Chosen(HUB, f"w.{counted.webinar_id}"))
        return Card(text, [first or [report], *([[report]] if first else []), typed, [back]], toast=toast)

    async def _ask(self, visit: Visit) -> Card:
        counted = await self._numbers.of(visit.by, visit.number(1))
        say, what = self._counter.say, visit.word(3)
        asked = {
            "r": say("How many people registered? Please type the number, or send the tool’s report.", visit),
            "a": say("How many people came? Please type the number, or send the tool’s report.", visit),
            "s": say("How attentive were they, as the webinar tool measured it? Please type it, such as 60 %.", visit),
        }
        text = f"<b>{escape(shortened(counted.title, _TITLE_UNITS))}</b>\n\n{asked[what]}"
        body = f"{what}.{counted.webinar_id}.{counted.revision}"
        back = Chosen(WORD, f"w.{counted.webinar_id}")
        return await self._counter.ask(visit, WORD, body, Card(text), back=back)

    async def _ask_file(self, visit: Visit) -> Card:
        counted = await self._numbers.of(visit.by, visit.number(1))
        ask = self._counter.say(
            "Please send the report as your webinar tool exports it: the CSV of Zoom, Teams or GoTo Webinar, or any CSV"
            " with a column called email. You will see what it comes to before it counts. No address is kept.",
            visit,
        )
        text = f"<b>{escape(shortened(counted.title, _TITLE_UNITS))}</b>\n\n{ask}"
        body, back = f"f.{counted.webinar_id}.{counted.revision}", Chosen(WORD, f"w.{counted.webinar_id}")
        return await self._counter.ask(visit, WORD, body, Card(text), back=back)

    async def _take_file(self, visit: Visit, sent: Sent, webinar_id: int, *, seen: int) -> Card:
        name, content = await fetched(self._counter, visit, sent)
        matching = await self._numbers.prepare(visit.by, webinar_id, seen=seen, file=name, content=content)
        return self._matched(visit, matching)

    def _matched(self, visit: Visit, matching: Matching) -> Card:
        say = self._counter.say
        text = matching_card(self._counter.texts, visit.language, matching, matching.odd, odd_lines=matching.odd_lines)
        yes = (
            f"✅ {say('Yes, take these numbers', visit)}",
            Chosen(WORD, f"y.{matching.webinar_id}.{matching.revision}"),
        )
        no = (say("No, leave them as they are", visit), Chosen(WORD, f"w.{matching.webinar_id}"))
        return Card(text, [[yes], [no]])


async def fetched(counter: Counter, visit: Visit, sent: Sent) -> tuple[str, bytes]:
    """The name and the bytes of a file that somebody sent.

    Raises:
        Refusal: it is no file, or cannot be had.
    """
    if sent.file is None or sent.kind != "document":
        raise Refusal("Please send it as a file.")
    content = await counter.voice.download(visit.chat_id, sent.file.file_id)
    if content is None:
        raise Refusal("I cannot get this file from Telegram. It may be larger than 20 MB: please send a smaller one.")
    return sent.file.name or "file", content


def _number(text: str) -> int:
    plain = "".join(text.split()).replace("’", "").replace("'", "")
    if not _WHOLE.fullmatch(plain) or not plain.isascii():
        raise Refusal("Please type a whole number, such as 85.")
    return int(plain)


def _share(text: str) -> float:
    """A share: ``60``, ``60 %`` or ``0.6``."""
    found = _SHARE.fullmatch(text.strip()) if text.isascii() else None
    value = float(f"{found[1]}.{found[2] or 0}") if found else -1.0
    share = value if found and found[2] and value <= 1 and "%" not in text else value / 100
    if not 0 <= share <= 1:
        raise Refusal("Please type a share between 0 and 100 %, such as 60 %.")
    return share
