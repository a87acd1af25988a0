"""What an update means, and that a garbled one cannot do more than be called so."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import TapOn, Unreadable
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
    chat_of,
    read,
)

PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
GROUP = {"id": -5, "type": "group", "title": "Team"}
ANA = {"id": 5, "is_bot": False, "first_name": "Ana", "last_name": "Novak", "language_code": "sl"}
MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": PRIVATE, "from": ANA}
WHO = Sender(5, "sl", "Ana Novak")


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
        (tap(message={"message_id": 3, "date": 0, "chat": GROUP}), TappedElsewhere("9")),
        (tap(message=None, inline_message_id="x"), TappedElsewhere("9")),
        ({"message": MESSAGE | {"text": "hello"}}, Wrote(WHO, "hello")),
        ({"message": MESSAGE | {"text": "no /start here"}}, Wrote(WHO, "no /start here")),
        (command("/start abc-slide", 6), Commanded(WHO, "start", "abc-slide")),
        (command("/Start@some_bot  abc", 15), Commanded(WHO, "start", "abc")),
        (command("/start\nabc", 6), Commanded(WHO, "start", "abc")),
        (command("/help", 5), Commanded(WHO, "help", "")),
        ({"message": MESSAGE | {"text": "/start", "chat": GROUP}}, Nothing()),
        ({"message": MESSAGE | {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}}, Sent(WHO, "voice")),
        ({"message": MESSAGE | {"dice": {"emoji": "🎲", "value": 3}}}, Sent(WHO, "dice")),
        ({"message": MESSAGE | {"new_thing_of_2030": {"x": 1}}}, Nothing()),
        (member("kicked"), Left(5)),
        (member("member"), Nothing()),
        (member("kicked", GROUP), Nothing()),
        ({"poll_answer": {"poll_id": "1"}}, Nothing()),
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
shapes = st.fixed_dictionaries({}, optional={"callback_query": json, "message": json, "my_chat_member": json})
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
