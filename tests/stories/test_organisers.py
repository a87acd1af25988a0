"""What organisers ask in chat, and that nobody else learns anything."""

import pytest

import db.members

from .house import OWNER, a_house
from .teller import Guest
from .transcript import at

OPEN = at("2026-11-24 11:50")
SHARES = (("Very satisfied", 4), ("Satisfied", 2), ("Dissatisfied", 1))


@pytest.fixture
async def house(tmp_path):
    async with a_house(tmp_path, now=OPEN) as house:
        await house.apply("satisfaction.yaml")
        await house.open()
        yield house


async def answer(house):
    """Seven people answer the first two questions."""
    guests = [Guest(house.api.join(number, f"Person {number}")) for number in range(101, 108)]
    choices = [label for label, count in SHARES for _ in range(count)]
    for guest in guests:
        guest.person.write(f"/start {house.code}")
    await house.rest()
    for step in range(2):
        for guest, choice in zip(guests, choices, strict=True):
            guest.look()
            guest.person.tap(*guest.tap("Yes, all or most of it" if step == 0 else choice))
        await house.rest()


async def asks(house, guest, text):
    """What the bot answers to a message: texts, and names of files."""
    guest.look()
    guest.news.clear()
    guest.person.write(text)
    await house.rest()
    guest.look()
    return [screen.file or screen.text for screen in guest.news]


async def test_an_organiser_asks_for_the_figures_and_gets_words_and_pictures(house):
    await answer(house)
    olga = Guest(house.api.join(OWNER, "Olga"))
    [listed] = await asks(house, olga, "/webinars")
    assert "Communication strategies for clusters" in listed
    assert "7 entered, 0 finished" in listed

    [summary] = await asks(house, olga, f"/summary {house.code}")
    assert len(summary) < 1000
    assert "0 of 85 attendees answered to the end (0%, 0–4)" in summary
    assert "n = 7" in summary
    assert "Very satisfied: 57%" in summary
    olga.person.tap(*olga.tap("📊 Chart"))
    await house.rest()
    photos = [message.content.file for message in olga.person.messages if message.content.file]
    assert {photo.kind for photo in photos} == {"photo"}
    assert all(photo.content.startswith(b"\x89PNG") for photo in photos)

    [chosen] = await asks(house, olga, "/summary")
    assert chosen == "Whose figures?"
    [unknown] = await asks(house, olga, "/summary nowhere<b>")
    assert "There is no webinar with the code or key nowhere<b>." in unknown
    assert await asks(house, olga, "/summary communication") == [summary]


async def test_a_speaker_reads_the_figures_of_their_own_webinar_each_with_its_words_and_base(house):
    await answer(house)
    place = {"role": "speaker", "scope": "webinar", "webinar_id": 1, "invited_by": OWNER}
    now = house.api.clock.now()
    await house.store.write(lambda tx: db.members.join(tx, telegram_id=777, name="Nina", now=now, **place))
    nina = Guest(house.api.join(777, "Nina"))
    summary, *_ = await asks(house, nina, f"/summary {house.code}")
    said, figures = summary.split("\n\n", 1)
    assert said.endswith("0 of 85 attendees answered to the end (0%, 0–4).")
    assert figures.splitlines()[0] == "Overall, how satisfied or dissatisfied were you with the webinar? n = 7"
    below = [line[0] for line in figures.splitlines()[1:] if "n = " not in line and line]
    # shares, what the brackets mean and do not, who said the same; nothing of what goes out, or to whom
    assert set(below) == {"•", "I", "⚠"}
    assert "Sent:" not in summary
    assert await asks(house, nina, "/summary nowhere") == ["This is for the organisers of the webinar only."]
    assert await asks(house, nina, "/threads") == ["This is for the organisers of the webinar only."]


async def test_nobody_else_learns_even_whether_a_webinar_exists(house):
    ana = Guest(house.api.join(101, "Ana", language_code="fr"))
    told = [
        await asks(house, ana, text)
        for text in ("/webinars", f"/summary {house.code}", "/summary", "/summary aaaaaaaaaaaaa")
    ]
    assert told == [["Ceci est réservé aux organisateurs du webinaire."]] * 4
