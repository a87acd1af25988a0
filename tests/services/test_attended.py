"""Only those who say that they attended judge a webinar, wherever answers are kept; the others are counted and told."""

from __future__ import annotations

import pytest

import db.webinars
from bot.services.access import Access, Operator
from bot.services.participation import judging_of
from bot.services.purging import Purging
from bot.services.reading import Reading
from bot.services.storage import Storage
from bot.survey.answers import Answer
from tests.services.candid import CLOSED, candid, mixing, take_part
from tests.services.candid import WEBINAR as CANDIDLY
from tests.services.scenes import BRINGS, ENDS, IMPACT, SURVEY, WEBINAR, picked, sheet

ASKING = """
survey: asking
title: {en: "How was it?", fr: "Alors ?"}
identity: pseudonymous
questions:
  - key: attended
    kind: single
    ask: {en: Were you there?, fr: Y étiez-vous ?}
    options:
      - {key: all, label: {en: Yes, fr: Oui}}
      - {key: no, label: {en: No, fr: Non}}
  - key: overall
    kind: scale
    ask: {en: Overall?, fr: En tout ?}
    options:
      - {key: good, label: {en: Good, fr: Bon}}
      - {key: fair, label: {en: Fair, fr: Passable}}
      - {key: poor, label: {en: Poor, fr: Mauvais}}
  - key: formats
    kind: multiple
    ask: {en: Which formats?, fr: Quels formats ?}
    options: [{key: talks, label: {en: Talks, fr: Exposés}}, {key: rooms, label: {en: Rooms, fr: Ateliers}}]
    boxes: {either: [talks, rooms]}
  - key: why
    kind: single
    ask: {en: Why not?, fr: Pourquoi ?}
    when: {question: attended, in: [no]}
    options: [{key: ill, label: {en: Ill, fr: Maladie}}, {key: busy, label: {en: Busy, fr: Occupé}}]
  - {key: wants, kind: materials, ask: {en: What would you like?, fr: Que voulez-vous ?}}
"""
OURS = WEBINAR.replace("survey: everything", "survey: asking") + "attendees: 20\nregistrations: 40\n"
COLUMNS = ["response", "finished", "attended", "overall", "formats", "why", "wants"]


def row(label, attended, overall="-", formats="-", why="-", wants="presentation", finished="1"):
    return [label, finished, attended, overall, formats, why, wants]


HALL = [
    *(row(f"there {n}", "all", "good", "talks;rooms") for n in range(6)),
    *(row(f"away {n}", "no", "poor", "rooms", why="ill") for n in range(5)),
    row("silent", "", "poor", "rooms"),
    row("half way", "all", "fair", finished="0", wants="-"),
]


def question(summary, key):
    return next(each for each in summary.questions if each.key == key)


def shown(summary, key):
    found = question(summary, key)
    return found.base, {option.key: option.count for option in found.options}


async def told(office, **given):
    reading = Reading(office.store, Access(()), office.library)
    return (await reading.summary("clusters", reader=Operator(), **given)).summary


async def filled(office, survey=ASKING, rows=HALL):
    await office.apply(survey, OURS)
    await office.take(sheet(COLUMNS, *rows))
    return await told(office)


async def test_who_was_not_there_or_does_not_say_judges_nothing(office):
    summary = await filled(office)
    assert shown(summary, "overall") == (7, {"good": 6, "fair": 1, "poor": 0})
    assert shown(summary, "formats") == (6, {"talks": 6, "rooms": 6})
    assert [box.count for box in question(summary, "formats").boxes] == [6]
    assert question(summary, "overall").apart == 6
    assert question(summary, "overall").missing == 13


async def test_the_others_are_counted_and_told_and_are_not_in_the_response_rate(office):
    responses = (await filled(office)).responses
    assert (responses.finished, responses.attended, responses.absent, responses.unsaid) == (12, 6, 5, 1)
    assert (responses.response_rate, responses.registration_response_rate) == (6 / 20, 6 / 40)
    assert (responses.started, responses.partial) == (13, 1)
    assert responses.with_partials.share == 7 / 20


async def test_the_question_itself_counts_everybody_and_so_does_what_is_asked_of_the_absent_or_wanted_by_all(office):
    summary = await filled(office)
    assert shown(summary, "attended") == (12, {"all": 7, "no": 5})
    assert shown(summary, "why") == (5, {"ill": 5, "busy": 0})
    assert question(summary, "wants").base == 12
    assert {question(summary, key).apart for key in ("attended", "why", "wants")} == {None}
    assert {question(summary, key).missing for key in ("attended", "why", "wants")} == {None}


async def test_everybody_is_in_the_funnel(office):
    steps = {step.key: step for step in (await filled(office)).funnel}
    assert (steps["overall"].shown, steps["overall"].answered) == (13, 13)
    assert (steps["why"].shown, steps["why"].conditional) == (5, True)


async def test_a_version_that_did_not_ask_counts_everybody_beside_one_that_does(office):
    unasked = ASKING.replace("key: attended", "key: came").replace("question: attended", "question: came")
    await office.apply(unasked, OURS)
    columns = ["response", "overall"]
    await office.take(sheet(columns, *([f"early {n}", "fair"] for n in range(3))))
    assert (await told(office)).responses.absent is None
    summary = await filled(office)
    assert shown(summary, "overall") == (10, {"good": 6, "fair": 4, "poor": 0})
    assert (summary.responses.finished, summary.responses.attended) == (15, 9)


