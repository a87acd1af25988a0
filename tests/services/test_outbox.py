"""Texts given by hand, the outbox as it is shown, and what is too late when the bot is back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.delivery.plan import TOO_LATE
from bot.delivery.ports import TextPart
from bot.services.access import Access, Operator
from bot.services.delivering import Delivering
from bot.services.errors import Refusal
from bot.services.outboxes import Next, Outboxes
from bot.services.planning import OPENING
from bot.services.steering import Steered, Steering, Target
from bot.services.storage import Storage
from bot.survey.definitions import Wording
from tests.services.owed import DAY, NEWS_UTC, PLAN, anew, of
from tests.services.scenes import SURVEY, WEBINAR, an_office, picked


async def test_a_text_edited_by_hand_reaches_whoever_has_not_got_it_yet(office, three, steering, rewording, delivering):
    done = await rewording.reword(Operator(), "clusters", follow_up="news", text="Fresh {{ webinar }}", language="en")
    assert done == Steered(3)
    await anew(office)
    await steering.steer(Operator(), "send-now", of("news"))
    (parcel, *_) = await delivering.claim(limit=1)
    [part] = parcel.parts
    assert isinstance(part, TextPart)
    assert part.wording.by_language == {"en": "Fresh {{ webinar }}", "fr": "Nouvelles"}
    [(text, replaces)] = await office.rows("SELECT text, replaces FROM orders WHERE edited_at IS NOT NULL")
    assert "Fresh" in text
    assert "News" in replaces


async def test_a_new_text_in_the_definition_replaces_the_one_given_by_hand_and_says_so(office, three, rewording):
    await rewording.reword(Operator(), "clusters", follow_up="news", text="By hand", language=None)
    applied = await office.apply(SURVEY, PLAN.replace("en: News", "en: Newer"))
    assert any("follow-up news: the definition's new text replaces" in words for words in applied.webinars[0].words)
    assert await office.rows("SELECT text FROM orders WHERE text IS NOT NULL") == []


async def test_the_definitions_text_can_be_said_again(office, three, rewording):
    await rewording.reword(Operator(), "clusters", follow_up="news", text="By hand", language=None)
    assert await rewording.reword(Operator(), "clusters", follow_up="news", text="By hand", language=None) == Steered(
        0, {"says that already": 1}
    )
    assert await rewording.as_defined(Operator(), "clusters", follow_up="news") == Steered(3)
    assert await rewording.as_defined(Operator(), "clusters", follow_up="news") == Steered(0, {"says that already": 1})


async def test_a_text_in_one_language_leaves_the_others_what_everyone_was_told_before(office, three, rewording):
    await rewording.reword(Operator(), "clusters", follow_up="news", text="For all", language=None)
    await rewording.reword(Operator(), "clusters", follow_up="news", text="Un conseil", language="fr")
    [(text,)] = await office.rows("SELECT text FROM orders WHERE text IS NOT NULL")
    said = msgspec.json.decode(text, type=Wording)
    assert [said.spoken(language, "en", "fr") for language in ("en", "fr")] == ["For all", "Un conseil"]


async def test_the_bots_own_words_are_not_replaced_by_a_text_that_only_some_can_read(office, three, rewording):
    with pytest.raises(Refusal, match="for everyone first"):
        await rewording.reword(Operator(), "clusters", follow_up="thanks", text="Merci", language="fr")
    assert await rewording.reword(Operator(), "clusters", follow_up="thanks", text="Thanks", language=None) == Steered(
        3
    )
    assert await rewording.reword(Operator(), "clusters", follow_up="thanks", text="Merci", language="fr") == Steered(3)


@pytest.mark.parametrize("text", ["", "{% for x in y %}", "{{ answers.nothing }}", "x" * 3501])
async def test_a_text_that_could_not_be_sent_is_refused(office, three, rewording, text):
    with pytest.raises(Refusal):
        await rewording.reword(Operator(), "clusters", follow_up="news", text=text, language=None)


async def test_what_is_too_late_when_the_bot_is_back_is_given_up_but_not_what_was_promised(tmp_path):
    async with an_office(tmp_path) as office:
        await office.apply(SURVEY, PLAN)
        for number in (1, 2, 3):
            await office.enter(number)
    async with an_office(tmp_path) as office:
        office.clock.set(NEWS_UTC + 2 * DAY)
        storage, chance = Storage(office.store), office.chance.choice
        parcels = await Delivering(storage, office.clock, office.library, chance=chance).claim(limit=50)
        assert [each.follow_up for each in parcels] == [OPENING] * 3 + ["thanks"] * 3
        assert await office.rows("SELECT DISTINCT state, reason FROM outbox WHERE follow_up = 'news'") == [
            ("gave_up", TOO_LATE)
        ]
        [(row,)] = await office.rows("SELECT min(id) FROM outbox WHERE follow_up = 'news'")
        steering = Steering(storage, office.clock, office.library, Access(()))
        assert await steering.steer(Operator(), "send-now", Target("clusters", row=row)) == Steered(1)


async def test_what_waited_for_a_material_for_days_goes_when_it_arrives(office, delivering):
    film = WEBINAR.replace("send: [recording]", "send: [recording], to: {unfinished: true}")
    await office.apply(SURVEY, film)
    person = await office.enter(1)
    office.clock.set(NEWS_UTC + timedelta(hours=1))
    await delivering.claim(limit=50)
    assert (await office.outbox(person))["watch"][0] == "held"
    office.clock.set(NEWS_UTC + 3 * DAY)
    await office.apply(SURVEY, film.replace("The recording}", "The recording, url: 'https://example.org/film'}"))
    assert "watch" in [each.follow_up for each in await delivering.claim(limit=50)]


async def test_the_outbox_shows_labels_and_no_names_where_the_survey_asks_for_none(office):
    outboxes = Outboxes(Storage(office.store), office.library, Access(()))
    await office.apply(SURVEY, PLAN)
    await office.answer(1, {"overall": picked("good")}, label="label1")
    await office.enter(2)
    await office.store.write(lambda tx: tx.execute("UPDATE enrolments SET name = 'Ana'"))
    shown = {each.who for each in (await outboxes.outbox(Operator(), "clusters", rows=True)).rows}
    assert shown == {"label1", None}


async def test_the_outbox_says_what_goes_next_and_how_many(office, three):
    outbox = await Outboxes(Storage(office.store), office.library, Access(())).outbox(Operator(), "clusters")
    following = {each.key: each.next for each in outbox.follow_ups}
    assert following["news"] == Next(NEWS_UTC, 3)
    assert following["ask"] is None
    assert {each.key: each.missing for each in outbox.follow_ups}["watch"] == ("recording",)
