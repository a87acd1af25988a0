"""Figures and rows of an anonymous survey: the same whether answers lie sealed or belong to nobody; never of a few."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from bot.services.access import Access, Operator
from bot.services.exporting import Exporting
from bot.services.keys import NoKey
from bot.services.reading import Reading
from bot.survey.sheet import Faulty
from tests.services.candid import CANDID, CLOSED, GOOD, POOR, WEBINAR, candid, mixing, nobodys, take_part, ten_take_part
from tests.services.scenes import ENDS, faults_of, sheet


async def counted(office):
    report = await Reading(office.store, Access(()), office.library).summary("clusters", reader=Operator())
    return report.summary


async def exported(office):
    return await Exporting(office.store, office.clock, Access(()), office.library).csv("clusters", reader=Operator())


async def rows_of(office):
    return list(csv.DictReader(io.StringIO((await exported(office)).content.decode())))


async def test_figures_are_the_same_whether_answers_lie_sealed_or_belong_to_nobody(office):
    await candid(office)
    for chat_id in range(11):
        await take_part(office, chat_id, GOOD if chat_id % 2 else POOR, finished=chat_id < 6)
    sealed = await counted(office)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await office.rows("SELECT count(*) FROM drafts") == [(0,)]
    moved = await counted(office)
    assert moved == sealed
    assert (moved.responses.entered, moved.responses.started, moved.responses.finished) == (11, 11, 6)
    overall, formats, hours, why = moved.questions
    assert [(option.key, option.count) for option in overall.options] == [("good", 5), ("poor", 6), ("none", 0)]
    assert [(box.key, box.count) for box in formats.boxes] == [("either", 5)]
    assert (hours.answered, hours.skipped, hours.mean, why.answered) == (5, 6, 2.0, 5)


async def test_the_few_who_stay_sealed_are_told_by_no_difference_between_figures_and_file(office):
    await ten_take_part(office)
    assert (await counted(office)).questions[0].answered == 10
    office.clock.set(CLOSED)
    await mixing(office).mix()
    summary = await counted(office)
    assert summary.questions[0].answered == 6
    assert (summary.responses.started, summary.responses.finished) == (10, 6)
    assert len(await rows_of(office)) == 6


async def test_the_few_who_began_with_an_earlier_version_are_told_by_no_difference_either(office):
    await candid(office)
    for chat_id in range(4):
        await take_part(office, chat_id, POOR)
    await office.apply(CANDID.replace("Hours?", "How many hours?"), WEBINAR)
    for chat_id in range(4, 10):
        await take_part(office, chat_id, GOOD)
    assert (await counted(office)).questions[0].answered == 10
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert len(await nobodys(office)) == 6
    assert (await counted(office)).questions[0].answered == 6
    assert [row["response"].startswith("sealed-") for row in await rows_of(office)] == [False] * 6


async def test_rows_of_an_open_survey_have_labels_that_are_drawn_anew_each_time(office):
    await ten_take_part(office)
    first, second = await rows_of(office), await rows_of(office)
    labels = [[row.pop("response") for row in rows] for rows in (first, second)]
    assert labels[0] == sorted(labels[0])
    assert all(label.startswith("sealed-") for both in labels for label in both)
    assert not set(labels[0]) & set(labels[1])
    assert sorted(map(str, first)) == sorted(map(str, second))
    stored = {label for (label,) in await office.rows("SELECT label FROM responses")}
    assert not stored & {label.removeprefix("sealed-") for label in labels[0]}


async def test_rows_exported_while_sealed_are_not_taken_back_but_those_of_nobody_take_themes(office):
    await ten_take_part(office)
    content = (await exported(office)).content
    with pytest.raises(Faulty) as caught:
        await office.importing.answers("clusters", file="answers.csv", content=content)
    assert len(faults_of(caught)) == 10
    assert "was made up while answers lay sealed; export again once they are moved" in faults_of(caught)[0]
    office.clock.set(CLOSED)
    await mixing(office).mix()
    rows = [row for row in await rows_of(office) if row["why"] != "-" and row["why"]]
    coded = sheet(["response", "why.themes"], *([row["response"], "Length"] for row in rows))
    done = await office.importing.answers("clusters", file="coded.csv", content=coded.encode())
    assert (done.new, done.updated, done.unchanged) == (0, 3, 0)
    changed = sheet(["response", "overall"], [rows[0]["response"], "poor"])
    with pytest.raises(Faulty) as caught:
        await office.importing.answers("clusters", file="changed.csv", content=changed.encode())
    assert "an import can change its themes only" in faults_of(caught)[0]


async def test_answers_from_elsewhere_join_an_anonymous_survey(office):
    await candid(office)
    paper = sheet(["response", "overall"], *([f"paper {n}", "good"] for n in range(5)))
    await office.importing.answers("clusters", file="paper.csv", content=paper.encode())
    await take_part(office, 1, POOR)
    summary = await counted(office)
    assert (summary.responses.entered, summary.questions[0].answered) == (6, 6)


async def test_without_the_key_figures_and_rows_are_refused_in_one_sentence_until_all_are_moved(office):
    await candid(office)
    for chat_id in range(6):
        await take_part(office, chat_id, POOR)
    key, office.library.seal = office.library.seal, None
    for tell in (counted, exported):
        with pytest.raises(
            NoKey, match=r"^Some of what this database keeps needs its key, and the key file is not there: put it"
        ):
            await tell(office)
    office.clock.set(CLOSED)
    office.library.seal = key
    await mixing(office).mix()
    office.library.seal = None
    assert (await counted(office)).questions[0].answered == 6
    assert len(await rows_of(office)) == 6


async def test_fewer_than_five_are_withheld_as_ever(office):
    await candid(office)
    for chat_id in range(4):
        await take_part(office, chat_id, POOR)
    summary = await counted(office)
    assert summary.questions[0].withheld


async def test_what_goes_on_finish_goes_at_once_though_only_the_day_of_finishing_is_known(office):
    plan = """materials:
  - {key: slides, kind: presentation, title: The slides, file: slides.pdf}
follow_ups:
  - {key: slides, when: on finish, send: [slides]}
  - {key: words, when: on finish, text: Thank you.}
"""
    await candid(office, webinar=WEBINAR + plan)
    for chat_id, hours in ((1, 0), (2, 12.9), (3, 36)):
        await office.enter(chat_id)
        office.clock.set(ENDS + timedelta(hours=hours))
        await take_part(office, chat_id, GOOD)
        attendee_id = await office.enter(chat_id)
        owed = {key: state for key, (state, _) in (await office.outbox(attendee_id)).items()}
        due = await office.rows("SELECT max(due_at) FROM outbox WHERE attendee_id = ?", attendee_id)
        assert owed == {"slides": "planned", "words": "planned"}
        assert due[0][0] <= office.clock.now().timestamp() * 1000
