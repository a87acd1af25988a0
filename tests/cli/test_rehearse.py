"""The dress rehearsal as an organiser runs it: for each thing that can look wrong, a plan with it and one without."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.services.surroundings import SHIPPED
from tests.services.scenes import IMPACT, SURVEY, WEBINAR

THANKS = "  - {key: thanks, when: on finish, send: [slides]}\n"
REMINDER = "  - {key: reminder, when: 1wd after end at 09:00, to: {unfinished: true}}\n"
RECORDING = "  - {key: recording, kind: recording, title: The recording}\n"
THERE = RECORDING.replace("recording}", "recording, url: 'https://video.example.org/a'}")
WATCH = "  - {key: watch, when: 2d after end at 09:00, send: [recording]}\n"
FINE = WEBINAR.replace(RECORDING, THERE)
MORE = FINE.replace(THERE, THERE + "  - {key: more, kind: handbook, title: More, url: 'https://example.org/more'}\n")
"""The same with a material that its plan does not send yet."""


@pytest.fixture
def rehearse(afterword):
    """Rehearses a webinar and gives its JSON shape; the plan may be more follow-ups than those of ``FINE``."""

    def run(*more: str, webinar: str = FINE, survey: str = SURVEY, people: int = 24, seed: int = 1):
        Path("own.yaml").write_text("\n---\n".join((survey, IMPACT, webinar + "".join(more))))
        ran = afterword("rehearse", "own.yaml", "--json", "--people", people, "--seed", seed)
        assert ran.code == 0, ran.err
        (found,) = ran.json["webinars"]
        return found

    return run


def wrong(found, kind="wrong"):
    return [each["sentence"] for each in found["findings"] if each["kind"] == kind]


def counts(found, key):
    return next(each for each in found["follow_ups"] if each["key"] == key)


def test_a_plan_that_keeps_its_promises_has_nothing_wrong_and_waits_for_nobody(rehearse):
    found = rehearse()
    assert found["findings"] == []
    assert found["people"] == 24
    assert {each["key"]: each["sent"] for each in found["follow_ups"]}["thanks"] == 24
    assert counts(found, "reminder")["cancelled"] > 0
    assert counts(found, "reminder")["sent"] > 0


def test_the_same_seed_is_the_same_rehearsal_and_another_seed_is_not(rehearse):
    first, again, other = rehearse(seed=5), rehearse(seed=5), rehearse(seed=6)
    assert first == again
    assert first["timeline"] != other["timeline"]


def test_nothing_of_the_operators_is_touched(afterword, monkeypatch):
    assert afterword("apply", "webinar.yaml").code == 0
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    monkeypatch.setenv("AFTERWORD_TOKEN", "no token at all")
    monkeypatch.setenv("AFTERWORD_API_URL", "https://nowhere.invalid")
    assert afterword("rehearse", "webinar.yaml", "--people", 8).code == 0
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_faults_are_told_as_check_tells_them_and_nothing_is_rehearsed(afterword):
    Path("own.yaml").write_text(f"{SURVEY}\n---\n{WEBINAR}".replace("on finish", "on finishing"))
    checked, rehearsed = afterword("check", "own.yaml"), afterword("rehearse", "own.yaml")
    assert (rehearsed.code, rehearsed.out, rehearsed.err) == (1, "", checked.err)


def test_a_file_without_a_webinar_has_nothing_to_rehearse(afterword):
    Path("own.yaml").write_text(SURVEY)
    ran = afterword("rehearse", "own.yaml")
    assert ran.code == 1
    assert ran.sentence == "own.yaml:1: there is no webinar in it to rehearse: add a document `webinar: TITLE`"


def test_every_webinar_of_the_files_is_rehearsed_in_turn(afterword):
    ran = afterword("rehearse", "both.yaml", "--json", "--people", 6)
    assert [each["key"] for each in ran.json["webinars"]] == ["clusters", "later"]


def test_a_promised_material_that_is_not_there_is_waited_for_to_the_end(rehearse):
    found = rehearse(webinar=WEBINAR)
    (sentence,) = wrong(found, "waits")
    assert sentence.startswith("`recording` is promised and has neither file nor address: `watch` waits for it")
    (place,) = [each["place"] for each in found["findings"]]
    assert (Path("own.yaml").read_text().splitlines()[int(place.split(":")[1]) - 1] + "\n") == RECORDING
    assert counts(found, "watch")["sent"] == 0
    assert wrong(found) == []


def test_only_what_is_not_there_is_said_to_be_missing(rehearse):
    both = WEBINAR.replace("send: [recording]", "send: [slides, recording]")
    (sentence,) = wrong(rehearse(webinar=both), "waits")
    assert sentence.startswith("`recording` is promised and has neither file nor address: `watch` waits for it")


def test_a_yes_that_nobody_gave_is_waited_for(rehearse):
    call = (
        '  - {key: call, when: 3d after end at 09:00, to: {question: overall, in: [poor]}, approve: true, text: "?"}\n'
    )
    found = rehearse(call)
    (sentence,) = wrong(found, "waits")
    assert sentence.endswith("by Fri 27 Nov 09:00")
    assert "`call` waits for your yes" in sentence
    assert counts(found, "call")["held"] >= 2


def test_a_survey_that_opens_by_hand_is_opened_and_that_is_said(rehearse):
    found = rehearse(webinar=FINE.replace("materials:\n", "opens: by hand\nmaterials:\n"))
    assert wrong(found, "waits") == ["the survey opens by your word; the rehearsal opened it 15 minutes before the end"]


def test_a_reminder_after_the_survey_has_closed_is_found(rehearse):
    found = rehearse(webinar=FINE.replace("materials:\n", "closes: 12h after end\nmaterials:\n"))
    (sentence,) = wrong(found)
    assert "`reminder` reminds" in sentence
    assert "on Wed 25 Nov 09:00 of a survey that closed on Wed 25 Nov 00:00" in sentence


def test_a_question_before_the_survey_opens_is_found(rehearse):
    early = '  - {key: soon, when: 2h before start, to: {unfinished: true}, text: "?"}\n'
    plain = early.replace(', text: "?"', "")
    assert ["`soon` asks" in each for each in wrong(rehearse(plain))] == [True]
    assert wrong(rehearse(early)) == []


def test_two_messages_in_one_minute_are_found_and_two_in_one_morning_are_not(rehearse):
    twin = '  - {key: twin, when: 2d after end at 09:00, text: "One more thing."}\n'
    found = rehearse(twin)
    (sentence,) = [each for each in wrong(found) if "same minute" in each]
    assert sentence.startswith(("`twin` and `watch` reach", "`watch` and `twin` reach"))
    assert "first on Thu 26 Nov 09:00" in sentence
    assert not [each for each in wrong(rehearse(twin.replace("09:00", "11:00"))) if "same minute" in each]


def test_four_messages_on_one_day_are_found_and_three_are_not(rehearse):
    hours = [f'  - {{key: a{n}, when: "2d after end at {n}:00", text: "{n}"}}\n' for n in (11, 13, 15)]
    assert [each for each in wrong(rehearse(*hours)) if "get up to 4 messages on Thu 26 Nov" in each]
    assert not [each for each in wrong(rehearse(*hours[:2])) if "get up to" in each]


def test_three_reminders_are_found_and_two_are_not(rehearse):
    some = "{any: [{unfinished: true}, {question: overall, in: [poor]}]}"
    nudge = f'  - {{key: nudge3, when: 3d after end at 15:00, text: "?", to: {some}}}\n'
    nudges = [nudge, nudge.replace("3d", "4d").replace("nudge3", "nudge4")]
    (sentence,) = wrong(rehearse(*nudges))
    assert "reminded 3 times (`reminder`, `nudge3`, `nudge4`)" in sentence
    assert wrong(rehearse(nudges[0])) == []


def test_a_material_that_nothing_sends_is_found(rehearse):
    (sentence,) = wrong(rehearse(webinar=FINE.replace(WATCH, "")))
    assert sentence.startswith("`recording` is promised and sent by no follow-up")


def test_a_follow_up_for_people_there_cannot_be_is_found(rehearse):
    nobody = """  - key: nobody
    when: 3d after end at 09:00
    text: "?"
    to: {all: [{question: overall, in: [good]}, {question: overall, in: [poor]}]}
