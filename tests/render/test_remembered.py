"""Screens that are drawn once for everybody are what each person would have been shown, and hold nobody's words."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.render import remembered, screens
from bot.render.texts import Texts
from bot.services.surroundings import OnDisk
from bot.survey.answers import Answer
from bot.survey.definitions import Option, Privacy, Question, Survey, Wording
from bot.survey.engine import Ask, whats_next

TEXTS = Texts()


@dataclass
class Seat:
    language: str = "en"
    wordings: tuple[str, ...] = ("en", "fr")
    webinar: str = "Clusters & co"
    values: dict[str, Any] = field(default_factory=lambda: {"answers": {}, "name": "", "webinar": "Clusters & co"})


def words(text):
    return Wording({"*": text})


def survey(*questions):
    return Survey("s", words("How was it?"), "pseudonymous", questions)


@pytest.fixture(autouse=True)
def nothing_remembered():
    remembered._drawn_for_all.cache_clear()


def kept():
    """The screens that are remembered."""
    return remembered._drawn_for_all.cache_info()


@pytest.mark.parametrize("name", ["satisfaction", "needs"])
@pytest.mark.parametrize("seat", [Seat(), Seat("fr", ("fr", "en"), "Autre")])
def test_everybody_sees_what_they_would_have_been_drawn(name, seat):
    asked = OnDisk(None, None).survey(name, beside="")
    answers, shown = {}, 0
    while isinstance(ask := whats_next(asked, answers), Ask):
        ticked = ask.question.options[:1] if ask.question.picks_several else ()
        for draft in {Answer("shown"), Answer("shown", tuple(option.key for option in ticked))}:
            asking = whats_next(asked, answers | {ask.question.key: draft})
            for _ in range(2):
                screen = remembered.question_screen(TEXTS, seat, asked, asking)
                assert screen == screens.question_screen(TEXTS, seat, asked, asking)
            shown += 1
        picks = (ask.question.options[0].key,) if ask.question.options else ()
        answers[ask.question.key] = Answer("answered", picks) if picks else Answer("skipped")
    assert kept().currsize == kept().hits == shown


def test_two_languages_two_webinars_and_two_surveys_are_kept_apart():
    asked = survey(
        Question(
            "overall", "single", words("Overall?"), options=(Option("good", Wording({"en": "Good", "fr": "Bon"})),)
        )
    )
    other = survey(Question("overall", "single", words("All in all?"), options=asked.questions[0].options))
    seen = set()
    for each in (asked, other):
        for seat in (Seat(), Seat("fr", ("fr", "en")), Seat("en", ("fr", "en"))):
            seen.add(remembered.question_screen(TEXTS, seat, each, whats_next(each, {})))
    assert len(seen) == 6


def test_what_one_person_said_is_shown_to_them_and_remembered_for_nobody():
    asked = survey(Question("why", "open", words("Why {{ answers.overall }}?")))
    for said in ("good", "bad"):
        seat = Seat(values={"answers": {"overall": said}, "name": "", "webinar": "w"})
        assert f"Why {said}?" in remembered.question_screen(TEXTS, seat, asked, whats_next(asked, {})).text


def test_what_somebody_wrote_is_not_kept():
    asked = survey(Question("f", "multiple", words("Which?"), options=(Option("other", words("Other")),), other=True))
    draft = Answer("shown", ("other",), text="my own words")
    screen = remembered.question_screen(TEXTS, Seat(), asked, whats_next(asked, {"f": draft}))
    assert "my own words" in screen.text
    assert kept().currsize == 0


def test_the_first_question_comes_with_its_introduction():
    asked = survey(Question("why", "open", words("Why?")))
    privacy = Privacy("The organiser", "privacy@example.org", words("to learn"), timedelta(days=9))
    first = remembered.question_screen(TEXTS, Seat(), asked, whats_next(asked, {}), privacy=privacy)
    again = remembered.question_screen(TEXTS, Seat(), asked, whats_next(asked, {}))
    assert "The organiser" in first.text
    assert "The organiser" not in again.text
