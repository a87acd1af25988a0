"""The files of a material: as what each is shown, which go together, and what Telegram would refuse."""

from __future__ import annotations

import pytest

from bot.survey.reading import Source, read_definitions
from tests.survey.making import OWN, Around
from tests.survey.test_webinar_faults import WEBINAR

MB = 1_000_000
FILES = {"a.jpg": MB, "b.png": MB, "big.png": 11 * MB, "talk.mp4": 2 * MB, "hi.ogg": MB, "ho.opus": MB, "song.mp3": MB,
         "long.mp4": 51 * MB, "notes.pdf": MB, "slides.pdf": 1000, "wide.png": MB, "broken.jpg": MB}  # fmt: skip


def around() -> Around:
    surroundings = Around()
    surroundings.sizes = dict(FILES)
    surroundings.pictures = {"wide.png": (9000, 100), "broken.jpg": (0, 0)}
    return surroundings


def read(written: str, *, kind: str = "resources", surroundings: Around | None = None):
    webinar = WEBINAR.replace(
        '{key: notes, kind: briefing, title: Notes, url: "https://example.org/notes"}',
        f"{{key: notes, kind: {kind}, title: Notes, {written}}}",
    )
    return read_definitions([Source("a.yaml", (OWN + webinar).encode())], surroundings or around())


@pytest.mark.parametrize(
    ("written", "kind", "shown"),
    [
        ("file: a.jpg", "resources", ("photo",)),
        ("file: a.jpg", "presentation", ("document",)),
        ("file: a.jpg, show: photo", "presentation", ("photo",)),
        ("file: big.png", "resources", ("document",)),
        ("file: wide.png", "resources", ("document",)),
        ("file: broken.jpg", "resources", ("document",)),
        ("file: talk.mp4", "recording", ("video",)),
        ("file: talk.mp4, show: document", "recording", ("document",)),
        ("file: hi.ogg", "resources", ("voice",)),
        ("file: song.mp3", "resources", ("audio",)),
        ("file: notes.pdf", "briefing", ("document",)),
        ("files: [a.jpg, b.png, talk.mp4]", "resources", ("photo", "photo", "video")),
        ("files: [a.jpg, notes.pdf], show: document", "resources", ("document", "document")),
        ("files: [song.mp3, song.mp3]", "resources", ("audio", "audio")),
    ],
)
def test_a_file_is_shown_as_what_its_ending_says_unless_it_cannot_be(written, kind, shown):
    found = read(written, kind=kind)
    assert found.faults == ()
    notes = found.webinars[0].materials[1]
    assert notes.shown == shown
    assert len(notes.files) == len(shown)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("file: notes.pdf, show: photo", "cannot be shown as photo: use a JPEG or PNG of at most 10 MB"),
        ("file: big.png, show: photo", "cannot be shown as photo"),
        ("file: notes.pdf, show: video", "use a file that ends in .mp4, or take `show` out"),
        ("file: song.mp3, show: voice", "use a file that ends in .ogg or .oga or .opus"),
        ("file: a.jpg, show: sticker", "`show` cannot be `sticker`"),
        ("show: photo", "has `show` but no `file`"),
        ("file: long.mp4", "has 51.0 MB, and the bot may upload 50: give a `url` instead"),
        ("files: [a.jpg]", "an album has 2 to 10: write `file` for a single one"),
        ("files: [" + ", ".join(["a.jpg"] * 11) + "]", "an album has 2 to 10: make it several materials"),
        (
            "files: [a.jpg, notes.pdf]",
            "`a.jpg` (photo) and `notes.pdf` (document) into one album: add `show: document`",
        ),
        ("files: [a.jpg, big.png]", "`a.jpg` (photo) and `big.png` (document) into one album"),
        ("files: [hi.ogg, ho.opus]", "no album of voice messages: make each a material of its own"),
        ("files: [a.jpg, c.jpg]", "there is no file `c.jpg` beside this one"),
        ("file: a.jpg, files: [a.jpg, b.png]", "has both `file` and `files`: keep one"),
        ("files: a.jpg", "`files` must be a list"),
    ],
)
def test_what_telegram_would_refuse_is_a_fault_of_its_line_with_a_remedy(written, why):
    (fault,) = read(written).faults
    assert why in fault.message
    assert (
        fault.line
        == (OWN + WEBINAR)
        .splitlines()
        .index('  - {key: notes, kind: briefing, title: Notes, url: "https://example.org/notes"}')
        + 1
    )


def test_a_server_of_ones_own_takes_larger_files():
    surroundings = around()
    surroundings.upload_limit = 2000 * MB
    found = read("file: long.mp4", surroundings=surroundings)
    assert (found.faults, found.webinars[0].materials[1].shown) == ((), ("video",))
