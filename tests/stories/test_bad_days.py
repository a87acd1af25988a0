"""Bad days of the real process: its file, its network, its token or a neighbour is not as it should be.

Each is told in one sentence, with the exit code that goes with it, and never with the token or a traceback.
"""

import json
import socket
import sqlite3
from contextlib import asynccontextmanager, contextmanager

import pytest

from bot.rehearsal import UNLIMITED, Rehearsal

from .house import OWNER, apply, put
from .running import PLAIN, afterword, complaints, eventually, running, settings_for
from .teller import Guest
from .transcript import at

EARLY, OPEN = at("2026-11-24 11:30"), at("2026-11-24 11:50")
TOKEN = "7654321:AAsecret-that-nobody-may-ever-see_0123456789"


@pytest.fixture
async def api():
    async with Rehearsal(TOKEN, now=OPEN, flood=UNLIMITED) as served:
        yield served


@pytest.fixture
async def code(api, tmp_path):
    """A webinar is applied; its code."""
    return (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]


@asynccontextmanager
async def serving(folder, api, **settings):
    """A bot that serves."""
    async with running(folder, "run", **settings_for(api, **settings)) as bot:
        await bot.says("action=serving")
        yield bot


def ana(api, number=101):
    return Guest(api.join(number, "Ana"))


def showing(guest, words):
    """Whether one of the messages on the phone says that."""
    guest.look()
    return any(words in screen.text for screen in guest.seen.values())


async def enters(guest, code):
    guest.person.write(f"/start {code}")
    await eventually(lambda: showing(guest, "1 of 8"))


async def taps(guest, label, *, then):
    guest.person.tap(*guest.tap(label))
    await eventually(lambda: showing(guest, then))


def one_sentence(said, *words):
    """It complains once, in words a person can act on."""
    [complaint] = complaints(said)
    assert all(word in complaint for word in words), complaint
    assert complaint.endswith("."), complaint
    assert "Traceback" not in said
    assert TOKEN not in said
    return complaint


async def test_neighbours_with_the_same_file_or_the_same_token_are_told_so_and_the_first_goes_on(api, code, tmp_path):
    async with serving(tmp_path, api) as first:
        async with (
            running(tmp_path, "run", **settings_for(api)) as same_file,
            running(tmp_path, "run", **settings_for(api, database="another.db")) as same_token,
        ):
            assert await same_file.ended() == 1
            one_sentence(same_file.said, "Another bot", "this database")
            await first.says("another program polls with this token")
            await same_token.says("another program polls with this token")
            assert await same_token.told_to_stop() == 0
        guest = ana(api)
        await enters(guest, code)
        assert await first.told_to_stop() == 0
        assert TOKEN not in first.said + same_token.said


async def test_a_bot_waits_for_the_network_and_says_so_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    api = Rehearsal(TOKEN, now=OPEN, flood=UNLIMITED)
    async with running(tmp_path, "run", token=TOKEN, api_url=f"http://127.0.0.1:{port}") as bot:
        await bot.says("Telegram cannot be reached")
        await api.start(port=port)
        try:
            await bot.says("action=serving")
            assert bot.said.count("cannot be reached") == 1
            assert await bot.told_to_stop() == 0
        finally:
            await api.stop()
    assert TOKEN not in bot.said
    assert "Traceback" not in bot.said


async def test_a_bot_that_waits_for_the_network_can_be_stopped(tmp_path):
    async with running(tmp_path, "run", token=TOKEN, api_url="http://127.0.0.1:9") as bot:
        await bot.says("Telegram cannot be reached")
        assert await bot.told_to_stop() == 0
        assert "Traceback" not in bot.said


async def test_a_refused_token_ends_the_bot_with_one_sentence_that_does_not_repeat_it(api, tmp_path):
    other = TOKEN[:-1] + "x"
    exit_code, said = await afterword(tmp_path, "run", **settings_for(api, token=other))
    assert exit_code == 1
    one_sentence(said, "does not accept the token", "AFTERWORD_TOKEN")
    assert other not in said


async def test_a_token_refused_while_serving_ends_the_bot_and_loses_nothing(api, code, tmp_path):
    async with serving(tmp_path, api) as bot:
        guest = ana(api)
        await enters(guest, code)
        api.token = f"{TOKEN}-revoked"
        guest.person.tap(*guest.tap("Yes, part of it"))
        assert await bot.ended() == 1
        one_sentence(bot.said, "does not accept the token")
    api.token = TOKEN
    async with serving(tmp_path, api):
        await eventually(lambda: showing(guest, "2 of 8"))


