"""From the inbox to done on bad days: nothing taken twice, nothing lost, one honest sentence."""

import logging

import pytest

from bot.chat.dispatch import ATTEMPTS
from bot.logs import ConsoleFormatter, JsonFormatter
from bot.rehearsal.faults import Fault
from bot.services.errors import Unavailable
from tests.chat.house import button, open_house, shown, text, until

ANSWER = "what Ana answered"
HONEST = "Something went wrong on our side; what you answered before is safe."


def broken(monkeypatch, port, method, *, times, trouble=ValueError):
    """``port.method`` raises so many times, then works again."""
    works, left = getattr(port, method), [None] * times

    async def call(**how):
        if left:
            left.pop()
            raise trouble("secret words of somebody")
        return await works(**how)

    monkeypatch.setattr(port, method, call)


async def tap(house, person, label):
    message = [m for m in shown(person) if m.buttons][-1]
    query = person.tap(message.message_id, button(message, label))
    await house.quiet()
    return query.answer


async def open_rows(house):
    return await house.rows("SELECT state, attempts, trouble FROM inbox WHERE state <> 'done'")


async def test_a_failure_is_logged_once_told_once_and_tried_again(house, answering, monkeypatch, caplog):
    broken(monkeypatch, house.answering, "reply", times=2)
    await tap(house, answering, "Satisfied")
    assert [text(message) for message in shown(answering)][1:] == [HONEST]
    assert text(shown(answering)[0]).startswith("2 of 4")
    assert [r.action for r in caplog.records] == ["failed"]
    assert caplog.records[0].update == max(await house.rows("SELECT update_id FROM inbox"))[0]
    assert house.sleeps == [2, 4]
    assert await open_rows(house) == []


async def test_a_dead_letter_is_logged_by_kind_and_place_and_counted(house, answering, monkeypatch, caplog):
    broken(monkeypatch, house.answering, "reply", times=ATTEMPTS, trouble=lambda _: ValueError(ANSWER))
    await tap(house, answering, "Satisfied")
    for written in (ConsoleFormatter(None), JsonFormatter(None)):
        said = "\n".join(written.format(record) for record in caplog.records)
        assert "ValueError" in said
        assert "test_dispatch.py" in said
        assert ANSWER not in said
    assert house.dispatch._counts.updates["tap", "dead"] == 1


async def test_what_keeps_failing_is_buried_and_the_chat_goes_on(house, answering, monkeypatch, caplog):
    broken(monkeypatch, house.answering, "reply", times=ATTEMPTS)
    assert await tap(house, answering, "Satisfied") is not None, "the spinner goes on"
    (row,) = await open_rows(house)
    assert row[:2] == ("dead", ATTEMPTS)
    assert row[2].startswith("ValueError at test_dispatch.py:")
    assert [r.action for r in caplog.records] == ["failed", "buried"]
    await tap(house, answering, "Satisfied")
    assert text(shown(answering)[0]).startswith("2 of 4")


async def test_a_failure_speaks_the_persons_language(house, api, monkeypatch):
    luc = api.join(102, "Luc", language_code="fr")
    broken(monkeypatch, house.answering, "reply", times=1)
    house.poll()
    luc.write("bonjour")
    await house.quiet()
    assert text(shown(luc)[0]).startswith("Un problème est survenu de notre côté")


