"""Two bots from one installation, each with a settings file of its own: neither gets anything of the other's."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.rehearsal import TOKEN, Rehearsal
from bot.rehearsal.phone import Phone
from bot.settings import BadSetting, read_settings, settings_in
from tests.services.scenes import SURVEY, WEBINAR

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
TOKENS = {"north": "111:the-north-bot-and-nothing-else", "south": "222:the-south-bot-and-nothing-else"}


def write_settings(folder: Path, name: str, api: Rehearsal) -> Path:
    file = folder / f"{name}.env"
    file.write_text(
        f"AFTERWORD_TOKEN={TOKENS[name]}\nAFTERWORD_API_URL={api.url}\nAFTERWORD_CLOCK_URL={api.url}/clock\n"
        f"AFTERWORD_DATABASE={name}.db\n"
    )
    return file


async def typed(folder: Path, *arguments: object, **environment: str) -> tuple[int, str, str]:
    """Exit code and what was printed, with an environment that speaks of a third bot."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "AFTERWORD_DATABASE": "third.db", "AFTERWORD_TOKEN": TOKEN}
    ran = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *map(str, arguments),
        cwd=folder,
        env=settings | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await ran.communicate()
    return ran.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def serving(folder: Path, file: Path, api: Rehearsal):
    """A bot that polls, until the block ends."""
    with (folder / f"{file.name}.log").open("wb") as log:
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--settings",
            file,
            "run",
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "AFTERWORD_DATABASE": "third.db"},
            stdout=log,
            stderr=log,
        )
    try:
        await api.journal.until(lambda: bool(api.journal.calls("getUpdates")), wait=60)
        yield
    finally:
        bot.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(bot.wait(), 30) == 0


async def test_two_bots_serve_at_once_and_each_command_is_about_the_one_whose_file_is_named(tmp_path):
    (tmp_path / "slides.pdf").write_bytes(b"slides")
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        phones = {}
        for name, token in TOKENS.items():
            api = await stack.enter_async_context(Rehearsal(now=NOW, token=token))
            file = write_settings(tmp_path, name, api)
            title = f"Webinar of the {name}"
            (tmp_path / f"{name}.yaml").write_text(
                f"{SURVEY}\n---\n{WEBINAR.replace('Strategies for clusters', title)}"
            )
            code, out, _ = await typed(tmp_path, "--settings", file, "apply", f"{name}.yaml", "--json")
            assert code == 0
            entrance = json.loads(out)["webinars"][0]["code"]
            await stack.enter_async_context(serving(tmp_path, file, api))
            code, out, _ = await typed(tmp_path, "webinars", AFTERWORD_SETTINGS=str(file))
            assert (code, title in out) == (0, True)
            phones[name, entrance] = Phone(http, api.url, 5001)
        for (name, entrance), phone in phones.items():
            await phone.join()
            await phone.write(f"/start {entrance}")
            await phone.until(lambda phone: bool(phone.from_bot), "an answer")
            assert phone.heard(f"Webinar of the {name}")
        code, _, err = await typed(tmp_path, "--settings", "north.env", "run")
        assert (code, err.splitlines()[-1]) == (
            1,
            "afterword: Another bot is serving from this database already: stop it first.",
        )
    assert {path.name for path in tmp_path.glob("*.db")} == {"north.db", "south.db"}
    for name in TOKENS:
        log = (tmp_path / f"{name}.env.log").read_text()
        assert "serving" in log
        assert not any(token in log for token in TOKENS.values())


def test_a_file_that_is_named_says_everything_and_the_environment_nothing(tmp_path, monkeypatch):
    file = tmp_path / "north.env"
    file.write_text("AFTERWORD_OWNERS=7\n")
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("AFTERWORD_DATABASE=beside.db\n")
    environment = {"AFTERWORD_TOKEN": TOKENS["south"], "AFTERWORD_SETTINGS": str(file)}
    settings = read_settings(environment)
    assert (settings.token, settings.database.name, settings.owners) == (None, "afterword.db", {7})
    with pytest.raises(BadSetting, match=f"put what it gives you into {file} as AFTERWORD_TOKEN="):
        settings.usable_token()
    file.write_text(f"AFTERWORD_TOKEN={TOKENS['north']}\n")
    other = tmp_path / "south.env"
    other.write_text(f"AFTERWORD_TOKEN={TOKENS['south']}\n")
    with settings_in(str(other)):  # what is typed goes before what the environment names
        assert read_settings(environment).token == TOKENS["south"]
    assert read_settings(environment).token == TOKENS["north"]
    assert read_settings({}).database.name == "beside.db"


@pytest.mark.parametrize("line", ["--settings nowhere.env webinars", "--settings nowhere.env run"])
def test_a_file_that_is_named_and_not_there_is_told(afterword, line):
    ran = afterword(*line.split())
    assert (ran.code, ran.sentence) == (
        2,
        "afterword: There is no file nowhere.env with settings; write one NAME=value a line into it, or name another.",
    )
    assert not Path("afterword.db").exists()


def test_a_folder_that_is_named_is_told(afterword, tmp_path):
    (tmp_path / "folder").mkdir()
    ran = afterword("--settings", "folder", "webinars")
    assert (ran.code, ran.sentence) == (2, "afterword: folder cannot be read (Is a directory).")
