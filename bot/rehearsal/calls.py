"""A Bot API call as it came over HTTP: GET, JSON, form or multipart, read into one shape.

Values are looked at here and nowhere else: a number that is none, a flag that is neither true nor false, JSON that does
not parse are refused, where Telegram would often guess. What a call means is ``methods``' part.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from bot.rehearsal import limits
from bot.rehearsal.refusals import Refused, bad_request

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0", "")


@dataclass(slots=True)
class Upload:
    """A file of a multipart body. ``content`` is cut off beyond the upload limit; ``size`` (bytes) is what came."""

    name: str
    content: bytes
    size: int


@dataclass(slots=True)
class Call:
    """One call: the method as written in the path, its parameters as sent, its uploads by field name."""

    method: str
    fields: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The parameter as text; None: not given.

        Raises: Refused, when JSON brought something else than a string.
        """
        value = self.fields.get(name)
        if value is None or isinstance(value, str):
            return value
        raise bad_request(f'parameter "{name}" must be a String')

    def integer(self, name: str, default: int | None = None) -> int | None:
        """The parameter as a whole number, ``default`` when it is not given.

        Raises: Refused, when it is no number.
        """
        value = self.fields.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            return int(value)
        raise bad_request(f'parameter "{name}" must be an Integer')

    def flag(self, name: str) -> bool:
        """The parameter as true or false; not given means false.

        Raises: Refused, when it is neither.
        """
        value = self.fields.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        word = str(value).lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise bad_request(f'parameter "{name}" must be a Boolean')

    def structure(self, name: str) -> dict[str, Any] | list[Any] | None:
        """A list or an object, given as such or as its JSON text; None: not given.

        Raises: Refused, when it is neither.
        """
        value = self.fields.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
        if value is None or isinstance(value, dict | list):
            return cast("dict[str, Any] | list[Any] | None", value)
        raise bad_request(f'parameter "{name}" must be an Object or an Array')

    def journalled(self) -> dict[str, Any]:
        """The parameters for the journal: a file's bytes appear as its name and size."""
        if not self.uploads:
            return self.fields
        return self.fields | {name: {"file_name": it.name, "bytes": it.size} for name, it in self.uploads.items()}


async def read_call(request: web.BaseRequest, method: str) -> Call:
    """Read the whole request.

    Raises: Refused, when the body is not what its content type says or is larger than Telegram takes.
    """
    fields: dict[str, Any] = dict(request.query) if "?" in request.raw_path else {}
    if not request.body_exists:
        return Call(method, fields)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, method, fields)
    body = await request.read()
    try:
        if kind == "application/json":
            given = json.loads(body) if body else {}
            if not isinstance(given, dict):
                raise bad_request("can't parse JSON object")
            fields.update(given)
        elif kind == "application/x-www-form-urlencoded":
            fields.update(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        elif body:
            raise bad_request(f"content type {kind} is not understood")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse the body") from None
    return Call(method, fields)


async def _read_multipart(request: web.BaseRequest, method: str, fields: dict[str, Any]) -> Call:
    call = Call(method, fields)
    total = 0
    try:
        async for part in MultipartReader(request.headers, request.content):
            if not isinstance(part, BodyPartReader) or not part.name:
                raise bad_request("a part of the form has no name")
            content, size = await _read_part(part)
            total += size
            if part.filename is not None:
                call.uploads[part.name] = Upload(part.filename, content, size)
            else:
                call.fields[part.name] = content.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse the form") from None
    if total > limits.REQUEST_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return call


async def _read_part(part: BodyPartReader) -> tuple[bytes, int]:
    # A body that is too large is read to its end all the same: closing early would look like a broken network.
    kept = bytearray()
    size = 0
    while chunk := await part.read_chunk(65536):
        size += len(chunk)
        if len(kept) <= limits.UPLOAD_BYTES:
            kept += chunk
    return bytes(kept), size
