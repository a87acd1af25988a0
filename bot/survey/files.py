"""Reads the files of a material: one, or several that make an album, and as what Telegram is to show each.

What Telegram would refuse at sending is a fault here, with its line and what to do instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from bot.survey.definitions import Shown
from bot.survey.fields import Fields
from bot.survey.surroundings import Library, bare_name

LARGEST_PHOTO = 10_000_000
"""Bytes of a photo (core.telegram.org/bots/api#sendphoto); a larger one goes as a document."""

_MB = 1_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
"""A photo's sides are at most so many pixels together, and one at most so many times the other (sendphoto)."""

_ALBUM = range(2, 11)
"""Files of an album (core.telegram.org/bots/api#sendmediagroup)."""

_ENDINGS: dict[Shown, tuple[str, ...]] = {
    "photo": ("jpg", "jpeg", "png"),
    "video": ("mp4",),
    "voice": ("ogg", "oga", "opus"),
    "audio": ("mp3", "m4a"),
}
"""What Telegram plays or shows in the chat, by ending; everything else is a document."""

_TOGETHER: tuple[frozenset[Shown], ...] = (
    frozenset(("photo", "video")),
    frozenset(("document",)),
    frozenset(("audio",)),
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A file as it is written, and where."""

    name: str
    line: int


def read_files(fields: Fields, library: Library, *, kind: str) -> tuple[tuple[str, ...], tuple[Shown, ...]]:
    """The files as they can be opened later, and as what each is shown; nothing of either if any is at fault.

    ``kind`` is the material's: slides that are a picture are sent as a document, sharp and easy to keep.
    """
    named, wish = _named(fields), _wish(fields)
    judged = [_judged(fields, library, each, kind=kind, wish=wish) for each in named]
    shown = tuple(each for each in judged if each is not None)
    if not named or len(shown) < len(named):
        return (), ()
    if len(named) > 1 and not any(set(shown) <= kinds for kinds in _TOGETHER):
        fields.fault(fields.line_of("files"), _unmixable(named, shown))
        return (), ()
    beside = fields.page.findings.file
    return tuple(library.around.resolve(each.name, beside=beside) for each in named), shown


def read_picture(fields: Fields, library: Library) -> tuple[tuple[str, ...], tuple[Shown, ...]]:
    """The picture of a good practice, which is shown and printed; nothing if there is none or it is at fault."""
    path = fields.text("picture", longest=1000)
    if path is None:
        return (), ()
    beside = fields.page.findings.file
    size = library.around.size(path, beside=beside)
    if size is None:
        message = (
            f"there is no file `{path}` beside this one: put it there, or take `picture` out if it is still to come"
        )
    elif size == 0:
        message = f"the file `{path}` is empty: put the right one there"
    elif _ending(path) not in _ENDINGS["photo"]:
        message = f"`{path}` is no picture that I can print: save it as .jpg or .png"
    elif size > LARGEST_PHOTO:
        message = f"the picture `{path}` has {size:,} bytes: make it smaller, to {LARGEST_PHOTO:,} at most"
    else:
        shown = _fitting(library, path, size, beside=beside)
        return (library.around.resolve(path, beside=beside),), (shown,)
    fields.fault(fields.line_of("picture"), message)
    return (), ()


def _named(fields: Fields) -> list[_Named]:
    path = fields.text("file", longest=1000)
    if path is not None:
        return [_Named(path, fields.line_of("file"))]
    listed = fields.texts("files", longest=1000)
    if listed is None:
        return []
    if len(listed) not in _ALBUM:
        remedy = "write `file` for a single one" if len(listed) < _ALBUM.start else "make it several materials"
        message = f"`files` of {fields.what} lists {len(listed)}, and an album has 2 to 10: {remedy}"
        fields.fault(fields.line_of("files"), message)
        return []
    return [_Named(each.text, each.line) for each in listed]


def _wish(fields: Fields) -> Shown | None:
    wish = cast("Shown | None", fields.choice("show", get_args(Shown)))
    if wish is not None and not (fields.has("file") or fields.has("files")):
        fields.fault(fields.line_of("show"), f"{fields.what} has `show` but no `file`: give it one, or take `show` out")
    return wish


def _judged(fields: Fields, library: Library, named: _Named, *, kind: str, wish: Shown | None) -> Shown | None:
    """As what the file is shown; None after a fault."""
    beside, most = fields.page.findings.file, library.around.upload_limit
    size = library.around.size(named.name, beside=beside)
    if size is None:
        entry = "`file`" if fields.has("file") else "it"
        message = (
            f"there is no file `{named.name}` beside this one: put it there, or take {entry} out if it is still to come"
        )
    elif size == 0:
        message = f"the file `{named.name}` is empty: put the right one there"
    elif size > most:
        message = (
            f"the file `{named.name}` has {size / _MB:,.1f} MB, and the bot may upload {most / _MB:,.0f}: give a `url`"
            " instead, or run a Bot API server of your own and set AFTERWORD_UPLOAD_LIMIT_MB"
        )
    else:
        fits = _fitting(library, named.name, size, beside=beside)
        if wish in (None, "document", fits):
            by_ending: Shown = "document" if kind == "presentation" and fits == "photo" else fits
            return wish or by_ending
        message = f"`{named.name}` cannot be shown as {wish}: {_needs(wish)}, or take `show` out"
    fields.fault(named.line, message)
    return None


def _ending(name: str) -> str:
    base, whole = bare_name(name)
    return whole[len(base) + 1 :].lower()


def _fitting(library: Library, name: str, size: int, *, beside: str) -> Shown:
    """The most that Telegram makes of such a file."""
    ending = _ending(name)
    fits: Shown = next((shown for shown, endings in _ENDINGS.items() if ending in endings), "document")
    if fits != "photo":
        return fits
    width, height = library.around.picture(name, beside=beside) or (0, 0)
    sound = min(width, height) > 0 and width + height <= _PHOTO_SIDES
    sound = sound and max(width, height) <= _PHOTO_RATIO * min(width, height)
    return "photo" if sound and size <= LARGEST_PHOTO else "document"


def _needs(wish: Shown | None) -> str:
    if wish == "photo":
        return "use a JPEG or PNG of at most 10 MB, of 10,000 pixels in width and height together"
    endings = [f".{ending}" for ending in _ENDINGS.get(wish or "document", ())]
    return f"use a file that ends in {' or '.join(endings)}"


def _unmixable(named: Sequence[_Named], shown: Sequence[Shown]) -> str:
    if set(shown) == {"voice"}:
        return "Telegram has no album of voice messages: make each a material of its own"
    other = next((place for place, each in enumerate(shown) if each != shown[0]), 0)
    told = f"`{named[0].name}` ({shown[0]}) and `{named[other].name}` ({shown[other]})"
    return f"Telegram does not put {told} into one album: add `show: document`, or make it several materials"
