"""A preview is what attendees would get, buttons and all."""

from __future__ import annotations

from bot.delivery.ports import AlbumPart, TextPart
from bot.services.access import Access
from bot.services.bulletins import Preview
from bot.services.previewing import Previewing
from bot.services.storage import Storage
from tests.services.scenes import SURVEY, WEBINAR

ALBUM = """
  - {key: photos, kind: good_practices, title: Photos, files: [a.jpg, b.jpg]}
follow_ups:
  - {key: day, when: 2d after end, send: [photos], buttons: [useful, why]}
"""
REMINDER = """
  - {key: again, when: 2d after end, to: {unfinished: true}}
"""


async def test_buttons_of_an_album_stand_below_it_as_they_will(office):
    for name in ("a.jpg", "b.jpg"):
        (office.folder / name).write_bytes(b"\xff\xd8\xff\xe0 a picture")
    head, _, plan = WEBINAR.partition("follow_ups:\n")
    await office.apply(SURVEY, head.rstrip("\n") + ALBUM + plan)
    previewing = Previewing(Storage(office.store), office.clock, office.library, Access((1,)))
    shown = await previewing.shown(Preview(1, "day"), chat_id=1, language="en")
    album, below = shown.parcel.parts
    assert isinstance(album, AlbumPart)
    assert below == TextPart(None, below=True)
    assert shown.parcel.buttons == ("useful", "why")


async def test_a_reminder_without_a_text_says_nothing_of_materials(office):
    await office.apply(SURVEY, WEBINAR.rstrip("\n") + REMINDER)
    previewing = Previewing(Storage(office.store), office.clock, office.library, Access((1,)))
    shown = await previewing.shown(Preview(1, "again"), chat_id=1, language="en")
    assert shown.parcel.parts == ()
    assert shown.survey is not None
