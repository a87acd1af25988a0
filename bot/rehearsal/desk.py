"""The director's desk over HTTP: clock, faults, journal, pace, webhook, groups and the bot's own page.

``/clock``, ``/faults``, ``/journal``, ``/journal/counts``, ``/flood``, ``/webhook``, ``/files``, ``/groups``,
``/profile``. Refusals read ``{"error": "..."}``.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.rehearsal import groups
from bot.rehearsal.faults import NAMES, Fault
from bot.rehearsal.flood import FloodRules
from bot.rehearsal.messages import Chat
from bot.rehearsal.people import WAIT_SECONDS, number_in, read_json, reply, waiting, wrong
from bot.rehearsal.world import World

Body = dict[str, Any]
_KNOWN = re.compile(r'"(\d{1,15})"')
_PREFERS = re.compile(r"wait=(\d{1,2}(?:\.\d{1,3})?)")


async def answer(world: World, request: web.BaseRequest, steps: list[str]) -> web.StreamResponse:
    """Whatever is asked outside the Bot API and ``/people``."""
    look = _ANSWERS.get((request.method, steps[0]))
    if look is None:
        return wrong("there is nothing at this path", 404)
    try:
        return await look(world, request, steps[1:])
    except (ValueError, KeyError, TypeError) as fault:
        return wrong(f"not understood: {type(fault).__name__}: {fault}")


def _time(world: World) -> Body:
    clock = world.clock
    return {"now": clock.now().isoformat(), "rate": clock.rate, "version": clock.moved.rings}


async def _read_clock(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    """The time. Who says by an ETag which they know, and prefers to wait (RFC 7240), gets it when it has changed."""
    clock = world.clock
    if "after" in request.query:
        await clock.moved.past(int(number_in(request, "after", 0)), wait=waiting(request))
    elif (known := _KNOWN.fullmatch(request.headers.get("If-None-Match", ""))) is not None:
        clock.note_known(int(known[1]))
        patience = _PREFERS.fullmatch(request.headers.get("Prefer", ""))
        if patience is not None and not clock.rate:
            await clock.moved.past(int(known[1]), wait=min(float(patience[1]), WAIT_SECONDS))
    else:
        clock.note_asked()
    answer = reply(_time(world))
    answer.headers["ETag"] = f'"{clock.moved.rings}"'
    return answer


async def _set_clock(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    body = await read_json(request)
    if not body or not set(body) <= {"now", "advance_seconds", "rate"}:
        return wrong('give "now" (with its offset), "advance_seconds" or "rate"')
    if "rate" in body:
        world.clock.run(float(body["rate"]))
    if "now" in body:
        moment = datetime.fromisoformat(body["now"])
        if moment.tzinfo is None:
            return wrong('"now" needs an offset, as in 2026-11-24T12:00:00+00:00')
        world.clock.set(moment)
    if "advance_seconds" in body:
        world.clock.advance(timedelta(seconds=float(body["advance_seconds"])))
    return reply(_time(world))


async def _faults(world: World, _: web.BaseRequest, __: list[str]) -> web.Response:
    return reply([fault.told() for fault in world.faults.waiting])


async def _add_fault(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    fault = Fault(**await read_json(request))
    if fault.name not in NAMES:
        return wrong(f"name must be one of {', '.join(NAMES)}")
    world.faults.add(fault)
    return await _faults(world, request, _)


async def _clear_faults(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    world.faults.clear()
    return await _faults(world, request, _)


async def _journal(world: World, request: web.BaseRequest, steps: list[str]) -> web.Response:
    journal = world.journal
    if steps == ["counts"]:
        return reply(
            [{"method": method, "outcome": outcome, "calls": n} for (method, outcome), n in journal.counts.items()]
        )
    query = request.query
    chat_id, status = (int(query[name]) if name in query else None for name in ("chat_id", "status"))
    after = int(number_in(request, "after", 0))

    def found() -> list[Any]:
        return journal.calls(query.get("method"), chat_id=chat_id, status=status, after=after)

    await journal.until(lambda: bool(found()), wait=waiting(request))
    return reply([entry.told() for entry in found()[: int(number_in(request, "limit", 1000))]])


async def _clear_journal(world: World, _: web.BaseRequest, __: list[str]) -> web.Response:
    world.journal.clear()
    return reply([])


async def _flood(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    if request.method == "POST":
        world.flood.follow(FloodRules(**await read_json(request)))
    return reply(asdict(world.flood.rules))


async def _webhook(world: World, request: web.BaseRequest, _: list[str]) -> web.Response:
    world.updates.set_webhook(str((await read_json(request))["url"]))
    return reply({"url": world.updates.webhook_url})


async def _forget_files(world: World, _: web.BaseRequest, __: list[str]) -> web.Response:
    world.files.forget()
    return reply({})


async def _group(world: World, request: web.BaseRequest, steps: list[str]) -> web.Response:
    chat_id, body = int(steps[0]), await read_json(request)
    chat = world.chats.by_id.get(chat_id)
    if len(steps) == 1:
        title, kind = str(body.get("title", "Group")), body.get("kind", "group")
        chat = world.chats.found_group(chat_id, title=title, kind=kind, members=body.get("members"))
        if "added_by" in body:
            by = world.chats.people[int(body["added_by"])]
            world.updates.push("my_chat_member", groups.membership(world, chat, by, "left", "member"))
        return reply(chat.shape)
    if chat is None or chat.kind == "private":
        return wrong("there is no such group", 404)
    act = _IN_GROUPS.get(steps[1])
    if act is None:
        return wrong("there is nothing at this path", 404)
    return reply(act(world, chat, body))


def _migrate(world: World, chat: Chat, body: Body) -> Body:
    return groups.migrate(world, chat, to=int(body["to"])).shape


def _kick(world: World, chat: Chat, body: Body) -> Body:
    """By somebody, which the bot hears of, or by nobody in particular."""
    if "by" in body:
        groups.remove_bot(world, chat, world.chats.people[int(body["by"])])
    chat.closed = groups.KICKED[chat.kind]
    return chat.shape


def _add(world: World, chat: Chat, body: Body) -> Body:
    groups.add_bot(world, chat, world.chats.people[int(body["by"])])
    return chat.shape


def _promote(world: World, chat: Chat, body: Body) -> Body:
    groups.promote_bot(world, chat, world.chats.people[int(body["by"])])
    return chat.shape


def _enter(world: World, chat: Chat, body: Body) -> Body:
    """Somebody comes into the group."""
    if (person_id := int(body["person"])) not in world.chats.people:
        raise ValueError("nobody joined with this id")
    chat.members.add(person_id)
    return {"members": sorted(chat.members)}


def _leave(_: World, chat: Chat, body: Body) -> Body:
    """Somebody is not in the group any more."""
    chat.members.discard(int(body["person"]))
    return {"members": sorted(chat.members)}


_IN_GROUPS: dict[str, Callable[[World, Chat, Body], Body]] = {
    "migrate": _migrate,
    "kick": _kick,
    "add": _add,
    "promote": _promote,
    "enter": _enter,
    "leave": _leave,
}


async def _profile(world: World, _: web.BaseRequest, __: list[str]) -> web.Response:
    state = {"pending": len(world.updates), "confirmed": world.updates.confirmed, "polled": world.updates.polled}
    return reply(world.bot | world.profile | state)


_ANSWERS: dict[tuple[str, str], Callable[[World, web.BaseRequest, list[str]], Awaitable[web.Response]]] = {
    ("GET", "clock"): _read_clock,
    ("POST", "clock"): _set_clock,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "journal"): _journal,
    ("DELETE", "journal"): _clear_journal,
    ("GET", "flood"): _flood,
    ("POST", "flood"): _flood,
    ("POST", "webhook"): _webhook,
    ("DELETE", "files"): _forget_files,
    ("POST", "groups"): _group,
    ("GET", "profile"): _profile,
}
