"""sendMediaGroup: 2 to 10 files that are shown as one, checked as strictly as Telegram does.

Stricter in two places: an album of one, and a file that goes up and stands nowhere, are bugs of their author.
"""

from __future__ import annotations

from typing import Any, cast

from bot.rehearsal import limits
from bot.rehearsal.calls import Call
from bot.rehearsal.files import Kind
from bot.rehearsal.messages import Content
from bot.rehearsal.refusals import bad_request
from bot.rehearsal.sending import deliver, file_of, marked
from bot.rehearsal.world import World

_KNOWN: dict[str, set[str]] = {
    "photo": set(),
    "video": {"supports_streaming"},
    "audio": set(),
    "document": {"disable_content_type_detection"},
}
_FOR_ALL = {"type", "media", "caption", "parse_mode"}


def send_media_group(world: World, call: Call) -> list[dict[str, Any]]:
    """The Messages sent, in order. Raises: Refused."""
    media = call.structure("media")
    if not isinstance(media, list) or not all(isinstance(each, dict) for each in media):
        raise bad_request("can't parse media JSON object")
    least, most = limits.ALBUM
    if len(media) > most:
        raise bad_request("too many messages to send as an album")
    if len(media) < least:
        raise bad_request("there must be at least 2 media in an album")
    kinds = {str(each.get("type")) for each in media}
    for kind in sorted(kinds):
        if kind not in _KNOWN:
            raise bad_request(f"can't parse InputMedia: type \"{kind}\" can't be used in albums")
        if kind in ("audio", "document") and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    attached = {str(each.get("media")).removeprefix("attach://") for each in media}
    if stray := call.uploads.keys() - attached:
        raise bad_request(f'the file "{min(stray)}" goes up and stands nowhere')
    contents = [_content(world, call, each) for each in media]
    world.albums += 1
    sent = deliver(world, call, contents, album=str(13_000_000_000_000_000 + world.albums))
    return [message.telegram() for message in sent]


def _content(world: World, call: Call, given: dict[str, Any]) -> Content:
    kind = cast("Kind", given["type"])
    if strange := given.keys() - _FOR_ALL - _KNOWN[kind]:
        raise bad_request(f'the rehearsal knows no field "{min(strange)}" of a {kind} in an album')
    if not isinstance(given.get("media"), str):
        raise bad_request("can't parse InputMedia: media not found")
    caption = marked(str(given.get("caption") or ""), str(given.get("parse_mode") or ""))
    limits.check_caption(caption.text)
    file = file_of(world, call, given["media"], kind)
    if file.kind != kind:
        raise bad_request(f"{file.kind} can't be used in an album as {kind}")
    return Content(caption.text, caption.entities, file)
