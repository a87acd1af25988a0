"""What organisers say about the outbox is done, told, and stands whatever is planned or applied anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

import db.claims
import db.outbox
from bot.services import planning
from bot.services.access import Operator
from bot.services.errors import Refusal
from bot.services.planning import OPENING
from bot.services.steering import Steered, Target
from tests.services.owed import BY_HAND, DAY, NEWS_AT, NEWS_UTC, anew, of
from tests.services.scenes import BEFORE, ENDS, OPENS, SURVEY


async def row_of(office, key, attendee):
    [(number,)] = await office.rows("SELECT id FROM outbox WHERE follow_up = ? AND attendee_id = ?", key, attendee)
    return number


async def states(office, key):
    return [state for (state,) in await office.rows("SELECT state FROM outbox WHERE follow_up = ? ORDER BY id", key)]


async def claimed(office, count=1):
    """The rows that are due next are in a worker's hands."""
    now = office.clock.now()
    return await office.store.write(
        lambda tx: db.claims.claim_next(tx, claim="worker", now=now, lease_until=now + DAY, limit=count)
    )


async def test_what_is_held_stays_held_for_those_who_enter_later_and_whatever_is_applied(office, three, steering):
    assert await steering.steer(Operator(), "hold", of("news")) == Steered(3)
    assert await steering.steer(Operator(), "hold", of("news")) == Steered(0, {"held already": 3})
    await anew(office)
    await office.enter(4)
    assert await states(office, "news") == ["held"] * 4
    office.clock.set(NEWS_UTC + timedelta(hours=2))
    assert await steering.steer(Operator(), "release", of("news")) == Steered(4)
    assert await states(office, "news") == ["planned"] * 4


async def test_what_is_released_before_its_moment_goes_at_its_moment(office, three, steering):
    await steering.steer(Operator(), "hold", of("news"))
    await steering.steer(Operator(), "release", of("news"))
    assert (await office.outbox(three[0]))["news"] == ("planned", NEWS_AT)
    assert await steering.steer(Operator(), "release", of("news")) == Steered(0, {"held by nobody": 3})


async def test_one_row_is_held_by_itself(office, three, steering):
    row = await row_of(office, "news", three[1])
    assert await steering.steer(Operator(), "hold", Target("clusters", row=row)) == Steered(1)
    await anew(office)
    assert await states(office, "news") == ["planned", "held", "planned"]


async def comes_and_goes(office, chat_id):
    """They block the bot, and are back by the link."""
    await office.lose(chat_id)
    await anew(office)
    await office.enter(chat_id)


@pytest.mark.parametrize("later", [timedelta(0), NEWS_UTC - BEFORE + DAY / 4, NEWS_UTC - BEFORE + 3 * DAY])
async def test_one_row_that_is_held_is_still_so_when_its_person_was_away(office, three, steering, delivering, later):
    target = Target("clusters", row=await row_of(office, "news", three[1]))
    await steering.steer(Operator(), "hold", target)
    office.clock.set(BEFORE + later)
    await comes_and_goes(office, 2)
    assert (await office.outbox(three[1]))["news"][0] == "held"
    await anew(office)
    assert await steering.steer(Operator(), "hold", target) == Steered(0, {"held already": 1})
    assert await steering.steer(Operator(), "release", target) == Steered(1)
    office.clock.set(max(office.clock.now(), NEWS_UTC))
    assert target.row in [each.row for each in await delivering.claim(limit=50)]


async def test_a_hold_that_is_taken_back_while_somebody_is_away_does_not_wait_for_them(office, three, steering):
    await steering.steer(Operator(), "hold", of("news"))
    await office.lose(2)
    await steering.steer(Operator(), "release", of("news"))
    await office.enter(2)
    assert await states(office, "news") == ["planned"] * 3


async def test_what_was_held_for_days_and_released_still_goes(office, three, steering, delivering):
    await steering.steer(Operator(), "hold", of("news"))
    office.clock.set(NEWS_UTC + 3 * DAY)
    await steering.steer(Operator(), "release", of("news"))
    await anew(office)
    parcels = await delivering.claim(limit=50)
    assert [each.follow_up for each in parcels].count("news") == 3


async def test_what_is_cancelled_is_not_revived_and_not_owed_to_those_who_enter_later(office, three, steering):
    assert await steering.steer(Operator(), "cancel", of("news")) == Steered(3)
    assert await steering.steer(Operator(), "cancel", of("news")) == Steered(0, {"cancelled already": 3})
    await anew(office)
    late = await office.enter(4)
    assert await states(office, "news") == ["cancelled"] * 3
    assert "news" not in await office.outbox(late)
    await steering.steer(Operator(), "release", of("news"))
    assert await states(office, "news") == ["planned"] * 4


