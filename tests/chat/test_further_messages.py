"""Messages beyond what was promised: each of them, whatever it is, can end them."""

from dataclasses import replace

import pytest

from bot.delivery.ports import FilePart, LinkPart, ListPart, TextPart
from tests.chat.house import both, labels, shown, text
from tests.chat.test_sender import PARCEL

TITLE = both("The people", "Les gens")
FILE = FilePart(material_id=1, kind="briefing", title=TITLE, file_name="notes.pdf", digest="d")


@pytest.fixture
def met(house, ana):
    ana.write("hello")
    house.api.updates.drop()
    return ana


@pytest.mark.parametrize(
    "part", [TextPart(both("Hello")), LinkPart(1, "recording", TITLE, "https://example.org"), FILE]
)
async def test_the_last_message_of_each_carries_the_button_that_ends_them(house, met, part, monkeypatch):
    async def file_bytes(_):
        return [b"%PDF notes"]

    monkeypatch.setattr(house.delivering, "file_bytes", file_bytes)
    before = replace(PARCEL, parts=(part, TextPart(None)), ends=True)
    sent = await house.sender.send(before, part)
    assert labels(shown(met)[-1]) == []
    again = replace(part, file_id=sent.file_id) if isinstance(part, FilePart) else part
    for each in (part, again):
        await house.sender.send(replace(PARCEL, parts=(each,), ends=True), each)
        assert labels(shown(met)[-1]) == ["Ne plus en recevoir"]
    await house.sender.send(replace(PARCEL, parts=(part,)), part)
    assert labels(shown(met)[-1]) == []


async def test_a_list_that_goes_on_says_so_and_its_entries_stay_words(house, met):
    first = ListPart(1, "contacts", TITLE, ("Ana <b>", "Ben & Co"), last=False, wording=both("x", "Voilà !"))
    await house.sender.send(PARCEL, first)
    assert text(shown(met)[-1]) == (
        "Voilà !\n\nLes gens\n\n• Ana <b>\n• Ben & Co\n\nLa suite est dans le message suivant."
    )
    await house.sender.send(PARCEL, ListPart(1, "contacts", TITLE, ("Eva",), first=False))
    assert text(shown(met)[-1]).startswith("• Eva\n\nVoici la liste telle qu’elle est maintenant.")
