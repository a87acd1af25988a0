"""What an update means, and that a garbled one cannot do more than be called so."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.attached import Attached
from bot.chat.callbacks import TapOn, Unreadable
from bot.chat.groups import CommandedThere, Group, Joined, Migrated, Polled, TappedThere, Voted
from bot.chat.senders import chat_of
from bot.chat.updates import (
    THINGS,
    Commanded,
    Garbled,
    Left,
    Nothing,
    Sender,
    Sent,
    Tapped,
    TappedElsewhere,
    Wrote,
    read,
)

PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
GROUP = {"id": -5, "type": "group", "title": "Team"}
ANA = {"id": 5, "is_bot": False, "first_name": "Ana", "last_name": "Novak", "language_code": "sl"}
MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": PRIVATE, "from": ANA}
WHO = Sender(5, "sl", "Ana Novak")
TEAM = Group(-5, "Team")
CHANNEL = {"id": -9, "type": "channel", "title": "News"}
SLIDES = {
    "file_id": "d",
    "file_unique_id": "u",
    "file_name": "slides.pdf",
    "mime_type": "application/pdf",
    "file_size": 11,
}
FILM = {"file_id": "f", "file_unique_id": "uf", "width": 320, "height": 240, "duration": 12}
ORIGIN = {"type": "hidden_user", "sender_user_name": "Bo", "date": 1_700_000_000}
OPTIONS = [{"text": "Now", "voter_count": 2}, {"text": "Later", "voter_count": 1}]
POLL = {"id": "77", "question": "When?", "options": OPTIONS, "total_voter_count": 3, "is_closed": False}


def size(name, side):
    return {"file_id": name, "file_unique_id": f"u{name}", "width": side, "height": side, "file_size": side}


def tap(**changes):
    message = {"message_id": 3, "date": 0, "chat": PRIVATE}
    return {"callback_query": {"id": "9", "from": ANA, "message": message, "data": "1t:1:2:3"} | changes}


def command(text, length):
    return {"message": MESSAGE | {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}}


def member(status, chat=PRIVATE):
    bot = {"id": 1, "is_bot": True, "first_name": "Afterword"}
    old = {"user": bot, "status": "member"}
    new = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    return {"my_chat_member": {"chat": chat, "from": ANA, "date": 1, "old_chat_member": old, "new_chat_member": new}}


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (tap(), Tapped(WHO, "9", 3, TapOn(1, 2, 3))),
        (tap(data="boo"), Tapped(WHO, "9", 3, Unreadable())),
        (tap(message=None), Tapped(WHO, "9", None, TapOn(1, 2, 3))),
        (tap(message={"message_id": 3, "date": 0, "chat": GROUP}), TappedThere(TEAM, WHO, "9", 3, TapOn(1, 2, 3))),
        (tap(message={"message_id": 3, "date": 0, "chat": CHANNEL}), TappedElsewhere("9")),
        (tap(message=None, inline_message_id="x"), TappedElsewhere("9")),
        ({"message": MESSAGE | {"text": "hello"}}, Wrote(WHO, "hello", message_id=3)),
        ({"message": MESSAGE | {"text": "no /start here"}}, Wrote(WHO, "no /start here", message_id=3)),
        (command("/start abc-slide", 6), Commanded(WHO, "start", "abc-slide")),
        (command("/Start@some_bot  abc", 15), Commanded(WHO, "start", "abc")),
        (command("/start\nabc", 6), Commanded(WHO, "start", "abc")),
        (command("/help", 5), Commanded(WHO, "help", "")),
        ({"message": MESSAGE | {"text": "/start", "chat": GROUP}}, CommandedThere(TEAM, WHO, "start", "", 3)),
        (
            {"message": MESSAGE | {"text": "/Sum@A_bot x", "chat": GROUP}},
            CommandedThere(TEAM, WHO, "sum", "x", 3, "a_bot"),
        ),
        ({"message": MESSAGE | {"text": "hello", "chat": GROUP}}, Nothing()),
        (
            {"message": MESSAGE | {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}},
            Sent(WHO, "voice", Attached("voice", "a", "b", duration_seconds=1), message_id=3),
        ),
        ({"message": MESSAGE | {"dice": {"emoji": "🎲", "value": 3}}}, Sent(WHO, "dice", message_id=3)),
        (
            {
                "message": MESSAGE
                | {"document": SLIDES, "caption": "mine", "media_group_id": "7", "forward_origin": ORIGIN}
            },
            Sent(
                WHO,
                "document",
                Attached("document", "d", "u", "slides.pdf", "application/pdf", 11),
                caption="mine",
                album="7",
                message_id=3,
                forwarded=True,
            ),
        ),
        (
            {"message": MESSAGE | {"photo": [size("small", 90), size("large", 1280), size("middle", 320)]}},
            Sent(WHO, "photo", Attached("photo", "large", "ularge", None, None, 1280, 1280, 1280), message_id=3),
        ),
        (
            {"message": MESSAGE | {"animation": FILM, "document": SLIDES}},
            Sent(WHO, "animation", Attached("animation", "f", "uf", None, None, None, 320, 240, 12), message_id=3),
        ),
        (
            {
                "message": MESSAGE
                | {
                    "text": "see 😀 example.org and this",
                    "entities": [
                        {"type": "url", "offset": 7, "length": 11},
                        {"type": "text_link", "offset": 23, "length": 4, "url": "https://eccp.eu/x"},
                    ],
                }
            },
            Wrote(WHO, "see 😀 example.org and this", links=("https://example.org", "https://eccp.eu/x"), message_id=3),
        ),
        (
            {"message": MESSAGE | {"text": "unmarked https://eccp.eu/y"}},
            Wrote(WHO, "unmarked https://eccp.eu/y", links=("https://eccp.eu/y",), message_id=3),
        ),
        ({"message": MESSAGE | {"migrate_to_chat_id": -1005, "chat": GROUP}}, Migrated(-5, -1005)),
        ({"message": MESSAGE | {"migrate_from_chat_id": -5, "chat": GROUP | {"id": -1005}}}, Nothing()),
        (member("left", GROUP), Joined(TEAM, WHO, is_in=False)),
        (member("member", GROUP), Joined(TEAM, WHO, is_in=True)),
        (member("member", CHANNEL), Nothing()),
        ({"poll": POLL}, Polled("77", (2, 1), 3, closed=False)),
        ({"poll_answer": {"poll_id": "77", "user": ANA, "option_ids": [1]}}, Voted(WHO, "77", (1,))),
        ({"poll_answer": {"poll_id": "77", "voter_chat": GROUP, "option_ids": [1]}}, Nothing()),
        ({"message": MESSAGE | {"new_thing_of_2030": {"x": 1}}}, Nothing()),
        (member("kicked"), Left(5)),
        (member("member"), Nothing()),
        (member("kicked", GROUP), Joined(TEAM, WHO, is_in=False)),
        ({}, Nothing()),
    ],
)
def test_an_update_means_what_it_says(body, meant):
    assert read({"update_id": 1} | body) == meant


def test_every_thing_people_can_send_is_known_to_the_library():
    from telegram import Message

    assert all(hasattr(Message, kind) for kind in THINGS)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
shapes = st.fixed_dictionaries(
    {}, optional={"callback_query": json, "message": json, "my_chat_member": json, "poll": json, "poll_answer": json}
)
half_right = st.fixed_dictionaries(
    {},
    optional={
        "message": st.fixed_dictionaries({"chat": json, "message_id": json, "date": json}, optional={"text": json}),
        "callback_query": st.fixed_dictionaries({"id": json, "from": json}, optional={"message": json, "data": json}),
    },
)


@settings(deadline=None)
@given(st.one_of(shapes, half_right))
def test_a_garbled_update_is_called_garbled_and_nothing_worse(body):
    assert chat_of(body) is None or isinstance(chat_of(body), int)
    with contextlib.suppress(Garbled):
        read({"update_id": 1, **body})


@settings(deadline=None)
@given(json)
def test_the_chat_of_anything_at_all_can_be_asked_for(body):
    chat_of(body)


def test_updates_of_one_chat_are_known_to_be_of_one_chat():
    assert (
        chat_of(tap()) == chat_of(tap(message=None)) == chat_of({"message": MESSAGE}) == chat_of(member("kicked")) == 5
    )
