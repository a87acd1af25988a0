"""Who is answered and who is refused: every command and every button that rooms have, for everybody there is.

Commands and buttons' words are those the bot itself answers to, and buttons are found by pressing what an owner is
shown; so a new one is found by itself, and fails here until the tables below say who may.
"""

from contextlib import asynccontextmanager

import pytest

import db.members
from bot.services.access import Act
from tests.organising.driver import Organiser
from tests.stories.house import OWNER, a_house
from tests.stories.transcript import at

REFUSED = "This is for the organisers of the webinar only."
UNKNOWN = {"health": "I do not know this command. /help says what I can do."}
"""What is said of commands that are none to whoever may not give them."""
TELLS_NOTHING = [[REFUSED], ["This is settled already; nothing was changed."]]
"""What is said to whoever presses a button that is not theirs."""

TITLE = "Communication strategies for clusters"

SESSIONS = "sessions: [{key: talk, title: The talk, speaker: Ada, questions: [useful]}]\n"
OF_NO_TALK = ("Overall, how satisfied", "The length of the webinar", "Very satisfied")
"""What a speaker of the session has nothing to do with."""

EVERYBODY = {"start", "help", "materials", "contacts", "language", "timezone", "mydata", "stop", "forget"}
"""Commands that answer whoever asks, about nobody but themselves."""

COMMANDS = {
    "webinars": Act.READ,
    "summary": Act.READ,
    "threads": Act.ROWS,
    "new": Act.SHAPE,
    **dict.fromkeys(("team", "audit", "health"), Act.TEAM),
}
"""Commands of organisers, and what one must be allowed to do for an answer."""

OWN = {
    *("go", "begin", "materials", "fetch", "language", "zone", "stop", "fu", "forget", "may", "nomore", "tell", "list"),
    *("note", "cancel"),
}
"""Words of buttons that are about nobody but who presses them; what they do is told where their rooms are tested."""

STEERING = dict.fromkeys((*"cekpozru", "cc", "ee", "kk", "pp"), Act.STEER)
SHAPING = ("begin", "anew", "copy", "off", "drop", "ok", "go", "v", "edit", "lang", "langs", "purpose", "files")
OUTBOX = ("l", "f", "v", "e", "d", "q", "x", "xx", "h", "r", "a", "u", "c", "s", "cc", "ss")
MATERIALS = (*"bcdfgiklmnopqrstuwxy", "dd")
BUTTONS = {
    "health": {"l": Act.TEAM},
    "hub": {"l": Act.READ, "w": Act.READ, **STEERING},
    "inv": {**dict.fromkeys("wtpdql", Act.READ), "a": Act.SHAPE, "x": Act.SHAPE},
    "when": dict.fromkeys("wcyt", Act.SHAPE),
    "chg": dict.fromkeys("wtdl", Act.SHAPE),
    "wish": {"w": Act.STEER, "d": Act.STEER, "a": Act.STEER},
    "num": {"w": Act.SHAPE, **dict.fromkeys("ftyu", Act.SHAPE)},
    "fig": {**dict.fromkeys("lscqubo", Act.READ), "w": Act.ROWS},
    "cross": dict.fromkeys("lt", Act.ROWS),
    "code": dict.fromkeys("atfnoeygwl", Act.ROWS),
    "book": dict.fromkeys((*"bkmpvhcrsqdu", "mm", "pp", "vv"), Act.ROWS),
    "paper": dict.fromkeys(("l", "png", "pdf", "report", "page", "talks"), Act.READ)
    | dict.fromkeys(("csv", "xlsx"), Act.ROWS),
    "new": dict.fromkeys(SHAPING, Act.SHAPE),
    "yaml": dict.fromkeys(("y", "n"), Act.SHAPE),
    "out": dict.fromkeys(OUTBOX, Act.STEER),
    "mat": dict.fromkeys(MATERIALS, Act.SHAPE) | {"m": Act.READ, "i": Act.READ},
    "grp": {"w": Act.STEER},
    "did": dict.fromkeys(("l", "n", "c", "m", "k", "f", "w", "s", "x", "xx"), Act.ROWS),
    "prev": {**dict.fromkeys("ogwpnxtcsbk", Act.SHAPE), "m": Act.STEER},
    "team": dict.fromkeys((*"lgiaeswkxmdncu", "dd"), Act.TEAM),
    "threads": {"": Act.ROWS},
    "thread": {"": Act.ROWS, "close": Act.ROWS},
}
"""Buttons of organisers by word and verb, and what one must be allowed to do for them."""

