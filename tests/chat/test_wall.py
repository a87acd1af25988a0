"""Pictures with buttons changed where they stand, what is pinned and taken down, and files that are fetched."""

import logging
import traceback

import pytest
from telegram.error import BadRequest, NetworkError

from bot.chat.wall import Plate
from bot.rehearsal import groups
from bot.rehearsal.faults import Fault
from tests.rehearsal.test_files import MB, png

from .house import labels, shown

KEY = [[{"text": "More", "callback_data": "2hub:x"}]]


@pytest.fixture
def wall(house):
    return house.sender.wall


@pytest.fixture
def chat_id(ana):
    ana.write("/help")
    return ana.chat.chat_id


async def test_a_picture_with_buttons_is_changed_where_it_stands(wall, ana, chat_id):
    posted = await wall.hang(chat_id, Plate("photo", png(), "chart.png", "<b>One</b>", KEY))
    (message,) = shown(ana)
    assert (message.content.text, labels(message), posted.message_id) == ("One", ["More"], message.message_id)
    changed = await wall.repaint(chat_id, posted.message_id, Plate("photo", png(300, 200), "chart.png", "Two", KEY))
    assert changed.message_id == posted.message_id
    assert (message.content.text, message.content.file.dimensions) == ("Two", (300, 200))
    assert await wall.recaption(chat_id, posted.message_id, "Three", [])
    assert (message.content.text, labels(message)) == ("Three", [])
    assert await wall.recaption(chat_id, posted.message_id, "Three", [])  # no change is no trouble
    back = await wall.repaint(chat_id, posted.message_id, Plate("photo", posted.file_id, "chart.png"))
    assert back.message_id == posted.message_id
    assert message.content.file.dimensions == (640, 480)
    assert len(shown(ana)) == 1


async def test_a_picture_that_is_gone_comes_below_everything_and_its_words_alone_do_not(wall, ana, chat_id):
    posted = await wall.hang(chat_id, Plate("document", b"%PDF", "a.pdf"))
    assert await wall.take_down(chat_id, posted.message_id)
    assert not await wall.take_down(chat_id, posted.message_id)
    assert not await wall.recaption(chat_id, posted.message_id, "x", [])
    anew = await wall.repaint(chat_id, posted.message_id, Plate("document", b"%PDF b", "b.pdf"))
    assert anew.message_id > posted.message_id
    assert [message.content.file.name for message in shown(ana)] == ["b.pdf"]


async def test_a_message_is_pinned_where_the_bot_may(wall, ana, chat_id, api):
    posted = await wall.hang(chat_id, Plate("photo", png(), "chart.png"))
    assert await wall.pin(chat_id, posted.message_id)
    assert shown(ana)[0].seen()["pinned"]
    assert await wall.unpin(chat_id, posted.message_id)
    assert not await wall.unpin(chat_id, posted.message_id)
    team = api.chats.found_group(-55, title="Team")
    there = await wall.hang(-55, Plate("photo", png(), "chart.png"))
    assert not await wall.pin(-55, there.message_id)
    groups.promote_bot(api, team, ana.profile)
    assert await wall.pin(-55, there.message_id)


async def test_what_somebody_sent_can_be_fetched_up_to_20_mb(house, ana, api):
    ana.send("document", name="slides.pdf", content=b"%PDF slides")
    ana.send("document", name="film.mov", size=20 * MB + 1)
    slides, film = (message.content.file for message in ana.messages if not message.by_bot)
    assert await house.connection.download(slides.file_id) == b"%PDF slides"
    with pytest.raises(BadRequest, match="too big"):
        await house.connection.download(film.file_id)
    with pytest.raises(BadRequest):
        await house.connection.download("nonsense")


async def test_a_file_that_is_not_where_it_should_be_does_not_look_like_a_bad_token(house, ana, api):
    ana.send("document", name="slides.pdf", content=b"%PDF slides")
    file = next(message.content.file for message in ana.messages if not message.by_bot)
    del api.files._by_path[file.path]
    with pytest.raises(BadRequest, match="cannot be fetched"):
        await house.connection.download(file.file_id)


async def test_a_fetch_that_fails_names_no_token(house, ana, api, caplog):
    ana.send("document", name="slides.pdf", content=b"%PDF slides")
    file = next(message.content.file for message in ana.messages if not message.by_bot)
    said = []
    caplog.set_level(logging.DEBUG)
    for name in ("500", "malformed", "cut_before"):
        api.faults.add(Fault(name, method="getFile"))
        with pytest.raises(NetworkError) as failed:
            await house.connection.download(file.file_id)
        said += traceback.format_exception(failed.value)
    del api.files._by_path[file.path]
    with pytest.raises(BadRequest) as failed:
        await house.connection.download(file.file_id)
    await api.stop()
    with pytest.raises(NetworkError) as unreachable:
        await house.connection._request.do_request(house.connection._files + file.path, "GET")
    said += [*traceback.format_exception(failed.value), *traceback.format_exception(unreachable.value), caplog.text]
    assert not any(api.token.partition(":")[2] in each for each in said)
