"""What a server answers, read to its end, but not for ever: the longest there is fits into memory many times over."""

from __future__ import annotations

import aiohttp

MOST_ANSWERED = 24 * 1024 * 1024
"""Bytes of an answer. The longest are files that people sent, of which a bot takes 20 MB."""


async def whole(answer: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked.

    Raises:
        aiohttp.ClientPayloadError: it is longer than any answer should be; the rest is left unread.
    """
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > MOST_ANSWERED:
            raise aiohttp.ClientPayloadError("the answer is too long")
    return bytes(body)