async def test_an_earlier_wording_stands_alone_with_those_who_attended(office):
    await filled(office)
    await office.apply(ASKING.replace("Overall?", "All in all?"), OURS)
    report = await office.summary()
    (earlier,) = report.others
    assert [(each.key, each.base, each.apart, each.missing) for each in earlier.questions] == [("overall", 7, 6, None)]
    assert question(report.summary, "overall").base == 0


async def test_frozen_figures_are_the_same_figures(office):
    before = await filled(office)
    office.clock.set(ENDS.replace(year=2028))
    await Purging(Storage(office.store), office.clock, office.library).purge()
    assert await office.rows("SELECT count(*) FROM answers") == [(0,)]
    assert await told(office) == before


async def test_sealed_answers_of_an_anonymous_survey_are_judged_alike_before_and_after_they_are_mixed(office):
    survey = ASKING.replace("survey: asking", "survey: candid").replace("pseudonymous", "anonymous")
    survey = survey[: survey.index("  - {key: wants")]
    await candid(office, survey, CANDIDLY + "attendees: 20\n")
    there = {"attended": picked("all"), "overall": picked("good"), "formats": picked("talks", "rooms")}
    away = {"attended": picked("no"), "overall": picked("poor"), "formats": picked("rooms"), "why": picked("busy")}
    for chat_id in range(6):
        await take_part(office, chat_id, there)
    for chat_id in range(6, 11):
        await take_part(office, chat_id, away)
    await take_part(office, 11, {"attended": Answer("skipped"), "overall": picked("poor")})
    sealed = await told(office)
    assert shown(sealed, "overall") == (6, {"good": 6, "fair": 0, "poor": 0})
    assert [box.count for box in question(sealed, "formats").boxes] == [6]
    assert shown(sealed, "why") == (5, {"ill": 0, "busy": 5})
    assert (sealed.responses.absent, sealed.responses.unsaid, sealed.responses.response_rate) == (5, 1, 6 / 20)
    office.clock.set(CLOSED)
    await mixing(office).mix()
    assert await office.rows("SELECT count(*) FROM drafts") == [(0,)]
    assert await told(office) == sealed


NO_SHOWS = IMPACT.replace("survey: impact", "survey: away")


@pytest.mark.parametrize(("audience", "of_attendees"), [("{no_show: true}", False), ("{attended: true}", True)])
async def test_a_survey_of_those_who_did_not_come_is_not_empty_and_has_no_rate_of_attendees(
    office, audience, of_attendees
):
    brings = f"  - {{key: away, when: 1d after end at 09:00, survey: away, to: {audience}}}\n"
    await office.apply(NO_SHOWS, SURVEY, WEBINAR + brings + "attendees: 20\n")
    for chat_id in range(6):
        await office.answer_brought(chat_id, {"used": picked("no")}, survey="away")
    summary = await told(office, survey="away")
    assert (question(summary, "used").base, summary.responses.finished, summary.responses.absent) == (6, 6, None)
    assert (summary.responses.response_rate == 6 / 20) is of_attendees
    assert (question(summary, "used").missing == 14) is of_attendees


async def test_a_survey_that_does_not_ask_has_nobody_apart(office):
    await office.apply(IMPACT, SURVEY, BRINGS)
    await office.take(sheet(["response", "overall"], *([f"r{n}", "good"] for n in range(5))))
    summary = await told(office)
    assert (summary.responses.absent, summary.responses.attended, question(summary, "overall").apart) == (None, 5, None)


async def test_the_invited_are_those_who_have_a_link_and_those_who_were_absent_are_not_eligible(office):
    await office.apply(ASKING, OURS)
    people = [await office.enter(chat_id) for chat_id in range(7)]
    said = [picked("all"), picked("all"), picked("no"), Answer("skipped"), picked("all")]
    for chat_id, answer in enumerate(said):
        await office.answer(chat_id, {"attended": answer}, finished=chat_id != 4)

    def tie(tx):
        for number in range(10):
            tx.execute(
                "INSERT INTO invitations (webinar_id, token, tag, made_at, attendee_id) VALUES (1, ?, ?, 0, ?)",
                (f"t{number}", f"t{number}".encode(), people[number] if number < 6 else None),
            )

    await office.store.write(tie)
    responses = (await told(office)).responses
    assert (responses.invited, responses.invitation_response.count, responses.invitation_response.base) == (10, 2, 9)


async def glanced(office, finished):
    return await office.store.read(
        lambda tx: judging_of(tx, office.library, db.webinars.find(tx, "clusters"), finished)
    )


async def test_at_a_glance_only_those_who_attended_count(office):
    await filled(office)
    assert await glanced(office, 12) == 6


async def test_sealed_answers_are_not_opened_for_a_glance(office):
    survey = ASKING.replace("survey: asking", "survey: candid").replace("pseudonymous", "anonymous")
    await candid(office, survey[: survey.index("  - {key: wants")], CANDIDLY)
    assert await glanced(office, 12) is None
