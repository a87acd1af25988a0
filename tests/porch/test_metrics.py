"""``/metrics`` of a bot's process after a story: the right numbers, and nobody in them."""

import json
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal
from bot.rehearsal.faults import Fault
from bot.services.counts import KINDS, OUTCOMES
from tests.stories.house import DATABASE, apply
from tests.stories.running import eventually
from tests.stories.teller import Guest
from tests.stories.transcript import at

from .visiting import asked, listening_bot, until_measured

OPEN = at("2026-11-24 11:50")
ZOFIA, BORIS = 7_301_555_101, 7_301_555_102
SECRET, ANSWER, LETTER = "my-own-secret-words", "more-breaks-please", "a-letter-that-died"


@pytest.fixture
async def api(tmp_path):
    async with Rehearsal(now=OPEN, flood=UNLIMITED) as served:
        yield served


@pytest.fixture
async def code(api, tmp_path):
    return (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]


def shows(guest, words):
    guest.look()
    return any(words in screen.text for screen in guest.seen.values())


async def enters(guest, code):
    guest.person.write(f"/start {code}")
    await eventually(lambda: shows(guest, "1 of 8"))


async def taps(guest, label, *, then):
    guest.person.tap(*guest.tap(label))
    await eventually(lambda: shows(guest, then))


def rows(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return Counter(dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state")))


async def lived(api, code):
    """Zofia enters, taps and writes, once slowed by Telegram; Boris leaves at once; one letter cannot be read."""
    zofia = Guest(api.join(ZOFIA, "Zofianna", username="zofia_the_first"))
    boris = Guest(api.join(BORIS, "Borislav"))
    await enters(zofia, code)
    zofia.person.write(SECRET)
    await eventually(lambda: shows(zofia, "Please tap one of the buttons"))
    api.faults.add(Fault("429", method="editMessageText", chat_id=ZOFIA, retry_after=1))
    await taps(zofia, "Yes, part of it", then="2 of 8")
    await enters(boris, code)
    api.faults.add(Fault("403", method="editMessageText", chat_id=BORIS))
    boris.person.tap(*boris.tap("No"))
    api.updates.push_raw({"message": {"text": LETTER}})


async def test_after_a_story_the_numbers_are_right(api, code, tmp_path):
    async with listening_bot(tmp_path, api) as (bot, port):
        await lived(api, code)
        told = await until_measured(
            port,
            {
                ("afterword_updates_total", "command", "done"): 2,
                ("afterword_updates_total", "done", "tap"): 2,
                ("afterword_updates_total", "done", "text"): 1,
                ("afterword_updates_total", "dead", "garbled"): 1,
                ("afterword_telegram_calls_total", "later"): 1,
                ("afterword_telegram_calls_total", "unreachable"): 1,
                ("afterword_dead_letters",): 1,
                ("afterword_inbox_updates",): 0,
                ("afterword_answer_seconds_count", "tap"): 2,
                ("afterword_answer_seconds_count", "command"): 2,
                ("afterword_events_total", "buried"): 1,
                ("afterword_events_total", "show_waits"): 1,
                ("afterword_events_total", "presented"): 1,
                **{("afterword_not_ready", cause): 0 for cause in ("poll", "metronome", "rounds", "store")},
            },
        )
        calls = sum(told["afterword_telegram_calls_total", outcome] for outcome in OUTCOMES)
        assert calls == len([entry for entry in api.journal.entries if entry.method != "getUpdates"])
        assert told["afterword_telegram_call_seconds_count",] == calls
        assert told["afterword_answer_seconds_bucket", "0.5", "tap"] == 1, "one of them waited for a second"
        assert told["afterword_answer_seconds_bucket", "+Inf", "tap"] == 2
        assert told["afterword_answer_seconds_sum", "tap"] > 1
        await until_measured(port, {("afterword_outbox_rows", state): count for state, count in rows(tmp_path).items()})
        assert told["afterword_database_bytes", "database"] > 100_000
        assert told["process_resident_memory_bytes",] > 20_000_000
        assert 0 <= told["afterword_round_age_seconds", "outbox"] < 60
        assert 0 <= told["afterword_poll_age_seconds",] < 60
        assert await bot.told_to_stop() == 0


async def test_nobody_is_in_metrics_or_health_or_logs(api, code, tmp_path):
    async with listening_bot(tmp_path, api, log="json") as (bot, port):
        await lived(api, code)
        await until_measured(port, {("afterword_updates_total", "done", "tap"): 2, ("afterword_dead_letters",): 1})
        pages = [(await asked(port, path))[1] for path in ("/metrics", "/readyz", "/healthz", f"/{code}", "/")]
        assert await bot.told_to_stop() == 0
        logged = [json.loads(line) for line in bot.said.splitlines() if line.startswith("{")]
        assert {"buried", "show_waits", "serving"} <= {line.get("action") for line in logged}
        for secret in (
            *("Zofianna", "zofia_the_first", "Borislav", str(ZOFIA), str(BORIS), SECRET, LETTER, "Yes, part of it"),
            *(code, api.token, api.token.partition(":")[2], "Communication strategies"),
        ):
            assert not any(secret in page for page in pages), secret
            assert secret not in bot.said, secret


async def test_no_label_has_a_value_that_people_can_make(api, code, tmp_path):
    async with listening_bot(tmp_path, api) as (_, port):
        before = await until_measured(port, {("afterword_not_ready", "poll"): 0})
        await lived(api, code)
        told = await until_measured(port, {("afterword_updates_total", "done", "tap"): 2})
        names = {name for name in told if name[0].startswith("afterword_")}
        assert names == {name for name in before if name[0].startswith("afterword_")}, (
            "what is counted is there at once"
        )
        assert {name[2] for name in names if name[0] == "afterword_updates_total"} | {
            name[1] for name in names if name[0] == "afterword_updates_total"
        } == {*KINDS, "done", "dead"}
