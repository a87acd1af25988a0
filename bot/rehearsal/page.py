"""The chat page: one file of HTML, CSS and plain JavaScript under ``/chat/{chat_id}``; it talks to ``/people`` only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from aiohttp import web


@cache
def _page() -> bytes:
    return Path(__file__).with_name("page.html").read_bytes()


def answer(chat_id: str) -> web.Response:
    """The page for a person; it creates them if they have not joined."""
    if not chat_id.isdecimal():
        return web.Response(status=404, text="The chat page is at /chat/<a number>.")
    return web.Response(body=_page(), content_type="text/html", charset="utf-8")
