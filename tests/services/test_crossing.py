"""Two questions counted together: over versions, over what lies sealed, without who was not there, and for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.services.access import Access, NotAllowed, Operator, Person
from bot.services.crossing import Crossings
from bot.services.exporting import AnswersDeleted
from bot.services.purging import Purging
from bot.services.storage import Storage
from tests.services.candid import candid, take_part
from tests.services.scenes import ENDS, SURVEY, WEBINAR, picked

ATTENDED = SURVEY.replace(
    "questions:\n",
    "questions:\n  - key: attended\n    kind: single\n    ask: {en: There?, fr: Là ?}\n    options:\n"
    "      - {key: yes, label: {en: Yes, fr: Oui}}\n      - {key: no, label: {en: No, fr: Non}}\n",
    1,
)


async def counts(office, rows="overall", columns="live", **given):
    crossings = Crossings(office.store, Access(()), office.library)
    crossed = await crossings.table("clusters", rows, columns, reader=Operator(), **given)
    single = [line for line in crossed.table.lines if not line.category.together]
    return [[None if cell is None else cell.count for cell in line.cells] for line in single]


async def answered(office, first, last, overall, live):
    for chat_id in range(first, last):
        await office.answer(chat_id, {"overall": picked(overall), "live": picked(live)})


async def test_versions_that_ask_both_in_the_same_words_are_counted_together(office):
    await office.apply(SURVEY, WEBINAR)
    await answered(office, 0, 10, "good", "yes")
    await office.apply(SURVEY.replace("Hours?", "How many hours?"), WEBINAR)
    await answered(office, 10, 20, "poor", "no")
    assert await counts(office) == [[10, 0], [0, 0], [0, 10]]


async def test_who_was_asked_one_of_them_in_other_words_has_answered_the_other_only(office):
    await office.apply(SURVEY, WEBINAR)
    await answered(office, 0, 10, "good", "yes")
    await office.apply(SURVEY.replace("Live?", "Did you see it live?"), WEBINAR)
    await answered(office, 10, 20, "good", "yes")
    await answered(office, 20, 30, "poor", "no")
    assert await counts(office) == [[10, 0], [0, 0], [0, 10]]


async def test_what_lies_sealed_is_counted_too(office):
    await candid(office)
    for chat_id in range(12):
        answers = {"overall": picked("good" if chat_id < 6 else "poor"), "formats": picked("talks")}
        await take_part(office, chat_id, answers)
    assert await counts(office, "overall", "formats") == [[6, 0, 0, 6], [6, 0, 0, 6]]


async def test_who_was_not_there_judges_nothing(office):
    await office.apply(ATTENDED, WEBINAR)
    for chat_id in range(20):
        there = "yes" if chat_id < 12 else "no"
        answers = {"attended": picked(there), "overall": picked("good"), "live": picked("yes" if chat_id % 2 else "no")}
        await office.answer(chat_id, answers)
    assert await counts(office) == [[6, 6], [0, 0], [0, 0]]
    assert await counts(office, "overall", "attended") == [[12, 0], [0, 0], [0, 0]]


async def test_only_who_may_read_rows_counts_them_across(office):
    await office.apply(SURVEY, WEBINAR)
    with pytest.raises(NotAllowed):
        await Crossings(office.store, Access(())).table("clusters", "overall", "live", reader=Person(7))


async def test_nothing_is_counted_across_once_answers_are_deleted(office):
    await office.apply(SURVEY, WEBINAR)
    await answered(office, 0, 10, "good", "yes")
    office.clock.set(ENDS + timedelta(days=400))
    await Purging(Storage(office.store), office.clock, office.library).purge()
    with pytest.raises(AnswersDeleted):
        await counts(office)