async def test_one_row_that_is_cancelled_stays_so(office, three, steering):
    row = await row_of(office, "news", three[0])
    await steering.steer(Operator(), "cancel", Target("clusters", row=row))
    await anew(office)
    assert await states(office, "news") == ["cancelled", "planned", "planned"]


async def test_what_is_sent_now_is_due_now_and_stays_so(office, three, steering, delivering):
    assert await steering.steer(Operator(), "send-now", of("news")) == Steered(3)
    assert await steering.steer(Operator(), "send-now", of("news")) == Steered(0, {"due already": 3})
    await anew(office)
    assert (await office.outbox(three[0]))["news"] == ("planned", f"{BEFORE:%m-%d %H:%M}")
    assert [each.follow_up for each in await delivering.claim(limit=9)] == ["news"] * 3


async def test_what_was_cancelled_and_is_sent_now_goes_to_those_too_who_entered_meanwhile(office, three, steering):
    await steering.steer(Operator(), "cancel", of("news"))
    late = await office.enter(4)
    assert await steering.steer(Operator(), "send-now", of("news")) == Steered(4)
    assert (await office.outbox(late))["news"] == ("planned", f"{BEFORE:%m-%d %H:%M}")


async def test_one_row_of_what_was_cancelled_goes_if_that_is_said_of_it_later(office, three, steering, delivering):
    await steering.steer(Operator(), "cancel", of("news"))
    row = await row_of(office, "news", three[1])
    assert await steering.steer(Operator(), "send-now", Target("clusters", row=row)) == Steered(1)
    await anew(office)
    assert await states(office, "news") == ["cancelled", "planned", "cancelled"]
    assert [each.row for each in await delivering.claim(limit=9) if each.follow_up == "news"] == [row]


async def test_a_large_audience_whose_cancelled_follow_up_is_sent_now_gets_it_now(office, three, steering, monkeypatch):
    await steering.steer(Operator(), "cancel", of("news"))
    late = await office.enter(4)
    monkeypatch.setattr(planning, "AT_ONCE", 2)
    monkeypatch.setattr(planning.replan, "__kwdefaults__", {"at_once": 2})
    assert await steering.steer(Operator(), "send-now", of("news")) == Steered(4)
    assert (await office.outbox(late))["news"] == ("planned", f"{BEFORE:%m-%d %H:%M}")


async def test_what_waits_for_approval_goes_once_it_is_approved_also_to_those_who_enter_later(office, three, steering):
    assert await states(office, "ask") == ["held"] * 3
    assert await steering.steer(Operator(), "approve", of("ask")) == Steered(3)
    assert await steering.steer(Operator(), "approve", of("ask")) == Steered(0, {"approved already": 3})
    await anew(office)
    late = await office.enter(4)
    assert await states(office, "ask") == ["planned"] * 4
    assert (await office.outbox(late))["ask"] == ("planned", NEWS_AT)


async def test_an_approval_that_comes_days_late_still_counts(office, three, steering, delivering):
    office.clock.set(NEWS_UTC + 3 * DAY)
    assert await steering.steer(Operator(), "approve", of("ask")) == Steered(3)
    await anew(office)
    parcels = await delivering.claim(limit=50)
    assert [each.follow_up for each in parcels].count("ask") == 3


async def test_what_goes_by_hand_goes_to_everyone_when_the_word_is_given(office, three, steering):
    assert await states(office, "gift") == ["held"] * 3
    assert await steering.steer(Operator(), "approve", of("gift")) == Steered(3, at_once=True)
    office.clock.set(BEFORE + timedelta(hours=1))
    late = await office.enter(4)
    await anew(office)
    assert await states(office, "gift") == ["planned"] * 4
    assert (await office.outbox(late))["gift"] == ("planned", "11-20 10:00")


async def test_one_row_can_be_approved_alone(office, three, steering):
    row = await row_of(office, "ask", three[0])
    await steering.steer(Operator(), "approve", Target("clusters", row=row))
    await anew(office)
    assert await states(office, "ask") == ["planned", "held", "held"]


async def test_one_row_that_was_approved_is_still_so_when_it_is_held_and_released(office, three, steering):
    row = Target("clusters", row=await row_of(office, "ask", three[0]))
    for verb in ("approve", "hold", "release"):
        await steering.steer(Operator(), verb, row)
    assert await states(office, "ask") == ["planned", "held", "held"]
    await anew(office)
    assert (await office.outbox(three[0]))["ask"] == ("planned", NEWS_AT)


async def test_what_is_held_by_hand_is_not_let_go_by_an_approval(office, three, steering):
    await steering.steer(Operator(), "hold", of("ask"))
    assert await steering.steer(Operator(), "approve", of("ask")) == Steered(0, {"held by an organiser": 3})
    await steering.steer(Operator(), "release", of("ask"))
    assert await states(office, "ask") == ["planned"] * 3


