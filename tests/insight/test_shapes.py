"""The JSON that the outside relies on, to the key and in its order."""

from __future__ import annotations

import json

import pytest

from bot.insight.figures import FollowUpTally, QuestionTally, ResponsesTally, WebinarFacts, figures
from bot.insight.intervals import net_promoter_interval, wilson
from bot.insight.shapes import document
from bot.insight.spread import mean_interval
from tests.insight.surveys import FORMATS, IMPROVE, NPS, OVERALL, YEARS, question, survey

WEBINAR = WebinarFacts("communication-2026", "abcdefghij234", "Communication", 140, 80, 0.6)


def whole(*tallies, identity="pseudonymous", webinar=WEBINAR, follow_ups=()):
    asked = survey(question("hello", "statement"), *(tally.question for tally in tallies), identity=identity)
    return document(figures(asked, webinar, ResponsesTally(30, 25, 20), tallies, follow_ups))


def share(count, base):
    low, high = wilson(count, base)
    return {"count": count, "share": count / base, "low": low, "high": high}


def bounded(count, base, missing):
    of = base + missing
    return {"bounds": {"low": count / of, "high": (count + missing) / of, "missing": missing, "of": of}}


def chosen(count):
    return {**share(count, 10), "substantive": True, **bounded(count, 10, 65)}


def boxed(count):
    return {**share(count, 10), **bounded(count, 10, 65)}


def rated(count, base, **named):
    return {**named, "count": count, "base": base, **{key: share(count, base)[key] for key in ("share", "low", "high")}}


def step(key, shown, answered, skipped, left, *, of):
    counts = {"shown": shown, "answered": answered, "skipped": skipped, "left": left}
    lost = left / shown if shown else None
    return {"key": key, **counts, "reached": shown / of, "lost": lost, "conditional": False}


def test_a_summary_is_exactly_this_document():
    low, high = net_promoter_interval(5, 2, 3)
    mean_low, mean_high = mean_interval([(4, 5), (3, 3), (1, 2)])
    made = whole(
        QuestionTally(
            OVERALL, 20, 15, 4, 1, 10, {"very_satisfied": 5, "satisfied": 3, "dissatisfied": 2, "no_opinion": 5}
        ),
        QuestionTally(NPS, 10, 10, 0, 0, 10, {"10": 4, "9": 1, "8": 2, "0": 1, "6": 2}),
        QuestionTally(IMPROVE, 9, 6, 2, 1, 6, themes=(("Shorter", 5), ("Slower", 3)), theme_people=6),
        follow_ups=[FollowUpTally("thanks", 30, 26, 1, 2, 1, held=7, waiting=8)],
    )
    expected = {
        "webinar": {
            "key": "communication-2026",
            "code": "abcdefghij234",
            "title": "Communication",
            "registrations": 140,
            "attendees": 80,
            "attention": 0.6,
        },
        "responses": {
            "entered": 30,
            "started": 25,
            "finished": 20,
            "response_rate": 0.25,
            "registration_response_rate": 20 / 140,
            "attended": 20,
            "partial": 0,
            "completion": 0.8,
            "attendance_rate": 80 / 140,
            "entered_rate": 30 / 80,
            "rates": {
                "response": rated(20, 80, aapor="RR1"),
                "response_with_partials": rated(20, 80, aapor="RR2"),
                "registration_response": rated(20, 140),
                "completion": rated(20, 25),
                "attendance": rated(80, 140),
                "entered": rated(30, 80),
            },
        },
        "questions": [
            {
                "key": "overall",
                "kind": "scale",
                "ask": "How satisfied were you?",
                "shown": 20,
                "answered": 15,
                "skipped": 4,
                "left": 1,
                "base": 10,
                "options": [
                    {
                        "key": "very_satisfied",
                        "label": "Very satisfied",
                        **share(5, 10),
                        "substantive": True,
                        **bounded(5, 10, 65),
                    },
                    {
                        "key": "satisfied",
                        "label": "Satisfied",
                        **share(3, 10),
                        "substantive": True,
                        **bounded(3, 10, 65),
                    },
                    {"key": "neutral", "label": "Neither", **chosen(0)},
                    {
                        "key": "dissatisfied",
                        "label": "Dissatisfied",
                        **share(2, 10),
                        "substantive": True,
                        **bounded(2, 10, 65),
                    },
                    {"key": "no_opinion", "label": "No opinion", "count": 5, "substantive": False},
                ],
                "boxes": [
                    {"key": "very", "options": ["very_satisfied"], **boxed(5)},
                    {
                        "key": "satisfied",
                        "options": ["very_satisfied", "satisfied"],
                        **share(8, 10),
                        **bounded(8, 10, 65),
                    },
                ],
                "bottom": {
                    "key": "bottom",
                    "options": ["neutral", "dissatisfied"],
                    **share(2, 10),
                    **bounded(2, 10, 65),
                },
                "mean": 3.1,
                "median": 3.5,
                "mean_interval": {"low": mean_low, "high": min(mean_high, 4.0)},
                "median_interval": {"low": 1.0, "high": 4.0},
                "nonresponse": 0.25,
                "missing": 65,
                "unanimous": False,
            },
            {
                "key": "recommend",
                "kind": "nps",
                "ask": "What about recommend?",
                "shown": 10,
                "answered": 10,
                "skipped": 0,
                "left": 0,
                "base": 10,
                "options": [
                    {"key": str(n), "label": str(n), **share({10: 4, 9: 1, 8: 2, 0: 1, 6: 2}.get(n, 0), 10)}
                    | {"substantive": True, **bounded({10: 4, 9: 1, 8: 2, 0: 1, 6: 2}.get(n, 0), 10, 70)}
                    for n in range(11)
                ],
                "nps": {
                    "score": 20.0,
                    "low": low,
                    "high": high,
                    "promoters": 5,
                    "passives": 2,
                    "detractors": 3,
                    "bounds": {"low": -85.0, "high": 90.0, "missing": 70, "of": 80},
                },
                "nonresponse": 0.0,
                "missing": 70,
                "unanimous": False,
            },
            {
                "key": "improve",
                "kind": "open",
                "ask": "What about improve?",
                "shown": 9,
                "answered": 6,
                "skipped": 2,
                "left": 1,
                "base": 6,
                "themes": {
                    "mentions": 8,
                    "people": 6,
                    "options": [
                        {"label": "Shorter", "mentions": 5, "share": 0.625},
                        {"label": "Slower", "mentions": 3, "share": 0.375},
                    ],
                },
                "nonresponse": 3 / 9,
                "missing": 74,
                "unanimous": False,
            },
        ],
        "follow_ups": [
            {
                "key": "thanks",
                "planned": 30,
                "sent": 26,
                "gave_up": 1,
                "cancelled": 2,
                "doubtful": 1,
                "held": 7,
                "waiting": 8,
            },
        ],
        "funnel": [
            step("hello", 0, 0, 0, 0, of=20),
            step("overall", 20, 15, 4, 1, of=20),
            step("recommend", 10, 10, 0, 0, of=20),
            step("improve", 9, 6, 2, 1, of=20),
        ],
    }
    assert json.dumps(made) == json.dumps(expected)


