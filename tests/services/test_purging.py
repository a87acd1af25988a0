"""Answers are kept for as long as attendees were told; what they added up to stays."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

import db.consents
import db.frozen
import db.webinars
from bot.insight.shapes import document
from bot.services.access import Operator
from bot.services.entering import Entering, Visitor
from bot.services.errors import Refusal
from bot.services.exporting import AnswersDeleted
from bot.services.purging import LATE_KEPT, Purging, purge_at
from bot.services.storage import Storage
from bot.services.versions import NotAsked
from bot.services.views import EnteredLate
from bot.survey.answers import Answer
from tests.services.scenes import BRINGS, ENDS, IMPACT, OPENS, SURVEY, WEBINAR, five, picked, second

YEAR = timedelta(days=365)
PEOPLE = ("responses", "answers", "codings", "outbox", "enrolments", "attendees")


def purging(office, **given):
    return Purging(Storage(office.store), office.clock, office.library, **given)


async def counts(office, *tables):
    return [(await office.rows(f"SELECT count(*) FROM {table}"))[0][0] for table in tables or PEOPLE]


async def six_answer(office, *, start=1):
    office.clock.set(OPENS)
    for number in range(start, start + 6):
        said = {"overall": picked("good"), "remarks": Answer("answered", text=f"private {number}")}
        await office.answer(number, said)


async def read(office, *, survey=None, key="clusters"):
    return await office.reading.summary(key, reader=Operator(), survey=survey)


async def row(office, key="clusters"):
    return await office.store.read(lambda tx: db.webinars.find(tx, key))


async def moment_of(office):
    found = await row(office)
    return purge_at(found, office.library.webinar(found))


async def test_answers_are_deleted_when_their_time_is_up_and_not_a_moment_before(office):
    await office.apply(SURVEY, WEBINAR)
    await six_answer(office)
    before = document((await read(office)).summary)
    office.clock.set(OPENS + YEAR - timedelta(milliseconds=1))
    await purging(office).purge()
    assert (await counts(office, "responses", "frozen")) == [6, 0]
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    assert await counts(office) == [0] * 6
    report = await read(office)
    assert document(report.summary) == before
    assert (report.frozen_at, str(report.frozen_at.tzinfo)) == (OPENS + YEAR, "Europe/Brussels")
    assert not any("private" in line for line in await office.dump())


async def test_nothing_is_deleted_before_the_survey_has_closed(office):
    await office.apply(SURVEY, WEBINAR.replace("365d", "2d"))
    assert await moment_of(office) == ENDS + timedelta(days=7)


async def test_a_survey_opened_by_hand_counts_from_the_start_and_without_a_promise_nothing_is_deleted(office):
    by_hand = WEBINAR.replace("survey: everything\n", "survey: everything\nopens: by hand\ncloses: by hand\n")
    await office.apply(SURVEY, by_hand)
    assert await moment_of(office) == ENDS - timedelta(hours=2) + YEAR
    await office.apply(SURVEY, by_hand.replace("365d", "30m"))
    assert await moment_of(office) == ENDS
    bare = "\n".join(line for line in WEBINAR.splitlines() if not line.startswith("privacy"))
    await office.apply(SURVEY, second(bare))
    await office.enter(1, "later")
    office.clock.set(ENDS + 20 * YEAR)
    await purging(office).purge()
    assert await counts(office, "enrolments") == [1]


async def test_what_follow_ups_asked_is_frozen_as_well_with_what_was_sent(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await six_answer(office)
    for number in range(1, 7):
        await office.answer_brought(number, {"used": picked("once")})
    await office.store.write(lambda tx: tx.execute("UPDATE outbox SET state = 'sent', settled_at = 1").rowcount)
    own, brought = await read(office), await read(office, survey="impact")
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    for before, survey in ((own, None), (own, "everything"), (brought, "impact")):
        after = await read(office, survey=survey)
        assert (after.summary, after.others, after.version) == (before.summary, before.others, before.version)
        assert [each.sent for each in after.summary.follow_ups] == [6, 6, 6, 6]
    with pytest.raises(NotAsked, match="it asks everything, impact"):
        await read(office, survey="needs")


async def test_earlier_wordings_stay_told_apart(office):
    await office.apply(SURVEY, WEBINAR)
    await six_answer(office)
    await office.apply(SURVEY.replace("Overall?", "All in all?"), WEBINAR)
    await six_answer(office, start=11)
    before = await read(office)
    assert before.others
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    after = await read(office)
    assert (after.summary, after.others) == (before.summary, before.others)


async def test_frozen_figures_hide_small_groups_even_where_the_organisers_saw_names(office):
    await office.apply(SURVEY.replace("pseudonymous", "identified"), WEBINAR)
    office.clock.set(OPENS)
    for number in range(3):
        await office.answer(number + 1, {"overall": picked("poor")})
    assert not (await read(office)).summary.questions[0].withheld
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    overall = (await read(office)).summary.questions[0]
    assert (overall.base, overall.withheld, [each.count for each in overall.options]) == (3, True, [None] * 4)


async def test_themes_are_in_the_figures_and_codings_are_gone(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    exported = await office.export(themes=True)
    lines = exported.splitlines()
    place = lines[0].split(",").index("remarks.themes")
    coded = [lines[0]]
    for line in lines[1:]:
        cells = line.split(",")
        cells[place] = "praise"
        coded.append(",".join(cells))
    await office.take("\n".join(coded) + "\n")
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    remarks = next(each for each in (await read(office)).summary.questions if each.key == "remarks")
    assert [(each.label, each.mentions) for each in remarks.themes.options] == [("praise", 5)]
    assert await counts(office, "responses", "codings") == [0, 0]


async def test_an_attendee_of_two_webinars_is_known_until_the_last_of_them_is_purged(office):
    await office.apply(SURVEY, WEBINAR, second(WEBINAR.replace("365d", "730d")))
    await office.enter(1)
    await office.enter(1, "later")
    await office.enter(2)
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    assert await office.rows("SELECT chat_id FROM attendees") == [(1,)]
    assert await counts(office, "enrolments") == [1]
    office.clock.set(OPENS + 2 * YEAR)
    await purging(office).purge()
    assert await counts(office) == [0] * 6


async def test_what_people_agreed_to_goes_with_them_and_the_words_when_nobody_has_read_them(office):
    await office.apply(SURVEY, WEBINAR, second(WEBINAR.replace("365d", "730d")))
    for chat_id, key, text in ((1, "clusters", "to one only"), (1, "clusters", "to both"), (2, "later", "to both")):
        attendee_id, webinar = await office.enter(chat_id, key), await row(office, key)
        said = {"purpose": "answering", "subject": "", "given": True, "language": "en", "text": text}
        await office.store.write(
            lambda tx, who=attendee_id, at=webinar.id, said=said: db.consents.record(
                tx, attendee_id=who, webinar_id=at, now=OPENS, **said
            )
        )
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    assert await office.rows("SELECT text FROM notices") == [("to both",)]
    assert await counts(office, "consents") == [1]


async def test_purging_again_changes_nothing_and_says_nothing(office, caplog):
    await office.apply(SURVEY, WEBINAR)
    await six_answer(office)
    office.clock.set(OPENS + YEAR)
    with caplog.at_level(logging.INFO, "afterword.services"):
        await purging(office).purge()
        (line,) = caplog.records
        told = (line.action, line.responses, line.answers, line.enrolments, line.outbox, line.attendees)
        assert told == ("purged", 6, 12, 6, 18, 6)
        before = await office.dump()
        await purging(office).purge()
        assert await office.dump() == before
        assert len(caplog.records) == 1


async def test_half_deleted_answers_are_never_counted_and_the_next_run_goes_on(office):
    await office.apply(SURVEY, WEBINAR)
    await six_answer(office)
    before = (await read(office)).summary
    office.clock.set(OPENS + YEAR)
    found = await row(office)
    halfway = purging(office, portion=2)
    await office.store.write(lambda tx: halfway._freeze(tx, row=found, now=office.clock.now()))
    await office.store.write(lambda tx: db.frozen.delete_portion(tx, found.id, until=office.clock.now(), limit=2))
    assert await counts(office, "responses", "attendees") == [4, 4]
    assert (await read(office)).summary == before
    (listed,) = await office.reading.webinars(reader=Operator())
    assert (listed.entered, listed.started, listed.finished, listed.frozen_at) == (6, 6, 6, office.clock.now())
    await purging(office, portion=3).purge()
    assert await counts(office) == [0] * 6


async def test_export_and_import_refuse_in_one_sentence(office):
    await office.apply(SURVEY, WEBINAR)
    await six_answer(office)
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    for ask in (office.export(), office.take(five())):
        with pytest.raises(AnswersDeleted) as caught:
            await ask
        assert str(caught.value) == (
            "The answers were deleted on 2027-11-24, as attendees were promised; the summary still gives their figures."
        )


async def test_who_opens_the_link_again_is_late_gets_the_materials_and_is_forgotten_a_day_later(office):
    await office.apply(SURVEY, BRINGS.replace("survey: everything\n", "survey: everything\ncloses: by hand\n"), IMPACT)
    await six_answer(office)
    office.clock.set(OPENS + YEAR)
    await purging(office).purge()
    before = await read(office)
    entering = Entering(
        Storage(office.store), office.clock, office.library, chance=office.chance.choice, wake=lambda: None
    )
    office.clock.set(OPENS + YEAR + timedelta(hours=1))
    entrance = await entering.enter(Visitor(1, "en", None), payload=(await row(office)).code)
    assert entrance == EnteredLate(1, "en", "Strategies for clusters", 2)
    assert {key: state for key, (state, _) in (await office.outbox()).items() if state == "planned"} == {
        "thanks": "planned",
        "watch": "planned",
    }
    await purging(office).purge()
    assert await counts(office, "attendees", "responses") == [1, 0]
    assert await read(office) == before
    office.clock.set(OPENS + YEAR + timedelta(hours=2) + LATE_KEPT)
    await purging(office).purge()
    assert await counts(office) == [0] * 6


async def test_what_was_promised_to_people_cannot_be_stretched_once_they_have_answered(office):
    await office.apply(SURVEY, WEBINAR)
    await office.apply(SURVEY, WEBINAR.replace("365d", "730d"))
    office.clock.set(OPENS)
    await office.answer(1, {"overall": picked("good")})
    with pytest.raises(Refusal) as caught:
        await office.apply(SURVEY, WEBINAR.replace("365d", "731d"))
    assert str(caught.value) == (
        "The webinar clusters would keep answers for 731 days, but people were told 730 days when they answered (1 of"
        " them): leave `retention` at that, or shorten it."
    )
    await office.apply(SURVEY, WEBINAR.replace("365d", "30d"))
    assert await moment_of(office) == OPENS + timedelta(days=30)


async def test_every_table_about_people_at_a_webinar_is_emptied(office):
    """Whoever adds one to the schema has it purged, or says here why it stays."""
    stays = {"materials", "frozen", "orders", "plannings", "sources", "watches"}  # the last is about organisers
    # Who helps with the webinar was promised nothing about it, and still reads its figures.
    stays |= {"members", "passes"}
    # An organiser's try of a survey and line on what came of comments, a team's chat, and counts of a poll in one.
    stays |= {"tryouts", "upshots", "group_chats", "pulses"}
    # What organisers called themes, which the frozen figures tell, too.
    stays |= {"theme_changes"}
    # Dropped as soon as the figures are frozen.
    stays |= {"editions"}
    tables = await office.rows(
        """SELECT t.name FROM sqlite_schema AS t JOIN pragma_table_info (t.name) AS c
           WHERE t.type = 'table' AND c.name = 'webinar_id'"""
    )
    purged = await office.store.read(lambda tx: {*db.frozen._tables_of_people(tx), "responses", "answers", "drafts"})
    assert {name for (name,) in tables} - stays == purged
