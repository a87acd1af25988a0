"""What rooms answer in groups: who pressed or asked what, and where; the others say nothing there."""

import pytest

from bot.chat.callbacks import Chosen, encode
from bot.chat.connection import Me
from bot.chat.groups import Joined, Migrated, Polled, TappedThere, Voted
from bot.chat.rooms import Room, Rooms
from bot.rehearsal import groups

from .house import shown


class Hall:
    """A room that remembers what it heard, and answers in the group."""

    def __init__(self, sender):
        self.sender, self.heard = sender, []

    def room(self):
        return Room(
            group_commands={"poll": self.obey},
            group_buttons={"hall": self.press},
            joined=self.note,
            polled=self.note,
        )

    async def obey(self, _, command):
        self.heard.append(command)
        await self.sender.say(command.group.chat_id, "Here it is.")

    async def press(self, _, tap, argument):
        self.heard.append(tap)
        await self.sender.toast(tap.query_id, argument)

    async def note(self, _, notice):
        self.heard.append(notice)


@pytest.fixture
async def hall(house, ana):
    """The house with one room more, which is in use in groups."""
    hall = Hall(house.sender)
    house.rooms = Rooms([hall.room()])
    house.dispatch._rooms = house.rooms
    house.poll()
    assert isinstance(await house.connection.whoami(), Me)
    return hall


@pytest.fixture
def team(api, ana):
    return api.chats.found_group(-55, title="Team")


async def test_a_command_in_a_group_tells_who_asked_where(house, hall, team, ana):
    ana.write("/poll now", chat_id=-55)
    ana.write("/poll@Afterword_Rehearsal_bot", chat_id=-55)
    await house.quiet()
    assert [(each.group.title, each.sender.chat_id, each.word, each.rest) for each in hall.heard] == [
        ("Team", ana.chat.chat_id, "poll", "now"),
        ("Team", ana.chat.chat_id, "poll", ""),
    ]
    assert [message.content.text for message in team.messages.values() if message.by_bot] == ["Here it is."] * 2


async def test_a_command_for_another_bot_and_one_that_no_room_knows_are_left_alone(house, hall, team, ana, api):
    named = {"message_id": 90, "date": 1, "chat": team.shape, "from": ana.profile, "text": "/poll@another_bot"}
    api.updates.push("message", named)
    ana.write("/start", chat_id=-55)
    await house.quiet()
    assert hall.heard == []
    assert [message for message in team.messages.values() if message.by_bot] == []
    assert shown(ana) == []


async def test_a_tap_in_a_group_tells_who_pressed_and_is_answered(house, hall, team, ana):
    taps = [ana.tap(5, encode(Chosen(word, "x")), chat_id=-55) for word in ("hall", "unknown")]
    await house.quiet()
    assert [(type(each), each.sender.chat_id, each.message_id) for each in hall.heard] == [
        (TappedThere, ana.chat.chat_id, 5)
    ]
    assert [tap.answer["text"] for tap in taps] == ["x", ""]


async def test_a_group_that_the_bot_came_to_or_had_to_leave_or_that_moved_is_known(house, hall, team, ana, api):
    groups.add_bot(api, team, ana.profile)
    groups.promote_bot(api, team, ana.profile)
    groups.migrate(api, team, to=-100_55)
    moved = api.chats.by_id[-100_55]
    groups.remove_bot(api, moved, ana.profile)
    await house.quiet()
    assert [type(each) for each in hall.heard] == [Joined, Joined, Migrated, Joined]
    added, promoted, migrated, removed = hall.heard
    assert (added.is_in, added.is_administrator, added.by.chat_id) == (True, False, ana.chat.chat_id)
    assert promoted.is_administrator
    assert (migrated.chat_id, migrated.to) == (-55, -100_55)
    assert (removed.is_in, removed.group.is_supergroup) == (False, True)


async def test_the_votes_of_a_poll_are_counted_where_it_was_sent(house, hall, team, ana):
    ballot = await house.sender.wall.ask(-55, "When?", ["Now", "Later"], shows_voters=True)
    ana.vote(ballot.message_id, [1], chat_id=-55)
    await house.quiet()
    voted, polled = hall.heard
    assert (type(voted), voted.options, voted.sender.chat_id) == (Voted, (1,), ana.chat.chat_id)
    assert polled == Polled(ballot.poll_id, (0, 1), 1, closed=False)
    assert await house.sender.wall.stop(-55, ballot.message_id) == Polled(ballot.poll_id, (0, 1), 1, closed=True)
    assert await house.sender.wall.stop(-55, ballot.message_id) is None