LEFT_ALONE = {
    *(("hub", verb) for verb in ("o", "z", "r", "cc", "ee", "kk", "pp", "u")),
    *(("chg", verb) for verb in "tdl"),
    *(("did", verb) for verb in ("n", "c", "m", "k", "f", "w", "s", "x", "xx")),
    *(("inv", verb) for verb in "xpdq"),
    *((word, verb) for word, verbs in (("code", "tfnoeyw"), ("book", "crsqdu")) for verb in verbs),
    *(("book", verb) for verb in ("mm", "pp", "vv")),
    *((word, verb) for word, verbs in (("num", "yu"), ("wish", "da"), ("when", "yt")) for verb in verbs),
    *(("paper", verb) for verb in ("report", "page", "talks", "png", "pdf", "csv", "xlsx")),
    *(("fig", "c"), ("yaml", "y"), ("thread", "close")),
    *(("team", verb) for verb in ("e", "s", "k", "x", "c", "dd", "u")),
    *(("out", verb) for verb in OUTBOX if verb not in "lf"),
    *(("mat", verb) for verb in MATERIALS if verb not in "lm"),
    *(("prev", verb) for verb in "gwpnxtcsbkm"),
    ("new", "ok"),
}
"""What a search for buttons does not press: it would change something, or only bring a file."""

NOTHING = frozenset[Act]()
ORGANISES = {Act.READ, Act.STEER, Act.SHAPE}
PEOPLE = {
    # Who they are: their number, what they may with this webinar, and with any at all.
    "organiser": (501, ORGANISES, ORGANISES),
    "organiser with rows": (502, ORGANISES | {Act.ROWS}, ORGANISES | {Act.ROWS}),
    "organiser of another series": (503, NOTHING, ORGANISES),
    "viewer": (504, {Act.READ}, {Act.READ}),
    "speaker": (505, {Act.READ}, {Act.READ}),
    "speaker of a session": (509, {Act.READ}, {Act.READ}),
    "attendee": (506, NOTHING, NOTHING),
    "stranger": (507, NOTHING, NOTHING),
    "organiser who was removed a second ago": (508, NOTHING, NOTHING),
}


def unknown(word, verb):
    return f"the button {word}:{verb} is new: say in BUTTONS (or OWN) of {__name__} who may press it"


def verb_of(word, argument):
    parts = argument.split(".")
    return (parts[1] if len(parts) > 1 else "") if word == "thread" else parts[0]


def act_of(data):
    """What one must be allowed to do to press it; None: it is about nobody but them."""
    word, argument = data[1:].split(":", 1)
    if word in OWN:
        return None
    verb = verb_of(word, argument)
    assert verb in BUTTONS.get(word, {}), unknown(word, verb)
    return BUTTONS[word][verb]


class Town:
    """Everybody there is, each with a chat of their own, around one webinar that people answered."""

    def __init__(self, house, people):
        self.house = house
        self.people = people

    @property
    def owner(self):
        return self.people["owner"]

    async def dump(self):
        """All that is stored but what people sent, and whether something else was awaited from them."""
        lines = await self.house.store.read(lambda tx: list(tx.iterdump()))
        return [line for line in lines if not any(table in line for table in ("inbox", "heartbeats", "awaited"))]

    async def buttons(self):
        """The data of every button that an owner can come to without changing anything."""
        found, waiting = {}, []
        for command in COMMANDS:
            await self.owner.says(f"/{command}")
            self._look(found, waiting)
        while waiting:
            message_id, data = waiting.pop()
            word, argument = data[1:].split(":", 1)
            if act_of(data) is None or (word, verb_of(word, argument)) in LEFT_ALONE:
                continue
            await self.owner.forges(message_id, data)
            self._look(found, waiting)
        return found

    def _look(self, found, waiting):
        for message in self.owner.shown:
            for row in message.buttons or []:
                for button in row:
                    data = button.get("callback_data")
                    if data is not None and data.startswith("2") and data not in found:
                        found[data] = message.message_id
                        waiting.append((message.message_id, data))

    async def said_to(self, somebody, deed):
        """All that somebody is told by what they do: toast, messages new or changed; and whether a file came."""
        before, somebody.toast = {each.message_id: each.content for each in somebody.shown}, ""
        await deed
        news = [each for each in somebody.shown if before.get(each.message_id) != each.content]
        return [somebody.toast, *(each.content.text or "" for each in news)], any(each.content.file for each in news)


async def members(house):
    now = house.api.clock.now()

    def work(tx):
        def join(who, role, scope="all", **more):
            number = PEOPLE[who][0]
            place = {"role": role, "scope": scope, "invited_by": OWNER, "now": now}
            return db.members.join(tx, telegram_id=number, name=who, **place, **more)

        join("organiser", "organiser")
        join("organiser with rows", "organiser", rows=True)
        join("organiser of another series", "organiser", "series", series="others")
        join("viewer", "viewer")
        join("speaker", "speaker", "webinar", webinar_id=1)
        join("speaker of a session", "speaker", "webinar", webinar_id=1, session="talk")
        return join("organiser who was removed a second ago", "organiser", rows=True)

    return await house.store.write(work)


