"""The plan as it is foreseen: moments, audiences, what waits, and what looks wrong; and its picture."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image

import db.orders
from bot.render.organising.timeline import TALLEST, WIDTH, timeline_picture
from bot.render.texts import Texts
from bot.services.access import Access, NotAllowed, Operator, Person
from bot.services.organising.foreseeing import Foreseeing
from bot.services.storage import Storage
from db.orders import OrderRow
from tests.services.scenes import IMPACT, SURVEY, WEBINAR

PLAN = (
    WEBINAR
    + """  - {key: welcome, when: on entry, text: Welcome}
  - {key: rescue, when: 3d after end at 09:00, to: {question: overall, in: [poor]}, approve: true, text: Sorry}
  - {key: nag, when: 9d after end at 09:00, to: {unfinished: true}, text: Still time}
  - {key: extra, when: by hand, text: One more thing}
  - {key: impact, when: 30d after end at 09:00, survey: impact}
"""
)


@pytest.fixture
async def planned(office):
    await office.apply(SURVEY, IMPACT, PLAN)
    return office


OPERATOR = Operator()


async def foreseen(office, by=OPERATOR):
    foreseeing = Foreseeing(Storage(office.store), office.clock, office.library, Access(()))
    return await foreseeing.foresight(by, 1)


async def test_each_follow_up_has_its_moment_its_audience_and_what_is_wrong_with_it(planned):
    found = {each.key: each for each in (await foreseen(planned)).follow_ups}
    assert {key: (each.how, each.to, each.waits, each.wrong) for key, each in found.items()} == {
        "thanks": ("finish", "everyone", None, ()),
        "reminder": ("clock", "unfinished", None, ()),
        "watch": ("clock", "everyone", None, ("missing",)),
        "rescue": ("clock", "some", "approval", ()),
        "nag": ("clock", "unfinished", None, ("closed",)),
        "impact": ("clock", "everyone", None, ()),
        "welcome": ("entry", "everyone", None, ()),
        "extra": ("hand", "everyone", "word", ()),
    }
    assert found["watch"].at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert found["welcome"].at is None
    assert found["impact"].asks


async def test_they_stand_in_the_order_of_their_moments_and_those_without_one_last(planned):
    moments = [each.at for each in (await foreseen(planned)).follow_ups]
    timed = [at for at in moments if at is not None]
    assert timed == sorted(timed)
    assert moments[len(timed) :] == [None, None]


async def test_an_organisers_word_is_seen(planned):
    now = planned.clock.now()

    def work(tx):
        db.orders.keep(tx, 1, OrderRow("rescue", approved_at=now))
        db.orders.keep(tx, 1, OrderRow("watch", held_at=now))
        db.orders.keep(tx, 1, OrderRow("nag", cancelled_at=now))

    await planned.store.write(work)
    found = {each.key: each.waits for each in (await foreseen(planned)).follow_ups}
    assert (found["rescue"], found["watch"], found["nag"]) == (None, "held", "cancelled")


async def test_what_nobody_got_in_time_looks_wrong(planned):
    planned.clock.set(datetime(2027, 3, 1, tzinfo=UTC))
    found = {each.key: each.wrong for each in (await foreseen(planned)).follow_ups}
    assert found["impact"] == ("late",)
    assert found["nag"] == ("late", "closed")
    assert found["welcome"] == found["extra"] == ()


async def test_a_stranger_foresees_nothing(planned):
    with pytest.raises(NotAllowed):
        await foreseen(planned, Person(666))


@pytest.mark.parametrize("language", ["en", "fr", "el"])
async def test_the_picture_fits_a_phone_and_telegram(planned, language):
    plan = await foreseen(planned)
    picture = Image.open(io.BytesIO(timeline_picture(Texts(), language, plan)))
    assert picture.width == WIDTH
    assert 1_000 < picture.height <= TALLEST


async def test_a_plan_too_long_for_a_photo_says_how_much_is_left_out(office):
    many = "".join(f"  - {{key: n{n}, when: {n + 1}d after end at 09:00, text: Hello}}\n" for n in range(80))
    await office.apply(SURVEY, IMPACT, WEBINAR + many)
    picture = Image.open(io.BytesIO(timeline_picture(Texts(), "en", await foreseen(office))))
    assert picture.height <= TALLEST
