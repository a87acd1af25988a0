"""Findings: whatever is found can be told in every language organisers read, and news of it is never too much."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.organising.health_words import MOST, Spoken, card_of, named
from bot.render.screens import utf16_units
from bot.render.texts import Texts, unmarked
from bot.services.health import of_files, of_telegram
from bot.services.health.findings import KINDS, English, Finding, found, lasting, told, worst
from bot.services.health.news import AGAIN, news_of
from bot.services.health.of_content import NO_ZONE
from bot.services.health.of_serving import of_vitals
from bot.services.health.of_telegram import Heard, Webhook
from bot.services.health.of_telegram import of_telegram as of_line
from bot.services.vitals import CONFLICTS, Vitals
from tests.services.test_vitals import Watch

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXTS = Texts()


def filled(kind):
    names = re.findall(r"%\((\w+)\)s", kind.says + kind.remedy)
    return Finding(kind, {name: 90_061 if name == "seconds" else f"<{name}>" for name in names})


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_says_what_is_wrong_and_what_to_do(kind):
    says, remedy = told(filled(kind), English())
    assert "%(" not in says + remedy
    assert says[0].isupper() or says.startswith(("<", "@"))
    assert says.endswith(".")
    assert bool(remedy) == (kind.severity != "ok")
    assert not remedy or remedy.endswith((".", "..."))


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_every_kind_can_be_told_in_chat(language):
    for kind in KINDS.values():
        says, remedy = told(filled(kind), Spoken(TEXTS, language))
        assert "%(" not in says + remedy
    assert named(TEXTS, language, "disk") != "disk"


def test_the_card_of_a_wreck_fits_into_one_message():
    wreck = [filled(kind) for kind in KINDS.values() if kind.severity != "ok"]
    for language in ("en", "fr", "de", "es"):
        card = card_of(TEXTS, language, wreck)
        assert utf16_units(unmarked(card)) < 4096
        assert str(len(wreck) - MOST) in card


def test_lengths_of_time_are_told_in_the_unit_that_fits():
    told_as = {1: "1 second", 90: "90 seconds", 120: "2 minutes", 7_199: "119 minutes", 7_200: "2 hours"}
    told_as |= {172_799: "47 hours", 172_800: "2 days"}
    assert {seconds: lasting(seconds, English()) for seconds in told_as} == told_as


def test_the_worst_counts():
    fine, bad = found(of_telegram.RIGHT), found(of_telegram.REFUSED)
    warned = found(of_files.KEY_OPEN, file="key")
    assert (worst([]), worst([fine]), worst([fine, warned]), worst([bad, warned])) == ("ok", "ok", "warn", "fail")


HEARD = Heard(username="bot", latency=timedelta(milliseconds=80), date=NOW, asked_at=NOW, webhook=Webhook("", 0))


@pytest.mark.parametrize(
    ("heard", "served", "kinds"),
    [
        (Heard(trouble="no connection"), True, {"token.unknown", "telegram.unreached"}),
        (Heard(refused=True), True, {"token.refused"}),
        (Heard(username="bot", latency=timedelta(seconds=4), webhook=Webhook("", 0)), True, {"telegram.slow"}),
        (Heard(username="bot", webhook=Webhook("x.org", 3, NOW), asked_at=NOW), True, {"webhook.fails"}),
        (Heard(username="bot", webhook=Webhook("x.org", 3, NOW - timedelta(days=1)), asked_at=NOW), True, set()),
        (Heard(username="bot", webhook=Webhook("x.org", 0, NOW), asked_at=NOW), True, set()),
        (Heard(username="bot", webhook=Webhook("x.org", 0)), False, {"webhook.left"}),
        (HEARD, True, set()),
    ],
)
def test_what_the_server_said_is_judged(heard, served, kinds):
    findings = of_line(heard, server="api.telegram.org", served=served)
    assert {each.kind.key for each in findings if each.severity != "ok"} == kinds


@given(st.lists(st.tuples(st.integers(1, 2_000), st.booleans()), min_size=1, max_size=60))
def test_no_history_of_a_cause_is_told_more_than_once_a_day_or_over_without_having_been_broken(history):
    """Minutes that pass, and whether it is broken then."""
    row, now, last, heard = None, NOW, None, []
    for minutes, is_broken in history:
        now += timedelta(minutes=minutes)
        row, news = news_of("zones", row, found(NO_ZONE, zones="x") if is_broken else None, now=now)
        if news == "broken":
            assert is_broken
            assert last is None or now - last >= AGAIN
            last = now
        if news == "over":
            assert not is_broken
            assert heard[-1] == "broken"
        if news is not None:
            heard.append(news)
        if is_broken:
            assert last is not None
            assert now - last < AGAIN


def test_a_bot_that_serves_says_what_is_late_and_who_else_uses_its_token():
    watch = Watch()
    vitals = Vitals(time=watch)
    vitals.expect_round("prune", timedelta(hours=1))
    vitals.note_poll()
    assert worst(of_vitals(vitals.verdict())) == "ok"
    watch.wait(timedelta(hours=3))
    for _ in range(CONFLICTS):
        vitals.note_conflict()
    findings = of_vitals(vitals.verdict())
    assert [each.kind.key for each in findings] == ["rounds.late", "rival.there", "polls.late"]
    assert told(findings[0], English())[0] == "The bot does not come to what it does regularly: prune."
    assert told(findings[2], English())[0] == "The bot has heard nothing from Telegram: 3 hours."


def test_a_clock_that_was_put_right_silences_nobody():
    row, _ = news_of("zones", None, found(NO_ZONE, zones="x"), now=NOW + timedelta(days=400))
    _, news = news_of("zones", row, found(NO_ZONE, zones="x"), now=NOW)
    assert news == "broken"
