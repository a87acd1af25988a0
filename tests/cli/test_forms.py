"""The survey for people without Telegram: on paper, as a page, and back again."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium.webdriver.support.ui import WebDriverWait

from tests import browser

SURVEY = """
survey: forms
title: {en: How was it?, fr: Qu'en avez-vous pensé ?}
identity: pseudonymous
questions:
  - {key: attended, kind: single, optional: false, ask: Were you there?,
     options: [{key: yes, label: Yes}, {key: no, label: No}]}
  - {key: intro, kind: statement, ask: Now some questions about the morning.}
  - {key: overall, kind: scale, ask: "How was {{ webinar }}?", when: {question: attended, in: [yes]},
     options: [{key: good, label: Very good}, {key: fair, label: "Fair, I think"}, {key: poor, label: Poor}]}
  - {key: formats, kind: multiple, max: 2, other: true, ask: Which formats?,
     options: [{key: talks, label: Talks}, {key: rooms, label: Rooms}, {key: visits, label: Visits}]}
  - {key: why, kind: open, ask: Why was it poor?,
     when: {all: [{question: overall, in: [poor]}, {not: {question: formats, in: [talks]}}]}}
  - {key: minutes, kind: number, min: 0, max: 90, ask: How many minutes?}
  - {key: improve, kind: open, ask: What should we improve?}
---
webinar: A <good> morning
key: morning
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
languages: [en, fr]
privacy: {controller: The organiser, contact: privacy@example.org, purpose: to improve, retention: 365d}
survey: forms
"""


@pytest.fixture
def morning(afterword):
    Path("morning.yaml").write_text(SURVEY, encoding="utf-8")
    ran = afterword("apply", "morning.yaml")
    assert ran.code == 0, ran.err
    return afterword


def test_the_sheet_of_paper_says_everything_and_whom_a_question_is_for(morning):
    ran = morning("form", "morning", "--pdf", "form.pdf")
    assert (ran.code, ran.err, ran.out) == (0, "", "The form to print is in form.pdf.\n")
    told = " ".join("".join(page.extract_text() for page in PdfReader("form.pdf").pages).split())
    for part in ("A <good> morning", "How was A <good> morning?", "Fair, I think", "Choose up to 2.", "minutes"):
        assert part in told
    assert "Your answers go to: The organiser." in told
    assert "Now some questions about the morning." in told
    assert "Only if you chose “Yes” at question 1." in told
    assert "Only if you chose “Poor” at question 2. Not if you chose “Talks” at question 3." in told


def test_the_empty_sheet_has_the_columns_of_an_import(morning):
    assert morning("form", "morning", "--csv", "form.csv").code == 0
    header = Path("form.csv").read_text()
    assert header == "response,finished,attended,intro,overall,formats,formats.other,why,minutes,improve\n"
    Path("typed.csv").write_text(header + "sheet 1,1,yes,1,Very good,Talks;Visits,,-,60,More breaks\n")
    ran = morning("import", "morning", "typed.csv", "--mode", "paper")
    assert (ran.code, ran.out) == (0, "1 new, 0 updated, 0 unchanged.\n")
    assert morning("import", "morning", "typed.csv", "--mode", "paper").out == "0 new, 0 updated, 1 unchanged.\n"
    assert morning("import", "morning", "typed.csv").out == "0 new, 0 updated, 1 unchanged.\n"
    assert morning("import", "morning", "typed.csv", "--mode", "desk").out == "0 new, 1 updated, 0 unchanged.\n"


@pytest.mark.parametrize("word", ["Paper", "chat", "", "a b", "=1"])
def test_a_mode_is_one_plain_word(morning, word):
    Path("typed.csv").write_text("response,attended\nr1,yes\n")
    assert morning("import", "morning", "typed.csv", f"--mode={word}").code == 2


def test_nothing_is_written_when_nobody_said_where(morning):
    ran = morning("form", "morning")
    assert ran.code == 2
    assert ran.sentence == (
        "afterword: Say where the form goes: `--pdf FILE`, `--html FILE`, or `--csv FILE` for its columns."
    )


def test_answers_are_not_sent_in_the_clear(morning):
    ran = morning("form", "morning", "--html", "form.html", "--action", "http://example.org/answers")
    assert ran.code == 2
    assert ran.sentence == "afterword: `--action` takes an https address: answers are not sent in the clear."
    assert not Path("form.html").exists()


def test_the_page_needs_nothing_beside_it_and_escapes_what_organisers_wrote(morning):
    assert morning("form", "morning", "--html", "form.html").code == 0
    page = Path("form.html").read_text(encoding="utf-8")
    assert not re.search(r"(?:src=|@import|url\(|<link|https?:)", page)
    assert "A &lt;good&gt; morning" in page
    assert "A <good> morning" not in page
    assert morning("form", "morning", "--html", "form.html", "--action", "https://example.org/a?b=1&c=2").code == 0
    assert 'action="https://example.org/a?b=1&amp;c=2"' in Path("form.html").read_text(encoding="utf-8")


@pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium on this machine")
def test_somebody_without_telegram_answers_on_the_page_and_the_file_it_saves_is_imported(morning):
    assert morning("form", "morning", "--html", "form.html").code == 0
    with browser.started() as driver:
        driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(Path.cwd() / "saved")}
        )
        driver.get(Path("form.html").absolute().as_uri())

        def seen():
            return driver.execute_script(
                "return [...document.querySelectorAll('fieldset:not([hidden])')].map(s => s.dataset.key)"
            )

        def tap(name, value):
            driver.find_element("css selector", f"[name='{name}'][value='{value}']").click()

        def save():
            driver.find_element("css selector", "button").click()
            return [each.text for each in driver.find_elements("css selector", ".wrong") if each.text]

        assert seen() == ["attended", "intro", "formats", "minutes", "improve"]
        assert save() == ["Please answer this question."]
        tap("attended", "yes")
        assert seen() == ["attended", "intro", "overall", "formats", "minutes", "improve"]
        tap("overall", "poor")
        assert "why" in seen()
        for pick in ("talks", "rooms", "other"):
            tap("formats", pick)
        assert "why" not in seen()
        assert save() == ["Please choose fewer."]
        tap("formats", "talks")
        driver.find_element("css selector", "[name='formats.other']").send_keys('=Fairs, "big" ones')
        driver.find_element("css selector", "[name='why']").send_keys("Too long\nand too early")
        driver.find_element("css selector", "[name='minutes']").send_keys("75")
        assert save() == []
        told = driver.find_element("css selector", "#saved").text
        assert re.fullmatch(
            r"Your answers are in the file morning-web-\w{8}\.csv\. Please send it to privacy@example\.org\.", told
        )
        (saved,) = WebDriverWait(driver, 20).until(
            lambda _: [each for each in Path("saved").glob("*.csv") if each.stat().st_size]
        )
    (row,) = csv.DictReader(saved.read_text(encoding="utf-8").splitlines(keepends=True))
    assert row["formats.other"] == '\'=Fairs, "big" ones'
    ran = morning("import", "morning", saved, "--mode", "web")
    assert (ran.code, ran.err, ran.out) == (0, "", "1 new, 0 updated, 0 unchanged.\n")
    # One answer alone is withheld; the same from five people is not.
    lines = saved.read_text(encoding="utf-8")
    for place in range(4):
        Path(f"{place}.csv").write_text(lines.replace("web-", f"web{place}-"), encoding="utf-8")
        assert morning("import", "morning", f"{place}.csv", "--mode", "web").code == 0
    found = {each["key"]: each for each in json.loads(morning("summary", "morning", "--json").out)["questions"]}
    assert {o["key"]: o["count"] for o in found["formats"]["options"]} == {
        "talks": 0, "rooms": 5, "visits": 0, "other": 5,
    }  # fmt: skip
    assert (found["overall"]["base"], found["minutes"]["median"], found["why"]["answered"]) == (5, 75, 5)
    assert (found["improve"]["skipped"], found["improve"]["shown"]) == (5, 5)


def test_a_cell_longer_than_any_answer_is_told_in_one_sentence(morning):
    Path("long.csv").write_text(f"response,attended,improve\nr1,yes,{'x' * 140_000}\n")
    ran = morning("import", "morning", "long.csv")
    assert ran.code == 1
    assert ran.sentence.startswith("long.csv:2: this is not CSV (field larger than field limit")
