"""The SPSS file: what statisticians read without asking, and a mean that is the summary's."""

from __future__ import annotations

import math

import pyreadstat
import pytest

from bot.render.exports.spss import write_sav
from tests.exports.making import ten_people, write
from tests.services.scenes import SURVEY, WEBINAR, five, sheet


@pytest.fixture
async def read(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    await ten_people(office)
    path = await write(office, tmp_path / "r.sav", write_sav)
    frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
    return frame.set_index("response"), meta, path, office


async def test_variables_and_values_have_labels(read):
    _, meta, _, _ = read
    assert meta.column_names_to_labels["overall"] == "Overall?"
    assert meta.column_names_to_labels["formats__rooms"] == "Break-out rooms: Which formats?"
    assert meta.column_names_to_labels["formats.other"] == "What “Other” means: Which formats?"
    assert meta.variable_value_labels["overall"] == {
        3.0: "Good",
        2.0: "Fair; so so",
        1.0: "Poor",
        -1.0: "No opinion",
        -97.0: "skipped",
        -98.0: "left",
        -99.0: "not shown",
    }
    assert meta.variable_value_labels["live"] | {1.0: "Yes", 0.0: "No"} == meta.variable_value_labels["live"]
    assert (meta.variable_measure["overall"], meta.variable_measure["live"]) == ("ordinal", "nominal")
    assert (meta.variable_measure["hours"], meta.original_variable_types["day"]) == ("scale", "SDATE10")
    assert meta.file_label == "Strategies for clusters"


async def test_every_answer_is_its_number_and_every_gap_says_why(read):
    frame, _, _, _ = read
    first, unsure, skipping, poor = (frame.loc[name] for name in ("r0", "r3", "r4", "r7"))
    assert (first.overall, first.again, first.hours, first.live, first.welcome) == (3, 0, 0, 1, 1)
    assert (first.formats, first["formats.other"]) == ("rooms;other", "Walks; and talks")
    assert (first.formats__talks, first.formats__rooms, first.formats__other) == (0, 1, 1)
    assert first.day.isoformat() == "2026-12-01"
    assert first.remarks == "=1+1"
    assert (unsure.overall, unsure.formats__talks, unsure.again, unsure.hours) == (-1, -98, -99, -99)
    assert (skipping.formats__talks, skipping.hours, skipping["formats.state"]) == (-97, -97, -97)
    assert (poor.overall, poor.improve) == (1, "Ünïque 7")
    assert (unsure.finished, first.finished, set(frame.version)) == (0, 1, {1})


async def test_what_does_not_count_is_missing_so_that_the_mean_is_the_summarys(read):
    _, meta, path, office = read
    frame, _ = pyreadstat.read_sav(str(path))
    assert meta.missing_ranges["overall"] == [{"lo": -99.0, "hi": -1.0}]
    questions = {each.key: each for each in (await office.summary()).summary.questions}
    assert frame.overall.count() == questions["overall"].base
    assert frame.overall.mean() == pytest.approx(questions["overall"].mean)
    assert frame.hours.mean() == pytest.approx(questions["hours"].mean)
    assert frame.formats__rooms.mean() == pytest.approx(
        next(option.share for option in questions["formats"].options if option.key == "rooms")
    )
    promoters, detractors = (frame.again >= 9).sum(), (frame.again <= 6).sum()
    assert 100 * (promoters - detractors) / frame.again.count() == pytest.approx(questions["again"].nps.score)


async def test_numbers_that_may_be_negative_keep_clear_of_the_codes_for_missing_ones(office, tmp_path):
    await office.apply(SURVEY.replace(", min: 0.5, max: 8", ""), WEBINAR)
    rows = [[f"r{n}", str(hours)] for n, hours in enumerate([-99, -97, 5, -999999999999999, 7, "", "?"])]
    await office.take(sheet(["response", "hours"], *rows))
    frame, _ = pyreadstat.read_sav(str(await write(office, tmp_path / "r.sav", write_sav)))
    assert sorted(value for value in frame.hours if not math.isnan(value)) == [-999999999999999, -99, -97, 5, 7]
    told, meta = pyreadstat.read_sav(str(tmp_path / "r.sav"), user_missing=True)
    labels = [meta.variable_value_labels["hours"].get(value) for value in told.sort_values("response").hours]
    assert labels == [None] * 5 + ["skipped", "left"]


async def test_versions_that_asked_another_kind_of_answer_have_a_variable_of_their_own(office, tmp_path):
    await office.apply(SURVEY, WEBINAR)
    await office.take(five())
    asked = "{key: again, kind: nps, ask: {en: Recommend?, fr: Recommander ?}}"
    assert asked in SURVEY
    await office.apply(SURVEY.replace(asked, "{key: again, kind: open, ask: {en: Why?, fr: Pourquoi ?}}"), WEBINAR)
    await office.take(sheet(["response", "again"], *([f"s{n}", "Because"] for n in range(5))))
    frame, meta = pyreadstat.read_sav(str(await write(office, tmp_path / "r.sav", write_sav)), user_missing=True)
    assert sorted(frame.again) == [""] * 5 + ["Because"] * 5
    assert sorted(frame.again_v1) == [-99] * 5 + [9] * 5
    assert meta.column_names_to_labels["again_v1"] == "Recommend?"
