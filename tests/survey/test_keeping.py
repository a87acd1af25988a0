"""Warnings where answers would go before their time."""

from __future__ import annotations

import pytest

from tests.survey.making import reading

WEBINAR = """\
webinar: Trial
key: trial
starts: 2026-11-24 10:00
timezone: Europe/Brussels
duration: 2h
privacy: {controller: We, contact: privacy@example.org, purpose: to improve, retention: RETENTION}
survey: satisfaction
follow_ups:
  - {key: watch, when: 2d after end at 09:00, text: "It is ready."}
  - {key: later, when: 30d after end, text: "How is it going?"}
"""


def warnings(retention: str) -> list[tuple[int, str]]:
    found = reading(WEBINAR.replace("RETENTION", retention))
    assert found.faults == ()
    return [(warning.line, warning.message) for warning in found.warnings if "privacy" not in warning.message]


@pytest.mark.parametrize("retention", ["31d", "365d", "3650d"])
def test_who_keeps_answers_until_all_is_sent_hears_nothing(retention: str) -> None:
    assert warnings(retention) == []


def test_a_follow_up_after_everybody_is_forgotten_is_warned_of() -> None:
    ((line, message),) = warnings("10d")
    what, why = message.split(", since ")
    assert (line, what) == (9, "the follow-up `later` (2026-12-24 12:00) reaches nobody")
    assert why == "who entered is forgotten on 2026-12-04 11:45: send it sooner, or keep answers longer"


def test_a_survey_that_is_open_longer_than_answers_are_kept_is_warned_of() -> None:
    first, second = warnings("2d")
    (line, message) = first
    assert (line, message.split(": ")) == (
        6,
        [
            "the survey is open until 2026-12-01 12:00, longer than answers are kept (until 2026-11-26 11:45)",
            "let it close sooner, or keep them longer",
        ],
    )
    assert "forgotten on 2026-12-01 12:00" in second[1]


@pytest.mark.parametrize(
    ("written", "what", "moment"),
    [
        ("opens: 2019-11-24 11:45", "`opens` of the webinar", "2019-11-24 11:45"),
        ("opens: 2019-11-24 11:45\ncloses: 2019-12-01 12:00", "`closes` of the webinar", "2019-12-01 12:00"),
        (
            "follow_ups:\n- {key: a,\n   when: 2019-11-26 09:00, text: Hi}",
            "`when` of follow-up `a`",
            "2019-11-26 09:00",
        ),
        (
            "follow_ups:\n- {key: a,\n   when: 60w before start, text: Hi}",
            "`when` of follow-up `a`",
            "2025-09-30 10:00",
        ),
        (
            "follow_ups:\n- {key: a, when: on finish, text: Hi,\n   latest: 2019-11-26 09:00}",
            "`latest` of follow-up `a`",
            "2019-11-26 09:00",
        ),
    ],
)
def test_a_moment_in_another_year_is_warned_of_in_its_line(written: str, what: str, moment: str) -> None:
    text = WEBINAR.split("follow_ups:")[0].replace("RETENTION", "3650d") + written + "\n"
    found = reading(text)
    assert found.faults == ()
    warning = found.warnings[-1]
    assert warning.message == (
        f"{what} is {moment}, more than a year before the webinar starts (2026-11-24 10:00): look at the year"
    )
    assert f"{what.split('`')[1]}: " in text.splitlines()[warning.line - 1]


def test_an_invitation_that_goes_months_before_is_nothing_to_warn_of() -> None:
    text = WEBINAR.split("follow_ups:")[0].replace("RETENTION", "3650d")
    assert reading(text + 'follow_ups:\n- {key: a, when: 2025-12-01 09:00, text: "Hi"}\n').warnings == ()
