"""Export and import: what goes out comes back as the same figures, and a bad file changes nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.insight.shapes import document
from bot.services.exporting import NobodyAnswered, TooFew
from bot.services.named import UnknownWebinar
from bot.survey.answers import Answer
from bot.survey.sheet import Faulty
from bot.survey.typed import cleaned
from tests.services.scenes import HEADER, SURVEY, WEBINAR, an_office, faults_of, fine, five, picked, second, sheet

SKIPPED = Answer("skipped")
TEXTS = (st.text(alphabet="'=+-@?;\n ,\"a", max_size=6) | st.text(max_size=20)).map(cleaned).filter(bool)


def maybe(answers):
    """Not shown, shown and left, skipped, or one of ``answers``."""
    return st.none() | st.just(Answer("shown")) | st.just(SKIPPED) | answers


PEOPLE = st.fixed_dictionaries(
    {
        "welcome": maybe(st.just(Answer("answered"))),
        "overall": maybe(st.sampled_from(["good", "fair", "poor", "no_opinion"]).map(picked)),
        "formats": maybe(
            st.sampled_from([picked("talks"), picked("talks", "rooms")])
            | TEXTS.map(lambda text: picked("rooms", "other", text=text))
        ),
        "again": maybe(st.integers(0, 10).map(lambda n: picked(str(n)))),
        "live": maybe(st.sampled_from(["yes", "no"]).map(picked)),
        "hours": maybe(st.integers(1, 16).map(lambda n: Answer("answered", number=n / 2))),
        "day": maybe(st.dates().map(lambda day: Answer("answered", text=day.isoformat()))),
        "remarks": maybe(TEXTS.map(lambda text: Answer("answered", text=text))),
        "wants": maybe(st.just(picked("presentation", "recording"))),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(PEOPLE, st.booleans(), TEXTS), min_size=5, max_size=8))
async def test_what_export_writes_import_reads_back_to_the_same_questions(people):
    with TemporaryDirectory() as folder:
        async with an_office(Path(folder)) as office:
            await office.apply(SURVEY, WEBINAR, second())
            for number, (answers, finished, label) in enumerate(people):
                given_answers = {key: answer for key, answer in answers.items() if answer is not None}
                given_answers["live"] = picked("yes")
                await office.answer(number + 1, given_answers, finished=finished, label=f"{label}{number}")
            exported = await office.export()
            done = await office.take(exported, "later")
            assert (done.new, done.updated) == (len(people), 0)
            first = document((await office.summary()).summary)
            later = document((await office.summary("later")).summary)
            assert later["questions"] == first["questions"]
            assert later["responses"] == first["responses"]
            assert await office.export("later") == exported


async def test_the_same_file_again_changes_nothing(office):
    await office.apply(SURVEY, WEBINAR)
    assert (await office.take(five())).new == 5
    before = await office.dump()
    again = await office.take(five())
    assert (again.new, again.updated, again.unchanged) == (0, 0, 5)
    assert await office.dump() == before


async def test_the_same_response_again_is_an_update(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    changed = five().replace("r3,1,good,talks", "r3,0,poor,-", 1)
    again = await office.take(changed)
    assert (again.new, again.updated, again.unchanged) == (0, 1, 4)
    exported = {row["response"]: row for row in csv.DictReader(io.StringIO(await office.export()))}
    assert (exported["r3"]["overall"], exported["r3"]["formats"], exported["r3"]["finished"]) == ("poor", "-", "0")
    assert (await office.summary()).summary.responses.finished == 4


async def test_a_file_without_finished_means_that_everyone_has(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(["response", "overall"], *([f"r{n}", "Bon"] for n in range(5))))
    assert (await office.summary()).summary.responses.finished == 5


async def test_an_update_leaves_alone_what_it_has_no_column_for(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five().replace("r0,1", "r0,0", 1))
    again = await office.take(sheet(["response", "again"], ["r0", "3"]))
    assert again.updated == 1
    exported = {row["response"]: row for row in csv.DictReader(io.StringIO(await office.export()))}
    assert (exported["r0"]["overall"], exported["r0"]["again"], exported["r0"]["finished"]) == ("good", "3", "0")


async def test_a_question_that_does_not_apply_cannot_have_been_skipped(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(["response", "overall", "improve"], *([f"r{n}", "good", ""] for n in range(5))))
    improve = next(q for q in (await office.summary()).summary.questions if q.key == "improve")
    assert (improve.shown, improve.skipped) == (0, 0)


async def test_a_form_that_did_not_ask_what_a_rule_looks_at_is_taken_all_the_same(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(["response", "improve"], *([f"r{n}", "less talk"] for n in range(5))))
    improve = next(q for q in (await office.summary()).summary.questions if q.key == "improve")
    assert improve.answered == 5


async def test_every_bad_row_is_named_with_its_line(office):
    await office.apply(SURVEY, WEBINAR)
    before = await office.dump()
    bad = sheet(
        HEADER,
        fine("fine"),
        ["r1", "1"],
        ["r1", "1", "super", "talks", "9", "-", ""],
        ["r2", "1", "good", "talks;rooms;other", "11", "-", ""],
        ["", "1", "good", "talks", "9", "-", ""],
        ["r4", "yes", "good", "talks", "9", "-", ""],
        ["fine", "1", "good", "talks", "9", "-", ""],
        ["r6", "1", "good", "talks", "9", "everything", ""],
        [*fine("r7"), "more"],
    ).replace("fine,1", '"fine",1')
    with pytest.raises(Faulty) as caught:
        await office.take(bad)
    told = faults_of(caught)
    assert [fault.split(": ")[0] for fault in told] == [f"answers.csv:{at}" for at in (3, 4, 5, 5, 6, 7, 8, 9, 10)]
    for words, fault in zip(
        [
            "the row has 2 cells and the first line 7; make them equal",
            "overall holds 'super'",
            "at most 2",
            "again holds '11'",
            "response is empty",
            "finished",
            "line 2",
            "improve",
            "the row has 8 cells",
        ],
        told,
        strict=True,
    ):
        assert words in fault
    assert await office.dump() == before


async def test_a_thousand_bad_rows_are_all_named(office):
    await office.apply(SURVEY, WEBINAR)
    rows = ([f"r{n}", "super"] if n % 2 else [f"r{n}"] for n in range(1000))
    with pytest.raises(Faulty) as caught:
        await office.take(sheet(["response", "overall"], *rows))
    assert [fault.line for fault in caught.value.faults] == list(range(2, 1002))


async def test_a_good_row_beside_one_of_too_few_cells_is_not_stored(office):
    await office.apply(SURVEY, WEBINAR)
    before = await office.dump()
    with pytest.raises(Faulty) as caught:
        await office.take(five(["short"]))
    assert faults_of(caught) == ["answers.csv:7: the row has 1 cell and the first line 7; make them equal"]
    assert await office.dump() == before


async def test_lines_are_counted_through_texts_of_several_lines(office):
    await office.apply(SURVEY, WEBINAR)
    text = 'response,remarks,overall\nr1,"one\ntwo\nthree",good\nr2,fine,wrong\n'
    with pytest.raises(Faulty) as caught:
        await office.take(text)
    assert faults_of(caught)[0].startswith("answers.csv:5: overall holds 'wrong'")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "answers.csv:1: the file is empty"),
        (b"\xff\xfe\x00", "answers.csv:1: this is not UTF-8"),
        (b"response,overall\nr1,\xe9\n", "answers.csv:2: this is not UTF-8"),
        (b"response;overall\nr1;good\n", "not separated by commas"),
        (b"response,overal\nr1,good\n", "did you mean overall?"),
        (b"response,overall,overall\nr1,good,good\n", "'overall' stands twice"),
        (b"overall\ngood\n", "the column response is missing"),
        (b'response,overall\nr1,"good\n', "answers.csv:2: this is not CSV"),
        (b"response,formats.other\nr1,x\n", "'formats.other' is of no use without formats"),
        (b"response,live.other\nr1,x\n", "no question for the column 'live.other'"),
        (b"response,overall.themes\nr1,x\n", "no question for the column 'overall.themes'"),
        (b"response,remarks\nr1," + b"x" * 200_000 + b"\n", "answers.csv:2: this is not CSV"),
    ],
)
async def test_a_file_that_is_no_table_of_answers_is_refused(office, content, fault):
    await office.apply(SURVEY, WEBINAR)
    with pytest.raises(Faulty) as caught:
        await office.importing.answers("clusters", file="answers.csv", content=content)
    assert fault in faults_of(caught)[0]


async def test_a_spreadsheets_own_marks_at_the_beginning_and_the_ends_of_lines_are_taken(office):
    await office.apply(SURVEY, WEBINAR)
    content = b"\xef\xbb\xbf" + five().replace("\n", "\r\n").encode() + b"\r\n"
    done = await office.importing.answers("clusters", file="answers.csv", content=content)
    assert done.new == 5


async def test_fewer_people_than_the_limit_are_not_shown_row_by_row(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(HEADER, *(fine(f"r{n}") for n in range(4))))
    with pytest.raises(TooFew, match="Only 4 of at least 5"):
        await office.export()
    await office.take(sheet(["response", "overall"], ["silent", "?"]))
    with pytest.raises(TooFew):
        await office.export()
    await office.take(five())
    assert (await office.export()).count("\n") == 7


async def test_an_identified_survey_is_exported_from_the_first_row(office):
    await office.apply(SURVEY.replace("pseudonymous", "identified"), WEBINAR)
    with pytest.raises(NobodyAnswered):
        await office.export()
    await office.take(sheet(HEADER, fine("r1")))
    assert "r1,1,-,good" in await office.export()


async def test_a_survey_that_was_pseudonymous_once_stays_guarded(office):
    await office.apply(SURVEY, WEBINAR)
    await office.take(sheet(HEADER, fine("r1")))
    await office.apply(SURVEY.replace("pseudonymous", "identified"), WEBINAR, second())
    await office.take(sheet(HEADER, fine("r2")))
    with pytest.raises(TooFew):
        await office.export()
    assert next(q for q in (await office.summary()).summary.questions if q.key == "overall").withheld
    await office.take(sheet(HEADER, fine("r1")), "later")
    assert "r1,1,-,good" in await office.export("later")


async def test_an_unknown_webinar_is_said_to_be_unknown(office):
    with pytest.raises(UnknownWebinar, match="code or key nowhere"):
        await office.take(five(), "nowhere")
    with pytest.raises(UnknownWebinar):
        await office.export("nowhere")
