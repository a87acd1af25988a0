"""Somebody without rows who reads everything after every answer: what a few newcomers say changes nothing they read.

Two houses, alike but for what the last people say, show that reader the same to the letter, as long as those people are
fewer than the limit. So nothing can be computed of them, by subtraction or otherwise: no reader could tell the houses
apart. The same reader tells them apart at once where the limit is switched off.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.insight.shapes import document
from bot.insight.withholding import LIMIT
from bot.render.cards import summary_card
from bot.render.texts import Texts
from bot.services.access import Access, NotAllowed, Person
from bot.services.comparing import Comparisons
from bot.services.crossing import Crossings
from bot.services.dossiers import Dossiers
from bot.services.organising.perusing import Perusing
from bot.services.reading import Reading
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.scenes import ENDS, SURVEY, WEBINAR, an_office, picked, second
from tests.services.team import OLGA, OWNER, VERA, a_team

SERIES = WEBINAR.replace("duration: 2h", "duration: 2h\nseries: skills")
RESCUE = "  - {key: rescue, when: 3d after end, to: {question: overall, in: [poor]}, approve: true, text: Sorry}\n"
READERS = (Person(VERA), Person(OLGA))
"""A viewer, and an organiser who steers and may not read rows."""

people = st.fixed_dictionaries(
    {
        "overall": st.sampled_from([*map(picked, ("good", "fair", "poor", "no_opinion")), Answer("skipped")]),
        "formats": st.sampled_from([picked("talks"), picked("talks", "rooms"), picked("rooms"), Answer("skipped")]),
        "live": st.sampled_from([picked("yes"), picked("no")]),
        "hours": st.sampled_from([Answer("answered", number=1), Answer("answered", number=7), Answer("skipped")]),
    }
)


CONTENT = {
    "overall": picked("good"),
    "formats": picked("talks"),
    "live": picked("yes"),
    "hours": Answer("answered", number=2),
}
TEXTS = Texts()


open_people = st.fixed_dictionaries(
    {
        "overall": st.sampled_from([*map(picked, ("good", "fair", "poor"))]),
        "formats": st.sampled_from([picked("talks"), picked("talks", "rooms"), picked("rooms")]),
        "live": st.sampled_from([picked("yes"), picked("no")]),
        "hours": st.just(Answer("answered", number=3)),
    }
)
"""They answer everything, so that all is told of them before anybody else comes."""


@asynccontextmanager
async def a_house():
    with TemporaryDirectory() as folder:
        async with an_office(Path(folder)) as office:
            await office.apply(SURVEY, SERIES + RESCUE, second(SERIES))
            await a_team(office)
            office.clock.set(ENDS)
            yield office


async def comes(office, chat_id, answers):
    """Somebody answers; why, only if they were not content, as the survey has it."""
    told = {key: answer for key, answer in answers.items() if answer.state == "answered" or key != "hours"}
    if answers["overall"].picks in (("fair",), ("poor",)):
        told["improve"] = Answer("answered", text="It was dull")
    await office.answer(chat_id, told, label=f"l{chat_id}")


async def everything(office, limit):
    """All that readers without rows get: figures, cards, comparisons and dossiers; and they get no cross-tables."""
    access, storage = Access((OWNER,)), Storage(office.store)
    [webinar_id] = [row[0] for row in await office.rows("SELECT id FROM webinars WHERE key = 'clusters'")]
    seen = []
    for reader in READERS:
        report = await Reading(office.store, access, office.library, limit=limit).summary("clusters", reader=reader)
        seen += [json.dumps(document(report.summary)), report.newer, repr(report.summary.funnel), report.others]
        seen.append(summary_card(TEXTS, "en", report.summary, newer=report.newer))
        perusing = Perusing(storage, office.library, access, limit=limit)
        sheet, compared = await perusing.compare(reader, webinar_id, 0, 0)
        seen += [repr(sheet.report), repr(compared)]
        comparisons = Comparisons(storage, access, office.library, limit=limit)
        seen.append(repr(await comparisons.named(["clusters", "later"], reader=reader)))
        dossiers = Dossiers(storage, office.clock, office.library, access, limit=limit)
        seen.append(repr(await dossiers.named("clusters", reader=reader)))
        with pytest.raises(NotAllowed):
            await Crossings(storage, access, office.library, limit=limit).table(
                "clusters", "overall", "live", reader=reader
            )
    return seen


async def read_of(first, last, limit):
    """Everything read after every answer, and once more at the end."""
    async with a_house() as office:
        numbers = count(100)
        for answers in first:
            await comes(office, next(numbers), answers)
        seen = [await everything(office, limit)]
        for answers in last:
            await comes(office, next(numbers), answers)
            seen.append(await everything(office, limit))
        return seen


def alike(one, other):
    """The same number of people, each with the same questions answered: what they say differs, not that they say it."""
    return {**one, **{key: other[key] for key in one if (one[key].state, other[key].state) == ("answered",) * 2}}


@settings(deadline=None, max_examples=4)
@given(
    st.lists(open_people, min_size=LIMIT, max_size=7),
    st.lists(st.tuples(people, people), min_size=1, max_size=LIMIT - 1),
)
def test_what_fewer_newcomers_than_the_limit_say_changes_nothing_that_is_read(first, last):
    here = asyncio.run(read_of(first, [one for one, _ in last], LIMIT))
    there = asyncio.run(read_of(first, [alike(one, other) for one, other in last], LIMIT))
    assert here == there


def test_the_same_reader_knows_what_one_newcomer_says_where_the_limit_is_switched_off():
    first = [CONTENT] * LIMIT
    for limit, differs in ((1, True), (LIMIT, False)):
        here = asyncio.run(read_of(first, [CONTENT], limit))
        there = asyncio.run(read_of(first, [{**CONTENT, "overall": picked("poor")}], limit))
        assert (here != there) is differs
        assert here[0] == there[0]


def test_what_five_newcomers_say_is_told():
    first, poor = [CONTENT] * LIMIT, {**CONTENT, "overall": picked("poor")}
    here = asyncio.run(read_of(first, [CONTENT] * LIMIT, LIMIT))
    there = asyncio.run(read_of(first, [poor] * LIMIT, LIMIT))
    assert here[:-1] == there[:-1]
    assert here[-1] != there[-1]
