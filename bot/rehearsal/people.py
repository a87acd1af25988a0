"""The people's side over HTTP: what a Telegram app does, for audiences in another process and for the chat page.

Everything lives under ``/people/{chat_id}``; refusals read ``{"error": "..."}`` with status 400, 404 or 409.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.rehearsal.crowd import Impossible, Person, Piece, Sent, Thing
from bot.rehearsal.refusals import Refused
from bot.rehearsal.world import World

WAIT_SECONDS = 60.0
_dump = json.JSONEncoder(separators=(",", ":")).encode
Body = dict[str, Any]


def reply(told: object, status: int = 200) -> web.Response:
    """``told`` as JSON."""
    return web.Response(status=status, body=_dump(told).encode(), content_type="application/json")


def wrong(why: str, status: int = 400) -> web.Response:
    """The one shape of a refusal outside the Bot API."""
    return reply({"error": why}, status)


async def read_json(request: web.BaseRequest) -> Body:
    """The body, an object; none is an empty one. Raises: ValueError."""
    if not request.body_exists:
        return {}
    body = json.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body


def number_in(request: web.BaseRequest, name: str, default: float) -> float:
    """A number of the query string. Raises: ValueError."""
    return float(request.query.get(name, default))


def waiting(request: web.BaseRequest) -> float:
    """How long to wait for something new: ``wait`` real seconds of the query string, at most 60. Raises: ValueError."""
    return min(number_in(request, "wait", 0), WAIT_SECONDS)


async def answer(world: World, request: web.BaseRequest, steps: list[str]) -> web.StreamResponse:
    """Whatever is asked under ``/people/``; ``steps`` are the rest of the path."""
    try:
        if not steps[0]:
            return reply([_who(Person(world, world.chats.by_id[chat_id])) for chat_id in world.chats.people])
        chat_id = int(steps[0])
        if len(steps) == 1 and request.method == "POST":
            return reply(_who(_join(world, chat_id, await read_json(request))))
        if chat_id not in world.chats.people:
            return wrong("nobody joined with this id; POST /people/{chat_id} first", 404)
        person = Person(world, world.chats.by_id[chat_id])
        if len(steps) == 1:
            return reply(_who(person))
        act = _POSTS.get(steps[1]) if request.method == "POST" else None
        if act is not None and len(steps) == 2:
            return reply(act(person, await read_json(request)))
        look = _LOOKS.get(steps[1]) if request.method == "GET" else None
        if look is not None:
            return await look(person, request, steps[2:])
    except (Impossible, Refused) as impossible:
        return wrong(str(impossible), 409)
    except (ValueError, KeyError, TypeError, binascii.Error) as fault:
        return wrong(f"not understood: {type(fault).__name__}: {fault}")
    return wrong("there is nothing at this path", 404)


def _join(world: World, chat_id: int, body: Body) -> Person:
    chat = world.chats.welcome(
        chat_id,
        first_name=str(body.get("first_name") or "Ana"),
        language_code=body.get("language_code"),
        username=body.get("username"),
        last_name=body.get("last_name"),
    )
    return Person(world, chat)


def _who(person: Person) -> Body:
    chat = person.chat
    return person.profile | {"blocked": chat.closed is not None, "opened": chat.opened, "version": chat.changes.rings}


def _sent(sent: Sent) -> Body:
    return {"message_id": sent.message_id, "update_id": sent.update_ids[-1], "message_ids": sent.message_ids}


def _text(person: Person, body: Body) -> Body:
    return _sent(
        person.write(
            str(body["text"]),
            chat_id=body.get("chat_id"),
            reply_to=body.get("reply_to"),
            forwarded_from=body.get("forwarded_from"),
        )
    )


def _tap(person: Person, body: Body) -> Body:
    return person.tap(int(body["message_id"]), str(body["data"]), chat_id=body.get("chat_id")).told()


def _vote(person: Person, body: Body) -> Body:
    options = [int(option) for option in body["options"]]
    return {"update_id": person.vote(int(body["message_id"]), options, chat_id=body.get("chat_id"))}


def _album(person: Person, body: Body) -> Body:
    pieces = [_piece(each["thing"], each) for each in body["things"]]
    return _sent(person.send_album(pieces, chat_id=body.get("chat_id"), forwarded_from=body.get("forwarded_from")))


def _piece(thing: Thing, body: Body) -> Piece:
    given = body.get("content")
    return Piece(
        thing,
        name=body.get("file_name"),
        mime=body.get("mime_type"),
        content=None if given is None else base64.b64decode(given, validate=True),
        size=body.get("file_size"),
        caption=str(body.get("caption", "")),
        seconds=int(body.get("duration", 0)),
    )


def _thing(thing: Thing) -> Callable[[Person, Body], Body]:
    def send(person: Person, body: Body) -> Body:
        piece = _piece(thing, body)
        sent = person.send(
            thing,
            name=piece.name,
            mime=piece.mime,
            content=piece.content,
            size=piece.size,
            caption=piece.caption,
            seconds=piece.seconds,
            chat_id=body.get("chat_id"),
            forwarded_from=body.get("forwarded_from"),
        )
        return _sent(sent)

    return send


_POSTS: dict[str, Callable[[Person, Body], Body]] = {
    "text": _text,
    "tap": _tap,
    "sticker": _thing("sticker"),
    "photo": _thing("photo"),
    "voice": _thing("voice"),
    "video": _thing("video"),
    "audio": _thing("audio"),
    "document": _thing("document"),
    "album": _album,
    "forward": lambda person, body: _sent(person.forward(int(body["message_id"]))),
    "vote": _vote,
    "raw": lambda person, body: {"update_id": person.raw(body)},
    "block": lambda person, _: {"update_id": person.block()},
    "unblock": lambda person, _: {"update_id": person.unblock()},
}


async def _messages(person: Person, request: web.BaseRequest, _: list[str]) -> web.Response:
    """What stands in their chat with the bot, or in the group ``chat_id`` that they are in."""
    after = int(number_in(request, "after", 0))
    chat = person.chat
    if "chat_id" in request.query:
        chat = person.world.chats.by_id[int(request.query["chat_id"])]
        if person.chat.chat_id not in chat.members:
            raise Impossible("they are not in this group")
    await chat.changes.past(after, wait=waiting(request))
    seen = [message.seen() for message in chat.since(after)]
    return reply(
        {"version": chat.changes.rings, "typing": chat.typing, "blocked": chat.closed is not None, "messages": seen}
    )


async def _taps(person: Person, request: web.BaseRequest, steps: list[str]) -> web.Response:
    query = person.world.queries.get(steps[0]) if steps else None
    if query is None or query.person_id != person.chat.chat_id:
        return wrong("no such tap", 404)
    await query.answered.past(0, wait=waiting(request))
    return reply(query.told())


async def _file(person: Person, _: web.BaseRequest, steps: list[str]) -> web.Response:
    message = person.chat.messages.get(int(steps[0])) if steps else None
    file = message.content.file if message is not None and not message.deleted else None
    if file is None or file.content is None:
        return wrong("no such file", 404)
    shown = "inline" if file.kind == "photo" else f"attachment; filename*=UTF-8''{quote(file.name)}"
    return web.Response(body=file.content, content_type=file.mime, headers={"Content-Disposition": shown})


_LOOKS: dict[str, Callable[[Person, web.BaseRequest, list[str]], Awaitable[web.Response]]] = {
    "messages": _messages,
    "taps": _taps,
    "files": _file,
}
