"""A file with everything in it reads to exactly what it says."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from bot.survey.definitions import Box, Moment, Offset, OnFinish, Privacy, Survey, Webinar, Wording
from bot.survey.ruling import Picked, Progress
from tests.survey.making import Around, only_fault, reading

EXAMPLE = (Path(__file__).parent / "example.yaml").read_text(encoding="utf-8")
READ = reading(EXAMPLE)


def test_the_example_of_the_documentation_reads_without_faults():
    assert READ.faults == ()
    assert [w.line for w in READ.warnings] == [
        EXAMPLE[: EXAMPLE.index(f"{{key: {key}")].count("\n") + 1 for key in ("watch", "impact")
    ]
    assert "no text in fr" in READ.warnings[0].message
    assert "the French wording of survey `impact` is a draft" in READ.warnings[1].message


def test_its_survey_is_what_it_says():
    survey = READ.surveys[0]
    assert (survey.key, survey.identity) == ("satisfaction", "pseudonymous")
    assert survey.title == Wording({"en": "How was it?", "fr": "Qu'en avez-vous pensé ?"})
    overall, length, formats, improve = survey.questions
    assert [o.key for o in overall.options][-2:] == ["very_dissatisfied", "no_opinion"]
    assert [o.substantive for o in overall.options] == [True] * 5 + [False]
    assert overall.boxes == (Box("very", ("very_satisfied",)), Box("satisfied", ("very_satisfied", "satisfied")))
    assert length.ordered
    assert length.boxes == (Box("right", ("right",)),)
    assert (formats.most, formats.other, formats.optional) == (3.0, True, True)
    assert [o.key for o in formats.options] == ["speakers", "breakouts", "other"]
    assert improve.when == Picked("overall", ("neutral", "dissatisfied", "very_dissatisfied"))


def test_its_webinar_is_what_it_says():
    webinar = READ.webinars[0]
    assert (webinar.key, webinar.title) == ("communication-2026", "Communication strategies for clusters")
    assert (webinar.starts_local, webinar.timezone) == (datetime.fromisoformat("2026-11-24 10:00"), "Europe/Brussels")
    assert (webinar.duration, webinar.languages) == (timedelta(hours=2), ("en", "fr"))
    assert (webinar.registrations, webinar.attendees, webinar.attention) == (140, 85, 0.6)
    assert webinar.tags == {"format": "break-outs"}
    purpose = Wording({"*": "to improve our webinars"})
    assert webinar.privacy == Privacy("The organiser", "privacy@example.org", purpose, timedelta(days=365))
    assert (webinar.opens, webinar.closes) == (Offset(-15, "m", "end"), Offset(7, "d", "end"))


def test_its_plan_is_what_it_says():
    webinar = READ.webinars[0]
    slides, recording = webinar.materials
    assert (slides.kind, slides.files, slides.shown) == ("presentation", ("beside a.yaml: slides.pdf",), ("document",))
    assert (recording.files, recording.url) == ((), None)
    thanks, reminder, watch, rescue, impact = webinar.follow_ups
    assert (thanks.when, thanks.send) == (OnFinish(), ("slides",))
    assert (reminder.when, reminder.to) == (Offset(1, "wd", "end", (9, 0)), Progress(finished=False))
    assert watch.text == Wording({"en": "The recording is ready."})
    assert (rescue.to, rescue.approve) == (Picked("overall", ("dissatisfied", "very_dissatisfied")), True)
    assert (impact.survey, [survey.key for survey in READ.surveys]) == ("impact", ["satisfaction", "impact"])


def test_a_missing_slide_file_is_a_fault_of_its_line():
    around = Around()
    around.sizes.clear()
    line, message = only_fault(EXAMPLE, around)
    assert EXAMPLE.splitlines()[line - 1].strip().startswith("- {key: slides")
    assert "there is no file `slides.pdf`" in message


def test_moments_and_hands_are_read_too():
    text = EXAMPLE.replace("opens: 15m before end", "opens: 2026-11-24 11:30")
    assert reading(text).webinars[0].opens == Moment(datetime.fromisoformat("2026-11-24 11:30"))


def test_what_is_read_survives_the_way_into_the_database_and_back():
    for survey in READ.surveys:
        assert msgspec.json.decode(msgspec.json.encode(survey), type=Survey) == survey
    webinar = READ.webinars[0]
    assert msgspec.json.decode(msgspec.json.encode(webinar), type=Webinar) == webinar