async def test_a_store_that_is_out_is_waited_for_and_counts_as_no_failure(house, answering, monkeypatch, caplog):
    broken(monkeypatch, house.answering, "reply", times=9, trouble=Unavailable)
    await tap(house, answering, "Satisfied")
    (message,) = shown(answering)
    assert text(message).startswith("2 of 4")
    assert house.sleeps == [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert [r.action for r in caplog.records] == ["store_waits"]


async def test_a_store_that_is_out_while_a_failure_is_counted_is_waited_for_too(house, answering, monkeypatch):
    broken(monkeypatch, house.answering, "reply", times=1)
    failed, out = house.receiving.failed, [None]

    async def failing(update_id, *, trouble):
        if out:
            out.pop()
            raise Unavailable("locked")
        return await failed(update_id, trouble=trouble)

    monkeypatch.setattr(house.receiving, "failed", failing)
    await tap(house, answering, "Satisfied")
    assert text(shown(answering)[0]).startswith("2 of 4")


@pytest.mark.parametrize("fault", ["500", "502_page", "cut_before", "cut_after", "malformed", "429"])
async def test_a_screen_that_cannot_be_shown_is_shown_when_telegram_is_back(house, answering, fault):
    for _ in range(3):
        house.api.faults.add(Fault(fault, method="editMessageText"))
    await tap(house, answering, "Satisfied")
    (message,) = shown(answering)
    assert text(message).startswith("2 of 4")
    assert await open_rows(house) == []


async def test_after_a_wait_the_latest_screen_is_shown(house, answering, monkeypatch):
    house.api.faults.add(Fault("429", method="editMessageText", retry_after=9))
    sleep, seen = house.sleeps.__call__, []

    async def sleeping(seconds):
        seen.append(seconds)
        await house.store.write(lambda tx: tx.execute("UPDATE webinars SET closes_at = 1"))
        await sleep(seconds)

    monkeypatch.setattr(house.patience, "_sleep", sleeping)
    await tap(house, answering, "Satisfied")
    assert seen[0] == 9
    assert text(shown(answering)[0]).startswith("The survey about “Strategies & clusters” has closed.")


async def test_a_written_answer_whose_screen_fails_is_not_taken_again(house, answering, monkeypatch):
    """Taken twice, the same words would answer the next question too."""
    await tap(house, answering, "Satisfied")
    await tap(house, answering, "Skip")
    broken(monkeypatch, house.receiving, "shown", times=2)
    answering.write("4")
    await house.quiet()
    rows = dict(await house.rows("SELECT question, state FROM answers"))
    assert (rows["improve"], rows["hours"]) == ("answered", "shown")
    assert text(shown(answering)[-1]).startswith("4 of 4")


async def test_a_tick_whose_screen_fails_is_not_taken_away_again(house, answering, monkeypatch):
    await tap(house, answering, "Satisfied")
    show, failures = house.sender.show, [None, None]

    async def showing(message, **where):
        if failures:
            failures.pop()
            raise ValueError
        return await show(message, **where)

    monkeypatch.setattr(house.sender, "show", showing)
    await tap(house, answering, "Talks")
    assert await house.rows("SELECT picks FROM answers WHERE question = 'formats'") == [('["talks"]',)]


async def test_a_screen_still_owed_at_the_end_is_shown_by_the_next_run_without_being_asked_for(api, tmp_path, ana):
    path = tmp_path / "afterword.db"
    async with open_house(api, path) as house:
        await house.publish()
        house.poll()
        ana.write(f"/start {house.code}")
        await house.quiet()
        api.faults.add(Fault("cut_before", method="editMessageText", times=None))
        (message,) = shown(ana)
        query = ana.tap(message.message_id, button(message, "Satisfied"))
        await until(lambda: house.sleeps)
        house.polling.cancel()
        await house.lanes.stop(grace_seconds=0)
        assert [row[0] for row in await open_rows(house)] == ["decided"]
    api.faults.clear()
    async with open_house(api, path) as house:
        house.poll()
        await house.quiet()
        await until(lambda: text(shown(ana)[0]).startswith("2 of 4"))
        await house.quiet()
        assert await open_rows(house) == []
        assert await house.rows("SELECT picks FROM answers WHERE question = 'overall'") == [('["satisfied"]',)]
    assert query.answer is not None
    assert len(shown(ana)) == 1


async def test_who_turns_out_to_have_left_is_remembered_as_such(house, answering):
    house.api.faults.add(Fault("403", method="editMessageText"))
    await tap(house, answering, "Satisfied")
    assert await house.rows("SELECT reachable FROM attendees") == [(0,)]
    assert await open_rows(house) == []
    house.api.faults.add(Fault("403", method="sendMessage"))
    answering.write("/help")
    await house.quiet()
    assert await open_rows(house) == []


async def test_a_token_refused_while_showing_leaves_the_update_for_later(house, answering, caplog):
    house.api.faults.add(Fault("401", method="editMessageText", times=None))
    await tap(house, answering, "Satisfied")
    assert [row[0] for row in await open_rows(house)] == ["decided"]
    assert "token_refused" in [r.action for r in caplog.records]


async def test_a_refusal_of_the_token_that_passes_costs_nobody_their_screen(house, answering):
    house.api.faults.add(Fault("401", method="editMessageText"))
    await tap(house, answering, "Satisfied")
    assert await open_rows(house) == []
    (message,) = shown(answering)
    assert text(message).startswith("2 of 4")


async def test_a_message_that_is_gone_is_sent_anew_and_remembered(house, answering):
    (message,) = shown(answering)
    message.deleted = True
    await tap_deleted(house, answering, message)
    (new,) = shown(answering)
    assert text(new).startswith("2 of 4")
    assert await house.rows("SELECT message_id FROM responses") == [(new.message_id,)]


async def tap_deleted(house, person, message):
    person.tap(message.message_id, button(message, "Satisfied"))
    await house.quiet()


async def test_a_tap_that_cannot_be_answered_any_more_still_counts(house, answering):
    house.api.faults.add(Fault("500", method="answerCallbackQuery"))
    assert await tap(house, answering, "Satisfied") is None
    assert text(shown(answering)[0]).startswith("2 of 4")


async def test_nothing_anybody_wrote_gets_into_the_log(house, answering, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG, logger="afterword")
    await tap(house, answering, "Satisfied")
    await tap(house, answering, "Skip")
    answering.write("my secret opinion")
    await house.quiet()
    assert "secret" not in caplog.text
    assert "Ana" not in caplog.text


async def test_stopping_does_not_wait_for_a_server_that_hangs(house, answering):
    for method in ("editMessageText", "answerCallbackQuery"):
        house.api.faults.add(Fault("hang", method=method, seconds=60))
    (message,) = shown(answering)
    answering.tap(message.message_id, button(message, "Satisfied"))
    await until(lambda: house.api.journal.calls("editMessageText") and house.api.journal.calls("answerCallbackQuery"))
    house.polling.cancel()
    await house.lanes.stop(grace_seconds=0)
    assert [row[0] for row in await open_rows(house)] == ["decided"]