def test_of_a_small_group_only_the_counts_of_who_answered_are_told():
    made = whole(QuestionTally(OVERALL, 9, 7, 1, 1, 4, {"very_satisfied": 4, "no_opinion": 3}))
    assert made["questions"][0] == {
        "key": "overall",
        "kind": "scale",
        "ask": "How satisfied were you?",
        "shown": 9,
        "answered": 7,
        "skipped": 1,
        "left": 1,
        "base": 4,
        "options": None,
        "boxes": None,
        "bottom": None,
        "mean": None,
        "median": None,
        "mean_interval": None,
        "median_interval": None,
        "withheld": True,
        "nonresponse": 2 / 9,
        "missing": 73,
    }


def test_a_small_net_promoter_group_and_small_themes_are_null():
    recommend, improve = whole(
        QuestionTally(NPS, 4, 4, 0, 0, 4, {"9": 4}),
        QuestionTally(IMPROVE, 4, 4, 0, 0, 4, themes=(("Shorter", 4),), theme_people=4),
    )["questions"]
    assert (recommend["options"], recommend["nps"], recommend["withheld"]) == (None, None, True)
    assert (improve["themes"], improve["withheld"]) == (None, True)


def test_before_anybody_answered_every_share_is_null():
    overall, recommend, years = whole(QuestionTally(OVERALL), QuestionTally(NPS), QuestionTally(YEARS))["questions"]
    assert overall["options"][0] == {
        "key": "very_satisfied",
        "label": "Very satisfied",
        "count": 0,
        "share": None,
        "low": None,
        "high": None,
        "substantive": True,
    }
    assert overall["boxes"][1]["share"] is None
    assert "withheld" not in overall
    assert recommend["nps"] == {
        "score": None,
        "low": None,
        "high": None,
        "promoters": 0,
        "passives": 0,
        "detractors": 0,
    }
    assert (years["mean"], years["median"]) == (None, None)


@pytest.mark.parametrize(
    ("tally", "absent"),
    [
        (
            QuestionTally(FORMATS, 9, 9, 0, 0, 9, {"speakers": 9}),
            {"boxes", "nps", "mean", "median", "withheld", "themes"},
        ),
        (QuestionTally(IMPROVE, 9, 9, 0, 0, 9), {"options", "boxes", "nps", "mean", "median", "withheld", "themes"}),
        (QuestionTally(YEARS, 9, 9, 0, 0, 9, numbers=((2.0, 9),)), {"options", "boxes", "nps", "withheld", "themes"}),
    ],
)
def test_what_does_not_apply_is_absent(tally, absent):
    assert not absent & whole(tally)["questions"][0].keys()


def test_what_is_not_known_of_the_webinar_is_null():
    made = whole(webinar=WebinarFacts("k", "abcdefghij234", "Communication"))
    assert made["webinar"]["attendees"] is made["webinar"]["attention"] is made["webinar"]["registrations"] is None
    assert made["responses"]["response_rate"] is made["responses"]["registration_response_rate"] is None
    assert made["questions"] == []
