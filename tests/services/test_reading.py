"""Reading figures: who may, over which versions, from which follow-ups."""

from __future__ import annotations

import pytest

from bot.services.access import Access, NotAllowed, Operator, Person
from bot.services.errors import Unavailable
from bot.services.named import UnknownWebinar
from bot.services.reading import Reading
from tests.services.scenes import ENDS, SURVEY, WEBINAR, picked, second, sheet


def question(report, key):
    return next(each for each in report.summary.questions if each.key == key)


def answers(count, *, start=0, overall="good"):
    rows = [[f"r{number}", overall, "talks"] for number in range(start, start + count)]
    return sheet(["response", "overall", "formats"], *rows)


async def test_owners_and_the_operator_may_read_and_nobody_else(office):
    await office.apply(SURVEY, WEBINAR)
    reading = Reading(office.store, Access({42}))
    for reader in (Person(42), Operator()):
        assert (await reading.summary("clusters", reader=reader)).summary.webinar.key == "clusters"
        assert len(await reading.webinars(reader=reader)) == 1
    for code in ("clusters", "nowhere"):
        with pytest.raises(NotAllowed):
            await reading.summary(code, reader=Person(41))
    with pytest.raises(NotAllowed):
        await reading.webinars(reader=Person(41))


async def test_a_webinar_is_found_by_its_code_as_well(office):
    code = (await office.apply(SURVEY, WEBINAR)).webinars[0].code
    assert (await office.summary(code)).summary.webinar.code == code
    with pytest.raises(UnknownWebinar):
        await office.summary("nowhere")


async def test_the_list_is_in_the_order_they_start_with_counts(office):
    await office.apply(SURVEY, second(WEBINAR.replace("2026-11-24", "2026-10-01"), key="earlier"), WEBINAR)
    await office.enter(1)
    await office.take(answers(2))
    earlier, clusters = await office.reading.webinars(reader=Operator())
    assert (earlier.key, earlier.entered) == ("earlier", 0)
    assert (clusters.key, clusters.entered, clusters.started, clusters.finished) == ("clusters", 3, 2, 2)
    assert (clusters.link, clusters.timezone) == (None, "Europe/Brussels")


async def test_versions_are_counted_together_where_nothing_was_reworded(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(answers(5))
    await office.apply(SURVEY.replace("Overall?", "All in all?"), WEBINAR)
    await office.take(answers(6, start=10))
    report = await office.summary()
    assert (report.version, question(report, "overall").base, question(report, "formats").base) == (2, 6, 11)
    (earlier,) = report.others
    assert earlier.version == 1
    assert [(each.key, each.ask, each.base) for each in earlier.questions] == [("overall", "Overall?", 5)]
    assert report.summary.responses.finished == 11


async def test_a_version_that_nobody_answered_is_not_mentioned(office):
    await office.apply(SURVEY, WEBINAR)
    await office.apply(SURVEY.replace("Overall?", "All in all?"), WEBINAR)
    await office.take(answers(6))
    assert (await office.summary()).others == ()


async def test_a_changed_rule_or_box_does_not_part_versions(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(answers(5))
    ruled = SURVEY.replace("min: 0.5, max: 8}", "min: 0.5, max: 8, when: {question: live, in: [yes]}}")
    await office.apply(ruled.replace("    max: 2\n", "    max: 2\n    boxes: {any: [talks, rooms]}\n"), WEBINAR)
    await office.take(answers(5, start=10))
    report = await office.summary()
    assert (report.version, report.others) == (2, ())
    formats = question(report, "formats")
    assert formats.base == 10
    assert [(box.key, box.count) for box in formats.boxes] == [("any", 10)]


async def test_people_are_counted_once_in_a_box_of_several_options(office):
    boxed = SURVEY.replace("    max: 2\n", "    max: 2\n    boxes: {any: [talks, rooms], rooms: [rooms]}\n")
    await office.apply(boxed, WEBINAR)
    rows = [[f"r{n}", "talks;rooms" if n < 3 else "other"] for n in range(6)]
    await office.take(sheet(["response", "formats"], *rows))
    boxes = question(await office.summary(), "formats").boxes
    assert [(box.key, box.count) for box in boxes] == [("any", 3), ("rooms", 3)]


async def test_follow_ups_are_told_in_the_order_of_the_plan_without_the_bots_own(office):
    await office.apply(SURVEY, WEBINAR)
    await office.enter(1)
    follow_ups = (await office.summary()).summary.follow_ups
    assert [(each.key, each.planned, each.waiting) for each in follow_ups] == [
        ("thanks", 1, 1),
        ("reminder", 1, 1),
        ("watch", 1, 1),
    ]
    less = WEBINAR.replace("  - {key: thanks, when: on finish, send: [slides]}\n", "")
    await office.apply(SURVEY, less + "  - {key: extra, when: on entry, text: Hello}\n")
    keys = [each.key for each in (await office.summary()).summary.follow_ups]
    assert keys == ["reminder", "watch", "extra", "thanks"]


async def test_small_bases_are_withheld(office):
    await office.apply(SURVEY, WEBINAR)
    for number in range(4):
        await office.answer(number, {"overall": picked("good")})
    assert question(await office.summary(), "overall").withheld
    office.clock.set(ENDS)
    await office.answer(9, {"overall": picked("good")})
    assert not question(await office.summary(), "overall").withheld


async def test_a_store_that_is_out_is_told_in_one_sentence(office):
    await office.apply(SURVEY, WEBINAR)
    (office.folder / "afterword.db").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(Unavailable) as caught:
        await office.summary()
    assert str(caught.value).endswith(".")


async def test_the_list_counts_who_came_by_which_link(office):
    await office.apply(SURVEY, WEBINAR)
    sources = ["slide", "slide", "mail", None, "link", "slide"]
    for chat_id, source in enumerate(sources, start=101):
        await office.enter(chat_id)
        await office.store.write(
            lambda tx, chat_id=chat_id, source=source: tx.execute(
                """UPDATE enrolments SET source = ?
                   WHERE attendee_id = (SELECT id FROM attendees WHERE chat_id = ?)""",
                (source, chat_id),
            )
        )
    [listed] = await office.reading.webinars(reader=Operator())
    assert list(listed.sources.items()) == [("slide", 3), ("link", 2), ("mail", 1)]


async def test_who_came_by_no_link_at_all_is_nowhere(office):
    await office.apply(SURVEY, WEBINAR)
    [listed] = await office.reading.webinars(reader=Operator())
    assert listed.sources == {}
