"""Themes given in a spreadsheet, and what a file may not change of what people said in chat."""

from __future__ import annotations

import csv
import io

import pytest

from bot.survey.answers import Answer
from bot.survey.sheet import Faulty
from tests.services.scenes import SURVEY, WEBINAR, faults_of, five, picked, put, sheet


async def people_answer(office, count=6):
    for number in range(count):
        said = {"overall": picked("poor"), "improve": Answer("answered", text=f"idea {number}")}
        await office.answer(number, said, label=f"p{number}")


def improve_of(report):
    return next(question for question in report.summary.questions if question.key == "improve")


async def test_themes_are_given_to_chat_answers_in_a_spreadsheet_and_counted(office):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    assert "improve.themes" not in await office.export()
    table = list(csv.DictReader(io.StringIO(await office.export(themes=True))))
    for row in table:
        row["improve.themes"] = "Length; More examples" if row["response"] != "p0" else "=Length"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table[0])
    writer.writeheader()
    writer.writerows(table)
    done = await office.take(text.getvalue())
    assert (done.new, done.updated) == (0, 6)
    themes = improve_of(await office.summary()).themes
    assert (themes.mentions, themes.people) == (11, 6)
    assert {(each.label, each.mentions) for each in themes.options} == {
        ("Length", 5),
        ("More examples", 5),
        ("=Length", 1),
    }
    exported = await office.export()
    assert "Length;More examples" in exported
    assert ",'=Length," in exported
    assert (await office.take(exported)).unchanged == 6


async def test_a_file_of_labels_and_themes_alone_is_enough(office):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    done = await office.take(sheet(["response", "improve.themes"], *([f"p{n}", "Length"] for n in range(6))))
    assert done.updated == 6
    assert (await office.take(sheet(["response", "improve.themes"], ["p0", ""]))).updated == 1
    assert improve_of(await office.summary()).themes.people == 5


async def test_what_people_said_in_chat_cannot_be_changed_by_a_file(office):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    exported = await office.export()
    before = await office.dump()
    with pytest.raises(Faulty) as caught:
        await office.take(exported.replace("idea 3", "all was well").replace("poor", "good", 1))
    told = faults_of(caught)
    assert any("overall is not what this person answered in chat" in fault for fault in told)
    assert any("improve is not what this person answered in chat" in fault for fault in told)
    assert await office.dump() == before


async def test_who_went_on_answering_since_the_export_does_not_spoil_the_file(office):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    await office.answer(50, {"overall": picked("poor"), "formats": Answer("shown")}, finished=False, label="slow")
    exported = await office.export(themes=True)

    def go_on(tx):
        ((response,),) = tx.execute("SELECT id FROM responses WHERE label = 'slow'").fetchall()
        put(tx, response, {"formats": picked("talks"), "again": picked("7")}, office.clock.now())

    await office.store.write(go_on)
    assert (await office.take(exported)).unchanged == 7
    again = next(question for question in (await office.summary()).summary.questions if question.key == "again")
    assert again.answered == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["p0", "Length"], None),
        (["nobody", "Length"], "names no response of this webinar"),
        (["p0", "x" * 201], "more than 200 characters"),
        (["mute", "Length"], "gives themes to an answer that is not there"),
    ],
)
async def test_themes_go_to_answers_that_exist(office, row, fault):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    await office.answer(9, {"overall": picked("good")}, label="mute")
    text = sheet(["response", "improve.themes"], row)
    if fault is None:
        assert (await office.take(text)).updated == 1
        return
    with pytest.raises(Faulty) as caught:
        await office.take(text)
    assert fault in faults_of(caught)[0]


async def test_responses_of_an_earlier_version_keep_their_own_questions(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    renamed = SURVEY.replace("key: remarks", "key: comments")
    await office.apply(renamed, WEBINAR)
    await office.take(sheet(["response", "overall", "comments"], ["new", "good", "well done"]))
    exported = {row["response"]: row for row in csv.DictReader(io.StringIO(await office.export()))}
    assert (exported["r0"]["remarks"], exported["r0"]["comments"]) == ("thank you", "-")
    assert (exported["new"]["remarks"], exported["new"]["comments"]) == ("-", "well done")
    assert (await office.take(await office.export())).unchanged == 6
    with pytest.raises(Faulty) as caught:
        await office.take(sheet(["response", "comments"], ["r0", "late"]))
    assert "is not asked in the version" in faults_of(caught)[0]


async def test_a_file_carries_a_second_coder_and_answers_that_no_theme_fits(office):
    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    assert "improve.themes2" not in await office.export(themes=True)
    rows = [[f"p{n}", "Length" if n < 3 else "-", "Length" if n < 2 else "-"] for n in range(6)]
    await office.take(sheet(["response", "improve.themes", "improve.themes2"], *rows))
    improve = improve_of(await office.summary())
    assert (improve.coding.coded, improve.themes.people) == (6, 3)
    (length,) = improve.coding.agreement.themes
    assert (length.both, length.first, length.second, length.neither) == (2, 1, 0, 3)
    exported = await office.export()
    assert "p0,1,poor,idea 0,Length,Length" in [
        ",".join(
            row[name] for name in ("response", "finished", "overall", "improve", "improve.themes", "improve.themes2")
        )
        for row in csv.DictReader(io.StringIO(exported))
    ]
    assert (await office.take(exported)).unchanged == 6
    assert (await office.take(sheet(["response", "improve.themes2"], ["p5", ""]))).updated == 1
    assert improve_of(await office.summary()).coding.agreement.answers == 5


async def test_a_file_that_was_exported_before_a_merge_keeps_it(office):
    from tests.services.coding import OLGA, WHERE, Coders

    await office.apply(SURVEY, WEBINAR)
    await people_answer(office)
    await office.take(
        sheet(["response", "improve.themes"], *([f"p{n}", "Length" if n % 2 else "Time"] for n in range(6)))
    )
    before, coders = await office.export(), Coders(office)
    await coders.books.merge(OLGA, WHERE, await coders.theme("Time"), await coders.theme("Length"), seen=None)
    await office.take(before)
    assert await coders.people() == {"Length": 6}