@pytest.fixture
async def town(tmp_path):
    async with a_town(tmp_path) as town:
        yield town


@asynccontextmanager
async def a_town(folder):
    async with a_house(folder, now=at("2026-11-24 11:50")) as house:
        await house.apply("satisfaction.yaml", changed={"materials:": f"{SESSIONS}materials:"})
        await house.open()
        gone = await members(house)
        numbers = {"owner": OWNER} | {who: number for who, (number, _, _) in PEOPLE.items()}
        people = {
            who: Organiser(house, house.api.join(number, who.title()), restarts=False)
            for who, number in numbers.items()
        }
        await people["attendee"].says(f"/start {house.code}")
        for somebody in people.values():
            await somebody.says("/help")
        await people["organiser who was removed a second ago"].says("/new")
        await house.store.write(lambda tx: db.members.remove(tx, gone, now=house.api.clock.now()))
        yield Town(house, people)


async def test_every_command_answers_whom_it_may_and_tells_nobody_else_a_thing(town):
    known = set(town.house.rooms.presenter._answers_to)
    assert known - EVERYBODY == set(COMMANDS), "a command is new: say in COMMANDS or EVERYBODY who may give it"
    for who, (_, here, anywhere) in PEOPLE.items():
        somebody = town.people[who]
        for command, act in COMMANDS.items():
            text = f"/summary {town.house.code}" if command == "summary" else f"/{command}"
            allowed = act in (here if command == "summary" else anywhere)
            before = await town.dump()
            told, file = await town.said_to(somebody, somebody.says(text))
            if allowed:
                assert not {REFUSED, *UNKNOWN.values()} & set(told), (who, text)
            else:
                assert told[1:] == [UNKNOWN.get(command, REFUSED)], (who, text, told)
                assert not file
                assert await town.dump() == before, (who, text)
            if not here:
                assert not [each for each in told if TITLE in each or town.house.code in each], (who, text, told)


async def test_every_button_forged_by_whoever_may_not_changes_nothing_and_tells_nothing(town):
    words = set(town.house.rooms.dispatch._rooms.buttons)
    assert words - OWN == set(BUTTONS), "a button's word is new: say in BUTTONS or OWN who may press it"
    found = await town.buttons()
    assert {data[1:].split(":")[0] for data in found} >= {"hub", "inv", "num", "fig", "paper", "new", "team"}
    assert len(found) > 40
    wrong = []
    for who, (_, here, anywhere) in PEOPLE.items():
        somebody = town.people[who]
        message_id = somebody.shown[0].message_id
        for data in found:
            act, argument = act_of(data), data.split(":", 1)[1]
            is_about_it = "1" in argument.split(".")[1:2] and not data.startswith("2team")
            if act is None or act in (here if is_about_it else anywhere):
                continue
            before = await town.dump()
            for _ in range(2):  # the second time it is a replay
                told, file = await town.said_to(somebody, somebody.forges(message_id, data))
                if [each for each in told if each] not in TELLS_NOTHING or file:
                    wrong.append((who, data, told, file))
            if await town.dump() != before:
                wrong.append((who, data, "something was changed"))
    assert wrong == [], "\n".join(map(str, wrong))


async def test_buttons_answer_everybody_who_may_press_them(town):
    found = await town.buttons()
    for who in ("organiser", "organiser with rows", "viewer", "speaker", "speaker of a session"):
        somebody, (_, here, _) = town.people[who], PEOPLE[who]
        message_id = somebody.shown[0].message_id
        for data in found:
            word, argument = data[1:].split(":", 1)
            if act_of(data) in here and (word, verb_of(word, argument)) not in LEFT_ALONE:
                told, _ = await town.said_to(somebody, somebody.forges(message_id, data))
                assert REFUSED not in told, (who, data)
                if who == "speaker of a session":
                    assert not [each for each in told if any(words in each for words in OF_NO_TALK)], (data, told)


async def test_what_a_removed_member_was_asked_to_type_is_taken_from_them_no_more(town):
    gone, before = town.people["organiser who was removed a second ago"], await town.dump()
    told, _ = await town.said_to(gone, gone.says("A webinar of my own"))
    assert REFUSED in told or not [each for each in told if "own" in each], told
    assert town.house.rows("SELECT count(*) FROM webinars") == [(1,)]
    assert await town.dump() == before


async def test_a_removal_that_is_tapped_twice_is_done_once(town):
    owner = town.owner
    await owner.says("/team")
    await owner.taps("viewer")
    await owner.taps("Remove from the team")
    message_id, data = owner.button("Yes, remove them")
    await owner.forges(message_id, data)
    await owner.forges(message_id, data)
    assert owner.toast == "They are not in the team any more."
    assert town.house.rows("SELECT count(*) FROM audits WHERE action = 'member.removed'") == [(1,)]
