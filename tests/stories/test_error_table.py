"""Whatever Telegram or the network says to a message that is owed: what becomes of it, and of everybody else's."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.delivery import retry
from bot.rehearsal import Fault

from .house import a_house
from .teller import Guest
from .transcript import at

OPEN, WORD, GIFT = (at(f"2026-11-24 {hour}") for hour in ("11:50", "13:00", "14:00"))
PEOPLE = (101, 102, 103)
STRUCK = 102


@dataclass(frozen=True)
class Outcome:
    """What is said once to a message for one of three people, and the row then; ``others``: the state of theirs.

    ``later``: the row when the trouble is over and any wait, too.
    """

    fault: Fault
    state: str
    reason: str | None = None
    attempts: int = 0
    doubts: int = 0
    others: str = "sent"
    later: str | None = "sent"
    follow_up: str = "word"


def refused(description: str, error_code: int = 400, **more) -> Fault:
    return Fault("refused", error_code=error_code, description=description, **more)


@dataclass(frozen=True)
class Gift(Outcome):
    """A file, which prefers to come twice."""

    follow_up: str = field(default="gift")


BROKE, LATE, FAILED = "ServerDisconnectedError", "no answer in time", "the server answered 50"
OUTCOMES = {
    "too many requests, wait a second": Outcome(Fault("429", retry_after=1), "planned", "Telegram asked to wait"),
    "too many requests, and not how long": Outcome(Fault("429_bare"), "planned", "Telegram asked to wait"),
    "blocked": Outcome(Fault("403"), "gave_up", "bot was blocked by the user", later="gave_up"),
    "not there": Outcome(refused("Bad Request: chat not found"), "gave_up", retry.NO_CHAT, later="gave_up"),
    "markup that does not parse": Outcome(
        refused("Bad Request: can't parse entities: Unsupported start tag"), "gave_up", "markup", later="gave_up"
    ),
    "anything else that is refused": Outcome(
        refused("Bad Request: message is too long"), "gave_up", "message is too long", later="gave_up"
    ),
    "a second poller": Outcome(refused("Conflict", 409), "planned", "Conflict", attempts=1),
    "no answer to a word": Outcome(Fault("hang", seconds=1), "doubtful", LATE, attempts=1, doubts=1, later="doubtful"),
    "a word that was cut off": Outcome(Fault("cut_after"), "doubtful", BROKE, attempts=1, doubts=1, later="doubtful"),
    "a word and a failure": Outcome(Fault("500"), "doubtful", FAILED, attempts=1, doubts=1, later="doubtful"),
    "a word and a proxy's page": Outcome(Fault("502_page"), "doubtful", FAILED, attempts=1, doubts=1, later="doubtful"),
    "a word and half an answer": Outcome(
        Fault("malformed"), "doubtful", "not JSON", attempts=1, doubts=1, later="doubtful"
    ),
    "no answer to a gift": Gift(Fault("hang_after", seconds=1), "planned", LATE, attempts=1, doubts=1),
    "a gift that was cut off": Gift(Fault("cut_before"), "planned", BROKE, attempts=1, doubts=1),
    "a gift and a failure": Gift(Fault("502"), "planned", FAILED, attempts=1, doubts=1),
    "a file that Telegram forgot": Gift(refused("Bad Request: wrong file identifier/HTTP URL specified"), "sent"),
    "a file that Telegram never takes": Gift(
        refused("Bad Request: wrong file identifier/HTTP URL specified", times=2),
        "gave_up",
        retry.UNTAKEN_FILE,
        later="gave_up",
    ),
    "the token is refused": Outcome(Fault("401", times=None), "planned", others="planned"),
    "the token is not one": Outcome(refused("Not Found", 404, times=None), "planned", others="planned"),
}


@pytest.fixture
async def house(tmp_path):
    """Three people have entered, and are owed a word and then a gift."""
    async with a_house(tmp_path, now=OPEN, read_seconds=0.3) as house:
        await house.apply("errors.yaml")
        await house.open()
        for number in PEOPLE:
            Guest(house.api.join(number, "Ana")).person.write(f"/start {house.code}")
            await house.rest()
        yield house


def row_of(house, chat_id, follow_up):
    [row] = house.rows(
        """SELECT state, reason, attempts, doubts FROM outbox JOIN attendees ON attendees.id = attendee_id
           WHERE chat_id = ? AND follow_up = ?""",
        chat_id,
        follow_up,
    )
    return row


def came(house, chat_id, words):
    return sum(words in message.content.text for message in house.api.person(chat_id).messages if message.by_bot)


async def becomes_due(house, follow_up):
    """It is the moment of this follow-up, and everything before went well."""
    for moment, key in ((WORD, "word"), (GIFT, "gift")):
        house.api.clock.set(moment - timedelta(milliseconds=1))
        await house.rest()
        if key == follow_up:
            house.api.clock.set(moment)
            return
        house.api.clock.set(moment)
        await house.rest()


@pytest.mark.parametrize("said", OUTCOMES)
async def test_what_becomes_of_a_message_and_of_the_others(house, said):
    outcome = OUTCOMES[said]
    method = {"word": "sendMessage", "gift": "sendDocument"}[outcome.follow_up]
    await becomes_due(house, outcome.follow_up)
    everybody = outcome.others != "sent"
    house.api.faults.add(replace(outcome.fault, method=method, chat_id=None if everybody else STRUCK))
    await house.rooms.pump.knock()
    state, reason, attempts, doubts = row_of(house, STRUCK, outcome.follow_up)
    assert (state, attempts, doubts) == (outcome.state, outcome.attempts, outcome.doubts)
    assert reason is None if outcome.reason is None else outcome.reason in reason
    assert {row_of(house, chat, outcome.follow_up)[0] for chat in PEOPLE if chat != STRUCK} == {outcome.others}
    house.api.faults.clear()
    house.rooms.pump._pace._chats.clear()  # the pace's time is real; nobody here waits for it to pass
    house.api.clock.advance(timedelta(minutes=10))
    await house.rest()
    assert row_of(house, STRUCK, outcome.follow_up)[0] == outcome.later
    assert {row_of(house, chat, outcome.follow_up)[0] for chat in PEOPLE if chat != STRUCK} == {"sent"}


async def test_a_chat_that_moved_gets_it_where_it_is_now(house):
    await becomes_due(house, "word")
    moved = refused("Bad Request: group chat was upgraded", migrate_to=777, method="sendMessage", chat_id=STRUCK)
    house.api.join(777, "Ana").chat.opened = True
    house.api.faults.add(moved)
    await house.rooms.pump.knock()
    assert row_of(house, 777, "word")[:2] == ("planned", "the chat moved")
    house.api.clock.advance(timedelta(minutes=1))
    await house.rest()
    assert row_of(house, 777, "word")[0] == "sent"
    assert came(house, 777, "Thank you for being there") == 1


async def test_nothing_is_lost_or_blamed_while_there_is_no_connection(house):
    await becomes_due(house, "word")
    port = int(house.api.url.rpartition(":")[2])
    await house.api.stop()
    await house.rooms.pump.knock()
    for chat in PEOPLE:
        state, reason, attempts, doubts = row_of(house, chat, "word")
        assert (state, attempts, doubts) == ("planned", 1, 0)
        assert reason == "ClientConnectorError"
    await house.api.start(port=port)
    house.api.clock.advance(timedelta(minutes=1))
    await house.rooms.pump.knock()
    assert [row_of(house, chat, "word")[0] for chat in PEOPLE] == ["sent"] * 3
    assert [came(house, chat, "Thank you for being there") for chat in PEOPLE] == [1] * 3


async def test_who_blocked_the_bot_is_owed_nothing_until_they_come_back(house):
    await becomes_due(house, "word")
    house.api.faults.add(Fault("403", method="sendMessage", chat_id=STRUCK))
    await house.rest()
    assert row_of(house, STRUCK, "gift")[:2] == ("cancelled", "blocked the bot")
    house.api.person(STRUCK).write(f"/start {house.code}")
    await house.rest()
    assert row_of(house, STRUCK, "gift")[0] == "planned"
    assert row_of(house, STRUCK, "word")[0] == "gave_up"
    house.api.clock.set(GIFT)
    await house.rest()
    assert row_of(house, STRUCK, "gift")[0] == "sent"


async def test_a_gift_that_is_always_doubted_does_not_come_for_ever(house):
    await becomes_due(house, "gift")
    house.api.faults.add(Fault("cut_after", method="sendDocument", chat_id=STRUCK, times=None))
    for _ in range(20):
        await house.rooms.pump.knock()
        house.api.clock.advance(timedelta(minutes=20))
    assert row_of(house, STRUCK, "gift")[0::3] == ("doubtful", 4)
    assert came(house, STRUCK, "The slides") == 4


@pytest.mark.parametrize(
    ("method", "description", "screens"),
    [
        ("editMessageText", "Bad Request: message is not modified: specified new message content is the same", 1),
        ("editMessageText", "Bad Request: message to edit not found", 2),
        ("answerCallbackQuery", "Bad Request: query is too old and response timeout expired", 1),
    ],
)
async def test_someone_who_answers_goes_on_whatever_is_said_to_a_screen(house, method, description, screens):
    ana = Guest(house.api.person(101))
    ana.look()
    before = len([message for message in ana.person.messages if message.by_bot])
    house.api.faults.add(refused(description, method=method, chat_id=None))
    ana.person.tap(*ana.tap("Yes, part of it"))
    await house.rest()
    assert len([message for message in ana.person.messages if message.by_bot]) == before + screens - 1
    assert not house.rows("SELECT 1 FROM inbox WHERE state <> 'done'")
