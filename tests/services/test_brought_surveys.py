"""Reading and exporting a survey that a follow-up brings, beside the webinar's own."""

from __future__ import annotations

import csv
import io

import pytest

from bot.insight.shapes import document
from bot.services.access import Operator
from bot.services.exporting import TooFew
from bot.services.named import UnknownWebinar
from bot.services.versions import NotAsked
from bot.survey.answers import Answer
from tests.services.scenes import BRINGS, IMPACT, SURVEY, WEBINAR, picked, second


async def read(office, *, survey="impact", key="clusters"):
    return await office.reading.summary(key, reader=Operator(), survey=survey)


async def rows(office, *, survey="impact", key="clusters"):
    exported = await office.exporting.csv(key, reader=Operator(), survey=survey)
    return list(csv.DictReader(io.StringIO(exported.content.decode())))


async def people_use_it(office, count=6, *, start=1):
    for number in range(start, start + count):
        said = {"used": picked("several" if number % 2 else "no"), "change": Answer("answered", text=f"much {number}")}
        await office.answer_brought(number, said)


def question(report, key):
    return next(each for each in report.summary.questions if each.key == key)


async def test_six_people_answer_what_a_follow_up_brought_and_are_counted(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await people_use_it(office)
    await office.answer_brought(7, {})
    await office.enter(8)
    report = await read(office)
    counts = report.summary.responses
    assert (counts.entered, counts.started, counts.finished) == (7, 6, 6)
    assert [each.key for each in report.summary.questions] == ["used", "change"]
    used = question(report, "used")
    assert (used.shown, used.answered, used.left, used.base, used.withheld) == (7, 6, 1, 6, False)
    assert [(each.key, each.count) for each in used.options] == [("several", 3), ("once", 0), ("no", 3)]
    assert [(each.key, each.count) for each in used.boxes] == [("used", 3)]
    assert question(report, "change").answered == 6
    own = await office.summary()
    assert report.summary.follow_ups == own.summary.follow_ups
    assert [each.key for each in own.summary.follow_ups] == ["thanks", "reminder", "watch", "impact"]


async def test_six_people_who_answered_it_are_six_rows_without_those_of_the_own_survey(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await people_use_it(office)
    await office.answer(1, {"overall": picked("good")}, label="own")
    found = await rows(office)
    assert list(found[0]) == ["response", "finished", "used", "change"]
    assert sorted(row["change"] for row in found) == [f"much {n}" for n in range(1, 7)]
    assert "own" not in {row["response"] for row in found}


async def test_the_own_survey_is_as_it_was_before_anybody_answered_another(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    for number in range(1, 7):
        await office.answer(number, {"overall": picked("good")})
    before, exported = await office.summary(), await office.export()
    await people_use_it(office)
    assert (await office.summary(), await office.export()) == (before, exported)
    assert await read(office, survey="everything") == before
    assert len(await rows(office, survey="everything")) == 6


async def test_a_survey_that_the_webinar_does_not_ask_is_refused_naming_those_it_does(office):
    await office.apply(IMPACT, SURVEY, BRINGS, second())
    for ask in (read, rows):
        with pytest.raises(NotAsked) as caught:
            await ask(office, survey="needs")
        assert str(caught.value) == "The webinar clusters does not ask a survey needs; it asks everything, impact."
        with pytest.raises(NotAsked, match=r"later does not ask a survey impact; it asks everything\.$"):
            await ask(office, key="later")
        with pytest.raises(UnknownWebinar):
            await ask(office, key="nowhere")


async def test_answers_at_another_webinar_are_not_counted(office):
    await office.apply(IMPACT, SURVEY, BRINGS, second(BRINGS))
    await people_use_it(office)
    assert (await read(office, key="later")).summary.responses.entered == 0


async def test_what_was_asked_can_be_read_after_the_follow_up_has_gone(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await people_use_it(office)
    await office.apply(SURVEY, WEBINAR)
    assert question(await read(office), "used").base == 6
    assert len(await rows(office)) == 6


async def test_the_latest_version_speaks_and_what_was_not_reworded_is_counted_together(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await people_use_it(office, 5)
    await office.apply(IMPACT.replace("Used any of it?", "Any use?"), SURVEY, BRINGS)
    await people_use_it(office, 6, start=11)
    report = await read(office)
    assert (report.version, question(report, "used").base, question(report, "change").answered) == (2, 6, 11)
    (earlier,) = report.others
    assert (earlier.version, [(each.key, each.base) for each in earlier.questions]) == (1, [("used", 5)])
    assert report.summary.responses.finished == 11
    assert len(await rows(office)) == 11


async def test_few_people_are_hidden_unless_the_survey_they_were_brought_is_identified(office):
    await office.apply(IMPACT, SURVEY.replace("pseudonymous", "identified"), BRINGS)
    await people_use_it(office, 3)
    assert question(await read(office), "used").withheld
    with pytest.raises(TooFew):
        await rows(office)
    named = IMPACT.replace("pseudonymous", "identified")
    await office.apply(named, SURVEY, second(BRINGS))
    assert question(await read(office), "used").withheld
    await office.answer_brought(31, {"used": picked("once")}, key="later")
    assert document((await read(office, key="later")).summary)["questions"][0]["options"][1]["count"] == 1
    assert len(await rows(office, key="later")) == 1