async def test_what_is_released_waits_for_its_approval_as_before(office, three, steering):
    await steering.steer(Operator(), "hold", of("ask"))
    await steering.steer(Operator(), "release", of("ask"))
    assert await office.rows("SELECT DISTINCT state, reason FROM outbox WHERE follow_up = 'ask'") == [
        ("held", "waits for approval")
    ]


@pytest.mark.parametrize("verb", ["hold", "cancel", "send-now", "release"])
async def test_what_a_worker_has_in_hand_is_never_touched(office, three, steering, verb):
    office.clock.set(NEWS_UTC + timedelta(minutes=1))
    await office.store.write(lambda tx: tx.execute("UPDATE outbox SET due_at = 0 WHERE follow_up = 'news'"))
    first, second = await claimed(office, 2)
    await office.store.write(lambda tx: db.claims.mark_sending(tx, second.id, claim="worker"))
    before = await office.rows("SELECT * FROM outbox WHERE id IN (?, ?)", first.id, second.id)
    done = await steering.steer(Operator(), verb, of("news"))
    assert done.left["being sent just now"] == 2
    assert await office.rows("SELECT * FROM outbox WHERE id IN (?, ?)", first.id, second.id) == before


@pytest.mark.parametrize(("verb", "state"), [("hold", "held"), ("cancel", "cancelled")])
async def test_what_comes_back_from_a_worker_heeds_a_word_said_meanwhile(
    office, three, steering, delivering, verb, state
):
    office.clock.set(NEWS_UTC + 3 * DAY)
    await steering.steer(Operator(), "approve", of("ask"))
    parcels = [each for each in await delivering.claim(limit=50) if each.follow_up == "ask"]
    assert await steering.steer(Operator(), verb, of("ask")) == Steered(0, {"being sent just now": 3})
    for parcel in parcels:
        await delivering.retry(parcel, after=timedelta(0), reason="told to wait", counted=False)
    assert "ask" not in [each.follow_up for each in await delivering.claim(limit=50)]
    assert await states(office, "ask") == [state] * 3


async def test_doubtful_rows_are_settled_as_an_organiser_found_out(office, three, steering):
    await office.store.write(
        lambda tx: tx.execute(
            "UPDATE outbox SET state = 'doubtful', doubts = 1, settled_at = 0, reason = 'perhaps'"
            " WHERE follow_up = 'news'"
        )
    )
    kept = {"sent": "sent", "not-sent": "gave_up", "again": "planned"}
    for (how, state), person in zip(kept.items(), three, strict=True):
        target = Target("clusters", row=await row_of(office, "news", person))
        assert await steering.resolve(Operator(), target, how=how) == Steered(1)
        assert (await office.outbox(person))["news"][0] == state
        assert await steering.resolve(Operator(), target, how=how) == Steered(0, {"not doubtful": 1})
    [counts] = [each for each in await office.store.read(lambda tx: db.outbox.tally(tx, 1)) if each.follow_up == "news"]
    assert (counts.sent, counts.gave_up, counts.doubtful, counts.waiting) == (1, 1, 0, 1)


async def test_a_survey_is_opened_by_hand_and_everybody_who_waits_is_called(office, steering):
    await office.apply(SURVEY, BY_HAND)
    person = await office.enter(1)
    office.clock.set(OPENS)
    assert await steering.open(Operator(), "clusters") == Steered(1)
    assert (await office.outbox(person))[OPENING] == ("planned", "11-24 10:45")
    assert await steering.open(Operator(), "clusters") == Steered(0, {"the survey is open already": 1})
    office.clock.set(OPENS + timedelta(minutes=5))
    await office.apply(SURVEY, BY_HAND.replace("duration: 2h", "duration: 3h"))
    assert await office.rows("SELECT opens_at FROM webinars") == [(int(OPENS.timestamp() * 1000),)]


async def test_a_survey_does_not_open_without_privacy_or_once_it_has_closed(office, steering):
    await office.apply(SURVEY, "\n".join(line for line in BY_HAND.splitlines() if not line.startswith("privacy")))
    with pytest.raises(Refusal, match="privacy"):
        await steering.open(Operator(), "clusters")
    await office.apply(SURVEY, BY_HAND)
    office.clock.set(ENDS + 8 * DAY)
    with pytest.raises(Refusal, match="has closed"):
        await steering.open(Operator(), "clusters")


@pytest.mark.parametrize(
    ("verb", "target", "words"),
    [
        ("hold", Target("nowhere", follow_up="news"), "no webinar"),
        ("hold", of("nothing"), "it has: thanks, reminder, watch, news, ask, gift"),
        ("hold", Target("clusters", row=4711), "no row 4711"),
        ("approve", of("news"), "nobody's approval"),
        ("send-now", of(OPENING), "open"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(office, three, steering, verb, target, words):
    before = await office.dump()
    with pytest.raises(Refusal, match=words):
        await steering.steer(Operator(), verb, target)
    assert await office.dump() == before