"""
    (sentence,) = wrong(rehearse(nobody))
    assert sentence.startswith("`nobody` goes to nobody")


@pytest.mark.parametrize(
    "to",
    [
        "{question: overall, in: [poor]}",
        "{not: {question: overall, in: [good, fair, poor]}}",
        "{all: [{question: overall, in: [fair]}, {question: formats, in: [rooms]}, {question: live, in: ['no']}]}",
        "{all: [{unfinished: true}, {question: overall, in: [poor]}]}",
        "{any: [{question: again, in: ['0']}, {question: again, in: ['1']}]}",
        "{all: [{question: formats, in: [talks]}, {question: formats, in: [rooms]}]}",
        "{all: [{finished: true}, {not: {question: live, in: ['yes']}}]}",
        "{question: wants, in: [briefing]}",
        "{not_started: true}",
        "{language: [fr]}",
        "{source: [slide]}",
    ],
)
def test_whatever_a_rule_asks_for_there_is_somebody_who_answers_that(rehearse, to):
    found = rehearse(f'  - {{key: some, when: 3d after end at 09:00, text: "?", to: {to}}}\n', people=12)
    assert counts(found, "some")["sent"] >= 1
    assert not [each for each in wrong(found) if "goes to nobody" in each]


def test_slides_for_those_only_who_finish_are_found(rehearse):
    ransom = FINE.replace(
        THANKS, THANKS.replace("slides]}", "slides], to: {question: overall, in: [good, fair, poor, no_opinion]}}")
    )
    (sentence,) = wrong(rehearse(webinar=ransom))
    assert sentence.startswith("`slides` never reaches")
    assert "nobody is held to ransom here" in sentence


def test_a_date_before_the_webinar_is_found_and_a_greeting_before_it_is_not(rehearse):
    dated = '  - {key: dated, when: 2026-11-20 09:00, text: "Thank you for coming."}\n'
    greeting = '  - {key: greeting, when: 1d before start, text: "See you tomorrow."}\n'
    (sentence,) = wrong(rehearse(dated))
    assert "`dated` goes to" in sentence
    assert "before the webinar that it is about begins" in sentence
    found = rehearse(greeting)
    assert wrong(found) == []
    assert counts(found, "greeting")["sent"] > 0


def test_a_recording_before_the_end_is_found(rehearse):
    (sentence,) = wrong(rehearse(webinar=FINE.replace("2d after end at 09:00", "30m before end")))
    assert "`watch` sends a recording" in sentence


def test_quiet_hours_that_move_something_by_half_a_night_are_found_and_by_an_hour_not(rehearse):
    late = "  - {key: late, when: 3d after end at 22:30, send: [more]}\n"
    (sentence,) = wrong(rehearse(late, webinar=MORE))
    meant = (
        "`late` is meant for Fri 27 Nov 22:30, which is in the quiet hours, and goes 9 h 30 min later, on Sat 28 Nov"
    )
    assert sentence.startswith(meant)
    assert wrong(rehearse(late.replace("22:30", "07:00"), webinar=MORE)) == []


def test_who_lives_by_other_clocks_gets_it_by_theirs(rehearse):
    found = rehearse("  - {key: words, when: 2d after end at 11:00, zone: person, send: [slides]}\n")
    hours = [each["at"][11:16] for each in found["timeline"] if each["what"] == ["words (slides)"]]
    assert {"11:00", "13:00"} <= set(hours)


def test_what_came_too_late_for_somebody_is_found_and_for_whom(rehearse):
    words = '  - {key: words, when: 1d after end at 15:00, text: "Words only."}\n'
    (sentence,) = wrong(rehearse(words))
    assert "`words` was given up for" in sentence
    assert "who came after its moment: more than 24 hours late" in sentence


def test_a_text_that_lacks_a_language_of_the_webinar_is_found(rehearse):
    words = '  - {key: more, when: 2d after end at 15:00, send: [more], text: {en: "English only."}}\n'
    (sentence,) = wrong(rehearse(words, webinar=MORE))
    assert sentence == "`text` of follow-up `more` has no text in fr: add it"
    assert wrong(rehearse(words.replace('en: "English only."', 'en: "Both.", fr: "Les deux."'), webinar=MORE)) == []


def test_a_material_that_comes_twice_is_found_and_one_for_others_is_not(rehearse):
    again = "  - {key: again, when: 1d after end at 17:00, send: [slides]}\n"
    (sentence,) = wrong(rehearse(again))
    assert re.fullmatch(
        r"`slides` comes twice to \d+ people, by `thanks` and by `again`: take it out of one of them", sentence
    )
    other = again.replace("send: [slides]", "send: [more]")
    assert wrong(rehearse(other, webinar=MORE)) == []


def test_who_blocks_the_bot_gets_nothing_more_and_who_leaves_gets_what_was_promised(rehearse):
    found = rehearse()
    reasons = counts(found, "watch")["reasons"]
    assert reasons["blocked the bot"] >= 1
    assert reasons["asked for no more messages"] >= 1
    assert counts(found, "reminder")["reasons"]["asked for no more questions"] >= 1


def test_the_shipped_demos_have_nothing_wrong_but_a_draft_translation(afterword):
    shutil.copytree(SHIPPED / "demo", Path(), dirs_exist_ok=True)
    for name in ("communication", "needs"):
        (found,) = afterword("rehearse", f"{name}.yaml", "--json", "--people", 24).json["webinars"]
        assert [each for each in wrong(found) if "draft" not in each] == [], name


def test_a_terminal_shows_days_a_table_and_what_waits(afterword):
    lines = afterword("rehearse", "webinar.yaml").out.splitlines()
    assert lines[0] == "Strategies for clusters (clusters)"
    assert "Tue 24 Nov" in lines
    assert [line for line in lines if line.startswith("  09:00") and "watch (recording)" in line and "||" in line]
    assert [line for line in lines if line.startswith("thanks") and "on finish" in line]
    assert "What waits for you" in lines
    assert lines[-1] == "What looks wrong: nothing"
    assert max(map(len, lines)) <= 120