async def test_what_is_no_database_is_left_alone(api, tmp_path):
    garbage = b"These are my holiday notes, not a database.\n" * 100
    (tmp_path / "notes.db").write_bytes(garbage)
    exit_code, said = await afterword(tmp_path, "run", **settings_for(api, database="notes.db"))
    assert exit_code == 1
    one_sentence(said, "notes.db", "not a database")
    assert (tmp_path / "notes.db").read_bytes() == garbage


async def test_another_programs_database_is_left_alone(api, tmp_path):
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute("CREATE TABLE orders (id INTEGER)")
    connection.commit()
    connection.close()
    before = (tmp_path / "shop.db").read_bytes()
    exit_code, said = await afterword(tmp_path, "run", **settings_for(api, database="shop.db"))
    assert exit_code == 1
    one_sentence(said, "shop.db", "not a database of Afterword")
    assert (tmp_path / "shop.db").read_bytes() == before


LESS_THAN_ROOT = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
    sys.exit("root cannot be kept from writing here")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""Root may write anywhere; the bot may not."""


@contextmanager
def may_only_be_read(*paths):
    """Nobody may write to the files and folders, until the end."""
    before = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(path.stat().st_mode & 0o555)
    yield
    for path, mode in zip(paths, before, strict=True):
        path.chmod(mode)


@pytest.mark.parametrize("only_the_file", [True, False], ids=["file", "folder"])
async def test_a_database_that_may_only_be_read_is_told_of(api, only_the_file, tmp_path):
    await apply(tmp_path, "satisfaction.yaml", api.clock)
    database = tmp_path / "afterword.db"
    before = database.read_bytes()
    with may_only_be_read(database) if only_the_file else may_only_be_read(database, tmp_path):
        async with running(tmp_path, "run", python=("-c", LESS_THAN_ROOT, *PLAIN), **settings_for(api)) as bot:
            assert await bot.ended() == 1
    one_sentence(bot.said, "afterword.db", "cannot be written to")
    assert database.read_bytes() == before


async def test_a_database_in_a_folder_that_is_not_there_is_told_of(api, tmp_path):
    exit_code, said = await afterword(tmp_path, "run", **settings_for(api, database="gone/afterword.db"))
    assert exit_code == 1
    one_sentence(said, "afterword.db")


async def test_a_bot_told_to_stop_ends_well_and_the_token_is_written_nowhere(api, code, tmp_path):
    async with serving(tmp_path, api) as bot:
        guest, olga = ana(api), Guest(api.join(OWNER, "Olga"))
        await enters(guest, code)
        await taps(guest, "No", then="Which materials")
        await eventually(lambda: "slides.pdf" in [screen.file for screen in guest.seen.values()] or guest.look())
        olga.person.write(f"/summary {code}")
        await eventually(lambda: any("📊 Chart" in label for label, *_ in olga.buttons) or olga.look())
        olga.person.tap(*olga.tap("📊 Chart"))
        await eventually(lambda: "summary.png" in [screen.file for screen in olga.seen.values()] or olga.look())
        secret = TOKEN.partition(":")[2].encode()
        kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert kept.keys() >= {"afterword.db", "afterword.db-wal"}
        assert [name for name, content in kept.items() if secret in content] == []
        assert await bot.told_to_stop() == 0
    assert [path.name for path in tmp_path.iterdir() if secret in path.read_bytes()] == []
    assert TOKEN.partition(":")[2] not in bot.said
    assert "Traceback" not in bot.said
    assert "Warning" not in bot.said
    assert bot.said.splitlines()[-1].endswith("action=stopped")


async def test_what_is_applied_beside_a_running_bot_is_acted_on(api, tmp_path):
    api.clock.set(EARLY)
    code = (await apply(tmp_path, "satisfaction.yaml", api.clock))["communication"]
    async with serving(tmp_path, api):
        guest = ana(api)
        guest.person.write(f"/start {code}")
        await eventually(lambda: showing(guest, "You are on the list"))
        put(tmp_path, "satisfaction.yaml", changed={"attendees: 85\n": "attendees: 85\nopens: 1h before end\n"})
        exit_code, said = await afterword(tmp_path, "apply", "satisfaction.yaml", "--json", **settings_for(api))
        assert exit_code == 0, said
        assert json.loads(said)["webinars"][0]["code"] == code
        await eventually(lambda: showing(guest, "1 of 8"))
